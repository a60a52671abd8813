"""Who has read the room: in plain words, filtered, and as a file to keep."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from django.http import HttpRequest, HttpResponse

from samrum.office import room_see
from samrum.office.room_see import RoomReading
from samrum.web.room.looking import show
from samrum.web.shared import page
from samrum.web.shared.dates import day
from samrum.web.shared.words import gettext as _

MOST: Final = 200  # readings on the page; the file has them all
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """One reading in plain words."""

    name: str
    as_what: str
    at: datetime
    what: str
    key: str
    ground: str
    reason: str


def readers(request: HttpRequest, id: str) -> HttpResponse:
    """Who else has read, the latest first; one person's only, when chosen."""
    reader = page.reader(request)
    read = room_see.readings_of(reader, id)
    names = sorted({one.by_name for one in read})
    chosen = request.GET.get("who", "")
    others = [one for one in read if one.by.id != reader.id]
    lines = [_line(one) for one in (read if chosen else others) if chosen in ("", one.by_name)]
    days = [(name, list(rows)) for name, rows in groupby(lines[:MOST], key=lambda one: day(one.at))]
    about = {"days": days, "names": names, "chosen": chosen, "more": len(lines) > MOST}
    return show(request, id, "room/readers.html", **about)


def file(request: HttpRequest, id: str) -> HttpResponse:
    """All readings as a file that a spreadsheet opens, and runs nothing of."""
    lines = [_line(one) for one in room_see.readings_of(page.reader(request), id)]
    response = HttpResponse(_table(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="readers.csv"'
    return response


def _table(lines: Iterable[Line]) -> str:
    written = io.StringIO()
    rows = csv.writer(written)
    heads = (_("When"), _("Who"), _("As what"), _("What"), _("Secrecy"), _("Data protection"))
    rows.writerow((*heads, _("Why")))
    for one in lines:
        told = (one.name, one.as_what, one.what, one.key, one.ground, one.reason)
        when = one.at.isoformat(timespec="seconds")
        rows.writerow([when, *(harmless(cell) for cell in told)])
    return "\ufeff" + written.getvalue()


def harmless(cell: str) -> str:
    """The text as a spreadsheet shows it and never reckons with it (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _line(one: RoomReading) -> Line:
    roles = {
        "representative": _("Guardian"),
        "relative": _("Relative"),
        "volunteer": _("Volunteer"),
    }
    return Line(
        one.by_name,
        one.by.agency or roles.get(one.by.role, ""),
        one.at,
        _what(one.what),
        ", ".join(dict.fromkeys(_key(key) for key in one.keys)) or _by_right(one.by.role),
        one.ground,
        one.reason,
    )


def _by_right(role: str) -> str:
    return {
        "representative": _("As a guardian"),
        "relative": _("What they are asked to do"),
        "volunteer": _("What they are asked to do"),
    }.get(role, "")


def _what(what: str) -> str:
    return {
        "room": _("The room"),
        "consents": _("The consents"),
        "readers": _("This list"),
        "members": _("Who is in the room"),
        "plan": _("The plan on paper"),
        "meetings": _("The meetings"),
        "journal": _("What has happened"),
    }.get(what, what)


def _key(key: str) -> str:
    kind, _space, rest = key.partition(" ")
    number, _space, law = rest.partition(" ")
    about = {"number": number, "law": law.strip("()")}
    match kind:
        case "consent":
            return _("Consent %(number)s (%(law)s)") % about
        case "provision":
            return _("Without consent, under %(law)s") % about
        case _:
            return _("What their own agency keeps")
