"""Saying why one opens a case that a colleague handles, before anything of it is shown."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from samrum.core.refusal import Refused
from samrum.office import why
from samrum.web.shared import page, parking
from samrum.web.shared.addresses import url
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import day_in
from samrum.web.shared.words import gettext as _

LONGEST: Final = 500  # characters of a ground


def reading(request: HttpRequest, id: str) -> HttpResponse:
    """Asks why, and goes on to where she was going."""
    faults: tuple[Fault, ...] = ()
    text, ground = request.POST.get("reason", ""), request.POST.get("ground", "")[:LONGEST]
    if request.method == "POST":
        try:
            why.say(page.reader(request), id, text, shown_from=_day(request), ground=ground)
            return HttpResponseRedirect(_onwards(request, id))
        except Refused as refused:
            faults = (Fault("reason", " ".join(page.sentences(refused))),)
    about = {"reason": text, "faults": faults, "next": request.GET.get("next", "")}
    about |= {"ground": ground, "shown_from": request.POST.get("shown_from", "")}
    about["suggestions"] = [
        _("I am standing in for a colleague who is away"),
        _("The resident has called and asks about the case"),
        _("I have been asked for advice by the colleague who handles it"),
    ]
    return page.show(request, "desk/reading.html", about, 422 if faults else 200)


def _day(request: HttpRequest) -> date | None:
    """The day from which the resident is told; one that cannot be read is one too far."""
    written = request.POST.get("shown_from", "").strip()
    return day_in(written) or date.max if written else None


def _onwards(request: HttpRequest, id: str) -> str:
    """Where she was going, if it is a page of this case."""
    wanted = parking.safe(request.POST.get("next", ""))
    mine = url("desk:case", id)
    return wanted if wanted.startswith(mine) else mine
