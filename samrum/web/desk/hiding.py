"""Hiding something from the party of a case, and looking at it again when she asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.hiding import Command, HideItem, Hiding, KeepHidden, LiftHiding
from samrum.office.see import CaseView
from samrum.web.desk.looking import Pressed, done, look, press, show
from samrum.web.shared import events
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import text_of, too_long
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

SHOWN: Final = 60  # characters of a note, to know it by


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something that is or was hidden, by its name."""

    hiding: Hiding
    name: str


def hidden(view: CaseView) -> list[Hidden]:
    """What is hidden now, and what was, in the order it was decided."""
    return [Hidden(one, item_name(view, one.item)) for one in view.case.hidings]


def item_name(view: CaseView, item: str) -> str:
    """What something in the file is called, so that a caseworker knows it."""
    kind, _colon, which = item.partition(":")
    match kind:
        case "document":
            named = (one.name for one in view.case.documents if str(one.number) == which)
            return _("Document %(n)s: %(name)s") % {"n": which, "name": next(named, "")}
        case "note":
            text = next((one.text for one in view.case.notes if str(one.number) == which), "")
            short = text if len(text) <= SHOWN else text[:SHOWN].rstrip() + "…"
            return _("Note %(n)s: %(text)s") % {"n": which, "text": short}
        case "fact":
            return _("Fact: %(name)s") % {"name": events.fact_name(view.package, which)}
        case "register":
            return _("What we read in %(register)s") % {"register": events.register_name(which)}
        case _:
            return _("The caseworker's assessment")


def hiding(request: HttpRequest, id: str) -> HttpResponse:
    """Hides something: what, on which ground, why, and what she can be told."""
    view = look(request, id)
    pressed = None
    told = {name: text_of(request, name) for name in ("item", "ground", "reason", "told")}
    if request.method == "POST":
        wrong = too_long(told) or _unchosen(told)
        pressed = Pressed(faults=wrong) if wrong else press(request, id, HideItem(**told), "item")
        if pressed.receipt:
            return done(id, "hidden")
    already = {one.item for one in view.case.hidings if one.holds}
    items = [
        (item, item_name(view, item))
        for item, own in view.case.items.items()
        if item not in already and item != "decision" and not own
    ]
    grounds = [
        (one.id, in_words(one.says), one.provision + _to_verify(one.tag))
        for one in view.package.secrecy
    ]
    about = {"items": items, "grounds": grounds, **told}
    return show(request, id, "desk/hiding.html", pressed, view=view, **about)


def hidden_item(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """One hidden thing: on which ground; lets it be seen again, or answers why it stays hidden."""
    view = look(request, id)
    found = next((one for one in hidden(view) if one.hiding.number == number), None)
    if found is None:
        raise Http404
    pressed, answer = None, text_of(request, "answer")
    if request.method == "POST":
        lifts = request.POST.get("what") == "lift"
        command: Command = LiftHiding(number) if lifts else KeepHidden(number, answer)
        wrong = too_long({"answer": answer})
        pressed = Pressed(faults=wrong) if wrong else press(request, id, command, "answer")
        if pressed.receipt:
            return done(id, "lifted" if lifts else "kept-hidden")
    about = {"one": found, "answer": answer}
    return show(request, id, "desk/hidden_item.html", pressed, view=view, **about)


def _unchosen(told: dict[str, str]) -> tuple[Fault, ...]:
    return () if told["item"] else (Fault("item", _("Choose what is to be hidden.")),)


def _to_verify(tag: str) -> str:
    return "" if tag == "READ" else f" ({_('to be verified')})"
