"""A-snooping: readings out of curiosity among a hundred thousand that belong to somebody's work.

Everybody is made up from one seed: a municipality with its residents and its staff, who live there
too.  Most read what they handle; some stand in for each other, work late, or handle a namesake's
case.  A hundred times somebody reads what she has no business with, for one of eight motives.  What
the office knows of a reading is worked out as it is in production, and so are the alarms.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from trials.frame import Asked, Result, Trial, replaced

if TYPE_CHECKING:
    from samrum.core.alarm import Reading
    from samrum.core.person import Person

STAFF, RESIDENTS, SURNAMES = 250, 40_000, 2_000
PLANTED = 100
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
STANDS_IN = 0.06  # of the readings: for a colleague who is away, and with no task of her own before
LATE = 0.015  # of the readings by who handles the case: on call, at night
MOTIVES = ("namesake", "neighbour", "former-partner", "colleague", "celebrity", "night", "many")
UNSEEN = 33  # every so many comes for an acquaintance in the daytime, and shows nothing but no task


@dataclass(frozen=True, slots=True)
class Place:
    """Everybody: `staff` live here too; `handles` are the cases of each, by the resident."""

    staff: list[Person]
    residents: list[Person]
    handles: dict[str, list[int]]


def run(asked: Asked) -> Result:
    """Makes up the readings of a week, and sees which of them become alarms."""
    from samrum.core import alarm

    chance = Random(asked.seed)
    place = _place(chance)
    normal = [_normal(place, chance) for _ in range(asked.n)]
    motives = [
        "acquaintance" if n % UNSEEN == UNSEEN - 1 else MOTIVES[n % 7] for n in range(PLANTED)
    ]
    visits = [(motive, list(_planted(place, motive, chance))) for motive in motives]
    curious = {_key(one) for _motive, read in visits for one in read}
    normal = [one for one in normal if _key(one) not in curious]
    planted = [one for _motive, read in visits for one in read]
    raised = alarm.alarms([*normal, *planted], alarm.USUAL)
    alarms = {(one.reader, one.id, one.first.date()) for one in raised}
    found = [motive for motive, read in visits if alarms & {_key(one) for one in read}]
    false = len(alarms - curious)
    per_motive = {
        one: f"{found.count(one)} of {motives.count(one)}" for one in sorted(set(motives))
    }
    share = 100 * false / len(normal)
    figures = {
        "readings": len(normal) + len(planted),
        "planted": len(visits),
        "found": len(found),
        "false_alarms": false,
        "false_percent": round(share, 2),
        "by_motive": per_motive,
    }
    missed = [motive for motive, read in visits if not alarms & {_key(one) for one in read}]
    return Result(len(found) >= 0.95 * PLANTED and share <= 1, figures, missed)


def _key(one: Reading) -> tuple[str, str, date]:
    return one.reader, one.id, one.at.date()


def _place(chance: Random) -> Place:
    people = [_person(n, chance) for n in range(RESIDENTS)]
    staff = [_employed(one) for one in people[:STAFF]]
    residents = [*staff, *people[STAFF:]]
    handles: dict[str, list[int]] = {one.id: [] for one in staff}
    for number in range(STAFF, RESIDENTS):
        handles[chance.choice(staff).id].append(number)
    return Place(staff, residents, handles)


def _person(number: int, chance: Random) -> Person:
    """Surnames are unequally common, and households of two share an address."""
    from samrum.core.person import Person

    surname = int(SURNAMES * chance.random() ** 2)
    address = (f"Gatan {number // 2}", "990 10 Lillevik")
    protected = chance.random() < 0.004
    name = f"Namn{number} Efternamn{surname}"
    return Person(f"p{number}", str(number), name, address=address, protected=protected)


def _employed(person: Person) -> Person:
    from samrum.core.person import Post

    return replace(person, post=Post("Socialnämnden", "children", "handläggare"), protected=False)


def _read(place: Place, who: Person, number: int, at: datetime, *, has_task: bool) -> Reading:
    """The reading as the office sees it."""
    from samrum.core.alarm import Reading
    from samrum.office.follow_up import reading_of

    about = place.residents[number]
    plain = Reading(who.id, f"c{number}", f"Ä 2026-{number:06}", at)
    return reading_of(plain, who, about, has_task=has_task, protected=about.protected)


def _daytime(chance: Random) -> datetime:
    minutes = chance.triangular(7 * 60, 18 * 60, 10 * 60)
    return MONDAY + timedelta(days=chance.randrange(5), minutes=minutes)


def _night(chance: Random) -> datetime:
    hour = chance.choice((21, 22, 23, 0, 1, 2, 4))
    return MONDAY + timedelta(days=chance.randrange(7), hours=hour, minutes=chance.randrange(60))


def _normal(place: Place, chance: Random) -> Reading:
    who = chance.choice(place.staff)
    if chance.random() < STANDS_IN:
        other = chance.choice(place.staff)
        number = chance.choice(place.handles[other.id])
        return _read(place, who, number, _daytime(chance), has_task=other is who)
    number = chance.choice(place.handles[who.id])
    late = chance.random() < LATE
    return _read(place, who, number, _night(chance) if late else _daytime(chance), has_task=True)


def _planted(place: Place, motive: str, chance: Random) -> Iterator[Reading]:
    """One visit out of curiosity; of the motive `many` it is an hour of leafing."""
    who, own = chance.choice(place.staff), set()
    own.update(place.handles[who.id])
    theirs = [number for number in range(STAFF, RESIDENTS) if number not in own]
    at, surname = _daytime(chance), who.name.split()[-1]
    match motive:
        case "namesake":
            of_the_name = [n for n in theirs if place.residents[n].name.endswith(f" {surname}")]
            number = chance.choice(of_the_name or theirs)
        case "neighbour":
            number = int(who.id[1:]) ^ 1
        case "former-partner":
            number = chance.choice(theirs)
            who = replace(who, address=place.residents[number].address)
        case "colleague":
            number = chance.choice([n for n in range(STAFF) if place.staff[n] is not who])
        case "celebrity":
            number = chance.choice([n for n in theirs if place.residents[n].protected])
        case "night":
            number, at = chance.choice(theirs), _night(chance)
        case "acquaintance":
            number = chance.choice(theirs)
        case _:
            for step, number in enumerate(chance.sample(theirs, 60)):
                moment = at + timedelta(seconds=45 * step)
                yield _read(place, who, number, moment, has_task=False)
            return
    yield _read(place, who, number, at, has_task=False)


@contextmanager
def knows_no_task() -> Iterator[None]:
    """Nobody looks whether there was a task behind a reading: everybody counts as having one."""
    from samrum.office import follow_up

    right = follow_up.reading_of

    def reading(read: Any, reader: Any, about: Any, *, has_task: bool, protected: bool) -> Any:
        return right(read, reader, about, has_task=True, protected=protected)

    with replaced(follow_up, "reading_of", reading):
        yield


@contextmanager
def cries_wolf() -> Iterator[None]:
    """A single sign is enough for an alarm."""
    from samrum.core import alarm

    with replaced(alarm, "USUAL", replace(alarm.USUAL, alarm_at=2)):
        yield


A_SNOOPING = Trial(
    "A-snooping",
    "Of a hundred visits out of curiosity at least 95 are found, and at most one reading in a "
    "hundred of those that belong to somebody's work is asked about in vain.",
    "readings in a week, with 100 visits out of curiosity among them",
    100_000,
    20_000,
    run,
    {"knows-no-task": knows_no_task, "cries-wolf": cries_wolf},
)
