"""Beginning to write down what somebody says in a room: who, and how she is there."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.party import Via
from samrum.office import room_typing
from samrum.office.relation import TYPED
from samrum.web.room import naming
from samrum.web.room.looking import Pressed, look, show
from samrum.web.room.room import present
from samrum.web.shared import assisting, page
from samrum.web.shared.page import Fault
from samrum.web.shared.words import gettext as _


def speaking(request: HttpRequest, id: str) -> HttpResponse:
    """Asks who speaks and by what way; from then on her words are written down in this room."""
    view, pressed, reader = look(request, id, "members"), None, page.reader(request)
    if view.relation != "professional":
        raise Http404
    who, via = request.POST.get("who", ""), request.POST.get("via", "")
    if request.method == "POST":
        unsaid = {"who": not who, "via": via not in TYPED}
        faults = [Fault(name, _("Choose one.")) for name, missing in unsaid.items() if missing]
        if not faults:
            spoken = room_typing.somebody(reader, id, who)
            answer = page.go("room:room", id)
            assisting.begin(answer, reader, spoken.id, cast(Via, via), room=id)
            return answer
        pressed = Pressed(faults=tuple(faults))
    decide = (view.room.resident, *view.room.guardians(view.today))
    about = {
        "speakers": [
            (one.person, naming.person(view, one.person, reader.id), naming.role(one))
            for one in present(view)
            if one.person in decide and one.person != reader.id
        ],
        "ways": assisting.ways(),
        "who": who,
        "via": via or "phone",
    }
    return show(request, id, "room/speaking.html", pressed, view=view, **about)
