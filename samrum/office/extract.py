"""Everything about somebody, as one file: what GDPR article 15 gives her a right to.

She presses once; the worker makes it, case by case, and she sees how far it has come.  The file is
a zip with papers (PDF, tagged) to read and `data.json` for machines.  It is made from what the
office shows her, so what is hidden from her is not in it, and nothing of anybody else's is.  It
lies in the file store until KEPT has passed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

import msgspec
from django.conf import settings

from samrum.channels.store import Missing, Store
from samrum.core.access import Reader
from samrum.core.transfer import Transfer
from samrum.journal import cases, extracts, people, transfers
from samrum.journal.extracts import Extract
from samrum.office import assisted, extract_paper, room_see, see
from samrum.office.municipality import municipality, now
from samrum.office.relation import NotHere
from samrum.office.see import CaseView, ReadItem

KEPT: Final = timedelta(days=7)
AT_ONCE: Final = 5
FORMAT: Final = "samrum extract 1"


def ask(reader: Reader, language: str) -> None:
    """Let everything about the reader be put together.  Asking twice is asking once."""
    extracts.ask(reader.tenant, reader.id, language, now(reader.tenant))


def asked(reader: Reader) -> Extract | None:
    """How far it has come, None if she has not asked or it has been cleared away."""
    return extracts.find(reader.tenant, reader.id)


def file(reader: Reader) -> IO[bytes]:
    """The reader's own file.  Raises NotHere while there is none."""
    found = asked(reader)
    if found is None or found.ready_at is None:
        raise NotHere
    try:
        return Store(Path(settings.FILES)).open(found.sha256)
    except Missing:
        raise NotHere from None


def make_waiting(tenant: int) -> int:
    """Make those that wait, and clear away those that have lain long enough; how many were made."""
    at = now(tenant)
    for one in extracts.outdated(tenant, at - KEPT):
        Store(Path(settings.FILES)).remove(one.sha256)
    waiting = extracts.waiting(tenant, AT_ONCE)
    for one in waiting:
        content = everything(
            tenant, one.person, one.language, lambda *far, one=one: _came(tenant, one, *far)
        )
        sha256 = Store(Path(settings.FILES)).keep(content)
        extracts.ready(tenant, one.person, sha256, now(tenant))
    return len(waiting)


def forget(tenant: int, person: str) -> None:
    """Clear away what was made for somebody: something in it has been destroyed."""
    found = extracts.forget(tenant, person)
    if found is not None and found.sha256:
        Store(Path(settings.FILES)).remove(found.sha256)


def everything(
    tenant: int,
    person: str,
    language: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> bytes:
    """The zip of everything about a person."""
    kept = people.load(tenant, person)
    assert kept is not None, "who asks has logged in"
    reader = Reader(kept.person, people.mandates_of(tenant, person), tenant)
    at, here = now(tenant), municipality(tenant)
    ids = [row.id for row in cases.of_residents(tenant, [person])]
    views: list[tuple[CaseView, tuple[ReadItem, ...]]] = []
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, id in enumerate(ids, 1):
            view, readers = see.case(reader, id), see.readings_of(reader, id)
            views.append((view, readers))
            papers = extract_paper.of_case(here, view, readers, language, at)
            for part, paper in enumerate(papers, 1):
                _put(archive, f"{view.case.number} {part}.pdf".replace("/", "-"), paper, at)
            progress(number, len(ids) + 1)
        requests = transfers.of_person(tenant, reader.person.number)
        mine = [one for one, _ in views]
        overview = extract_paper.of_person(here, reader, mine, requests, language, at)
        _put(archive, "0.pdf", overview, at)
        _put(archive, "data.json", _data(reader, views, requests, at), at)
    progress(len(ids) + 1, len(ids) + 1)
    return packed.getvalue()


def _data(
    reader: Reader,
    views: list[tuple[CaseView, tuple[ReadItem, ...]]],
    requests: list[Transfer],
    at: datetime,
) -> bytes:
    rooms = [
        room_see.room(reader, row.id).room
        for row in room_see.my_rooms(reader)
        if row.relation == "self"
    ]
    told = {
        "format": FORMAT,
        "made_at": at,
        "municipality": municipality(reader.tenant).name,
        "person": reader.person,
        "acts_for": [{"giver": giver, "mandates": held} for giver, held in reader.mandates.items()],
        "looked_up_by": _read_by(assisted.readings_of(reader)),
        "cases": [_case(view, readers) for view, readers in views],
        "requests": requests,
        "rooms": rooms,
    }
    return msgspec.json.format(msgspec.json.encode(msgspec.to_builtins(told, str_keys=True)))


def _case(view: CaseView, readers: tuple[ReadItem, ...]) -> Mapping[str, Any]:
    """A case as she sees it, all that happened in it, and who has read it.

    What the rules derive on the way (results of decisions) may tell what is hidden; it is left out.
    """
    case = msgspec.to_builtins(view.case, str_keys=True)
    if case["recommendation"]:
        case["recommendation"]["applied"].pop("results")
    return {
        "case": case,
        "names": view.names,
        "happened": [
            {"at": one.at, "what": one.kind, "by": one.by, "event": one.event}
            for one in view.timeline
            if one.kind != "RulesApplied"
        ],
        "read_by": _read_by(readers),
    }


def _read_by(readers: tuple[ReadItem, ...]) -> list[Mapping[str, Any]]:
    return [
        {"at": one.at, "name": one.by_name, "agency": one.by.agency, "what": one.what}
        for one in readers
    ]


def _put(archive: zipfile.ZipFile, name: str, content: bytes, at: datetime) -> None:
    archive.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)


def _came(tenant: int, one: Extract, done: int, total: int) -> None:
    extracts.came(tenant, one.person, done, total)
