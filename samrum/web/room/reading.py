"""Who has read the room: in plain words, filtered, and as a file to keep."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from samrum.core.refusal import Refused
from samrum.office import room_quiet, room_see
from samrum.office.room_see import RoomReading
from samrum.web.room.looking import show
from samrum.web.shared import page, reader_log
from samrum.web.shared.dates import day
from samrum.web.shared.sitting import Line
from samrum.web.shared.typed import day_of, refusal, text_of
from samrum.web.shared.words import gettext as _


def readers(request: HttpRequest, id: str) -> HttpResponse:
    """Who else has read, the latest first; one person's or some days' only, when chosen."""
    reader = page.reader(request)
    read = room_see.readings_of(reader, id)
    others = [_line(one) for one in read if one.by.id != reader.id]
    chosen = reader_log.choice(request)
    about = reader_log.about([_line(one) for one in read], chosen, others)
    return show(request, id, "room/readers.html", **about)


def file(request: HttpRequest, id: str) -> HttpResponse:
    """The readings as a file that a spreadsheet opens, and runs nothing of; or as JSON."""
    read = room_see.readings_of(page.reader(request), id)
    return reader_log.as_file(request, [_line(one) for one in read])


def quietly(request: HttpRequest, id: str) -> HttpResponse:
    """Keeps what is read during the day from the family, to a day and on a ground of law."""
    reader, faults = page.reader(request), ()
    typed = {name: text_of(request, name) for name in ("reason", "ground", "shown_from")}
    if request.method == "POST":
        try:
            told = {**typed, "shown_from": day_of(request, "shown_from")}
            room_quiet.hold_back(reader, id, **told)
            return page.go("room:room", id)
        except Refused as refused:
            faults = (refusal("reason", refused),)
    about = {"quiet": room_quiet.quiet(reader, id), "faults": faults, **typed}
    return page.show(request, "room/quietly.html", about, 422 if faults else 200)


def _line(one: RoomReading) -> Line:
    roles = {
        "representative": _("Guardian"),
        "relative": _("Relative"),
        "volunteer": _("Volunteer"),
    }
    as_what = [one.title, one.by.agency or roles.get(one.by.role, "")]
    return Line(
        one.by_name,
        ", ".join(told for told in as_what if told),
        one.at,
        _what(one.what),
        ", ".join(dict.fromkeys(_key(key) for key in one.keys)) or _by_right(one.by.role),
        one.ground,
        f"{one.reason} {_late(one)}".strip(),
        one.what,
    )


def _late(one: RoomReading) -> str:
    """Why it was not told at once."""
    if one.shown_from is None:
        return ""
    about = {"day": day(one.shown_from), "ground": one.held_on}
    return _("You were not told before %(day)s: %(ground)s") % about


def _by_right(role: str) -> str:
    return {
        "representative": _("As a guardian"),
        "relative": _("What they are asked to do"),
        "volunteer": _("What they are asked to do"),
    }.get(role, "")


def _what(what: str) -> str:
    return {
        "room": _("The room"),
        "reason": _("Said why, before reading"),
        "consents": _("The consents"),
        "readers": _("This list"),
        "members": _("Who is in the room"),
        "plan": _("The plan on paper"),
        "meetings": _("The meetings"),
        "contacts": _("The contacts"),
        "facts": _("What has been told"),
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
