"""What happens to a case in Lillevik: lives, each a few acts on the days they happened.

Everything is done through the office, as a page would do it, with the clock held at the day: so
the demo's journal holds what a real one holds, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from samrum.cli.lillevik import papers
from samrum.cli.lillevik.people import Someone
from samrum.core.access import Reader
from samrum.core.appeal import AppealDecision, JudgeTimeliness
from samrum.core.case import (
    AnswerStep,
    AskForCorrection,
    Assess,
    CloseCase,
    Command,
    Decide,
    GiveFact,
    OpenDecision,
    Reach,
    SendMessage,
    TakeCase,
    Withdraw,
    WriteNote,
)
from samrum.core.decision import Outcome, draft_reasons, provisions
from samrum.core.document import Upload
from samrum.core.fact import Answer, Value
from samrum.core.hearing import AnswerHearing, BeginHearing, LeaveOutHearing, unheard
from samrum.core.party import Via
from samrum.office import act, automation, clock, deadlines, post_room, see

SERVICE: Final = "parking-permit"

DRIVER: Final[Mapping[str, Value]] = {
    "parking_permit.request": "new",
    "parking_permit.capacity": "driver",
    "mobility.walks": True,
    "mobility.walking_distance_max_m": 150,
    "mobility.aids": ("stick",),
    "mobility.impairment_duration": "permanent",
    "parking_permit.certificate_route": "upload",
    "parking_permit.can_sign": True,
}
PASSENGER: Final[Mapping[str, Value]] = {
    **DRIVER,
    "parking_permit.capacity": "passenger",
    "mobility.walking_distance_max_m": 60,
    "mobility.aids": ("rollator", "person"),
    "mobility.can_wait_alone": False,
    "mobility.why_not_alone": "Blir orolig och går sin väg om ingen är med.",
}
WHEELCHAIR: Final[Mapping[str, Value]] = {
    key: value for key, value in DRIVER.items() if key != "mobility.walking_distance_max_m"
} | {"mobility.walks": False, "mobility.aids": ("wheelchair",)}
RENEWAL: Final[Mapping[str, Value]] = {
    **DRIVER,
    "parking_permit.request": "renewal",
    "parking_permit.circumstances_changed": False,
}
TOO_FAR: Final[Mapping[str, Value]] = {**DRIVER, "mobility.walking_distance_max_m": 800}

DECIDES: Final[Mapping[Outcome, Mapping[str, str]]] = {
    "grant": {
        "sv": "Du får parkeringstillstånd.",
        "da": "Du får parkeringstilladelse.",
        "en": "You get a parking permit.",
    },
    "refuse": {
        "sv": "Du får inte parkeringstillstånd.",
        "da": "Du får ikke parkeringstilladelse.",
        "en": "You do not get a parking permit.",
    },
}
TONES: Final = (70, 95, 120, 150)
LAW: Final = ("Trafikförordningen (1998:1276) 13 kap. 8 §",)


@dataclass
class Case:
    """One case being played: whose, who works with it, and the day it began."""

    resident: Reader
    someone: Someone
    caseworker: Reader
    began: datetime
    chance: Random
    id: str = ""
    presses: int = 0
    service: str = SERVICE

    def apply(
        self,
        answers: Mapping[str, Value],
        *,
        complete: bool = True,
        reach: Reach | None = None,
        by: Reader | None = None,
        via: Via = "portal",
    ) -> None:
        """Hand in the application, with its papers unless it is not complete."""
        with clock.held_at(self.began):
            receipt = act.apply(
                by or self.resident,
                service=self.service,
                resident=self.resident.id,
                answers={fact: Answer(value) for fact, value in answers.items()},
                uploads=self._papers(answers) if complete else (),
                reach=reach or Reach("letter"),
                language=self.someone.language,
                key=self._key(),
                via=via,
            )
            self.id = receipt.case
            post_room.send_waiting(self.resident.tenant)

    def on_day(self, days: float, who: Reader, *commands: Command) -> None:
        """Let `who` do something so many days after the beginning."""
        with clock.held_at(self.began + timedelta(days=days)):
            for command in commands:
                act.act(who, command, case=self.id, key=self._key())
            post_room.send_waiting(self.resident.tenant)

    def days_pass(self, days: float) -> None:
        """Let the calendar be looked at on this day."""
        with clock.held_at(self.began + timedelta(days=days)):
            deadlines.call_late(self.resident.tenant)
            post_room.send_waiting(self.resident.tenant)

    def decide(self, days: float, outcome: Outcome) -> None:
        """Let the caseworker decide with the reasons that the rules give."""
        at = self.began + timedelta(days=days)
        with clock.held_at(at):
            seen = see.case(self.caseworker, self.id).case
        made = seen.recommendation.applied if seen.recommendation else None
        granted = outcome == "grant"
        if not granted and unheard(seen.hearings, seen.from_others, at.date()):
            why = "Registren visar bara det som den sökande själv har sagt."
            self.on_day(days, self.caseworker, LeaveOutHearing("unnecessary", why))
        self.on_day(
            days,
            self.caseworker,
            Decide(
                outcome,
                DECIDES[outcome][seen.language],
                draft_reasons(made, seen.language),
                provisions(made) or LAW,
                valid_from=at.date() if granted else None,
                valid_to=at.date() + timedelta(days=5 * 365) if granted else None,
            ),
        )

    def hear(self, days: float, until: float) -> None:
        """Let the caseworker tell the resident what others have brought in."""
        with clock.held_at(self.began + timedelta(days=days)):
            others = see.case(self.caseworker, self.id).case.from_others
        by = (self.began + timedelta(days=until)).date()
        self.on_day(days, self.caseworker, BeginHearing(tuple(x.key for x in others), by))

    def _papers(self, answers: Mapping[str, Value]) -> tuple[Upload, ...]:
        photo = papers.photo(self.chance.choice(TONES))
        if answers.get("parking_permit.certificate_route") != "upload":
            return (photo,)
        metres = answers.get("mobility.walking_distance_max_m")
        walks = "kan inte gå" if metres is None else f"högst {metres} meter"
        return (papers.certificate(walks, self.began.date().replace(day=1)), photo)

    def _key(self) -> str:
        self.presses += 1
        return f"demo/{self.someone.number}/{self.began:%Y%m%d%H%M}/{self.presses}"


def just_received(case: Case) -> None:
    case.apply(case.chance.choice((DRIVER, PASSENGER, WHEELCHAIR, TOO_FAR)))


def waits_for_supplement(case: Case) -> None:
    case.apply(DRIVER, complete=False)


def supplement_is_late(case: Case) -> None:
    case.apply(DRIVER, complete=False)
    case.days_pass(16)


def supplemented(case: Case) -> None:
    case.apply(PASSENGER, complete=False)
    papers_of = case._papers(PASSENGER)
    case.on_day(4, case.resident, AnswerStep("supplement", {}, papers_of))


def writes_a_message(case: Case) -> None:
    case.apply(DRIVER)
    case.on_day(1, case.caseworker, TakeCase(case.caseworker.id))
    case.on_day(2, case.resident, SendMessage("Hej! Behöver ni originalet av intyget också?"))


def asks_for_a_correction(case: Case) -> None:
    case.apply(DRIVER)
    case.on_day(1, case.caseworker, TakeCase(case.caseworker.id))
    wish = AskForCorrection(
        "mobility.walking_distance_max_m", Answer(80), "Jag räknade fel, det är snarare 80 meter."
    )
    case.on_day(3, case.resident, wish)


def waits_for_decision(case: Case) -> None:
    case.apply(PASSENGER)
    case.on_day(2, case.caseworker, TakeCase(case.caseworker.id))
    case.on_day(
        5,
        case.caseworker,
        WriteNote("Ringde läkaren. Intyget stämmer med det som sökanden säger."),
        Assess("grant", "Kan inte lämnas ensam och går högst 60 meter med stöd."),
    )


def decided_not_read(case: Case) -> None:
    case.apply(DRIVER)
    case.on_day(1, case.caseworker, TakeCase(case.caseworker.id))
    case.on_day(4, case.caseworker, Assess("grant", "Intyget visar att gångförmågan är nedsatt."))
    case.decide(5, "grant")


def granted(case: Case) -> None:
    decided_not_read(case)
    case.on_day(6 + case.chance.random() * 3, case.resident, OpenDecision())
    case.on_day(10, case.caseworker, CloseCase())


def granted_on_the_phone(case: Case) -> None:
    case.apply(WHEELCHAIR, by=case.caseworker, via="phone")
    case.on_day(1, case.caseworker, TakeCase(case.caseworker.id))
    case.on_day(3, case.caseworker, Assess("grant", "Förflyttar sig bara med rullstol."))
    case.decide(3, "grant")


def being_heard(case: Case) -> None:
    case.apply(TOO_FAR)
    case.on_day(3, case.caseworker, TakeCase(case.caseworker.id))
    case.on_day(8, case.caseworker, Assess("refuse", "Enligt intyget går sökanden 800 meter."))
    case.hear(8, until=22)


def renewed_by_itself(case: Case) -> None:
    """A caseworker enters what the certificate says; the board's function does the rest."""
    case.apply(RENEWAL)
    read = ("mobility.walking_distance_max_m", "mobility.impairment_duration")
    entered = (GiveFact(fact, Answer(RENEWAL[fact]), "document") for fact in read)
    case.on_day(1, case.caseworker, *entered)
    with clock.held_at(case.began + timedelta(days=1, minutes=1)):
        automation.decide_waiting(case.resident.tenant, ("at-once",), since=case.began)
        post_room.send_waiting(case.resident.tenant)


def refused(case: Case) -> None:
    being_heard(case)
    case.on_day(10, case.resident, AnswerHearing("Jag går inte så långt när det är halt."))
    case.decide(12, "refuse")
    case.on_day(15, case.resident, OpenDecision())


def appealed(case: Case) -> None:
    refused(case)
    case.on_day(20, case.resident, AppealDecision("När det är halt går jag inte ens hundra meter."))
    if case.chance.random() < 0.5:
        case.on_day(22, case.caseworker, JudgeTimeliness(takes_up=True))


def withdrawn(case: Case) -> None:
    case.apply(DRIVER)
    case.on_day(2, case.resident, Withdraw("Jag behöver det inte längre."))


Life = Callable[[Case], None]

LIVES: Final[tuple[tuple[Life, int, int], ...]] = (
    # life, how many of a hundred, how many days it needs
    (granted, 38, 10),
    (just_received, 12, 0),
    (waits_for_supplement, 8, 0),
    (supplement_is_late, 3, 16),
    (supplemented, 7, 4),
    (writes_a_message, 5, 2),
    (asks_for_a_correction, 3, 3),
    (waits_for_decision, 6, 5),
    (decided_not_read, 5, 5),
    (granted_on_the_phone, 4, 3),
    (being_heard, 2, 8),
    (refused, 3, 15),
    (appealed, 2, 22),
    (withdrawn, 2, 2),
)


def days_ago(life: Life, chance: Random) -> float:
    """How long ago a case with this life began: open ones lately, ended ones over a year."""
    needs = next(days for one, _, days in LIVES if one is life)
    ended = life in (granted, refused, withdrawn)
    return needs + 0.3 + chance.random() * (330 if ended else 9)
