"""Seed Sølund: its people, a register that knows them, and what has happened in their cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

from samrum.cli.lillevik import lives
from samrum.cli.lillevik.people import Someone
from samrum.cli.lillevik.seed import add_to_population, log_in, register
from samrum.cli.soelund.people import BIRGIT, HENRIK, INGE, JESPER, KIRSTEN, OLE, RESIDENTS, STAFF
from samrum.core.access import Reader
from samrum.core.appeal import AppealDecision
from samrum.core.case import AnswerStep, Assess, Decide, FillInStep, OpenDecision, TakeCase
from samrum.core.decision import draft_reasons, provisions
from samrum.core.fact import Answer, Value
from samrum.core.hearing import AnswerHearing
from samrum.core.person import Post
from samrum.office import clock, persons, see
from samrum.office.municipality import now

TENANT: Final = 3
SERVICE: Final = "rehabilitation"
POSTS: Final = {
    BIRGIT.number: Post("Sundheds- og Omsorgsudvalget", "training", "visitator"),
    HENRIK.number: Post("Økonomiudvalget", "citizen-service", "sagsbehandler"),
}
AGED: Final[Mapping[str, Value]] = {
    "rehabilitation.initiative": "self",
    "rehabilitation.wish": "Jeg vil gerne kunne gå i bad selv og hente min egen avis.",
    "functioning.self_care_own": "partly",
    "functioning.practical_own": "not",
    "functioning.mobility_own": "partly",
    "functioning.mental_own": "self",
    "functioning.social_own": "partly",
    "functioning.limits_felt": "felt",
    "rehabilitation.cause": "ageing",
    "rehabilitation.help_now": ("family",),
}
ILL: Final[Mapping[str, Value]] = {
    **AGED,
    "rehabilitation.wish": "Jeg vil gerne kunne lave mad til mine børn igen.",
    "rehabilitation.cause": "illness",
}
LEVELS: Final[Mapping[str, Value]] = {
    "functioning.self_care_level": "2",
    "functioning.practical_level": "3",
    "functioning.mobility_level": "2",
    "functioning.mental_level": "0",
    "functioning.social_level": "1",
}


def seed() -> None:
    """Fill an empty Sølund."""
    add_to_population((*RESIDENTS, *STAFF), TENANT)
    today = now(TENANT)
    with clock.held_at(today - timedelta(days=90)):
        for one in (*RESIDENTS, *STAFF):
            person = register(one, TENANT)
            if one in STAFF:
                persons.appoint(person.id, POSTS[one.number], tenant=TENANT)
    birgit = log_in(BIRGIT, TENANT)
    lived: tuple[tuple[Life, Someone, int], ...] = (
        (refused, OLE, 40),
        (granted, KIRSTEN, 21),
        (waits_for_goals, JESPER, 9),
        (just_applied, INGE, 1),
    )
    for life, one, ago in lived:
        life(_case(one, birgit, today - timedelta(days=ago)))


def just_applied(case: lives.Case) -> None:
    case.apply(AGED, complete=False)


def waits_for_goals(case: lives.Case) -> None:
    case.apply(ILL, complete=False)
    case.on_day(1, case.caseworker, TakeCase(case.caseworker.id))
    younger = {"rehabilitation.elderly_need": False}
    visited(case, 5, "yes", "Du har kræfter til at træne, når du fordeler dem over dagen.", younger)


def granted(case: lives.Case) -> None:
    case.apply(AGED, complete=False)
    case.on_day(1, case.caseworker, TakeCase(case.caseworker.id))
    visited(case, 6, "yes", "Du klarer det meste, når du får øvet badet og trappen.")
    goals = "Jeg går selv i bad.\nJeg henter avisen hver morgen."
    case.on_day(7, case.resident, AnswerStep("goals", {"rehabilitation.goals": Answer(goals)}))
    case.on_day(12, case.caseworker, Assess("grant", "Et forløb kan gøre hende selvhjulpen."))
    decided(case, 13, "Du får et rehabiliteringsforløb.", weeks=8)


def refused(case: lives.Case) -> None:
    case.apply(AGED, complete=False)
    case.on_day(1, case.caseworker, TakeCase(case.caseworker.id))
    visited(
        case, 7, "no", "Dit helbred er stabilt, og du har allerede de hjælpemidler, der kan hjælpe."
    )
    case.on_day(8, case.caseworker, Assess("refuse", "Træning ændrer ikke behovet for hjælp."))
    case.hear(8, until=16)
    case.on_day(10, case.resident, AnswerHearing("Jeg vil stadig gerne prøve at træne."))
    decided(case, 15, "Du får ikke et rehabiliteringsforløb.")
    case.on_day(17, case.resident, OpenDecision())
    case.on_day(37, case.resident, AppealDecision("Jeg synes, I skal se på trappen."))


def visited(
    case: lives.Case,
    days: float,
    potential: str,
    reason: str,
    more: Mapping[str, Value] | None = None,
) -> None:
    """Let the caseworker fill in what the visit showed."""
    found = {
        **LEVELS,
        "rehabilitation.potential": potential,
        "rehabilitation.potential_reason": reason,
        **(more or {}),
    }
    told = {fact: Answer(value) for fact, value in found.items()}
    case.on_day(days, case.caseworker, FillInStep("investigate", told))


def decided(case: lives.Case, days: float, content: str, *, weeks: int = 0) -> None:
    """Let the caseworker decide with what the rules propose; `weeks` 0 is a refusal."""
    at = case.began + timedelta(days=days)
    with clock.held_at(at):
        seen = see.case(case.caseworker, case.id).case
    made = seen.recommendation.applied if seen.recommendation else None
    first = at.date() + timedelta(days=7) if weeks else None
    decide = Decide(
        "grant" if weeks else "refuse",
        content,
        draft_reasons(made, seen.language),
        provisions(made),
        valid_from=first,
        valid_to=first + timedelta(weeks=weeks, days=-1) if first else None,
    )
    case.on_day(days, case.caseworker, decide)


Life = Callable[[lives.Case], None]


def _case(one: Someone, caseworker: Reader, began: datetime) -> lives.Case:
    at = began.replace(hour=9, minute=30)
    return lives.Case(log_in(one, TENANT), one, caseworker, at, Random(1), service=SERVICE)
