"""Cases that an automated function decides for the board, or leaves to a human with the reason.

It looks at cases that nobody has taken and that wait for a caseworker, where the board has resolved
that a function may (samrum.core.by_itself): as soon as something has happened, or at night.
Residents with protected data are never looked at.

AT_ONCE cases are kept in one transaction: each with all its entries, and all of them or none.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

from samrum.core.automation import concerns, function_of
from samrum.core.by_itself import by_itself
from samrum.core.case import Case, DecisionMade, Event, LetterOrdered, Reading, ReadRegisters
from samrum.core.happen import happen
from samrum.core.party import RULES, Party
from samrum.core.surroundings import surroundings
from samrum.journal import cases, entries, outbox, people, worklist
from samrum.journal.cases import Kept
from samrum.journal.chain import Entry, Stream, extend
from samrum.journal.database import transaction
from samrum.office.clock import not_before
from samrum.office.municipality import municipality, now, package
from samrum.office.persons import protect_if_told
from samrum.office.press import must_be_covered
from samrum.office.registers import readings
from samrum.office.versions import package_of
from samrum.packages.feel import Names, names_of
from samrum.packages.package import ServicePackage

AT_ONCE: Final = 50
PAGE: Final = 200
FRESH: Final = timedelta(days=1)  # how long what a register said is relied on
NIGHT: Final = (time(1), time(5))
LANES: Final = tuple(cases.lanes(("received",), ("caseworker",), cleared=False))


@dataclass(frozen=True, slots=True)
class Decided:
    """How many cases were looked at, decided, and left to a human; `newest` is the change up to
    which all were seen."""

    looked: int = 0
    granted: int = 0
    left: int = 0
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Concerned:
    """A case that concerns a function, with what its expressions see of it."""

    kept: Kept
    package: ServicePackage
    around: Names


@dataclass(frozen=True, slots=True)
class Came:
    """What has come of a case: as it was and is, and what happened at `at`, each by whom."""

    before: Kept
    case: Case
    happened: Sequence[tuple[Event, Party]]
    at: datetime

    @property
    def decided(self) -> bool:
        return any(isinstance(event, DecisionMade) for event, _ in self.happened)

    @property
    def letters(self) -> list[int]:
        """The numbers of the letters that were ordered."""
        ordered = sum(isinstance(event, LetterOrdered) for event, _ in self.happened)
        return [one.number for one in self.case.letters[-ordered:]] if ordered else []


@dataclass(frozen=True, slots=True)
class Share:
    """One of `of` workers, who takes every case whose id falls to it."""

    number: int = 0
    of: int = 1

    def has(self, id: str) -> bool:
        return int(id.replace("-", ""), 16) % self.of == self.number


def is_night(tenant: int) -> bool:
    """Whether it is the time for what runs at night."""
    first, last = NIGHT
    return first <= now(tenant).time() < last


def decide_waiting(
    tenant: int, runs: Sequence[str], *, since: datetime | None = None, share: Share = Share()
) -> Decided:
    """Let the functions of these `runs` look at what has changed after `since`, None for all."""
    told = Decided(newest=since)
    for service in municipality(tenant).adopted:
        adopted = package(tenant, service)
        automated = adopted.adoption.automation if adopted else None
        if automated is None or automated.runs not in runs:
            continue
        for rows in _pages(tenant, service, since):
            mine = [row.id for row in rows if share.has(row.id)]
            for first in range(0, len(mine), AT_ONCE):
                granted, left = _look_at(tenant, mine[first : first + AT_ONCE])
                told = replace(told, granted=told.granted + granted, left=told.left + left)
            newest = max(filter(None, (told.newest, rows[-1].changed_at)))
            told = replace(told, looked=told.looked + len(mine), newest=newest)
    return told


def _pages(tenant: int, service: str, since: datetime | None) -> Iterator[list[cases.CaseRow]]:
    """The cases of nobody that wait for a caseworker, in the order in which they changed."""
    cut = worklist.Cut((service,), LANES, sort="changed", caseworker="")
    after = worklist.Mark(since.isoformat(), _LAST) if since else None
    while rows := worklist.page(tenant, cut, after=after, most=PAGE):
        after = worklist.Mark(rows[-1].changed_at.isoformat(), rows[-1].id)
        yield rows


_LAST: Final = "ffffffff-ffff-ffff-ffff-ffffffffffff"


def _look_at(tenant: int, ids: Sequence[str]) -> tuple[int, int]:
    """Decide what can be decided of these; how many were decided, and how many left."""
    day = now(tenant).date()
    concerned = []
    for kept in cases.load_all(tenant, ids):
        adopted = package_of(tenant, kept.case.package)
        around = names_of(surroundings(kept.case, adopted, day))
        if kept.case.handover is None and concerns(adopted, around, day):
            concerned.append(Concerned(kept, adopted, around))
    read = _read(tenant, concerned)
    try:
        return _settle(tenant, concerned, read)
    except Exception:
        if len(concerned) == 1:
            raise
        logging.getLogger(__name__).exception("A batch failed; its cases are tried one by one.")
    return _one_by_one(tenant, concerned, read)


def _one_by_one(
    tenant: int,
    concerned: Sequence[Concerned],
    read: Mapping[str, Mapping[str, Reading]],
) -> tuple[int, int]:
    """The same, a case that fails stopping no other; it stays on a human's desk as it is."""
    granted = left = 0
    for one in concerned:
        try:
            decided, handed = _settle(tenant, [one], read)
        except Exception:
            number = one.kept.case.number
            logging.getLogger(__name__).exception("Case %s was left as it is.", number)
            continue
        granted, left = granted + decided, left + handed
    return granted, left


def _read(tenant: int, concerned: Sequence[Concerned]) -> dict[str, Mapping[str, Reading]]:
    """Ask the registers again where they failed, or what they said is too old to rely on.

    Before the transaction: a register that is slow keeps nobody waiting.
    """
    at = now(tenant)
    old = [one for one in concerned if _is_stale(one.kept.case, one.package, at)]
    numbers = people.numbers(tenant, {one.kept.case.resident for one in old}) if old else {}
    read = {}
    for one in old:
        case = one.kept.case
        told = readings(municipality(tenant), one.package, numbers[case.resident], at)
        protect_if_told(case.resident, told, tenant=tenant)
        read[case.id] = told
    return read


def _is_stale(case: Case, package: ServicePackage, at: datetime) -> bool:
    applied = case.recommendation.applied if case.recommendation else None
    if applied is None or applied.ruleset != package.ruleset.digest:
        return True
    found = [case.registers.get(name) for name in package.registers]
    return any(one is None or one.outcome == "failed" or at - one.read_at > FRESH for one in found)


def _settle(
    tenant: int,
    concerned: Sequence[Concerned],
    read: Mapping[str, Mapping[str, Reading]],
) -> tuple[int, int]:
    """Keep what comes of these cases, all in one transaction; those that changed are left."""
    with transaction(tenant):
        versions = {one.kept.case.id: one.kept.head.seq for one in concerned}
        held = cases.hold(tenant, versions) if versions else set()
        came = [
            _come(tenant, one, read.get(one.kept.case.id, {}))
            for one in concerned
            if one.kept.case.id in held
        ]
        came = [one for one in came if one.happened]
        if came:
            _keep(tenant, came)
    granted = sum(one.decided for one in came)
    return granted, len(came) - granted


def _keep(tenant: int, came: Sequence[Came]) -> None:
    """Keep what happened in all of them in the open transaction: entries, states and letters to
    send, one statement for each, whatever the number of cases."""
    made: list[Entry] = []
    changed: list[Kept] = []
    for one in came:
        stream = Stream(tenant, one.case.id, "case")
        head, entries_of_it = extend(stream, one.before.head, one.happened, one.at)
        made += entries_of_it
        changed.append(Kept(one.case, head, one.before.resident_protected))
    must_be_covered(entries.add_many(tenant, made))
    cases.change_many(tenant, changed)
    letters = [(one.case.id, number) for one in came for number in one.letters]
    if letters:
        outbox.put_many(tenant, letters, max(one.at for one in came))


def _come(tenant: int, one: Concerned, read: Mapping[str, Reading]) -> Came:
    """The case as it is then, and what has happened, each by whom."""
    here, kept, adopted, around = municipality(tenant), one.kept, one.package, one.around
    unit = here.units.get(here.unit_of(kept.case.service))
    agency = unit.agency if unit else ""
    at = not_before(now(tenant), kept.head.at)
    rules, case, happened = replace(RULES, agency=agency), kept.case, []
    if read:
        came = happen(case, ReadRegisters(read), by=rules, at=at, package=adopted)
        case = came.case or case
        around = names_of(surroundings(case, adopted, at.date()))
        happened += came.signed(rules)
    automated = adopted.adoption.automation
    assert automated is not None, "only what concerns a function is looked at"
    function = function_of(automated, agency)
    came = by_itself(case, function, at=at, package=adopted, around=around)
    happened += came.signed(function)
    return Came(kept, came.case or case, happened, at)
