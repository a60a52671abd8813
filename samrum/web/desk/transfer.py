"""Moving a case to another municipality: asking, and answering what another asks of us."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.case import Command
from samrum.core.refusal import Refused
from samrum.core.transfer import KeepCase, RecordRuling, ReferTransfer
from samrum.office import transfer as office
from samrum.office.press import Receipt
from samrum.office.see import CaseView
from samrum.office.transfer import Grounds
from samrum.packages.transfer import TransferRule
from samrum.web.desk.looking import Pressed, done, look, press, pressing, show
from samrum.web.shared import events, page
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import day_of, numbers_of, refusal, text_of, too_long
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

GROUNDS: Final = ("connection", "wishes", "duration", "otherwise")


def transfer(request: HttpRequest, id: str) -> HttpResponse:
    """Asks another municipality to take the case over, and follows what comes of it."""
    view, pressed = look(request, id), None
    if request.method == "POST":
        pressed = _pressed(request, id)
        if pressed.receipt:
            return done(id, "transfer")
        view = pressed.changed.view if pressed.changed else view
    asking = office.asking(page.reader(request), view)
    known, rule = view.case.transfer, view.package.transfer
    if rule is None or not (asking.neighbours or known):
        raise Http404
    chosen = request.method != "POST"
    return show(
        request,
        id,
        "desk/transfer.html",
        pressed,
        view,
        transfer=known,
        asks=known is None or known.standing == "kept",
        neighbours=[(one.id, one.name) for one in asking.neighbours],
        guardians=asking.guardians,
        protected=asking.protected,
        to=request.POST.get("to", asking.neighbours[0].id if len(asking.neighbours) == 1 else ""),
        facts=[(one, _fact(view, one)) for one in asking.facts],
        documents=[
            (str(one.number), one.name)
            for one in view.case.documents
            if one.number in asking.documents
        ],
        chosen_facts=asking.facts if chosen else request.POST.getlist("facts"),
        chosen_documents=[str(one) for one in asking.documents]
        if chosen
        else request.POST.getlist("documents"),
        texts={name: text_of(request, name) for name in (*GROUNDS, "text", "reason", "ruling")},
        ruled_on=request.POST.get("ruled_on", ""),
        **_law(rule),
    )


def requests(request: HttpRequest) -> HttpResponse:
    """What other municipalities ask us to take over."""
    found = office.requests(page.reader(request))
    return page.show(request, "desk/transfers.html", {"found": found})


def asked(request: HttpRequest, id: str) -> HttpResponse:
    """One request: read it, and answer it."""
    reader, text = page.reader(request), text_of(request, "text")
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        accepted = request.POST.get("answer") == "yes"
        faults = too_long({"text": text})
        try:
            if not faults:
                told = {"accepted": accepted, "text": text, "key": page.key(request)}
                receipt = office.answer(reader, id, **told)
                if accepted:
                    return page.go("desk:case", receipt.case, done="taken-over")
                return page.go("desk:transfers")
        except Refused as refused:
            faults = (refusal("text", refused),)
    view = office.read(reader, id)
    package, request_ = view.package, view.transfer.request
    about = {
        "view": view,
        "transfer": view.transfer,
        "asked": request_,
        "service": package,
        "facts": [events.fact_name(package, one) for one in request_.facts],
        "text": text,
        "faults": faults,
        **_law(view.rule),
    }
    return page.show(request, "desk/transfer_asked.html", about, 422 if faults else 200)


def _pressed(request: HttpRequest, id: str) -> Pressed:
    """What was pressed of the forms that the page has."""
    what = request.POST.get("what", "")
    texts = {name: text_of(request, name) for name in (*GROUNDS, "text", "reason", "ruling")}
    wrong = too_long(texts)
    if wrong:
        return Pressed(faults=wrong)
    if what == "ask":
        return _ask(request, id, texts)
    commands: dict[str, tuple[Command | None, str]] = {
        "refer": (ReferTransfer(texts["text"]), "text"),
        "keep": (KeepCase(texts["reason"]), "reason"),
        "rule": (_ruling(request, texts["ruling"]), "ruling"),
    }
    command, field = commands.get(what, (None, "ruling"))
    if command is None:
        say = _("Choose what was decided, and write the day as 2026-12-03.")
        return Pressed(faults=(Fault("ruling", say),))
    return press(request, id, command, field)


def _ask(request: HttpRequest, id: str, texts: dict[str, str]) -> Pressed:
    to = request.POST.get("to", "")
    if not to:
        return Pressed(faults=(Fault("to", _("Choose a municipality.")),))
    told: dict[str, Any] = {
        "grounds": Grounds(*(texts[name] for name in GROUNDS)),
        "facts": tuple(request.POST.getlist("facts")),
        "documents": numbers_of(request, "documents"),
        "key": page.key(request),
    }

    def do(version: int) -> Receipt:
        return office.ask(page.reader(request), case=id, to=to, expected=version, **told)

    return pressing(request, do, "connection")


def _ruling(request: HttpRequest, text: str) -> RecordRuling | None:
    moves, ruled_on = request.POST.get("moves", ""), day_of(request, "ruled_on")
    if ruled_on is None or moves not in ("yes", "no"):
        return None
    return RecordRuling(moves == "yes", text, ruled_on)


def _law(rule: TransferRule) -> dict[str, str]:
    """Who rules where the two do not agree, and where that can be appealed."""
    return {"examiner": in_words(rule.examiner), "appeal_to": in_words(rule.appeal)}


def _fact(view: CaseView, fact: str) -> str:
    known = view.case.facts[fact]
    said = events.fact_value(view.package, fact, known.value, known.standing)
    return f"{events.fact_name(view.package, fact)}: {said}"
