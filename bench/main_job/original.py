"""A case that was really played, ready to be copied: its row and its entries, with gaps to fill.

The gaps are what differs between a case and its copy: the ids of the case, its resident and its
caseworker, the serial of its number, and the second of the minute in which things happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import psycopg

from bench.main_job.ground import TENANT
from samrum.core.party import Party
from samrum.journal import cases, chain, codec, entries
from samrum.journal.cases import NOBODY
from samrum.journal.chain import Entry, Head

# In a row as COPY writes it, and in JSON; in letters, a case number has signs that keep it whole.
_SECOND: Final = re.compile(rb":\d\d\.\d{1,6}(?=[+\"-])")
_SERIAL: Final = re.compile(rb"(?<=[A-Z]{2})(\D{1,9}\d{4}\D{1,9})\d{6,7}(?!\d)")
_GAP: Final = re.compile(rb"([\x01-\x05])")


@dataclass(frozen=True, slots=True)
class Told:
    """What a copy has in the gaps, in their order; `second` is like ":07.654321"."""

    case: str
    resident: str
    worker: str
    serial: str
    second: str

    @property
    def texts(self) -> tuple[bytes, ...]:
        told = (self.case, self.resident, self.worker, self.serial, self.second)
        return tuple(one.encode() for one in told)


@dataclass(frozen=True, slots=True)
class Text:
    """A text with gaps: its pieces, and the number of the gap between each two."""

    pieces: tuple[bytes, ...]
    gaps: tuple[int, ...]

    def filled(self, told: tuple[bytes, ...]) -> bytes:
        woven = [self.pieces[0]]
        for gap, piece in zip(self.gaps, self.pieces[1:], strict=True):
            woven += (told[gap], piece)
        return b"".join(woven)


@dataclass(frozen=True, slots=True)
class Original:
    """One played case; `row` is its line as COPY writes it, `gaps` the gap of each id in it."""

    id: str
    number: str
    resident: str
    protected: bool
    row: Text
    entries: tuple[Entry, ...]
    gaps: dict[str, int]

    def number_of(self, told: Told) -> str:
        """The case number of a copy."""
        return f"{self.number.rpartition('-')[0]}-{told.serial}"

    def entries_of(self, told: Told) -> tuple[Head, list[Entry]]:
        """The copy's entries, chained anew, and what the next would stand on."""
        stream = chain.Stream(TENANT, told.case, "case")
        head = Head()
        made: list[Entry] = []
        for entry in self.entries:
            payload = with_gaps((entry.payload or "").encode(), self.gaps).filled(told.texts)
            event = codec.event(entry.kind, payload.decode())
            second, micro = told.second[1:].split(".")
            at = entry.at.replace(second=int(second), microsecond=int(micro))
            head, one = chain.extend(stream, head, [(event, self._party(entry.party, told))], at)
            made += one
        return head, made

    def _party(self, by: Party, told: Told) -> Party:
        mine = {id: told.texts[gap].decode() for id, gap in self.gaps.items()}
        return replace(
            by,
            id=mine.get(by.id, by.id),
            on_behalf_of=mine.get(by.on_behalf_of, by.on_behalf_of),
        )


def with_gaps(text: bytes, ids: dict[str, int]) -> Text:
    """The text with gaps where one of the ids, a case number or a second stands."""
    for id, gap in ids.items():
        text = text.replace(id.encode(), bytes((gap + 1,)))
    text = _SERIAL.sub(b"\\1\x04", text)
    parts = _GAP.split(_SECOND.sub(b"\x05", text))
    return Text(tuple(parts[::2]), tuple(gap[0] - 1 for gap in parts[1::2]))


def originals(
    superuser: psycopg.Connection[Any], last: str, first: str = NOBODY
) -> Iterator[Original]:
    """The cases with an id up to `last`, from `first` on."""
    staff = superuser.execute("select id::text from journal_person where unit <> ''").fetchall()
    found = superuser.execute(
        "select id::text, number, resident::text, resident_protected from journal_case"
        " where id between %s and %s order by id",
        [first, last],
    )
    for id, number, resident, protected in found:
        gaps = {worker: 2 for (worker,) in staff} | {id: 0, resident: 1}
        row = with_gaps(_line(superuser, id), gaps)
        made = tuple(entries.read(TENANT, id))
        yield Original(id, number, resident, protected, row, made, gaps)


def _line(superuser: psycopg.Connection[Any], id: str) -> bytes:
    """The row of a case as COPY writes it."""
    asked = f"select {', '.join(cases.COLUMNS)} from journal_case where id = '{id}'"
    with superuser.cursor().copy(f"copy ({asked}) to stdout") as lines:
        return b"".join(bytes(line) for line in lines)
