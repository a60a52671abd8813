"""Who is in the room: bringing somebody in, and showing somebody out."""

from __future__ import annotations

from typing import Final, cast

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.refusal import Refused
from samrum.core.room import EndMembership, HideMember, NameCoordinator, Role, ShowMember, may_do
from samrum.office import room_act
from samrum.office.room_see import RoomView
from samrum.web.room import naming
from samrum.web.room.looking import Pressed, done, look, press, show
from samrum.web.room.room import present
from samrum.web.shared import page
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import day_of, refusal, text_of
from samrum.web.shared.words import gettext as _

ROLES: Final = ("guardian", "relative", "volunteer")


def people(request: HttpRequest, id: str) -> HttpResponse:
    """Who is in the room and as what; and bringing somebody in."""
    view, pressed = look(request, id, "members"), None
    may = may_do(view.relation, "InviteMember", typing=False)
    if not may:
        raise Http404
    if request.method == "POST":
        pressed = _invite(request, id)
        if pressed.receipt:
            return done(id, "invited", "people")
    reader = page.reader(request)
    here = {one.person for one in present(view)}
    staff = [one for one in room_act.professionals(reader) if one.id not in here]
    about = {
        "members": [
            (
                one,
                naming.person(view, one.person, reader.id),
                naming.role(one, reader.id),
                [(other, naming.person(view, other, reader.id)) for other in one.hidden_from],
            )
            for one in present(view)
        ],
        "done": _done(request.GET.get("done", "")),
        "staff": [
            (one.id, one.name, f"{one.post.title}, {one.post.agency}") for one in staff if one.post
        ],
        "coordinator": view.room.coordinator,
        "may_hide": may_do(view.relation, "HideMember", typing=False),
        "guardians": sum(one.role == "guardian" for one in present(view)),
        "hide": [("", _("No")), *_guardians(view, reader.id)],
    }
    return show(request, id, "room/people.html", pressed, view=view, **about)


def leaving(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Asks first, and shows a member out; or names her coordinator."""
    view, pressed = look(request, id, "members"), None
    reader = page.reader(request).id
    member = next((one for one in present(view) if one.number == number), None)
    may = may_do(view.relation, "EndMembership", typing=False)
    if not may or member is None or member.role == "resident":
        raise Http404
    if request.method == "POST":
        named = "coordinator" in request.POST
        command = NameCoordinator(number) if named else EndMembership(number)
        pressed = press(request, id, command, "people")
        if pressed.receipt and member.person == reader and not named:
            return page.go("room:rooms")
        if pressed.receipt:
            return done(id, "coordinator" if named else "left", "people")
    about = {
        "who": naming.person(view, member.person, reader),
        "herself": member.person == reader,
        "coordinates": member.number == view.room.coordinator,
        "steps": sum(one.member == number for one in view.room.plan.counting),
    }
    return show(request, id, "room/leaving.html", pressed, view=view, **about)


def hiding(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Hides a guardian from another, and says why, or shows her there again; neither is told."""
    view, pressed = look(request, id, "members"), None
    hidden = next((one for one in present(view) if one.number == number), None)
    may = may_do(view.relation, "HideMember", typing=False)
    if not may or hidden is None or hidden.role != "guardian":
        raise Http404
    if request.method == "POST":
        other, reason = request.POST.get("other", ""), text_of(request, "reason")
        shows = "show" in request.POST
        command = ShowMember(number, other) if shows else HideMember(number, other, reason)
        pressed = press(request, id, command, "other" if reason or shows else "reason")
        if pressed.receipt:
            return page.go("room:people", id, done="shown" if shows else "hidden")
    reader = page.reader(request).id
    others = [one for one in present(view) if one.role == "guardian" and one.number != number]
    about = {
        "who": naming.person(view, hidden.person, reader),
        "others": [(one.person, naming.person(view, one.person, reader)) for one in others],
    }
    return show(request, id, "room/hiding.html", pressed, view=view, **about)


def _guardians(view: RoomView, reader: str) -> list[tuple[str, str]]:
    """From whom a new guardian can be hidden."""
    return [
        (one.person, _("From %(whom)s") % {"whom": naming.person(view, one.person, reader)})
        for one in present(view)
        if one.role == "guardian"
    ]


def _done(what: str) -> str:
    return {
        "hidden": _("It is done at once. The reason stands in the journal."),
        "shown": _("They see each other here again."),
    }.get(what, "")


def _invite(request: HttpRequest, id: str) -> Pressed:
    who, role = request.POST.get("who", ""), request.POST.get("role", "")
    reader, now = page.reader(request), page.visit(request)
    if not who or (who == "number" and role not in ROLES):
        field = "role" if who else "who"
        return Pressed(faults=(Fault(field, _("Choose who, and as what.")),))
    try:
        found = room_act.find(reader, request.POST.get("number", "")) if who == "number" else None
        return Pressed(
            room_act.invite(
                reader,
                room=id,
                person=found.id if found else who,
                role=cast(Role, role if who == "number" else "professional"),
                agency=request.POST.get("association", "").strip()[:100],
                until=day_of(request, "until"),
                hidden_from=request.POST.get("hide", ""),
                reason=text_of(request, "reason"),
                key=page.key(request),
                via=now.via,
                speaks_for=now.acting_for if now.typing else "",
            )
        )
    except Refused as refused:
        lacks = bool(request.POST.get("hide")) and not text_of(request, "reason").strip()
        field = "reason" if lacks else "number" if who == "number" else "who"
        return Pressed(faults=(refusal(field, refused),))
