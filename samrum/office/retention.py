"""What is to be destroyed: proposed by rule, confirmed by a person or by a board's resolution.

A municipality that says nothing lets a person confirm.  What is destroyed is written to a list
outside the database too, so that a backup that is read back does not bring it back silently:
`again` destroys once more what the list names (docs/retention.md).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from samrum.channels.store import Store
from samrum.core.access import Reader
from samrum.core.case import Case
from samrum.core.party import RULES, Party
from samrum.core.refusal import Refused
from samrum.core.retention import Retention, retention, retention_of_request
from samrum.journal import cases, destroyed, people, transfers
from samrum.journal.cases import Kept
from samrum.journal.destroyed import Destroyed
from samrum.office import extract
from samrum.office.municipality import municipality, now, on_the_wall, package
from samrum.office.relation import NotHere, is_id, known_id, numbered, relation_to
from samrum.office.versions import package_of
from samrum.packages.keeping import Keeping

LISTED: Final = frozenset(
    ("tenant", "case", "by", "role", "agency", "provision", "ground", "files")
)  # what a line of the list names
AT_ONCE: Final = 50
MOST_CASES: Final = 2_000  # of one person
SHOWN: Final = 50
PLAN: Final = "Arkivlagen (1990:782) 10 §"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A case that may be destroyed, from which day and under which provision; or a request from
    another municipality that became no case here, under the number that it has there."""

    id: str
    number: str
    service: str
    person: str
    name: str
    protected: bool
    day: date
    by: date
    provision: str
    is_request: bool = False


def proposed(reader: Reader) -> tuple[Proposal, ...]:
    """What the reader's unit may destroy today, at most AT_ONCE.  Raises NotHere."""
    post = reader.person.post
    services = municipality(reader.tenant).services_of(post.unit) if post else ()
    if not services:
        raise NotHere
    today = now(reader.tenant).date()
    found = (
        _proposal(reader.tenant, *one)
        for one in _due(reader.tenant, services)
        if relation_to(reader, one[0], today) == "unit"
    )
    asked = (
        one
        for one in _requests_due(reader.tenant, services)
        if not one.protected or reader.person.is_cleared
    )
    return tuple(islice(chain(found, asked), AT_ONCE))


def of_case(tenant: int, number: str) -> Retention:
    """When the case with a number may be destroyed, as whoever runs this asks for somebody: the
    day and no more.  Raises Refused."""
    (id,) = numbered(tenant, [number])
    kept = cases.load(tenant, id)
    assert kept is not None, "its row has a number"
    return when(tenant, kept)


def how_many_due(tenant: int) -> int:
    """How many cases and requests of a municipality may be destroyed today."""
    return sum(1 for _ in _all_due(tenant))


def confirm(reader: Reader, ids: Iterable[str]) -> int:
    """Destroy those of the proposed cases that are chosen; how many.  Raises NotHere."""
    due = {one.id: one for one in proposed(reader)}
    post = reader.person.post
    assert post is not None, "who is proposed something works in a unit"
    by = Party(reader.id, "caseworker", post.agency, via="desk")
    chosen = [due[id] for id in dict.fromkeys(map(known_id, ids)) if id in due]
    return _destroy_all(reader.tenant, chosen, by)


def by_rule(tenant: int) -> int:
    """Destroy what is due where the board has resolved that it needs no person; how many."""
    here = municipality(tenant)
    if not here.destroys_by:
        return 0
    chosen = list(islice(_all_due(tenant), AT_ONCE))
    return _destroy_all(tenant, chosen, RULES, resolution=here.destroys_by)


def latest(reader: Reader) -> tuple[Destroyed, ...]:
    """What was destroyed here: no more than that it was, when, by whom and why.

    Raises NotHere for who has no post.
    """
    if reader.person.post is None:
        raise NotHere
    return tuple(destroyed.destroyed(reader.tenant, SHOWN))


def names_of(tenant: int, gone: Iterable[Destroyed]) -> Mapping[str, str]:
    """The names of those who destroyed something, by id; the rules have none."""
    return people.names(tenant, {one.by for one in gone if is_id(one.by)})


def again(tenant: int) -> int:
    """Destroy once more what the list says was destroyed and is back; how many cases.

    After a backup was read back, and after a crash between the commit and the files.  Raises
    Refused where no list is: nobody can tell then what has come back.
    """
    if not _path().exists():
        raise Refused(
            "Nothing is destroyed again.",
            because="{file} is not there, so nobody can tell what was destroyed before.",
            instead="Put the newest copy of it there. If nothing was ever destroyed, all is well.",
            file=_path(),
        )
    back = 0
    for line in _listed(tenant):
        by = Party(line["by"], line["role"], line["agency"], via="machine")
        told = {"provision": line["provision"], "ground": line["ground"]}
        erased = destroyed.destroy(tenant, line["case"], **told, by=by, at=now(tenant))
        _remove_files(tenant, set(line["files"]), [line["case"]])
        back += erased > 0
    return back


def when(tenant: int, kept: Kept) -> Retention:
    """When a case may be destroyed."""
    known = people.load(tenant, kept.case.resident)
    number = known.person.number if known else ""
    assert kept.head.at is not None, "a case that is kept has entries"
    last = on_the_wall(tenant, kept.head.at).date()
    return retention(kept.case, _keeping(tenant, kept.case), last_entry=last, number=number)


def _due(tenant: int, services: Iterable[str]) -> Iterator[tuple[Kept, Retention]]:
    today = now(tenant)
    for service in services:
        for kept in destroyed.old(tenant, service, today - timedelta(days=1)):
            found = when(tenant, kept)
            if found.is_due(today.date()) and not _held_by_another(tenant, kept, today.date()):
                yield kept, found


def _all_due(tenant: int) -> Iterator[Proposal]:
    services = tuple(municipality(tenant).adopted)
    yield from (_proposal(tenant, *one) for one in _due(tenant, services))
    yield from _requests_due(tenant, services)


def _requests_due(tenant: int, services: Iterable[str]) -> Iterator[Proposal]:
    """The requests from other municipalities that became no case here, and whose time is over."""
    today = now(tenant)
    for service in services:
        applied = package(tenant, service)
        if applied is None:  # adopted, and its package is not here any more
            continue
        for kept in transfers.old(tenant, service, today - timedelta(days=1)):
            assert kept.head.at is not None, "what is kept has entries"
            last = on_the_wall(tenant, kept.head.at).date()
            asked, keeping = kept.transfer.request, applied.keeping
            found = retention_of_request(kept.transfer, keeping, last_entry=last)
            if found is None or found.day is None or not found.is_due(today.date()):
                continue
            known = people.load_by_number(tenant, asked.person_number)
            person, hers = (known.person.id, known.person.protected) if known else ("", False)
            hers = hers or asked.protected
            if keeping.kind == "last_note" and _has_more(tenant, person, "", today.date()):
                continue
            assert found.by is not None, "what is due has a day"
            told = (asked.id, asked.number, service, person, asked.name, hers, found.day, found.by)
            yield Proposal(*told, keeping.provision or PLAN, is_request=True)


def _held_by_another(tenant: int, kept: Kept, today: date) -> bool:
    if _keeping(tenant, kept.case).kind != "last_note":
        return False
    return _has_more(tenant, kept.case.resident, kept.case.id, today)


def _has_more(tenant: int, person: str, beside: str, today: date) -> bool:
    """SoL 16:1: a person's records of this kind go together, when the last of them may go."""
    others = cases.latest_of(tenant, person, MOST_CASES) if person else ()
    return any(
        not when(tenant, one).is_due(today)
        for one in others
        if one.case.id != beside and _keeping(tenant, one.case).kind == "last_note"
    )


def _keeping(tenant: int, case: Case) -> Keeping:
    return package_of(tenant, case.package).keeping


def _proposal(tenant: int, kept: Kept, found: Retention) -> Proposal:
    assert found.day is not None and found.by is not None, "what is due has a day"
    case = kept.case
    name = people.names(tenant, [case.resident]).get(case.resident, "")
    provision = _keeping(tenant, case).provision or PLAN
    told = (case.id, case.number, case.service, case.resident, name, kept.protected)
    return Proposal(*told, found.day, found.by, provision)


def _destroy_all(
    tenant: int, chosen: Iterable[Proposal], by: Party, *, resolution: str = ""
) -> int:
    files: set[str] = set()
    gone: list[str] = []
    for one in chosen:
        ground = f"Retention ended {one.day.isoformat()}"
        ground += f"; {resolution}" if resolution else ""
        kept = None if one.is_request else cases.load(tenant, one.id)
        if kept is None and not one.is_request:
            continue
        came_with = () if kept is None else _asked_before(tenant, kept.case)
        mine = set() if kept is None else destroyed.files_of(kept.case)
        for id in (one.id, *came_with):
            told = {"provision": one.provision, "ground": ground}
            destroyed.destroy(tenant, id, **told, by=by, at=now(tenant))
            _list(tenant, id, told, by, mine, now(tenant))
        if one.person:
            extract.forget(tenant, one.person)
        files |= mine
        gone.append(one.id)
    _remove_files(tenant, files, gone)
    return len(gone)


def _asked_before(tenant: int, case: Case) -> tuple[str, ...]:
    """The request by which a case came here from another municipality; it holds the file too."""
    known = people.load(tenant, case.resident) if case.before else None
    found = transfers.of_person(tenant, known.person.number) if known else ()
    return tuple(one.request.id for one in found if one.number == case.number)


def _remove_files(tenant: int, files: set[str], gone: Iterable[str]) -> None:
    """Remove the files that nothing names any more, and the post's copies of the letters."""
    from samrum.office.municipality import municipalities

    if files:
        files = files.difference(*(destroyed.still_named(one, files) for one in municipalities()))
    for sha256 in files:
        Store(Path(settings.FILES)).remove(sha256)
    post = Path(settings.VAR) / "post" / municipality(tenant).id
    for case in gone:
        for copy in post.glob(f"*/{case}.letter.*"):
            copy.unlink(missing_ok=True)


def _list(
    tenant: int, case: str, told: Mapping[str, str], by: Party, files: set[str], at: datetime
) -> None:
    """Write a line to the list outside the database; it names no person."""
    line = {
        **told,
        "tenant": tenant,
        "case": case,
        "by": by.id,
        "role": by.role,
        "agency": by.agency,
        "at": at.isoformat(),
        "files": sorted(files),
    }
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _listed(tenant: int) -> list[dict[str, Any]]:
    path = _path()
    if not path.exists():
        return []
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        if not all(isinstance(line, dict) and set(line) >= LISTED for line in lines):
            raise ValueError("a line does not name " + ", ".join(sorted(LISTED)))
    except ValueError as error:
        raise Refused(
            "The list of what was destroyed cannot be read.",
            because="{because_of}.",
            instead="Mend the line, or take the newest copy that was kept elsewhere.",
            because_of=error,
        ) from error
    return [line for line in lines if line["tenant"] == tenant]


def _path() -> Path:
    return Path(settings.VAR) / "destroyed.jsonl"
