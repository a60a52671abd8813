"""What would happen if somebody did something now: shown before she presses, and kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from samrum.core.access import Reader
from samrum.core.case import Case, Command, Letter
from samrum.core.happen import happen
from samrum.core.party import RULES, Party, Via
from samrum.core.refusal import Refused
from samrum.journal import cases
from samrum.office.municipality import now
from samrum.office.relation import NotHere, known_id, must_do, party, relation_to
from samrum.office.versions import package_of, reference_for


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The case as it would be, and the letters that would be ordered, word for word."""

    case: Case
    letters: tuple[Letter, ...]


def foresee(reader: Reader, command: Command, *, case: str, via: Via = "portal") -> Foreseen:
    """What `command` would lead to.  Raises Refused and NotHere as the act itself would."""
    kept = cases.load(reader.tenant, known_id(case))
    if kept is None:
        raise NotHere
    told, at = kept.case, now(reader.tenant)
    stands = relation_to(reader, kept, at.date())
    must_do(stands, type(command).__name__, via=via)
    by = party(reader, stands, resident=told.resident, service=told.service, via=via, day=at.date())
    return _foreseen(reader.tenant, told, command, by, at)


def foresee_by_itself(tenant: int, command: Command, *, case: str) -> Foreseen:
    """What the rules' own `command` would lead to.  Raises Refused and NotHere."""
    kept = cases.load(tenant, known_id(case))
    if kept is None:
        raise NotHere
    return _foreseen(tenant, kept.case, command, RULES, now(tenant))


def possible(
    reader: Reader, commands: Sequence[Command], *, case: str, via: Via = "portal"
) -> tuple[Command, ...]:
    """Those of `commands` that neither the core nor the law says no to now.  Raises NotHere."""
    kept = cases.load(reader.tenant, known_id(case))
    if kept is None:
        raise NotHere
    told, at = kept.case, now(reader.tenant)
    stands = relation_to(reader, kept, at.date())
    by = party(reader, stands, resident=told.resident, service=told.service, via=via, day=at.date())
    free = []
    for command in commands:
        must_do(stands, type(command).__name__, via=via)
        with suppress(Refused):
            _foreseen(reader.tenant, told, command, by, at)
            free.append(command)
    return tuple(free)


def _foreseen(tenant: int, told: Case, command: Command, by: Party, at: datetime) -> Foreseen:
    package = package_of(tenant, reference_for(command, told))
    after = happen(told, command, by=by, at=at, package=package).case
    assert after is not None, "a case that is there stays"
    return Foreseen(after, after.letters[len(told.letters) :])
