"""Following up who has read what: a list of alarms each week, and the answer to each of them.

The list is made of the journal's readings by rules (samrum.core.alarm), by itself, when a week is
over.  Only the data protection officer of the municipality sees it; no resident is named on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from psycopg.errors import UniqueViolation

from samrum.core import alarm
from samrum.core.access import Reader
from samrum.core.alarm import AROUND, USUAL, AnswerAlarm, ListAlarms, Listed, Reading, Rules, Week
from samrum.core.party import RULES, Party
from samrum.core.person import Person
from samrum.core.refusal import Refused
from samrum.journal import alarms, cases, codec, people, reads, rooms
from samrum.journal.chain import Entry
from samrum.journal.happened import CaseRead, PersonRead, RoomRead
from samrum.office.municipality import municipality, now, on_the_wall
from samrum.office.relation import NotHere
from samrum.office.ties import tie

WEEK: Final = timedelta(days=7)
WEEKS: Final = 26  # that are shown
STAFF: Final = ("caseworker", "professional")
OWN: Final = {"same_person": "own"}


@dataclass(frozen=True, slots=True)
class Item:
    """An alarm as it is shown: who read, in words, and whether it waits too long."""

    begins: date
    listed: Listed
    reader: str
    answered_by: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The lists of the last weeks: what waits first, and how many readings were looked at."""

    items: tuple[Item, ...]
    weeks: int
    readings: int

    @property
    def overdue(self) -> int:
        return sum(item.overdue for item in self.items)


def follows_up(reader: Reader) -> bool:
    """Whether the reader is the municipality's data protection officer."""
    post, unit = reader.person.post, municipality(reader.tenant).data_protection
    return post is not None and unit != "" and post.unit == unit


def lists(reader: Reader) -> FollowUp:
    """The alarms of the last weeks.  Raises NotHere for everybody but the officer."""
    _officer(reader)
    today = now(reader.tenant).date()
    first = _monday(today)
    kept = [week(reader.tenant, first - WEEK * back) for back in range(WEEKS + 1)]
    found = [one for one in kept if one is not None]
    items = [_item(one, listed, today) for one in found for listed in one.listed.values()]
    ids = {id for item in items for id in (item.listed.alarm.reader, item.listed.answered_by)}
    names = people.names(reader.tenant, ids - {""})
    items.sort(key=lambda item: (item.listed.outcome != "", item.listed.answer_by, item.begins))
    shown = tuple(_named(item, names) for item in items)
    return FollowUp(shown, len(found), sum(one.readings for one in found))


def one(reader: Reader, begins: date, number: int) -> Item:
    """One alarm.  Raises NotHere."""
    _officer(reader)
    found = week(reader.tenant, begins)
    listed = found.listed.get(number) if found else None
    if found is None or listed is None:
        raise NotHere
    names = people.names(reader.tenant, {listed.alarm.reader, listed.answered_by} - {""})
    return _named(_item(found, listed, now(reader.tenant).date()), names)


def answer(reader: Reader, begins: date, number: int, outcome: str, text: str) -> None:
    """Say what came of an alarm.  Raises Refused and NotHere."""
    by = _officer(reader)
    known = week(reader.tenant, begins)
    command = AnswerAlarm(number, outcome, text)  # type: ignore[arg-type]
    events = alarm.decide(known, command, by=by)
    try:
        alarms.append(reader.tenant, begins, events, by, now(reader.tenant))
    except UniqueViolation:
        raise Refused(
            "The alarm is not answered yet.",
            because="Somebody else answered an alarm of that week at the same moment.",
            instead="Press once more.",
        ) from None


def week(tenant: int, begins: date) -> Week | None:
    """The list of the week that begins on this Monday, None before it was made."""
    known: Week | None = None
    for entry in alarms.of_week(tenant, begins):
        event = codec.event(entry.kind, entry.payload or "")
        assert isinstance(event, alarm.Event), "the stream of a week holds nothing else"
        known = alarm.evolve(known, event, by=entry.actor, at=on_the_wall(tenant, entry.at))
    return known


def list_last_week(tenant: int, rules: Rules = USUAL) -> int:
    """Make the list of the week that is over, once; how many alarms are on it."""
    if not municipality(tenant).data_protection:
        return 0
    begins = _monday(now(tenant).date()) - WEEK
    if week(tenant, begins) is not None:
        return 0
    read = list(_readings(tenant, begins))
    found = alarm.alarms(read, rules)
    events = alarm.decide(None, ListAlarms(begins, len(read), found), by=RULES)
    try:
        alarms.append(tenant, begins, events, RULES, now(tenant))
    except UniqueViolation:  # another worker made it at the same moment
        return 0
    return len(found)


def reading_of(
    read: Reading, reader: Person, about: Person, *, has_task: bool, protected: bool
) -> Reading:
    """The reading with what we know of who read, and of whom it is about."""
    return Reading(
        read.reader,
        read.id,
        read.what,
        read.at,
        read.reason,
        tie=OWN.get(found := tie(reader, about), found),
        has_task=has_task,
        colleague=about.post is not None,
        protected=protected,
    )


def _readings(tenant: int, begins: date) -> Iterator[Reading]:
    """What the staff read in the week, with what is known around each reading."""
    first = datetime.combine(begins, time(), municipality(tenant).zone)
    made = [one for one in reads.between(tenant, first, first + WEEK) if one.role in STAFF]
    about = _about(tenant, made)
    busy = alarms.acted(tenant, list(about), first - AROUND, first + WEEK + AROUND)
    known: dict[str, Person | None] = {}
    for entry in made:
        id = _read(entry)
        if id not in about:
            continue
        number, resident, handled, protected = about[id]
        persons = [_person(tenant, person, known) for person in (entry.actor, resident)]
        if persons[0] is None or persons[1] is None:
            continue
        at, reason = on_the_wall(tenant, entry.at), _reason(entry)
        plain = Reading(entry.actor, id, number, at, reason)
        has_task = entry.actor in handled or entry.actor in busy.get(id, ())
        yield reading_of(plain, persons[0], persons[1], has_task=has_task, protected=protected)


def _about(tenant: int, made: Iterable[Entry]) -> dict[str, tuple[str, str, frozenset[str], bool]]:
    """Of each case, room and person that was read: its number, whom it is about, and who works in
    it.  Who looks somebody up has a task: to help her, which leaves no trace when she only asks."""
    found: dict[str, tuple[str, str, frozenset[str], bool]] = {}
    asked: dict[str, set[str]] = {}
    for entry in made:
        asked.setdefault(_read(entry), set()).add(entry.actor)
    for id, actors in asked.items():
        kept = cases.load(tenant, id)
        if kept is not None:
            told = kept.case
            handled = frozenset({told.caseworker} - {""})
            found[id] = (told.number, told.resident, handled, kept.protected)
            continue
        held = rooms.load(tenant, id)
        if held is not None:
            room = held.room
            members = frozenset(member.person for member in room.members)
            protected = people.protection(tenant, room.resident)
            found[id] = (room.number, room.resident, members, protected)
            continue
        person = people.load(tenant, id)
        if person is not None:  # by a part of her id: no resident is named on the list
            part = id.rpartition("-")[2]
            found[id] = (part, id, frozenset(actors), person.person.protected)
    return found


def _read(entry: Entry) -> str:
    return reads.read_of(_event(entry))


def _reason(entry: Entry) -> str:
    event = _event(entry)
    return "" if isinstance(event, PersonRead) else event.reason


def _event(entry: Entry) -> reads.Reading:
    event = codec.event(entry.kind, entry.payload or "")
    assert isinstance(event, CaseRead | RoomRead | PersonRead), "a reading is one of these"
    return event


def _person(tenant: int, id: str, known: dict[str, Person | None]) -> Person | None:
    if id not in known:
        kept = people.load(tenant, id)
        known[id] = kept.person if kept else None
    return known[id]


def _officer(reader: Reader) -> Party:
    post = reader.person.post
    if post is None or not follows_up(reader):
        raise NotHere
    return Party(reader.id, "caseworker", post.agency, via="desk", title=post.title)


def _item(week: Week, listed: Listed, today: date) -> Item:
    return Item(week.begins, listed, "", "", listed.is_overdue(today))


def _named(item: Item, names: Mapping[str, str]) -> Item:
    reader = names.get(item.listed.alarm.reader, "")
    return Item(
        item.begins, item.listed, reader, names.get(item.listed.answered_by, ""), item.overdue
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
