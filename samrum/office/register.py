"""The register of cases and documents (OSL 5 kap. 1 and 2 §§): a row for each record.

Every record is in it as soon as it has come in or was drawn up, because the register is read from
the journal itself.  What the reader may not see is there too, with its day and number: whom it is
from and what it is about are kept apart (OSL 5 kap. 2 §, second paragraph).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from samrum.core.access import Reader
from samrum.core.case import CaseOpened, DecisionMade, DocumentReceived, LetterOrdered
from samrum.journal import codec, people, records
from samrum.journal.records import Record
from samrum.office.municipality import municipality, now, on_the_wall, package
from samrum.office.relation import NotHere, relation

MOST: Final = 1_000
LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Row:
    """One record.  `kind` is the class of the event; `masked` rows hold day and number only."""

    at: datetime
    number: str
    kind: str
    case: str
    party: str
    subject: str
    masked: bool


@dataclass(frozen=True, slots=True)
class Register:
    """The rows, oldest first; with `more` there are others that did not fit."""

    rows: tuple[Row, ...]
    first: date
    last: date
    more: bool


def register(
    reader: Reader, *, first: date | None, last: date | None, number: str, language: str
) -> Register:
    """The records of the reader's unit of these days, or of one case.  Raises NotHere."""
    post = reader.person.post
    services = municipality(reader.tenant).services_of(post.unit) if post else ()
    if not services:
        raise NotHere
    here, today = municipality(reader.tenant), now(reader.tenant).date()
    last = min(last or today, date(9000, 1, 1))
    first = max(min(first or last, last), last - LONGEST)
    number = people.storable(number).strip().upper()[:60]
    if number:
        found = records.of_number(reader.tenant, services, number, MOST + 1)
    else:
        begins, ends = (
            datetime.combine(day, time(), here.zone) for day in (first, last + timedelta(days=1))
        )
        found = records.between(reader.tenant, services, begins, ends, MOST + 1)
    rows = tuple(_row(reader, one, language, today) for one in found[:MOST])
    return Register(rows, first, last, len(found) > MOST)


def _row(reader: Reader, one: Record, language: str, today: date) -> Row:
    stands = relation(
        reader, resident=one.resident, service=one.service, protected=one.protected, day=today
    )
    at = on_the_wall(reader.tenant, one.at)
    number = f"{one.number}/{one.seq}"
    if stands != "unit" or one.payload is None:
        return Row(at, number, one.kind, "", "", "", True)
    subject = _subject(reader.tenant, one, language)
    return Row(at, number, one.kind, one.case, one.resident_name, subject, False)


def _subject(tenant: int, one: Record, language: str) -> str:
    """In short what the record is about (OSL 5 kap. 2 §, 4)."""
    service = package(tenant, one.service)
    title = service.title.get(language, one.service) if service else one.service
    match codec.event(one.kind, one.payload or ""):
        case CaseOpened() | DecisionMade():
            return title
        case DocumentReceived(upload):
            term = service.terms.get(upload.kind) if service else None
            return term.words.get(language, upload.name) if term else upload.name
        case LetterOrdered(title=said):
            return said
        case _:
            return title
