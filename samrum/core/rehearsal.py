"""A rehearsal: what another version of a service's rules would have made of past cases.

A board that changes a rule or a value sees first whom it would have touched.  Each case is judged
as it stands, on the day that it came in (the law's day, not today), by both versions; a case counts
as changed when the recommendation does.

One noun, one file, one order: known, asked, happened, decide, evolve.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, assert_never

from samrum.core.case import Case
from samrum.core.refusal import Refused
from samrum.core.surroundings import surroundings
from samrum.packages.package import ServicePackage
from samrum.packages.ruleset import Applied

SHOWN: Final = 20
"""Case numbers that are named with each change."""

# What is known


@dataclass(frozen=True, slots=True)
class Otherwise:
    """So many cases would have been recommended `after` instead of `before`.

    `rules_before` and `rules_after` are the rules that held in one version only; `numbers` are the
    first of the cases.
    """

    before: str
    after: str
    rules_before: tuple[str, ...]
    rules_after: tuple[str, ...]
    cases: int
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """What was compared: the references of both packages and the hashes of both rulesets with the
    values that differ, by binding."""

    before: str
    after: str
    ruleset_before: str
    ruleset_after: str
    values: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`cases` were judged by both; `paper` is the SHA-256 of the board's paper in the file store.

    `resolution` is what the board resolved on it, "" until it has.
    """

    number: int
    versions: Versions
    cases: int
    changes: tuple[Otherwise, ...]
    paper: str
    at: datetime
    resolution: str = ""

    @property
    def changed(self) -> int:
        return sum(one.cases for one in self.changes)


Rehearsals = tuple[Rehearsal, ...]


# What may be asked


@dataclass(frozen=True, slots=True)
class RecordRehearsal:
    versions: Versions
    cases: int
    changes: tuple[Otherwise, ...]
    paper: str


@dataclass(frozen=True, slots=True)
class RecordResolution:
    """Say what the board resolved with a rehearsal before it."""

    number: int
    resolution: str


Command = RecordRehearsal | RecordResolution


# What has happened


@dataclass(frozen=True, slots=True)
class RulesRehearsed:
    versions: Versions
    cases: int
    changes: tuple[Otherwise, ...]
    paper: str


@dataclass(frozen=True, slots=True)
class RulesResolved:
    number: int
    resolution: str


Event = RulesRehearsed | RulesResolved


# Decide


def decide(known: Rehearsals, command: Command) -> list[Event]:
    """Return what happens; raise `Refused` if it may not."""
    match command:
        case RecordRehearsal(versions, cases, changes, paper):
            return [RulesRehearsed(versions, cases, changes, paper)]
        case RecordResolution(number, resolution):
            return _resolve(known, number, resolution.strip())
        case _:
            assert_never(command)


def _resolve(known: Rehearsals, number: int, resolution: str) -> list[Event]:
    found = next((one for one in known if one.number == number), None)
    if found is None:
        raise Refused(
            "The resolution cannot be recorded.",
            because="There is no rehearsal with number {number}.",
            instead="Choose one of those in the list.",
            number=number,
        )
    if not resolution:
        raise Refused(
            "The resolution cannot be recorded.",
            because="It does not say which resolution it is.",
            instead="Write the board, the day and the section.",
        )
    if found.resolution and found.resolution != resolution:
        raise Refused(
            "The resolution cannot be recorded.",
            because="The board has already resolved on it: {before}.",
            instead="Rehearse the rules anew before they are resolved on again.",
            before=found.resolution,
        )
    return [] if found.resolution else [RulesResolved(number, resolution)]


# Evolve


def evolve(known: Rehearsals, event: Event, *, at: datetime) -> Rehearsals:
    """Return the rehearsals of a service once `event` has happened at `at`."""
    match event:
        case RulesRehearsed(versions, cases, changes, paper):
            return (*known, Rehearsal(len(known) + 1, versions, cases, changes, paper, at))
        case RulesResolved(number, resolution):
            return tuple(
                replace(one, resolution=resolution) if one.number == number else one
                for one in known
            )
        case _:
            assert_never(event)


# The rehearsal itself


class Judging:
    """Judges cases by two versions, one after the other, and counts what differs."""

    def __init__(self, old: ServicePackage, new: ServicePackage) -> None:
        self.old, self.new = old, new
        self.cases = 0
        self._counted: Counter[tuple[str, str, tuple[str, ...], tuple[str, ...]]] = Counter()
        self._numbers: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], list[str]] = {}

    def judge(self, case: Case) -> None:
        """Apply both versions to a case, as of the day it came in."""
        self.cases += 1
        day = case.received_at.date()
        before, after = (
            package.ruleset.apply(surroundings(case, package, day))
            for package in (self.old, self.new)
        )
        if before.outcome == after.outcome:
            return
        only_before, only_after = _rules(before), _rules(after)
        found = (
            before.outcome,
            after.outcome,
            tuple(rule for rule in only_before if rule not in only_after),
            tuple(rule for rule in only_after if rule not in only_before),
        )
        self._counted[found] += 1
        numbers = self._numbers.setdefault(found, [])
        if len(numbers) < SHOWN:
            numbers.append(case.number)

    def changes(self) -> tuple[Otherwise, ...]:
        """Return what would have been otherwise, the most cases first."""
        return tuple(
            Otherwise(*found, cases, tuple(self._numbers[found]))
            for found, cases in self._counted.most_common()
        )


def versions(old: ServicePackage, new: ServicePackage) -> Versions:
    """Return what two versions are called, and which values of the board differ."""
    keys = dict.fromkeys((*old.bindings, *new.bindings))
    values = {key: (_value(old, key), _value(new, key)) for key in keys}
    return Versions(
        _reference(old),
        _reference(new),
        old.ruleset.digest,
        new.ruleset.digest,
        {key: pair for key, pair in values.items() if pair[0] != pair[1]},
    )


def _rules(applied: Applied) -> Iterable[str]:
    return dict.fromkeys(rule.rule for rule in applied.matched)


def _value(package: ServicePackage, key: str) -> str:
    binding = package.bindings.get(key)
    return "" if binding is None else str(binding.value)


def _reference(package: ServicePackage) -> str:
    return f"{package.id} {package.version} {package.digest}"
