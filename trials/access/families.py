"""A-families: what a family reads of who has read never tells one of them another's secret act.

Each constellation is a child with its guardians, a relative and a volunteer, and the school and
social services around them.  Some guardians are hidden from others; somebody reports worry; those
who are hidden read, tell and answer.  Everybody who may see the list of readers sees it, as a list
and with all that has happened, and nothing of what was done in secret from her stands in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from random import Random
from typing import Any

from trials.access.canaries import canary
from trials.access.town import HERE, stand, standing_empty, undone
from trials.frame import Asked, Result, Trial, replaced

SCHOOL, SOCIAL = "Barn- och utbildningsnämnden", "Socialnämnden"


@dataclass
class Family:
    """Everybody by role; `secrets` are words, with those they must not reach."""

    number: int
    ids: dict[str, str] = field(default_factory=dict)
    room: str = ""
    secrets: list[tuple[str, frozenset[str], str]] = field(default_factory=list)
    presses: Iterator[int] = field(default_factory=count)

    def reads(self, who: str) -> Any:
        from samrum.core.access import Reader
        from samrum.journal import people
        from samrum.office import persons

        person = persons.known_person(self.ids[who], tenant=HERE)
        return Reader(person, people.mandates_of(HERE, person.id), HERE)

    def does(self, who: str, command: Any) -> None:
        from samrum.office import room_act

        key = f"{self.room}/{next(self.presses)}"
        room_act.act(self.reads(who), command, room=self.room, key=key)

    def name(self, who: str) -> str:
        return canary(f"family.{self.number}.{who}")


def run(asked: Asked) -> Result:
    """Makes up families, lets each live, and reads every list that somebody may see."""
    wrong: list[dict[str, Any]] = []
    lists = secrets = hidden = 0
    with standing_empty():
        for number in range(asked.n):
            chance = Random(f"{asked.seed}/{number}")
            with undone():
                family = _live(number, chance)
                secrets += len(family.secrets)
                hidden += sum(why == "hidden" for _word, _from, why in family.secrets)
                for who, told in _lists(family):
                    lists += 1
                    wrong += [
                        {"family": number, "who": who, "secret": why}
                        for word, kept_from, why in family.secrets
                        if who in kept_from and word in told
                    ]
    figures = {"families": asked.n, "secrets": secrets, "hidden_guardians": hidden}
    figures |= {"lists": lists, "told": len(wrong)}
    return Result(not wrong and lists > 0, figures, wrong)


def _live(number: int, chance: Random) -> Family:
    from samrum.core.fact import Answer
    from samrum.core.room import TellFact
    from samrum.office import room_see, room_worry

    family = Family(number)
    guardians = [f"guardian{n}" for n in range(chance.choice((2, 2, 3)))]
    family.room = _move_in(family, guardians)
    everybody = frozenset(("child", *guardians))
    _hide(family, guardians, chance)
    for who in chance.sample(guardians, len(guardians)):
        room_see.room(family.reads(who), family.room, reason=family.name(who))
        if chance.random() < 0.6:
            family.does(who, TellFact("family.siblings", Answer(chance.randrange(5))))
    reporter = chance.choice((*guardians, "volunteer", "social"))
    worry = canary(f"family.{number}.worry")
    said = room_worry.report(
        family.reads(reporter), room=family.room, text=worry, acute=False, key=f"{family.room}/w"
    )
    family.secrets.append((worry, everybody, "worry"))
    family.secrets.append((said.stream, everybody, "worry"))
    if chance.random() < 0.7:
        room_worry.read(family.reads("social"), said.stream)
    return family


def _move_in(family: Family, guardians: list[str]) -> str:
    from samrum.core.access import Reader
    from samrum.core.person import Post
    from samrum.office import persons, room_act

    posts = {
        "nurse": Post(SCHOOL, "school-health", "skolsköterska"),
        "social": Post(SOCIAL, "children", "socialsekreterare"),
    }
    for place, who in enumerate(("child", *guardians, "volunteer", *posts)):
        year = 2016 if who == "child" else 1980
        number = f"{year}0101-{family.number % 1000:03}{place}"
        person = persons.register(persons.Identity(number, family.name(who), "sv"), tenant=HERE)
        if who in posts:
            person = persons.appoint(person.id, posts[who], tenant=HERE)
        family.ids[who] = person.id
        if who in guardians:
            child = Reader(persons.known_person(family.ids["child"], tenant=HERE), {}, HERE)
            persons.give_mandate(
                child, number=number, kind="guardian", services=("*",), valid_from=date(2016, 1, 1)
            )
    opened = room_act.open_room(
        family.reads("social"), resident=family.ids["child"], why="Skolan.", key=f"f{family.number}"
    )
    for who, by in (*((one, "social") for one in guardians), ("volunteer", guardians[0])):
        role: Any = "volunteer" if who == "volunteer" else "guardian"
        room_act.invite(
            family.reads(by),
            room=opened.stream,
            person=family.ids[who],
            role=role,
            agency="Vännerna" if role == "volunteer" else "",
            key=f"{opened.stream}/{who}",
        )
    room_act.invite(
        family.reads("social"),
        room=opened.stream,
        person=family.ids["nurse"],
        role="professional",
        agency="",
        key=f"{opened.stream}/nurse",
    )
    return opened.stream


def _hide(family: Family, guardians: list[str], chance: Random) -> None:
    """Some guardians are hidden from some others; nobody's name is then known to them."""
    from samrum.core.room import HideMember

    for who in guardians:
        others = [one for one in guardians if one != who and chance.random() < 0.5]
        for other in others:
            number = 3 + guardians.index(who)
            number = _member(family, who) or number
            why = canary(f"family.{family.number}.why")
            family.does("social", HideMember(number, family.ids[other], why))
            family.secrets.append((family.name(who), frozenset((other,)), "hidden"))
            family.secrets.append((why, frozenset((other,)), "reason"))


def _member(family: Family, who: str) -> int:
    from samrum.journal import rooms

    kept = rooms.load(HERE, family.room)
    assert kept is not None, "the room was opened a moment ago"
    return next(one.number for one in kept.room.members if one.person == family.ids[who])


def _lists(family: Family) -> Iterator[tuple[str, str]]:
    """What everybody is told of who has read, and of what has happened, as text."""
    from samrum.office import room_see
    from samrum.office.relation import NotHere

    for who in family.ids:
        reader = family.reads(who)
        try:
            readings = room_see.readings_of(reader, family.room)
        except NotHere:
            continue
        view = room_see.room(reader, family.room, what="journal")
        yield who, f"{readings} {view.timeline} {view.names} {view.room}"


@contextmanager
def hides_nobody() -> Iterator[None]:
    """Who is hidden from somebody is on the list all the same."""
    from samrum.core.room import access

    with replaced(access, "_hidden_from", lambda room, reader: frozenset()):
        yield


@contextmanager
def worry_in_the_log() -> Iterator[None]:
    """A report of worry is written down among the readings of the room."""
    from samrum.journal import reads
    from samrum.journal.happened import RoomRead
    from samrum.office import room_worry
    from samrum.office.municipality import now

    right = room_worry.report

    def report(reader: Any, *, room: str, text: str, acute: bool, key: str) -> Any:
        from samrum.core.party import Party

        by = Party(reader.id, "relative")
        read = RoomRead(room, f"worry {text}", "", (), "", 1)
        reads.record(HERE, read, by, now(HERE))
        return right(reader, room=room, text=text, acute=acute, key=key)

    with replaced(room_worry, "report", report):
        yield


A_FAMILIES = Trial(
    "A-families",
    "No list of readers tells one in a family what another did in secret from her.",
    "constellations of a family",
    500,
    25,
    run,
    {"hides-nobody": hides_nobody, "worry-in-the-log": worry_in_the_log},
    stand,
)
