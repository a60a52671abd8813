"""What an expression of a package can speak of: the facts and the state of one case, by name.

The names and what they hold are told in samrum.packages.names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from samrum.core import delay, demand, hearing, oral, support, transfer
from samrum.core.bias import blocked
from samrum.core.case import Case
from samrum.core.decision import Decision
from samrum.core.fact import Fact
from samrum.core.heard import hearing_context
from samrum.core.served import delivery
from samrum.packages.names import APPEAL
from samrum.packages.package import ServicePackage
from samrum.packages.vocabulary import Term, known_value


class Surroundings(Mapping[str, object]):
    """Plain Python values by name: bool, int, Decimal, str, date, tuple, dict and None.

    Each is made when it is looked up, because few expressions speak of all of them.
    """

    __slots__ = ("_case", "_package", "_today")

    def __init__(self, case: Case, package: ServicePackage, today: date) -> None:
        self._case, self._package, self._today = case, package, today

    def __getitem__(self, name: str) -> object:
        case, package = self._case, self._package
        if name in _STATE:
            return _STATE[name](case, package, self._today)
        if name in package.groups:
            return _facts(package.groups[name], case.facts)
        if name in package.ruleset.decisions:
            results = case.recommendation.applied.results if case.recommendation else {}
            return package.ruleset.read_back(name, results.get(name))
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        package = self._package
        return name in _STATE or name in package.groups or name in package.ruleset.decisions

    def __iter__(self) -> Iterator[str]:
        package = self._package
        return iter(dict.fromkeys((*_STATE, *package.groups, *package.ruleset.decisions)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def surroundings(case: Case, package: ServicePackage, today: date) -> Surroundings:
    """Return the names that expressions of `package` see for `case` on the day `today`."""
    return Surroundings(case, package, today)


def _facts(terms: Mapping[str, Term], facts: Mapping[str, Fact]) -> dict[str, object]:
    """Return the facts of a group by the second half of their ids; None for one not known."""
    context: dict[str, object] = {}
    for name, term in terms.items():
        fact = facts.get(term.id)
        known = fact is not None and fact.standing == "known"
        context[name] = known_value(term, fact.value) if fact and known else None
    return context


def _standing(case: Case, standing: str) -> tuple[str, ...]:
    return tuple(sorted(id for id, fact in case.facts.items() if fact.standing == standing))


def _is_confirmed(fact: Fact) -> bool:
    """Whether somebody has read it in a document, or a register has said it."""
    return fact.standing == "known" and fact.source in ("document", "register")


def case_context(case: Case, today: date) -> dict[str, object]:
    """Return the state of a case as expressions and guards see it (samrum.packages.names.CASE)."""
    return {
        "number": case.number,
        "stage": case.stage,
        "today": today,
        "received_on": case.received_at.date(),
        "expected_by": case.expected_by,
        "language": case.language,
        "protected": case.protected,
        "assessed": case.assessment is not None,
        "assessed_as": case.assessment.outcome if case.assessment else "",
        "unanswered": sum(one.from_resident and not one.answered for one in case.messages),
        "asked": case.asked,
        "corrections": sum(one.standing == "pending" for one in case.corrections),
        "hiding_waits": sum(one.waits for one in case.hidings),
        "bias_open": sum(one.is_open for one in case.bias),
        "blocked": blocked(case.bias),
        "taken": case.caseworker != "",
        "unheard": len(hearing.unheard(case.hearings, case.from_others, today)),
        "telling": oral.waits(case.tellings),
        "running_late": case.promise.near is not None,
        "done": case.done,
        "late": tuple(sorted(id for id, step in case.steps.items() if step.late)),
    }


def child_context(case: Case, package: ServicePackage, today: date) -> dict[str, object]:
    """Return whether a child is concerned, as the service says, and has been considered.

    `concerned` is None where that is not known, or the service does not say.
    """
    when = package.concerns_child
    concerned = None
    if when is not None:
        around = surroundings(case, package, today)
        concerned = when.value({name: around[name] for name in around if name != "child"})
    return {"concerned": concerned, "considered": case.child is not None}


def support_context(case: Case, package: ServicePackage, today: date) -> dict[str, object] | None:
    """Return the support that was granted, None where the service grants none."""
    rule = package.support_rule if package.support else None
    return support.context(case.support, case.granted, rule, today)


def notice_context(case: Case, package: ServicePackage) -> dict[str, object]:
    """Return how the decision reaches the party, as expressions and guards see it."""
    reached = delivery(case, package)
    old = case.earlier[-1] if case.earlier else None
    return {
        "method": reached.method.id if reached.method else "",
        "sent_on": reached.sent_on,
        "control_after": reached.control_after,
        "presumed_on": reached.presumed_on,
        "served_on": reached.served_on,
        "appeal_by": reached.appeal_by,
        "weeks": Decimal(package.appeal_days) / 7,
        "instance": package.appeal_instance.get(case.language, ""),
        "ground": old.ground if old else "",
        "because": old.because if old else "",
        "replaced": old.decision.content if old else "",
    }


def appeal_context(case: Case, package: ServicePackage) -> dict[str, object] | None:
    """Return the latest appeal as expressions and guards see it, None if there is none.

    `late` is null where it is not known when she got the decision.
    """
    made = case.appeal
    if made is None:
        return None
    reached = delivery(case, package)
    late = made.came_in_on > reached.appeal_by if reached.appeal_by else None
    return {
        **{name: getattr(made, name) for name in APPEAL if name not in ("late", "answer")},
        "answer": made.answer or "",
        "late": late if made.against == "decision" and not made.changed else None,
    }


def decision_context(decision: Decision) -> dict[str, object]:
    """Return a decision as expressions and guards see it (samrum.packages.names.DECISION)."""
    return {
        "outcome": decision.outcome,
        "content": decision.content,
        "reasons": decision.reasons,
        "provisions": decision.provisions,
        "valid_from": decision.valid_from,
        "valid_to": decision.valid_to,
        "made_on": decision.day,
        "function": decision.function,
        "ruled_by": decision.ruled_by,
        "reference": decision.reference,
    }


_STATE: Final[Mapping[str, Callable[[Case, ServicePackage, date], object]]] = {
    "known": lambda case, package, today: _standing(case, "known"),
    "unknown": lambda case, package, today: _standing(case, "unknown"),
    "declined": lambda case, package, today: _standing(case, "declined"),
    "confirmed": lambda case, package, today: tuple(
        sorted(id for id, fact in case.facts.items() if _is_confirmed(fact))
    ),
    "documents": lambda case, package, today: tuple(
        sorted({document.kind for document in case.documents})
    ),
    "register": lambda case, package, today: {
        name: case.registers[name].outcome if name in case.registers else "not_read"
        for name in package.registers
    },
    "binding": lambda case, package, today: {
        key: one.value for key, one in package.bindings.items()
    },
    "case": lambda case, package, today: case_context(case, today),
    "decision": lambda case, package, today: (
        decision_context(case.decision) if case.decision else None
    ),
    "notice": lambda case, package, today: notice_context(case, package),
    "appeal": lambda case, package, today: appeal_context(case, package),
    "hearing": hearing_context,
    "delay": lambda case, package, today: delay.context(case.promise),
    "transfer": lambda case, package, today: transfer.context(case.transfer),
    "demand": lambda case, package, today: demand.context(
        case.demand, package.appeal_instance.get(case.language, "")
    ),
    "child": lambda case, package, today: child_context(case, package, today),
    "support": lambda case, package, today: support_context(case, package, today),
}
"""What stands beside the facts and the decisions, by name; in front of a group of that name."""
