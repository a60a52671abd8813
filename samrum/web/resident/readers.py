"""Who has read my case: in plain words, by person and day, and as a file to keep."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from samrum.office import see
from samrum.office.see import ReadItem
from samrum.web.resident import mine
from samrum.web.shared import page, reader_log
from samrum.web.shared.dates import day
from samrum.web.shared.sitting import Line
from samrum.web.shared.words import gettext as _


def readers(request: HttpRequest, id: str) -> HttpResponse:
    """Every time that somebody of the staff has opened something of it, the latest first."""
    view, lines = mine.seen(request, id), _lines(request, id)
    about = reader_log.about(lines, reader_log.choice(request), lines)
    return mine.show(request, view, "resident/readers.html", **about)


def file(request: HttpRequest, id: str) -> HttpResponse:
    """The readings as a file that a spreadsheet opens, and runs nothing of; or as JSON."""
    mine.seen(request, id)
    return reader_log.as_file(request, _lines(request, id))


def _lines(request: HttpRequest, id: str) -> list[Line]:
    return [_line(one) for one in see.readings_of(page.reader(request), id)]


def _line(one: ReadItem) -> Line:
    as_what = ", ".join(told for told in (one.by.title, one.by.agency) if told)
    why, kind = f"{one.reason} {_late(one)}".strip(), "told" if one.what == "facts" else one.what
    return Line(one.by_name, as_what, one.at, _what(one.what), reason=why, kind=kind)


def _late(one: ReadItem) -> str:
    """Why she was not told at once."""
    if one.shown_from is None:
        return ""
    about = {"day": day(one.shown_from), "ground": one.ground}
    return _("You were not told before %(day)s: %(ground)s") % about


def _what(what: str) -> str:
    kind, _space, number = what.partition(" ")
    return {
        "case": _("The case"),
        "facts": _("What you have told before, for a new application"),
        "reason": _("Said why, before opening the case"),
        "document": _("Document %(number)s") % {"number": number},
        "letter": _("Letter %(number)s") % {"number": number},
    }.get(kind, what)
