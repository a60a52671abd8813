"""Seed Lillevik: the cast with their cases, some hundred residents, and registers that know them.

The same seed gives the same people and the same lives, counted back from today.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Final

from samrum.cli.lillevik import lives, relief, room
from samrum.cli.lillevik.people import (
    ANNA,
    BO,
    CECILIA,
    DRAGAN,
    ELIS,
    INGRID,
    KARIN,
    MAJ,
    METTE,
    PIA,
    RESIDENTS_BY_NAME,
    SIV,
    STAFF,
    Someone,
    residents,
)
from samrum.core.access import Reader
from samrum.core.case import Reach
from samrum.core.person import Person, Post
from samrum.office import clock, identity, persons, see, why
from samrum.office.municipality import municipality, now
from samrum.office.registers import simulated_file

TENANT: Final = 1
OTHER_ROOMS: Final = 5
YEAR: Final = timedelta(days=365)
POSTS: Final = {
    BO.number: Post("Samhällsbyggnadsnämnden", "permits", "handläggare"),
    KARIN.number: Post("Samhällsbyggnadsnämnden", "permits", "handläggare", cleared=True),
    CECILIA.number: Post("Barn- och utbildningsnämnden", "school-health", "skolsköterska"),
    SIV.number: Post("Socialnämnden", "children", "socialsekreterare"),
    PIA.number: Post("Region Mellanbygden", "child-psychiatry", "barnpsykiater"),
    INGRID.number: Post("Kommunstyrelsen", "data-protection", "dataskyddsombud"),
}


def seed(number: int, cases: int, told: Callable[[int, int], None]) -> None:
    """Fill an empty municipality with `cases` cases; `told(done, of)` is called as it goes."""
    chance = Random(number)
    crowd = [_special(place, one) for place, one in enumerate(islice(residents(number), cases))]
    write_registers(crowd, chance)
    today = now(TENANT)
    with clock.held_at(today - YEAR):
        for one in (*RESIDENTS_BY_NAME, *STAFF):
            register(one)
        for one in STAFF:
            persons.appoint(register(one).id, POSTS[one.number], tenant=TENANT)
        _mandates()
    desk = [log_in(BO), log_in(KARIN)]
    planned = [*_of_the_cast(desk[0], today, chance), *_of_the_crowd(crowd, desk, today, chance)]
    for done, (life, case) in enumerate(sorted(planned, key=lambda one: one[1].began), 1):
        life(case)
        told(done, len(planned))
    _curious(desk[1], [case for _, case in planned if case.caseworker is desk[0]], today)
    room.play(today, log_in)
    at_home = [one for one in crowd if not one.protected and one.municipality]
    room.play_others(at_home[:OTHER_ROOMS], today, log_in)


def write_registers(crowd: Sequence[Someone], chance: Random) -> None:
    """Let the simulated registers know everybody who is registered somewhere."""
    permits = {
        one.number: {"permits": [_permit(now(TENANT), chance)]}
        for one in chance.sample(list(crowd), k=len(crowd) // 12)
    }
    add_to_register("permits", permits)
    add_to_population((*RESIDENTS_BY_NAME, *STAFF, *crowd))


def add_to_population(people: Sequence[Someone], tenant: int = TENANT) -> None:
    """Let the population register know these people too."""
    known = {one.number: one.record for one in people if one.municipality}
    add_to_register("population", known, tenant)


def add_to_register(name: str, records: Mapping[str, object], tenant: int = TENANT) -> None:
    """Let a simulated register hold these records beside those it has."""
    file = simulated_file(municipality(tenant), name)
    file.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    file.write_text(json.dumps({**known, **records}, ensure_ascii=False, indent=1), "utf-8")


def register(one: Someone, tenant: int = TENANT) -> Person:
    """Make somebody known, as her first log-in would."""
    said = persons.Identity(
        one.number, one.name, one.language, one.address, one.email, protected=one.protected
    )
    return persons.register(said, tenant=tenant)


def _special(place: int, one: Someone) -> Someone:
    """A few are protected, a few registered in the neighbouring municipality, a few nowhere."""
    if place % 40 == 7:
        return replace(one, protected=True)
    if place % 50 == 11:
        return replace(one, municipality="9902")
    if place % 60 == 13:
        return replace(one, municipality="")
    return one


def _permit(today: datetime, chance: Random) -> dict[str, object]:
    ended = today.date() - timedelta(days=chance.randint(30, 900))
    return {
        "number": f"L{chance.randint(1000, 9999)}",
        "valid_from": (ended - timedelta(days=3 * 365)).isoformat(),
        "valid_to": ended.isoformat(),
        "status": "expired",
    }


def _mandates() -> None:
    today = now(TENANT).date()
    maj, elis = log_in(MAJ), log_in(ELIS)
    persons.give_mandate(
        maj,
        number=ANNA.number,
        kind="power_of_attorney",
        services=("*",),
        valid_from=today,
        valid_to=today + 3 * YEAR,
    )
    persons.give_mandate(
        elis, number=ANNA.number, kind="guardian", services=("*",), valid_from=today
    )


Planned = tuple[lives.Life, lives.Case]


def _of_the_cast(bo: Reader, today: datetime, chance: Random) -> Iterator[Planned]:
    yield lives.decided_not_read, _case(MAJ, bo, today - timedelta(days=6.2), chance)
    yield lives.renewed_by_itself, _case(DRAGAN, bo, today - timedelta(days=2.5), chance)
    yield relief.granted_and_waiting, _elis(today, chance)
    yield _mette, _case(METTE, bo, today - timedelta(days=3.1), chance)


def _elis(today: datetime, chance: Random) -> lives.Case:
    case = _case(ELIS, log_in(SIV), today - timedelta(days=relief.AGO), chance)
    return replace(case, resident=log_in(ELIS), service=relief.SERVICE)


def _mette(case: lives.Case) -> None:
    case.apply(lives.DRIVER, complete=False, reach=Reach("digital_mail"))


def _of_the_crowd(
    crowd: Sequence[Someone], desk: Sequence[Reader], today: datetime, chance: Random
) -> Iterator[Planned]:
    every = [life for life, _, _ in lives.LIVES]
    share = [often for _, often, _ in lives.LIVES]
    for one in crowd:
        life = chance.choices(every, share)[0]
        began = today - timedelta(days=lives.days_ago(life, chance))
        register(one)
        cleared = one.protected or chance.random() < 0.4
        yield life, _case(one, desk[1] if cleared else desk[0], began, chance)


def _curious(karin: Reader, cases: Sequence[lives.Case], today: datetime) -> None:
    """One night of last week Karin opens an old case of a colleague's: whoever answers for personal
    data finds it on the week's list, and asks."""
    monday = today - timedelta(days=today.weekday() + 7)
    night = (monday + timedelta(days=2)).replace(hour=22, minute=40)
    old = [case for case in cases if case.id and case.began < night - timedelta(days=30)]
    if old:
        with clock.held_at(night):
            why.say(karin, old[0].id, "Skulle bara se hur det gick.")
            see.case(karin, old[0].id)


def _case(one: Someone, caseworker: Reader, began: datetime, chance: Random) -> lives.Case:
    """A case that began in the daytime of the day before `began`, so that all of it is past."""
    day = began - timedelta(days=1)
    at = day.replace(hour=chance.randint(8, 15), minute=chance.randint(0, 59))
    return lives.Case(log_in(one), one, caseworker, at, chance)


def log_in(one: Someone, tenant: int = TENANT) -> Reader:
    """Somebody as she is when logged in."""
    token = identity.begin_session(register(one, tenant), tenant=tenant)
    reader = identity.reader(token, tenant=tenant)
    assert reader is not None, "the session has just begun"
    identity.end_session(token, tenant=tenant)
    return reader
