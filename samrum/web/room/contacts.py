"""Counting a contact that happened outside the room, and what all contacts have come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast, get_args

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.contact import Channel
from samrum.core.room import CountContact, may_do
from samrum.office import room_burden
from samrum.web.room import naming
from samrum.web.room.looking import Pressed, look, press, show
from samrum.web.room.room import counted, present
from samrum.web.shared import page
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import text_of
from samrum.web.shared.words import gettext as _

CHANNELS: Final = get_args(Channel)


def contacts(request: HttpRequest, id: str) -> HttpResponse:
    """Who had to reach whom, about what; and one more."""
    view, pressed = look(request, id, "contacts"), None
    if not may_do(view.relation, "CountContact", typing=False):
        raise Http404
    agencies = sorted({one.agency for one in present(view) if one.agency})
    if request.method == "POST":
        pressed = _count(request, id, agencies)
        if pressed.receipt:
            return page.go("room:contacts", id)
    about = {
        "agencies": [(one, one) for one in agencies],
        "channels": [(one, naming.channel(one)) for one in CHANNELS],
        "rows": [(one, naming.channel(one.channel)) for one in reversed(view.room.contacts)],
        "counted": counted(view),
    }
    return show(request, id, "room/contacts.html", pressed, view=view, **about)


def together(request: HttpRequest) -> HttpResponse:
    """What contacts come to in all rooms of the municipality: figures, and no persons."""
    found = room_burden.together(page.reader(request).tenant)
    return page.show(request, "room/together.html", {"found": found, "least": room_burden.LEAST})


def _count(request: HttpRequest, id: str, agencies: Sequence[str]) -> Pressed:
    channel, reached = request.POST.get("channel", ""), request.POST.get("reached", "")
    agency = request.POST.get("agency", "")
    unsaid = {
        "agency": agency not in agencies,
        "channel": channel not in CHANNELS,
        "reached": reached not in ("family", "agency"),
    }
    faults = tuple(Fault(name, _("Choose one.")) for name, missing in unsaid.items() if missing)
    if faults:
        return Pressed(faults=faults)
    whom = "family" if reached == "family" else "agency"
    command = CountContact(agency, cast(Channel, channel), whom, text_of(request, "about"))  # type: ignore[arg-type]
    return press(request, id, command, "about")
