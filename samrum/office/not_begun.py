"""The quarter's report of granted support that was not carried out in time (SoL 34 kap. 1-3 §§).

To the inspectorate and the auditors goes for each decision its day, the kind of support and why it
waits, and the day it began once it has; to the council how many, of which kind and for how long.
Nobody is named in either.  The number of a case stands beside it, so that what has begun can be
told as what was reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from samrum.core.access import Reader
from samrum.core.quarter import Quarter, quarter_named, quarter_of
from samrum.core.refusal import Refused
from samrum.core.support import Reported, ReportSupport, Unexecuted, unexecuted
from samrum.journal import support
from samrum.journal.cases import Kept
from samrum.office.act import act
from samrum.office.municipality import municipality, now, package
from samrum.office.relation import NotHere, relation_to
from samrum.packages.package import ServicePackage

ACT = "begin-support"


@dataclass(frozen=True, slots=True)
class Line:
    """One decision of the report; `told` is what the report of this quarter said of it, once it
    was sent, and `before` whether an earlier one had it."""

    case: str
    number: str
    kind: Mapping[str, str]
    row: Unexecuted
    told: Reported | None
    before: bool

    @property
    def lacks_reason(self) -> bool:
        """Whether the law asks for words that nobody has written."""
        return self.row.begun_on is None and not self.row.reason and self.told is None


@dataclass(frozen=True, slots=True)
class Report:
    """A quarter of the reader's unit; `hidden` is how many rows only somebody cleared may see."""

    board: str
    quarter: Quarter
    lines: tuple[Line, ...]
    hidden: int
    has_ended: bool

    @property
    def is_whole(self) -> bool:
        """Whether the reader sees all of it, so that it can leave the house."""
        return self.hidden == 0

    @property
    def unreported(self) -> tuple[Line, ...]:
        return tuple(one for one in self.lines if one.told is None)


def has_any(reader: Reader) -> bool:
    """Whether the reader's unit grants support that has to be carried out."""
    return bool(_services(reader))


def report(reader: Reader, name: str = "") -> Report:
    """The report of the quarter of this name; without one, of the quarter before today.

    Raises NotHere for who works with no service that grants support.
    """
    here, services = municipality(reader.tenant), _services(reader)
    if not services:
        raise NotHere
    post, today = reader.person.post, now(reader.tenant).date()
    quarter = quarter_named(name) or quarter_of(today).before
    begins = datetime.combine(quarter.first, time(), here.zone)
    lines: list[Line] = []
    hidden = 0
    for service in services:
        steps = [one.id for one in service.steps if one.act == ACT]
        for kept in support.concerned(reader.tenant, service.id, steps, begins):
            line = _line(kept, service, quarter)
            if line is None:
                continue
            if relation_to(reader, kept, today) == "unit":
                lines.append(line)
            else:
                hidden += 1
    lines.sort(key=lambda one: (one.row.decided_on, one.number))
    board = post.agency if post else ""
    return Report(board, quarter, tuple(lines), hidden, quarter.has_ended(today))


def whole(found: Report) -> Report:
    """The report, once it may leave the house.  Raises Refused."""
    if not found.is_whole:
        raise Refused(
            "The report is not whole.",
            because="{hidden} of its rows are of people with protected data.",
            instead="Ask a colleague who is cleared for them to send it.",
            hidden=found.hidden,
        )
    return found


def mark(reader: Reader, name: str, *, key: str) -> int:
    """Keep in every case of the quarter that it was reported; in how many.  Raises Refused."""
    found = whole(report(reader, name))
    missing = [one.number for one in found.lines if one.lacks_reason]
    if missing:
        raise Refused(
            "The report cannot be sent yet.",
            because="It says in short why each of them waits, and that is missing for {numbers}.",
            instead="Write the reason in each case first.",
            provision="34 kap. 1 § socialtjänstlagen (2025:400)",
            numbers=", ".join(missing),
        )
    told = ReportSupport(found.quarter.name)
    for line in found.unreported:
        act(reader, told, case=line.case, key=f"{key}/{line.case}")
    return len(found.unreported)


def _services(reader: Reader) -> list[ServicePackage]:
    post = reader.person.post
    ids = municipality(reader.tenant).services_of(post.unit) if post else ()
    found = (package(reader.tenant, id) for id in ids)
    return [one for one in found if one is not None and one.support and one.support_rule]


def _line(kept: Kept, service: ServicePackage, quarter: Quarter) -> Line | None:
    case = kept.case
    row = unexecuted(case.support, case.granted, service.support_rule, quarter)
    if row is None:
        return None
    told = next(_of(case.support.reports, quarter), None)
    before = any(one.since == row.since and one is not told for one in case.support.reports)
    return Line(case.id, case.number, service.support, row, told, before)


def _of(reports: tuple[Reported, ...], quarter: Quarter) -> Iterator[Reported]:
    return (one for one in reports if one.quarter == quarter.name)
