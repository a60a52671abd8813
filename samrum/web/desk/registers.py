"""Asking the registers again; what they do not answer stays not known."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from samrum.core.refusal import Refused
from samrum.office import act
from samrum.web.desk.looking import Pressed, done, show
from samrum.web.shared import page
from samrum.web.shared.typed import refusal


def registers(request: HttpRequest, id: str) -> HttpResponse:
    """Says what asking means, and asks, whatever others have done in the case meanwhile."""
    if request.method != "POST":
        return show(request, id, "desk/registers.html")
    try:
        act.read_registers(page.reader(request), case=id, key=page.key(request))
    except Refused as refused:
        wrong = Pressed(faults=(refusal("registers", refused),))
        return show(request, id, "desk/registers.html", wrong)
    return done(id, "registers")
