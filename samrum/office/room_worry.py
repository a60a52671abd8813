"""Reports of worry for a child: sent by anybody in a room, read by social services alone.

No consent is asked for and none is needed; the room and who is in it learn nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from samrum.core.access import Reader
from samrum.core.party import Party
from samrum.core.room import ground_of
from samrum.core.worry import Command, ReceiveWorry, ReportWorry, Worry, decide, evolve
from samrum.journal import chain, entries, people, reads, receipts, rooms, worries
from samrum.journal.database import transaction
from samrum.journal.happened import RoomRead
from samrum.office import room_see
from samrum.office.clock import not_before
from samrum.office.municipality import kept_number, now
from samrum.office.persons import new_id
from samrum.office.press import (
    Asked,
    Receipt,
    acknowledge,
    again,
    asked_under,
    must_be_covered,
    once,
)
from samrum.office.relation import NotHere, known_id
from samrum.office.room_act import branch_of

MOST: Final = 100  # reports in the list, the latest
LAW: Final = "SoL 19:1"


@dataclass(frozen=True, slots=True)
class WorryView:
    """A report with the names of the child and of who reported."""

    worry: Worry
    names: Mapping[str, str]


def report(reader: Reader, *, room: str, text: str, acute: bool, key: str) -> Receipt:
    """Report worry for the one a room is about, once per key.  Raises Refused and NotHere."""
    asked = asked_under(reader.tenant, reader.id, key, (room, text, acute))

    def happens() -> Receipt:
        kept = rooms.load(reader.tenant, known_id(room))
        if kept is None:
            raise NotHere
        stands = room_see.relation_to(reader, kept.room, now(reader.tenant).date())
        by = room_see.party(reader, kept.room, stands, via="portal", speaks_for="")
        before = receipts.find(reader.tenant, reader.id, key)
        if before:
            return again(asked, before)
        command = ReportWorry(new_id(), kept.room.resident, room, text, acute)
        return _happen(asked, None, command, by)

    return once(asked, happens)


def report_anybody(
    reader: Reader, *, named: str, number: str, text: str, acute: bool, key: str
) -> Receipt:
    """Report worry for any child, once per key; the answer is the same whether or not we know the
    child.  Raises Refused."""
    asked = asked_under(reader.tenant, reader.id, key, (named, number, text, acute))

    def happens() -> Receipt:
        before = receipts.find(reader.tenant, reader.id, key)
        if before:
            return again(asked, before)
        child = people.load_by_number(reader.tenant, kept_number(reader.tenant, number))
        about = child.person.id if child and number.strip() else ""
        told = " · ".join(one for one in (named.strip(), number.strip()) if one)
        post = reader.person.post
        agency = post.agency if post else ""
        by = Party(reader.id, "professional" if post else "resident", agency, via="portal")
        return _happen(asked, None, ReportWorry(new_id(), about, "", text, acute, told), by)

    return once(asked, happens)


def reports(reader: Reader) -> tuple[WorryView, ...]:
    """The latest reports, for who works at social services.  Raises NotHere for others."""
    _must_receive(reader)
    found = worries.latest(reader.tenant, MOST)
    names = people.names(
        reader.tenant, {id for one in found for id in (one.about, one.reported_by) if id}
    )
    return tuple(WorryView(one, names) for one in found)


def read(reader: Reader, id: str) -> WorryView:
    """One report, and a record that it was read; opening it first is receiving it.

    Raises NotHere for who receives no reports, and for one that is gone.
    """
    by = _must_receive(reader)
    asked = asked_under(reader.tenant, reader.id, f"{known_id(id)}/received", (id, "received"))
    with transaction(reader.tenant):
        kept = worries.load(reader.tenant, id)
        if kept is None:
            raise NotHere
        worry = kept.worry
        if worry.received_at is None:
            _happen(asked, kept, ReceiveWorry(), by)
            again_kept = worries.load(reader.tenant, id)
            assert again_kept is not None, "it was kept a moment ago"
            worry = again_kept.worry
        ground = str(ground_of("social") or "")
        seen = RoomRead(id, "worry", "", (f"provision 0 ({LAW})",), ground, kept.head.seq)
        reads.record(reader.tenant, seen, by, now(reader.tenant))
        named = (worry.about, worry.reported_by, worry.received_by)
        return WorryView(worry, people.names(reader.tenant, {one for one in named if one}))


def receives(reader: Reader) -> bool:
    """Whether reports of worry reach the reader."""
    post = reader.person.post
    return post is not None and branch_of(reader.tenant, post.unit) == "social"


def _must_receive(reader: Reader) -> Party:
    post = reader.person.post
    if post is None or not receives(reader):
        raise NotHere
    return Party(reader.id, "professional", post.agency, via="desk")


def _happen(asked: Asked, kept: worries.Kept | None, command: Command, by: Party) -> Receipt:
    """What the core decides, kept in the open transaction."""
    worry, head = (kept.worry, kept.head) if kept else (None, chain.Head())
    at = not_before(now(asked.tenant), head.at)
    events = decide(worry, command)
    for event in events:
        worry = evolve(worry, event, by=by, at=at)
    assert worry is not None, "a report comes first"
    stream = chain.Stream(asked.tenant, worry.id, "worry")
    head, made = chain.extend(stream, head, [(event, by) for event in events], at)
    must_be_covered(entries.add(made))
    worries.keep(asked.tenant, worry, head)
    return acknowledge(asked, worry.id, "", head, at)
