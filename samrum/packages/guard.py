"""A guard: a rule of procedure that an act has to pass, with its provision.

Guards are data, in a country pack for all services of the country or in a service package for what
its own law says.  A guard stands at a stage of the administrative act and is asked before the
event that enters it.  `refuse_when` is FEEL over what NOUNS lists for the stage, and over

| name | what |
|---|---|
| `case` | the state of the case before the act, see samrum.packages.names.CASE |
| `by` | who acts: id, role, via, title |
| `current` | the decision that stands (DECISION), and if she was `heard` since; or null |
| `child` | whether a child is concerned and has been considered, see there |
| `support` | granted support, and whether it has begun, see there |
| `notice`, `appeal` | how it reached the party, and the latest appeal, see there |
| `transfer` | the request to another municipality to take the case over, see there |
| `package` | outcomes, appeal_days, appeal_instance, adopted, legal_basis, hearing_grounds |

Its sentences can name `{who}`: who may do it instead.

A guard of a service also sees what the other expressions of its package see, once the case has been
received (samrum.packages.names).  A guard that gives no answer refuses too: unknown is never a yes
either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from samrum.packages.check import check_expression
from samrum.packages.expression import Expression
from samrum.packages.fault import Fault
from samrum.packages.feel import names_of
from samrum.packages.names import APPEAL, CASE, CHILD, DECISION, NOTICE, SUPPORT, TRANSFER, Shape
from samrum.packages.refusal import Refused
from samrum.packages.sheet import Sheet

STAGES: Final = (
    *("received", "taken", "completed", "investigated", "heard"),
    *("decided", "notified", "appealed", "reviewed"),
    *("carried_out", "insight", "transferred"),
)
TAGS: Final = ("READ", "PAGE", "MEM")
"""How sure a provision is: read in the law's own text, read on a named page, or from memory; what
is from memory is shown as "to be verified"."""

AUTOMATION: Final = (
    *("allowed", "procedure_law", "resolution", "conditions"),
    *("recommends", "findings", "ruleset", "unread", "unsure"),
)
"""What an automated function's right to decide rests on; null when a person decides."""

NOUNS: Final[Mapping[str, Mapping[str, Mapping[str, None]]]] = {
    "received": {
        "application": dict.fromkeys(("service", "resident", "language")),
        "arrival": dict.fromkeys(("day", "reason")),
    },
    "completed": {"given": dict.fromkeys(("fact", "source"))},
    "taken": {"taking": dict.fromkeys(("caseworker",))},
    "investigated": {
        "assessment": dict.fromkeys(("outcome", "text")),
        "declined_telling": dict.fromkeys(("reason",)),
        "delay": dict.fromkeys(("reason", "expected_by")),
        "demand_refusal": dict.fromkeys(("reasons", "delegation")),
        "child_considered": dict.fromkeys(("best_interests", "views", "why_not")),
    },
    "heard": {
        "hearing": dict.fromkeys(("material", "until", "set_aside")),
        "exception": dict.fromkeys(("material", "ground", "reason")),
    },
    "insight": {
        "hiding": dict.fromkeys(("item", "ground", "provision", "reason", "told", "own")),
    },
    "transferred": {
        "asked": dict.fromkeys(("request",)),
        "referred": dict.fromkeys(("text",)),
    },
    "decided": {
        "decision": dict.fromkeys(
            (
                *("outcome", "content", "valid_from", "valid_to", "reasons", "provisions"),
                *("decisive_facts", "reporter", "participants", "ruleset", "delegation"),
            )
        ),
        "automation": dict.fromkeys(AUTOMATION),
    },
    "notified": {
        "delivery": dict.fromkeys(("method",)),
        "proof": dict.fromkeys(("on", "proof")),
    },
    "appealed": {
        "filed": dict.fromkeys(("text", "came_in_on", "written", "against")),
        "timeliness": dict.fromkeys(("takes_up", "ground", "text")),
        "handover": dict.fromkeys(("bundle", "files")),
        "withdrawal": dict.fromkeys(("reason",)),
        "answer": dict.fromkeys(("answer", "text", "answered_on", "decide_by", "ruling")),
    },
    "reviewed": {
        "change": dict.fromkeys(("kind", "ground", "because", "to_detriment")),
        "review": dict.fromkeys(("outcome", "text", "obviously_wrong", "simple", "detriment")),
    },
    "carried_out": {
        "begun": dict.fromkeys(("on",)),
        "interrupted": dict.fromkeys(("on", "reason")),
        "explained": dict.fromkeys(("reason",)),
        "report": dict.fromkeys(("quarter", "since", "reason", "begun_on")),
    },
}
"""What is about to happen at each stage, by the name that its guards call it; where several things
enter a stage, the others are null: a guard says `change != null and change.because = ""`."""

COMMON: Final[Shape] = {
    "case": dict.fromkeys(CASE),
    "by": dict.fromkeys(("id", "role", "via", "title")),
    "current": dict.fromkeys((*DECISION, "heard")),
    "notice": dict.fromkeys(NOTICE),
    "appeal": dict.fromkeys(APPEAL),
    "child": dict.fromkeys(CHILD),
    "support": dict.fromkeys(SUPPORT),
    "transfer": dict.fromkeys(TRANSFER),
    "package": dict.fromkeys(
        (
            *("outcomes", "appeal_days", "appeal_instance", "adopted", "legal_basis"),
            "hearing_grounds",
        )
    ),
}


@dataclass(frozen=True, slots=True)
class GuardRule:
    """One guard; in force from `valid_from` to `valid_to`, None for no end.

    `invariant` is the id of what it holds in the country's list ("SE-11"), which a service's `own`
    guard need not name; `what`, `because` and `instead` are its three sentences in each language.
    """

    id: str
    stage: str
    provision: str
    tag: str
    refuse_when: Expression
    what: Mapping[str, str]
    because: Mapping[str, str]
    instead: Mapping[str, str]
    invariant: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    own: bool = False

    def in_force(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


class Guarded(Refused):
    """What a guard says no with."""

    def __init__(
        self, guard: GuardRule, what: str, *, because: str, instead: str, **about: object
    ) -> None:
        super().__init__(what, because=because, instead=instead, provision=guard.provision, **about)
        self.guard = guard


def refuse(
    guards: Iterable[GuardRule],
    around: Mapping[str, object],
    about: Callable[[], Mapping[str, object]] = dict,
) -> None:
    """Raise `Guarded` for the first guard that says no; the English sentences are its templates,
    filled in with what `about` gives."""
    names = names_of(around)
    for guard in guards:
        refuses = guard.refuse_when.value(names)
        if refuses is False:
            continue
        if refuses is not True:
            raise Guarded(
                guard,
                "This cannot be done yet.",
                because="A rule of procedure gives no answer: {rule}.",
                instead="Ask whoever looks after the country's law to mend it.",
                rule=guard.id,
            )
        raise Guarded(
            guard,
            guard.what["en"],
            because=guard.because["en"],
            instead=guard.instead["en"],
            **about(),
        )


def read_guards(
    sheet: Sheet, languages: Sequence[str], faults: list[Fault], own: Shape | None = None
) -> tuple[GuardRule, ...]:
    """Return the `[[guard]]` tables of a sheet; faults are noted.

    `own` are the names that the expressions of a service see, None for a country's guards.
    """
    facts: Shape = own or {}
    shapes = {
        stage: {**(facts if stage != "received" else {}), **COMMON, **NOUNS.get(stage, {})}
        for stage in STAGES
    }
    tables = sheet.tables("guard")
    return tuple(guard_of(one, languages, faults, shapes, own=own is not None) for one in tables)


def guard_of(
    sheet: Sheet,
    languages: Sequence[str],
    faults: list[Fault],
    shapes: Mapping[str, Shape],
    *,
    own: bool,
) -> GuardRule:
    """Return one guard; `shapes` are the names that are seen at each stage it can stand at."""
    text, stage = sheet.text("refuse_when"), sheet.one_of("stage", shapes)
    check_expression(text, sheet.file, sheet.line("refuse_when"), shapes.get(stage, {}), faults)
    guard = GuardRule(
        id=sheet.text("id"),
        stage=stage,
        provision=sheet.text("provision"),
        tag=sheet.one_of("tag", TAGS),
        refuse_when=Expression(text, sheet.place("refuse_when")),
        what=sheet.words("what", languages),
        because=sheet.words("because", languages),
        instead=sheet.words("instead", languages),
        invariant=sheet.text("invariant", ""),
        valid_from=sheet.maybe_day("valid_from"),
        valid_to=sheet.maybe_day("valid_to"),
        own=own,
    )
    sheet.finish()
    return guard
