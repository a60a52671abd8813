"""The check for authors: what is wrong or doubtful in a model, before anything runs.

    for remark in check_model(read_model(Path("permit.dmn").read_bytes())):
        print(remark.level, remark.where.element, remark.what, remark.because, remark.instead)

remark.py holds every sentence; places.py finds where FEEL stands; names.py, types.py, operands.py,
cells.py and policy.py look at one thing at a time; survey.py and space.py make a table something
that can be searched, and tables.py asks it for gaps, overlaps and rules that are never used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from samrum.rules.check.answers import Answers, Closed
from samrum.rules.check.cells import answer_remarks, cell_remarks, column_remarks
from samrum.rules.check.columns import Possible
from samrum.rules.check.names import name_remarks, texts_of, unused_remarks
from samrum.rules.check.operands import operand_remarks
from samrum.rules.check.places import Place, places_of
from samrum.rules.check.policy import annotation_remarks, duplicate_remarks, policy_remarks
from samrum.rules.check.remark import LEVELS, Example, Remark, Where
from samrum.rules.check.space import MODEL_EFFORT, TABLE_EFFORT, Effort
from samrum.rules.check.survey import Survey
from samrum.rules.check.tables import RuleCheck
from samrum.rules.check.types import column_type_remarks, type_remarks
from samrum.rules.evaluate import Model
from samrum.rules.model import ModelFault, Table
from samrum.rules.plan import plan_for

__all__ = [
    "LEVELS",
    "UNDECIDED",
    "Closed",
    "Example",
    "Possible",
    "Remark",
    "Where",
    "answers_of",
    "check_model",
    "remark_on_fault",
]

# Answers that leave the question to a person; Samrum never decides on what is not known.
UNDECIDED = frozenset({"human", "unknown"})
NOTHING_SAID: Mapping[str, Possible] = MappingProxyType({})


def check_model(
    model: Model,
    *,
    possible: Mapping[str, Possible] = NOTHING_SAID,
    undecided: frozenset[str] = UNDECIDED,
) -> tuple[Remark, ...]:
    """Everything the check has to say about a model, in the order of the model.

    possible: what facts can be, by name ("mobility.walks"), where somebody knows more than the
    model. undecided: answers that are right for an unknown fact. The work is bounded: what it does
    not reach is said in remarks of the level "unchecked".
    """
    return tuple(_Check(model, possible, undecided).remarks())


def answers_of(
    model: Model, decision: str, *, possible: Mapping[str, Possible] = NOTHING_SAID
) -> Mapping[str, Closed]:
    """The values that a decision can have, by the name of its output ("" for the only one); empty
    when they do not show. Raises NoSuchDecision."""
    check = _Check(model, possible, UNDECIDED)
    return check.answers.all_of(model.decision(decision)) or {}


def remark_on_fault(fault: ModelFault) -> Remark:
    """The remark about a file that is no usable model: a circle of decisions, say."""
    because = f"{fault.because[:1].upper()}{fault.because[1:]}."
    about = {"what": f"{fault.what}.", "because": because, "instead": fault.instead}
    return Remark("unusable", Where(fault.element, line=fault.line), about)


class _Check:
    """One check of one model."""

    def __init__(
        self, model: Model, possible: Mapping[str, Possible], undecided: frozenset[str]
    ) -> None:
        self.model = model
        self.answers = Answers(model, self._may_be_empty)
        self._possible = possible
        self._undecided = undecided
        self._effort = Effort(MODEL_EFFORT)
        self._checks: dict[int, RuleCheck] = {}

    def remarks(self) -> list[Remark]:
        # From the bottom up, so that no decision has to find the answers of a long chain below it.
        for node in self.model.decisions.values():
            for step in plan_for((node,)).steps:
                self.answers.all_of(step)
        found = list(type_remarks(self.model))
        places = list(places_of(self.model))
        for place in places:
            texts = list(texts_of(place))
            found += name_remarks(place, texts)
            found += column_type_remarks(place)
            found += operand_remarks(texts)
            if isinstance(place.expression, Table):
                found += self._table(place, place.expression)
        unsure = {r.where.element for r in found if r.code in ("unknown-name", "not-feel")}
        found += unused_remarks(self.model, places, unsure)
        return _once(sorted(found, key=lambda remark: remark.where.line))

    def _table(self, place: Place, table: Table) -> list[Remark]:
        check = self._rule_check(place)
        return [
            *policy_remarks(table, check.outputs, place),
            *cell_remarks(check.survey),
            *answer_remarks(check.survey, check.outputs),
            *check.remarks(),
            *column_remarks(check.survey),
            *duplicate_remarks(table, place),
            *annotation_remarks(table, place),
        ]

    def _may_be_empty(self, place: Place) -> bool:
        return self._rule_check(place).may_be_empty()

    def _rule_check(self, place: Place) -> RuleCheck:
        key = id(place.expression)
        if key not in self._checks:
            effort = Effort(TABLE_EFFORT, self._effort)
            survey = Survey(place, self.answers, self._possible, effort)
            self._checks[key] = RuleCheck(survey, self._undecided)
        return self._checks[key]


def _once(remarks: Iterable[Remark]) -> list[Remark]:
    """Each remark once: what stands in two scopes is said for both only if it differs."""
    kept = {(r.code, r.where, tuple(r.about.items())): r for r in remarks}
    return list(kept.values())
