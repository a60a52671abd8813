"""Asking the registers again; what they do not answer stays not known."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from samrum.core.case import ReadRegisters
from samrum.office import act
from samrum.office.municipality import now
from samrum.office.registers import readings
from samrum.web.desk.cases import done, look, press, show
from samrum.web.shared import page


def registers(request: HttpRequest, id: str) -> HttpResponse:
    """Says what asking means, and asks; a second press of the same button asks nobody."""
    reader, pressed = page.reader(request), None
    if request.method == "POST" and act.acknowledged(reader, page.key(request)):
        return done(id, "registers")
    view = look(request, id)
    if request.method == "POST":
        here, at = page.here(request), now(reader.tenant)
        command = ReadRegisters(readings(here, view.package, view.resident.number, at))
        pressed = press(request, id, command, "registers")
        if pressed.receipt:
            return done(id, "registers")
    return show(request, id, "desk/registers.html", pressed, view)
