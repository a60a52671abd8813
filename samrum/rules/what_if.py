"""What if: which single fact, changed to what, would have changed the outcome.

Candidates are the constants that the rules hold a fact against and values just beside them, so
that every region between two lines is tried; for each fact and each other outcome the change
nearest to the present value is kept, and each is verified by evaluating the whole model. For facts
that are only compared with constants this is exact; for others (`inexact`) the edge is searched
for between the values tried, and there may be more.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from samrum.rules.boundaries import Boundaries, Target, boundaries_of
from samrum.rules.candidates import ANOTHER_TEXT, candidates, unit_of
from samrum.rules.compile import cell_shape
from samrum.rules.evaluate import Model, Outcome
from samrum.rules.item_types import resolved
from samrum.rules.parse import parse_unary_tests
from samrum.rules.plan import FactNode, Facts, plan_for
from samrum.rules.run import Run
from samrum.rules.scan import FeelSyntaxError
from samrum.rules.temporal import DateTime
from samrum.rules.trace import MatchedRule
from samrum.rules.types import ContextType, FeelType, Simple
from samrum.rules.value import Value, same

# Evaluations that one question may cost, unless told otherwise.
MOST_EVALUATIONS = 5_000

# Other outcomes told for one fact; a formula has endlessly many.
_OUTCOMES = 5

# Halvings when the edge of a formula is searched for; 2**40 is more than any fact is exact to.
_HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Change:
    """One fact (or a member of it, by `path`) changed, and what would come of it.

    other: `after` stands for any text that no rule names. rules: those the new outcome rests on.
    """

    fact: str
    path: tuple[str, ...]
    before: Value
    after: Value
    outcome: Value
    rules: tuple[MatchedRule, ...] = ()
    other: bool = False


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The changes, in the order of the facts, the nearest first; `inexact` are the names of facts
    that also take part in formulas; `complete` is false when the evaluations ran out."""

    changes: tuple[Change, ...]
    inexact: tuple[str, ...] = ()
    complete: bool = True


def what_if(
    model: Model,
    decision: str,
    facts: Facts,
    *,
    now: DateTime | None = None,
    most: int = MOST_EVALUATIONS,
) -> WhatIf:
    """The smallest changes of one fact that would change the decision.

    An outcome that is null with findings is no answer and is left out. Raises NoSuchDecision.
    """
    plan = plan_for((model.decision(decision),))
    lines = boundaries_of(plan, model.types, model.members)
    trials = _Trials(model, decision, facts, now, most)
    changes: list[Change] = []
    for fact in plan.facts:
        for target in _targets(fact, lines):
            changes.extend(_changes(target, lines, trials))
    inexact = tuple(fact.name for fact in plan.facts if _is_inexact(fact, lines))
    return WhatIf(tuple(changes), inexact, trials.left > 0)


class _Trials:
    """Evaluates with one fact changed, as often as allowed."""

    def __init__(
        self, model: Model, decision: str, facts: Facts, now: DateTime | None, most: int
    ) -> None:
        self.facts = facts
        self.left = most
        self.model = model
        self._decision = decision
        self._now = now
        self._present = model.evaluate(decision, facts, now=now)

    def changed(self, target: Target, value: Value) -> Outcome | None:
        """The outcome with another value, if it is another outcome, and an answer."""
        if self.left <= 0:
            return None
        self.left -= 1
        facts = self._with(target, value)
        run = Run()
        target[0].take(facts, run)
        if run.findings:
            return None
        outcome = self.model.evaluate(self._decision, facts, now=self._now)
        if outcome.value is None and outcome.findings:
            return None
        return None if same(outcome.value, self._present.value) else outcome

    def traced(self, target: Target, value: Value) -> tuple[MatchedRule, ...]:
        """The rules that the decision itself would rest on."""
        facts = self._with(target, value)
        outcome = self.model.evaluate(self._decision, facts, now=self._now, trace=True)
        if outcome.trace is None or not outcome.trace.decisions:
            return ()
        return tuple(rule for rule in outcome.trace.decisions[-1].rules if rule.used)

    def before(self, target: Target) -> Value:
        """The present value of a target."""
        value = self._at(target[0])
        for name in target[1]:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    def _with(self, target: Target, value: Value) -> dict[str, Value]:
        """The facts with another value at the target."""
        fact, path = target
        return {**self.facts, fact.name: _replaced(self._at(fact), path, value)}

    def _at(self, fact: FactNode) -> Value:
        return fact.take(self.facts, Run())


def _replaced(whole: Value, path: tuple[str, ...], value: Value) -> Value:
    """The fact with another value at the end of a path."""
    if not path:
        return value
    inside = whole if isinstance(whole, dict) else {}
    return {**inside, path[0]: _replaced(inside.get(path[0]), path[1:], value)}


def _targets(fact: FactNode, lines: Boundaries) -> list[Target]:
    """The fact, or the members of it that the rules read."""
    named = [target for target in lines.constants if target[0] is fact]
    return [target for target in named if not isinstance(_type_at(target), ContextType)]


def _type_at(target: Target) -> FeelType:
    """The type of a target."""
    kind = resolved(target[0].type)
    for name in target[1]:
        entries = dict(kind.entries) if isinstance(kind, ContextType) else {}
        kind = resolved(entries.get(name, Simple("Any")))
    return kind


def _is_inexact(fact: FactNode, lines: Boundaries) -> bool:
    """Facts of two values are exact whatever is done with them: both values are tried."""
    return fact in lines.inexact and resolved(fact.type) != Simple("boolean")


def _changes(target: Target, lines: Boundaries, trials: _Trials) -> list[Change]:
    """The nearest change of one target for each other outcome."""
    before = trials.before(target)
    constants = list(lines.constants.get(target, ()))
    searching = target[0] in lines.inexact
    allowed = _allowed(target, trials.model)
    found: list[tuple[Value, Outcome]] = []
    loose = lines.loose if searching else None
    for value in candidates(_type_at(target), before, constants, allowed, loose):
        outcome = trials.changed(target, value)
        if outcome is None or any(same(outcome.value, other.value) for _, other in found):
            continue
        if searching and isinstance(value, Decimal) and isinstance(before, Decimal):
            unit = unit_of([before, *(c for c in constants if isinstance(c, Decimal))])
            value, outcome = _edge(target, before, value, unit, trials) or (value, outcome)
        found.append((value, outcome))
        if len(found) == _OUTCOMES:
            break
    return [
        Change(
            fact=target[0].name,
            path=target[1],
            before=before,
            after=value,
            outcome=outcome.value,
            rules=trials.traced(target, value),
            other=value == ANOTHER_TEXT,
        )
        for value, outcome in found
    ]


def _edge(
    target: Target, before: Decimal, value: Decimal, unit: Decimal, trials: _Trials
) -> tuple[Decimal, Outcome] | None:
    """The number nearest to the present one that still changes the outcome, by halving; None when
    nothing between them does."""
    low, high = before, value
    found: Outcome | None = None
    for _ in range(_HALVINGS):
        middle = ((low + high) / 2 / unit).to_integral_value() * unit
        if middle in (low, high):
            break
        tried = trials.changed(target, middle)
        if tried is None:
            low = middle
        else:
            high, found = middle, tried
    return None if found is None else (high, found)


def _allowed(target: Target, model: Model) -> list[Value]:
    """The constants among the allowed values of a fact's own type."""
    tests = target[0].data.variable.type_ref
    written = model.allowed_of(tests) if tests is not None and not target[1] else None
    if written is None:
        return []
    try:
        return [c for c in cell_shape(parse_unary_tests(written.text)).equal if c is not None]
    except FeelSyntaxError:
        return []
