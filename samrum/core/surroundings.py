"""What an expression of a package can speak of: the facts and the state of one case, by name.

The names and what they hold are told in samrum.packages.names.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from samrum.core.bias import blocked
from samrum.core.case import Case
from samrum.core.decision import Decision
from samrum.core.fact import Fact
from samrum.packages.package import ServicePackage
from samrum.packages.vocabulary import known_value

Surroundings = Mapping[str, object]
"""Plain Python values: bool, int, Decimal, str, date, tuple, dict and None."""


def surroundings(case: Case, package: ServicePackage, today: date) -> Surroundings:
    """Return the names that expressions of `package` see for `case` on the day `today`."""
    results = case.recommendation.applied.results if case.recommendation else {}
    return {
        **package.ruleset.read_back(results),
        **_facts(case.facts, package),
        "known": _standing(case.facts, "known"),
        "unknown": _standing(case.facts, "unknown"),
        "declined": _standing(case.facts, "declined"),
        "confirmed": tuple(sorted(id for id, fact in case.facts.items() if _is_confirmed(fact))),
        "documents": tuple(sorted({document.kind for document in case.documents})),
        "register": {
            name: case.registers[name].outcome if name in case.registers else "not_read"
            for name in package.registers
        },
        "binding": {key: binding.value for key, binding in package.bindings.items()},
        "case": case_context(case, today),
        "decision": _decision(case.decision) if case.decision else None,
    }


def _facts(facts: Mapping[str, Fact], package: ServicePackage) -> dict[str, object]:
    """Nest `a.b` ids as contexts: {"a": {"b": value}}."""
    nested: dict[str, object] = {}
    for id, term in package.terms.items():
        group, _, name = id.partition(".")
        context = nested.setdefault(group, {})
        assert isinstance(context, dict)
        fact = facts.get(id)
        known = fact is not None and fact.standing == "known"
        context[name] = known_value(term, fact.value) if fact and known else None
    return nested


def _standing(facts: Mapping[str, Fact], standing: str) -> tuple[str, ...]:
    return tuple(sorted(id for id, fact in facts.items() if fact.standing == standing))


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
        "unanswered": sum(one.from_resident and not one.answered for one in case.messages),
        "asked": case.asked,
        "corrections": sum(one.standing == "pending" for one in case.corrections),
        "hiding_waits": sum(one.waits for one in case.hidings),
        "bias_open": sum(one.is_open for one in case.bias),
        "blocked": blocked(case.bias),
        "taken": case.caseworker != "",
        "done": case.done,
        "late": tuple(sorted(id for id, step in case.steps.items() if step.late)),
    }


def _decision(decision: Decision) -> dict[str, object]:
    return {
        "outcome": decision.outcome,
        "content": decision.content,
        "reasons": decision.reasons,
        "provisions": decision.provisions,
        "valid_from": decision.valid_from,
        "valid_to": decision.valid_to,
        "made_on": decision.made_at.date(),
    }
