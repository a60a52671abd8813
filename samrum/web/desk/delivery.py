"""How a decision is delivered, when it arrived, and until when it can be appealed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.notice import ChooseDelivery, ProveDelivery
from samrum.core.served import delivery as reached
from samrum.office.foresee import possible
from samrum.office.see import CaseView
from samrum.packages.delivery import DeliveryMethod
from samrum.web.desk.looking import Pressed, done, look, press, show
from samrum.web.shared import page
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import day_of, no_day
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words


def delivery(request: HttpRequest, id: str) -> HttpResponse:
    """Chooses another way of delivery, or enters the day on which the decision arrived."""
    view, pressed = look(request, id), None
    if view.case.decision is None:
        raise Http404
    if request.method == "POST":
        chooses = request.POST.get("do") == "choose"
        pressed = _choose(request, id) if chooses else _prove(request, id)
        if pressed.receipt:
            return done(id, "delivery" if chooses else "arrived")
    about: dict[str, Any] = {
        "reached": reached(view.case, view.package),
        "ways": _ways(request, view),
        "method": request.POST.get("method", ""),
        "proofs": _proofs(),
        "proof": request.POST.get("proof", ""),
        "on": request.POST.get("on", ""),
    }
    return show(request, id, "desk/delivery.html", pressed, view, **about)


def _ways(request: HttpRequest, view: CaseView) -> list[tuple[str, str, str]]:
    """The ways of delivery that the law lets be chosen in this case."""
    wanted = {one.id: ChooseDelivery(one.id) for one in view.package.delivery}
    free = possible(page.reader(request), list(wanted.values()), case=view.case.id, via="desk")
    return [
        (one.id, in_words(one.title), f"{in_words(one.explains)} {_source(one)}")
        for one in view.package.delivery
        if wanted[one.id] in free
    ]


def _source(method: DeliveryMethod) -> str:
    """Where a way of delivery stands in the law, and whether anybody has read it there."""
    unread = f", {_('to be verified')}" if method.tag == "MEM" else ""
    return f"{method.provision}{unread}."


def _choose(request: HttpRequest, id: str) -> Pressed:
    method = request.POST.get("method", "")
    if not method:
        return Pressed(faults=(Fault("method", _("Choose how the decision is delivered.")),))
    return press(request, id, ChooseDelivery(method), "method")


def _prove(request: HttpRequest, id: str) -> Pressed:
    proof: Any = request.POST.get("proof", "")
    faults = []
    if proof not in dict(_proofs()):
        faults.append(Fault("proof", _("Choose how we know.")))
    on = day_of(request, "on")
    if on is None:
        faults.append(no_day("on"))
    if on is None or faults:
        return Pressed(faults=tuple(faults))
    return press(request, id, ProveDelivery(on, proof), "on")


def _proofs() -> list[tuple[str, str]]:
    return [
        ("receipt", _("A signed receipt has come back")),
        ("in_person", _("It was handed over or read out in person")),
        ("told", _("She has told us herself")),
    ]
