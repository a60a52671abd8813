"""C-races: somebody reads a room again and again while the consent she reads by is taken back.

Two things would be wrong: a reading that began after the receipt of the revocation and still showed
the fact; and a reading that stands in the journal after the revocation, with the key that was gone.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from threading import Barrier
from typing import TYPE_CHECKING, Any

from trials.frame import Asked, Result, Trial, replaced
from trials.ground import stand

if TYPE_CHECKING:
    from samrum.core.access import Reader
    from tests.office.room_town import House

RACES_A_ROOM = 25  # then another one, so that each stays the size that rooms have
READERS = 2
REMEMBERED = 6  # times that the planted cache lets in somebody whose key is gone
STOP_AFTER = 3.0  # seconds without the revocation being seen: then the readers give up


@dataclass
class Race:
    """What came of one race; moments are of this process's own clock."""

    reads: int = 0
    shown: list[float] = field(default_factory=list)
    revoked: float = 0.0
    saw_the_end: int = 0


def races(asked: Asked) -> Result:
    """Runs so many races."""
    stand("room")
    chance, wrong, reads, late, overtaken = Random(asked.seed), [], 0, 0, 0
    for first in range(0, asked.n, RACES_A_ROOM):
        house = _house(f"races/{asked.seed}/{first}/{time.time_ns()}")
        numbers = range(first, min(first + RACES_A_ROOM, asked.n))
        for number in numbers:
            race = _race(house, chance.random() * 0.01)
            reads += race.reads
            after = [moment for moment in race.shown if moment > race.revoked]
            late += len(after)
            if after or race.saw_the_end < READERS:
                wrong.append({"race": number, "after": len(after), "ends": race.saw_the_end})
        beaten = _behind_their_key(house)
        overtaken += len(beaten)
        wrong += beaten
    figures = {"races": asked.n, "reads": reads, "late": late, "overtaken": overtaken}
    return Result(not wrong, figures, wrong)


def _house(key: str) -> House:
    from tests.office.room_town import settle_in

    return settle_in(key=key)


def _race(house: House, wait: float) -> Race:
    """Two nurses' windows read while the mother takes the consent back."""
    from samrum.core.room import RevokeConsent
    from tests.office.room_town import SCHOOL

    number, race = house.consents(SCHOOL, "family"), Race()
    reader, start = house.reads("cecilia"), Barrier(READERS + 1)

    def revoke() -> None:
        start.wait()
        time.sleep(wait)
        house.does("anna", RevokeConsent(number))
        race.revoked = time.monotonic()

    with ThreadPoolExecutor(READERS + 1) as pool:
        running = [
            pool.submit(_alone, lambda: _read_on(house, reader, race, start))
            for _ in range(READERS)
        ]
        running.append(pool.submit(_alone, revoke))
        for one in running:
            one.result()
    return race


def _read_on(house: House, reader: Reader, race: Race, start: Barrier) -> None:
    """Reads until the room is gone."""
    from psycopg.errors import UniqueViolation

    from samrum.office import room_see
    from samrum.office.relation import NotHere

    start.wait()
    give_up = time.monotonic() + STOP_AFTER
    while (began := time.monotonic()) < give_up:
        race.reads += 1
        try:
            view = room_see.room(reader, house.room)
        except NotHere:
            race.saw_the_end += 1
            return
        except UniqueViolation:  # two readings took one place in the line: nobody held it
            return
        if view.room.cards:
            race.shown.append(began)


def _alone(do: Any) -> None:
    """On a connection of its own, which is closed."""
    from django.db import connections

    try:
        do()
    finally:
        connections.close_all()


def _behind_their_key(house: House) -> list[dict[str, Any]]:
    """The readings that stand in the journal behind the revocation of the key they name."""
    from samrum.journal import codec, entries, reads

    revoked: dict[str, datetime] = {}
    for entry in entries.read(house.tenant, house.room):
        if entry.kind == "ConsentRevoked":
            event: Any = codec.event(entry.kind, entry.payload or "")
            revoked[f"consent {event.consent} (OSL 12:2)"] = entry.at
    found = []
    for entry in reads.of(house.tenant, house.room):
        reading: Any = codec.event(entry.kind, entry.payload or "")
        for key in reading.keys:
            if key in revoked and entry.at > revoked[key]:
                found.append({"key": key, "read": entry.at, "revoked": revoked[key]})
    return found


@contextmanager
def reads_without_holding() -> Iterator[None]:
    """The room is read without its row being held, and written down a little later."""
    from samrum.journal import rooms

    right = rooms.load

    def load(tenant: int, id: str, *, hold: bool = False) -> Any:
        reads = hold and sys._getframe(1).f_code.co_name == "room"
        kept = right(tenant, id, hold=hold and not reads)
        if reads:
            time.sleep(0.004)
        return kept

    with replaced(rooms, "load", load):
        yield


@contextmanager
def remembers_keys() -> Iterator[None]:
    """Who had a key is let in for another while, as a cache of access would."""
    from samrum.core.room import access

    right = {name: getattr(access, name) for name in ("key_to", "any_key")}
    kept: dict[Any, list[Any]] = {}

    def remembering(name: str) -> Any:
        def asked(room: Any, reads_as: str, *args: Any, **about: Any) -> Any:
            key = right[name](room, reads_as, *args, **about)
            if key:
                kept[name, room.id, reads_as, args] = [key] * REMEMBERED
            before = kept.get((name, room.id, reads_as, args))
            return key or (before.pop() if before else None)

        return asked

    with (
        replaced(access, "key_to", remembering("key_to")),
        replaced(access, "any_key", remembering("any_key")),
    ):
        yield


C_RACES = Trial(
    "C-races",
    "No reading of a room comes after the receipt of the revocation of the key it was made by.",
    "races of two readers against one revocation",
    1_000,
    50,
    races,
    {"reads-without-holding": reads_without_holding, "remembers-keys": remembers_keys},
)
