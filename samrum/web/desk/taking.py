"""Who takes care of a case: taking it, handing it over, putting it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from samrum.core.case import TakeCase
from samrum.office.staff import colleagues
from samrum.web.desk.looking import done, look, press, show
from samrum.web.shared import page
from samrum.web.shared.words import gettext as _

NOBODY = "nobody"


def taking(request: HttpRequest, id: str) -> HttpResponse:
    """Chooses who takes care of the case."""
    pressed, reader = None, page.reader(request)
    chosen = request.POST.get("caseworker", "")
    if request.method == "POST":
        whom = "" if chosen == NOBODY else chosen or reader.id
        pressed = press(request, id, TakeCase(whom), "caseworker")
        if pressed.receipt:
            return done(id, "taken" if whom == reader.id else "handed")
    view = look(request, id, pressed)
    choices = [
        (one.id, _("You") if one.id == reader.id else one.name, one.title)
        for one in colleagues(reader)
        if one.cleared or not view.resident.protected
    ]
    choices.append((NOBODY, _("Nobody"), _("Then a colleague can take it from the list.")))
    chosen = chosen or view.case.caseworker or NOBODY
    return show(request, id, "desk/taking.html", pressed, view, choices=choices, chosen=chosen)
