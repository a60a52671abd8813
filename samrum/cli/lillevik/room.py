"""Elis's room in Lillevik: eleven years old, and not at school since the autumn.

Played through the office with the clock held at the day, as the cases are: his mother, the school
nurse, social services, child psychiatry and a volunteer, one plan, and facts that are given once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from samrum.cli.lillevik.people import (
    ANNA,
    CECILIA,
    DRAGAN,
    ELIS,
    PIA,
    SIV,
    Someone,
)
from samrum.core.access import Reader
from samrum.core.fact import Answer
from samrum.core.room import (
    AgreePlan,
    AnswerConsent,
    AnswerPlanStep,
    AskForConsent,
    AskForFact,
    CallMeeting,
    Command,
    RecordMeeting,
    Role,
    SayNeeds,
    SetGoal,
    SetPlanStep,
    ShareFact,
    TellFact,
)
from samrum.office import clock, room_act, room_see

SCHOOL: Final = "Barn- och utbildningsnämnden"
SOCIAL: Final = "Socialnämnden"
REGION: Final = "Region Mellanbygden"
WHY: Final = (
    "Elis har inte varit i skolan sedan oktober. Skolan, BUP och vi behöver en gemensam plan."
)
MATTERS: Final = "Att träffa Ali och Noa igen. Att ingen blir arg på morgonen."
WORKS: Final = "Att börja sent. Att rita. Att mamma är hemma när jag kommer."
UNWANTED: Final = "Att bli hämtad av någon jag inte känner. Att alla frågar samma sak."
EVENINGS: Final = "Kvällarna är lugna. Morgnarna är svårast: magen gör ont och han vill inte gå ut."


LogIn = Callable[[Someone], Reader]


@dataclass
class _Day:
    """One day in the room: who does what, at which time."""

    log_in: LogIn
    room: str
    at: datetime
    presses: int = 0

    def does(self, one: Someone, command: Command) -> None:
        self.at += timedelta(minutes=7)
        self.presses += 1
        with clock.held_at(self.at):
            key = f"{self.room}/{self.at:%Y%m%d%H%M}/{self.presses}"
            room_act.act(self.log_in(one), command, room=self.room, key=key)

    def invites(self, by: Someone, one: Someone, role: Role, agency: str = "") -> None:
        self.at += timedelta(minutes=3)
        with clock.held_at(self.at):
            room_act.invite(
                self.log_in(by),
                room=self.room,
                person=self.log_in(one).id,
                role=role,
                agency=agency,
                key=f"{self.room}/invites/{one.number}",
            )

    def reads(self, one: Someone, reason: str = "") -> None:
        self.at += timedelta(minutes=11)
        with clock.held_at(self.at):
            room_see.room(self.log_in(one), self.room, reason=reason)

    def consents(self, number: int, to: str, kinds: tuple[str, ...], why: str, until: date) -> None:
        self.does(SIV, AskForConsent(to, kinds, (), why, until))
        self.does(ANNA, AnswerConsent(number, True))


def play(today: datetime, log_in: LogIn) -> str:
    """Let the last three weeks happen; the room's id."""
    began = (today - timedelta(days=21)).replace(hour=9, minute=0, second=0, microsecond=0)
    until = (today + timedelta(days=150)).date()
    with clock.held_at(began):
        opened = room_act.open_room(
            log_in(SIV), resident=log_in(ELIS).id, why=WHY, key="lillevik/elis"
        )
    day = _Day(log_in, opened.stream, began)
    day.invites(SIV, ANNA, "guardian")
    day.invites(SIV, CECILIA, "professional")
    day.invites(SIV, PIA, "professional")
    day.invites(ANNA, DRAGAN, "volunteer", "Granngårdens vänner")
    day.does(ELIS, SayNeeds(MATTERS, WORKS, UNWANTED))
    day.consents(1, SCHOOL, ("plan", "school", "family"), "För att planera skoldagarna.", until)
    day.consents(2, REGION, ("plan", "health", "family"), "För samtal och utredning.", until)
    _facts(day, today)
    _first_meeting(day, today)
    _plan(day, today)
    _next_meeting(day, today)
    return opened.stream


def _first_meeting(day: _Day, today: datetime) -> None:
    """Everybody was called, and the psychiatrist did not come."""
    at = (today - timedelta(days=5)).replace(hour=14, minute=0, second=0, microsecond=0)
    day.does(SIV, CallMeeting(at, 60, "Rådhuset, rum Eken", called=(1, 2, 3, 4, 5)))
    day.at = at + timedelta(hours=2)
    day.does(SIV, RecordMeeting(1, (1, 2, 3, 4)))


def _weekday(at: datetime) -> datetime:
    """The same, or the Monday after: nobody is called to a meeting on a Saturday."""
    return at + timedelta(days=(7 - at.weekday()) if at.weekday() > 4 else 0)


def _next_meeting(day: _Day, today: datetime) -> None:
    at = (today + timedelta(days=12)).replace(hour=13, minute=30, second=0, microsecond=0)
    at = _weekday(at)
    place = "Skolans bibliotek, ingången från gården"
    day.does(SIV, CallMeeting(at, 60, place, called=(1, 2, 3, 4, 5)))


def _facts(day: _Day, today: datetime) -> None:
    day.at = day.at.replace(hour=13) + timedelta(days=4)
    day.does(ANNA, TellFact("school.attendance", Answer("none")))
    day.does(ANNA, TellFact("family.siblings", Answer(1)))
    day.does(ANNA, TellFact("family.evenings", Answer(EVENINGS)))
    day.does(CECILIA, TellFact("school.works", Answer("Bild och slöjd. Att sitta nära dörren.")))
    day.does(PIA, TellFact("health.diagnosis", Answer("Utredning pågår, klar i januari.")))
    for agency in (CECILIA, PIA, SIV):
        day.reads(agency, "Inför mötet")
        day.does(agency, AskForFact("family.siblings", "Det hör till vår utredning."))
    day.does(ANNA, ShareFact(1, (today + timedelta(days=90)).date()))
    day.at += timedelta(days=9)
    day.does(SIV, AskForFact("family.evenings", "För att veta när stöd hemma gör mest nytta."))


def _plan(day: _Day, today: datetime) -> None:
    soon = today.date()
    day.does(SIV, SetGoal(0, "Elis är i skolan tre förmiddagar i veckan i februari"))
    day.does(SIV, SetGoal(0, "Elis träffar en vän varje vecka", "contact"))
    steps = (
        SetPlanStep(0, 1, "Stöd hemma tre morgnar i veckan", 2, "", soon + timedelta(days=14)),
        SetPlanStep(0, 1, "Samtal varje tisdag", 5, "", soon + timedelta(days=9)),
        SetPlanStep(0, 1, "Ett litet rum att börja dagen i", 4, "", soon + timedelta(days=3)),
        SetPlanStep(0, 1, "Gå med till skolan på onsdagar", 6, "", soon + timedelta(days=10)),
        SetPlanStep(0, 2, "Fotboll på torsdagar", 0, "Lillevik IF", soon + timedelta(days=17)),
    )
    for step in steps:
        day.does(SIV, step)
    day.does(CECILIA, AnswerPlanStep(3, "done"))
    day.does(SIV, AgreePlan(SOCIAL, False, soon + timedelta(days=60)))
    day.reads(PIA)


def play_others(people: Sequence[Someone], today: datetime, log_in: LogIn) -> None:
    """A room around each of these, with what is asked and answered: leadership sees what they come
    to together, and nobody is shown the figures of fewer than five."""
    for place, one in enumerate(people):
        began = (today - timedelta(days=40 + place)).replace(hour=9, minute=0, second=0)
        with clock.held_at(began):
            opened = room_act.open_room(
                log_in(SIV),
                resident=log_in(one).id,
                why="Flera hjälper till, och alla frågar samma sak.",
                key=f"lillevik/{one.number}",
            )
        day = _Day(log_in, opened.stream, began)
        day.invites(SIV, PIA, "professional")
        day.does(one, SayNeeds("Att få sova om nätterna.", "", ""))
        until = (today + timedelta(days=90)).date()
        day.does(SIV, AskForConsent(REGION, ("plan",), (), "För att planera tillsammans.", until))
        day.does(one, AnswerConsent(1, True))
        day.does(one, TellFact("family.siblings", Answer(place)))
        for agency in (SIV, PIA):
            day.does(agency, AskForFact("family.siblings", "För att veta vilka som finns nära."))
        day.at += timedelta(days=place)
        for question in (1, 2)[: 2 - place % 2]:
            day.does(one, ShareFact(question, until))
