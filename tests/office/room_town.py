"""Elis's room over a real database: his mother, the school, social services, and Erik."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from samrum.cli.lillevik.people import ELIS
from samrum.core.access import Reader
from samrum.core.fact import Answer
from samrum.core.party import Via
from samrum.core.person import Person, Post
from samrum.core.room import AnswerConsent, AskForConsent, Command, TellFact
from samrum.journal import people
from samrum.office import persons, room_act, room_see
from samrum.office.municipality import now
from samrum.office.persons import Identity
from samrum.office.press import Receipt
from samrum.office.room_see import RoomView

SCHOOL, SOCIAL, REGION = "Barn- och utbildningsnämnden", "Socialnämnden", "Region Mellanbygden"
SIBLINGS = "family.siblings"
WHY = "For the plan."
POSTS = {
    "bo": Post("Samhällsbyggnadsnämnden", "permits", "handläggare"),
    "cecilia": Post(SCHOOL, "school-health", "skolsköterska"),
    "siv": Post(SOCIAL, "children", "socialsekreterare"),
    "pia": Post(REGION, "child-psychiatry", "psykiater"),
}
NUMBERS = {
    "elis": ELIS.number,
    "anna": "19840614-9800",
    "petter": "19820202-9802",
    "dragan": "19620111-9812",
    "erik": "19790830-9813",
    "bo": "19760523-9818",
    "cecilia": "19871101-9805",
    "siv": "19800303-9804",
    "pia": "19700404-9807",
}


@dataclass
class House:
    """Everybody, and the room that Siv has opened around Elis."""

    people: dict[str, Person] = field(default_factory=dict)
    room: str = ""
    tenant: int = 1
    presses: count[int] = field(default_factory=count)

    def reads(self, name: str) -> Reader:
        person = persons.known_person(self.people[name].id, tenant=self.tenant)
        return Reader(person, people.mandates_of(self.tenant, person.id), self.tenant)

    def id(self, name: str) -> str:
        return self.people[name].id

    def does(
        self,
        name: str,
        command: Command,
        *,
        key: str = "",
        expected: int | None = None,
        via: Via = "portal",
        speaks_for: str = "",
    ) -> Receipt:
        return room_act.act(
            self.reads(name),
            command,
            room=self.room,
            key=key or f"{self.room}/{next(self.presses)}",
            expected=expected,
            via=via,
            speaks_for=self.id(speaks_for) if speaks_for else "",
        )

    def sees(self, name: str, **about: str) -> RoomView:
        return room_see.room(self.reads(name), self.room, **about)

    def invites(self, by: str, name: str, role: str, agency: str = "") -> Receipt:
        return room_act.invite(
            self.reads(by),
            room=self.room,
            person=self.id(name),
            role=role,  # type: ignore[arg-type]
            agency=agency,
            key=f"{self.room}/{next(self.presses)}",
        )

    def consents(self, to: str, *kinds: str, facts: tuple[str, ...] = ()) -> int:
        """Anna consents; the number of the consent."""
        until = now(self.tenant).date() + timedelta(days=90)
        self.does("siv", AskForConsent(to, kinds, facts, WHY, until))
        number = len(self.sees("anna").room.consents)
        self.does("anna", AnswerConsent(number, True))
        return number


def settle_in(tenant: int = 1, *, key: str = "open") -> House:
    """Register everybody, and open the room: Siv has; Anna asks Dragan in."""
    house = House(tenant=tenant)
    for name, number in NUMBERS.items():
        known = persons.register(Identity(number, f"{name.title()} Berg"), tenant=tenant)
        if name in POSTS:
            known = persons.appoint(known.id, POSTS[name], tenant=tenant)
        house.people[name] = known
    elis = Reader(house.people["elis"], {}, tenant)
    for guardian in ("anna", "petter"):
        persons.give_mandate(
            elis,
            number=NUMBERS[guardian],
            kind="guardian",
            services=("*",),
            valid_from=date(2015, 9, 21),
        )
    opened = room_act.open_room(
        house.reads("siv"), resident=house.id("elis"), why="He does not go to school.", key=key
    )
    house.room = opened.stream
    house.invites("siv", "anna", "guardian")
    house.invites("siv", "cecilia", "professional")
    house.invites("siv", "pia", "professional")
    house.invites("anna", "dragan", "volunteer", "Granngården")
    house.does("anna", TellFact(SIBLINGS, Answer(2)))
    return house
