"""A guard: a rule of procedure that an act has to pass, with its provision.

Guards are data, in a country pack for all services of the country or in a service package for what
its own law says.  `refuse_when` is FEEL over:

| name | what |
|---|---|
| `decision` | what is about to be decided: outcome, content, reasons, provisions, ... |
| `case` | today, stage, received_on, language, protected, assessed |
| `package` | outcomes, appeal_days, appeal_instance |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, Final

from samrum.packages.check import check_expression
from samrum.packages.expression import Expression
from samrum.packages.fault import Fault
from samrum.packages.names import Shape
from samrum.packages.refusal import Refused
from samrum.packages.sheet import Sheet

STAGES: Final = ("decided",)
SHAPE: Final[Shape] = {
    "decision": dict.fromkeys(
        (
            *("outcome", "content", "valid_from", "valid_to", "reasons", "provisions"),
            *("decisive_facts", "reporter", "participants", "ruleset"),
        )
    ),
    "case": dict.fromkeys(("today", "stage", "received_on", "language", "protected", "assessed")),
    "package": dict.fromkeys(("outcomes", "appeal_days", "appeal_instance")),
}


@dataclass(frozen=True, slots=True)
class GuardRule:
    """One guard; in force from `valid_from` to `valid_to`, None for no end.

    `what`, `because` and `instead` are its three sentences in each language.
    """

    id: str
    stage: str
    provision: str
    refuse_when: Expression
    what: Mapping[str, str]
    because: Mapping[str, str]
    instead: Mapping[str, str]
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


def read_guards(
    sheet: Sheet, languages: Sequence[str], faults: list[Fault]
) -> tuple[GuardRule, ...]:
    """Return the `[[guard]]` tables of a sheet; faults are noted."""
    return tuple(_guard(table, languages, faults) for table in sheet.tables("guard"))


def guard_of(
    rules: Iterable[GuardRule], package: Mapping[str, object], today: date
) -> Callable[[str, Any, Any], None]:
    """Return the guard (samrum.core.law.Guard) that asks all rules in force on `today`.

    The English sentences are the templates of the refusal.
    """
    asked = tuple(rule for rule in rules if rule.in_force(today))

    def guard(stage: str, case: Any, event: Any) -> None:
        around = {
            "decision": _plain(event),
            "case": {
                "today": today,
                "stage": case.stage,
                "received_on": case.received_at.date(),
                "language": case.language,
                "protected": case.protected,
                "assessed": case.assessment is not None,
            },
            "package": package,
        }
        for rule in asked:
            if rule.stage == stage and rule.refuse_when.holds(around):
                raise Refused(
                    rule.what["en"],
                    because=rule.because["en"],
                    instead=rule.instead["en"],
                    provision=rule.provision,
                )

    return guard


def _guard(sheet: Sheet, languages: Sequence[str], faults: list[Fault]) -> GuardRule:
    text = sheet.text("refuse_when")
    check_expression(text, sheet.file, sheet.line("refuse_when"), SHAPE, faults)
    guard = GuardRule(
        id=sheet.text("id"),
        stage=sheet.one_of("stage", STAGES),
        provision=sheet.text("provision"),
        refuse_when=Expression(text, sheet.place("refuse_when")),
        what=sheet.words("what", languages),
        because=sheet.words("because", languages),
        instead=sheet.words("instead", languages),
        valid_from=sheet.maybe_day("valid_from"),
        valid_to=sheet.maybe_day("valid_to"),
    )
    sheet.finish()
    return guard


def _plain(event: Any) -> dict[str, object]:
    """Return the fields of an event as plain values."""
    if not is_dataclass(event):
        return {}
    return {one.name: getattr(event, one.name) for one in fields(event)}
