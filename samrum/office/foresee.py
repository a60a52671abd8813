"""What would happen if somebody did something now: shown before she presses, and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from samrum.core.access import Reader
from samrum.core.case import Case, Command, Letter
from samrum.core.happen import happen
from samrum.core.party import Via
from samrum.journal import cases
from samrum.office.municipality import now, package_of
from samrum.office.relation import NotHere, known_id, must_do, party, relation_to


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
    package = package_of(reader.tenant, told.package)
    after = happen(told, command, by=by, at=at, package=package).case
    assert after is not None, "a case that is there stays"
    return Foreseen(after, after.letters[len(told.letters) :])
