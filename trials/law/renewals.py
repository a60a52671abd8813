"""Simulated renewals: what a night finds on the desk, made through the core and kept in batches.

Each is an application and what a caseworker read in its certificate, as the office would keep it,
entries and state; only the receipts of the presses are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from samrum.cli.lillevik.people import Someone, residents
from samrum.cli.lillevik.seed import add_to_register
from samrum.core import person
from samrum.core.case import Apply, GiveFact, LetterOrdered, Reach, Reading
from samrum.core.document import Upload
from samrum.core.fact import Answer, Value
from samrum.core.happen import happen
from samrum.core.party import RULES, Party
from samrum.journal import cases, chain, entries, outbox, people
from samrum.journal.database import transaction
from samrum.office.municipality import municipality, now, package
from samrum.office.persons import new_id
from samrum.office.versions import reference_to
from samrum.packages.package import ServicePackage
from trials.installation import TENANT

SERVICE: Final = "parking-permit"
AGO: Final = timedelta(hours=2)
AT_ONCE: Final = 100
KINDS: Final = ("grant", "refusal", "unknown", "failed", "protected")
SHARES: Final = (70, 10, 8, 7, 5)
CODE: Final = "9901"
METRES: Final = "mobility.walking_distance_max_m"
ANSWERS: Final[dict[str, Value]] = {
    "parking_permit.request": "renewal",
    "parking_permit.circumstances_changed": False,
    "parking_permit.capacity": "driver",
    "mobility.walks": True,
    METRES: 150,
    "mobility.aids": ("stick",),
    "mobility.impairment_duration": "permanent",
    "parking_permit.certificate_route": "upload",
    "parking_permit.can_sign": True,
}
BO: Final = Party("bo", "caseworker", "Samhällsbyggnadsnämnden", via="desk")


@dataclass(frozen=True, slots=True)
class Renewal:
    """One of them: its id, and what kind it is."""

    id: str
    kind: str


def make(count: int, seed: int) -> list[Renewal]:
    """Keep so many renewals, handed in two hours ago; the same seed makes the same kinds."""
    chance, crowd = Random(seed), residents(seed + 1)
    adopted, at = package(TENANT, SERVICE), now(TENANT) - AGO
    assert adopted is not None, "Lillevik has adopted the permit"
    made: list[Renewal] = []
    silent: dict[str, Any] = {}
    while len(made) < count:
        with transaction(TENANT):
            for place in range(len(made), min(count, len(made) + AT_ONCE)):
                (kind,), someone = chance.choices(KINDS, SHARES), next(crowd)
                if kind == "failed":
                    silent[someone.number] = {"permits": "unreadable"}
                made.append(Renewal(_keep(place, kind, someone, adopted, at), kind))
    add_to_register("permits", silent)
    add_to_register("population", {number: {"municipality": CODE} for number in silent})
    return made


def _keep(place: int, kind: str, someone: Someone, adopted: ServicePackage, at: datetime) -> str:
    resident, id = _resident(someone, at, protected=kind == "protected"), new_id()
    metres = 900 if kind == "refusal" else 150
    answers = {fact: Answer(value) for fact, value in {**ANSWERS, METRES: metres}.items()}
    if kind == "unknown":
        answers["mobility.aids"] = Answer(None, "unknown")
    papers = ("document.medical_certificate", "document.photo")
    apply = Apply(
        id,
        f"{adopted.number_prefix} {at.year}-{3_000_000 + place}",
        SERVICE,
        reference_to(adopted),
        resident,
        "sv",
        Reach(),
        answers,
        tuple(Upload(one, "paper.pdf", "application/pdf", 1_000, "a" * 64) for one in papers),
        _readings(kind, at),
    )
    head, case, happened = chain.Head(), None, []
    read = [(METRES, metres), ("mobility.impairment_duration", "permanent")]
    acts: list[tuple[Any, Party]] = [(apply, Party(resident, "resident"))]
    acts += [(GiveFact(fact, Answer(value), "document"), BO) for fact, value in read]
    for command, by in acts:
        came = happen(case, command, by=by, at=at, package=adopted)
        case = came.case
        happened += [(event, by) for event in came.decided]
        happened += [(event, RULES) for event in came.followed]
    assert case is not None, "an application makes a case"
    head, chained = chain.extend(chain.Stream(TENANT, id, "case"), head, happened, at)
    entries.add(chained)
    cases.add(TENANT, cases.Kept(case, head, kind == "protected"))
    letters = sum(isinstance(event, LetterOrdered) for event, _ in happened)
    if letters:
        outbox.put(TENANT, id, range(1, letters + 1), at)
    return id


def _resident(someone: Someone, at: datetime, *, protected: bool) -> str:
    id = new_id()
    said = person.RegisterPerson(
        id, someone.number, someone.name, "sv", someone.address, protected=protected
    )
    (event,) = person.decide(None, said, by=RULES, at=at)
    stream = chain.Stream(TENANT, id, "person")
    head, made = chain.extend(stream, chain.Head(), [(event, RULES)], at)
    entries.add(made)
    people.add(TENANT, person.evolve(None, event, at=at), head)
    return id


def _readings(kind: str, at: datetime) -> dict[str, Reading]:
    until = (at.date() + timedelta(days=30)).isoformat()
    lasts: dict[str, Value] = {
        "parking_permit.blocked_as_lost": False,
        "parking_permit.active_until": until,
    }
    return {
        "population": Reading("protected", {}, at)
        if kind == "protected"
        else Reading("found", {"residence.municipality": municipality(TENANT).code}, at),
        "permits": Reading("failed", {}, at) if kind == "failed" else Reading("found", lasts, at),
    }
