"""What a resident does in her case beside the steps: write, hand in, correct, object, withdraw."""

from __future__ import annotations

import time

from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from samrum.core.case import (
    AskForCorrection,
    ChooseReach,
    Command,
    HandInDocument,
    ObjectToNote,
    SendMessage,
    Withdraw,
)
from samrum.core.refusal import Refused
from samrum.office import act, see, uploads
from samrum.packages.form import read_answers
from samrum.packages.package import Question
from samrum.web.resident import answers, mine, reaching
from samrum.web.shared import events, page
from samrum.web.shared.asking import about_file, fault, one_field, told_apart
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import too_long
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words


def messages(request: HttpRequest, id: str) -> HttpResponse:
    """The messages of the case, the latest last, and a field to write in."""
    view = mine.seen(request, id)
    text, faults = request.POST.get("text", ""), ()
    if request.method == "POST":
        faults = written(text, "text") or pressed(request, id, SendMessage(text), "text")
        if not faults:
            return page.go("resident:messages", id, sent="1")
    about = {"text": text, "faults": faults, "sent": "sent" in request.GET}
    return mine.show(request, view, "resident/messages.html", _status(faults), **about)


def upload(request: HttpRequest, id: str) -> HttpResponse:
    """Hands in one or several files."""
    view = mine.seen(request, id)
    kinds = [
        (term.id, in_words(term.words))
        for term in view.package.terms.values()
        if term.type == "document"
    ]
    kinds.append(("other", _("Something else")))
    faults: tuple[Fault, ...] = ()
    received: list[str] = []
    if request.method == "POST":
        received, faults = _hand_in(request, id, {kind for kind, _words in kinds})
        if not faults:
            return page.go("resident:case", id, done="1")
    kind = request.POST.get("kind", "")
    about = {"kinds": kinds, "kind": kind, "faults": faults, "received": received}
    return mine.show(request, view, "resident/upload.html", _status(faults), **about)


def document(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Opens a document: a picture in the window, everything else as a file to keep."""
    mine.seen(request, id)
    found = see.document(page.reader(request), id, number, as_party=True)
    known = found.document
    return FileResponse(
        found.open(),
        as_attachment=not known.media_type.startswith("image/"),
        filename=known.name,
        content_type=known.media_type,
    )


def letter(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Opens a letter as it was sent."""
    mine.seen(request, id)
    found = see.letter(page.reader(request), id, number)
    if not found.letter.sha256:
        raise Http404
    name = f"{found.letter.title}.pdf"
    return FileResponse(found.open(), filename=name, content_type="application/pdf")


def correction(request: HttpRequest, id: str, fact: str) -> HttpResponse:
    """Says that a fact is wrong: what it should be, and how she knows."""
    view = mine.seen(request, id)
    known, term = view.case.facts.get(fact), view.package.terms.get(fact)
    if known is None or term is None or term.type == "document":
        raise Http404
    question = Question(fact, {}, unknown_allowed=True)
    reason, faults, typed = request.POST.get("reason", ""), (), None
    if request.method == "POST":
        typed = told_apart({n: request.POST.getlist(n) for n in request.POST}, (question,))
        read = read_answers((question,), view.package.terms, typed)
        faults = tuple(fault(id, one) for id, one in read.faults.items())
        if fact not in read.answers and not faults:
            faults = (Fault(fact, _("Say what it should be.")),)
        faults = (*faults, *written(reason, "reason"))
        if not faults:
            asked = AskForCorrection(fact, read.answers[fact], reason)
            faults = pressed(request, id, asked, "reason")
            if not faults:
                return page.go("resident:case", id, done="1")
    field = one_field(question, term, typed, label=_("What should it be?"))
    about = {
        "field": field,
        "name": events.fact_name(view.package, fact),
        "value": events.fact_value(view.package, fact, known.value, known.standing),
        "source": mine.source(view, known, page.reader(request).id),
        "reason": reason,
        "faults": faults,
    }
    return mine.show(request, view, "resident/correction.html", _status(faults), **about)


def objection(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Objects to a note: the objection stands beside it for as long as the note."""
    view = mine.seen(request, id)
    note = next((one for one in view.case.notes if one.number == number), None)
    if note is None:
        raise Http404
    text, faults = request.POST.get("text", ""), ()
    if request.method == "POST":
        command = ObjectToNote(number, text)
        faults = written(text, "text") or pressed(request, id, command, "text")
        if not faults:
            return page.go("resident:case", id, done="1")
    about = {"note": note, "text": text, "faults": faults}
    return mine.show(request, view, "resident/objection.html", _status(faults), **about)


def reach(request: HttpRequest, id: str) -> HttpResponse:
    """Chooses how we reach her."""
    view = mine.seen(request, id)
    chosen, faults = view.case.reach, ()
    if request.method == "POST":
        chosen, faults = reaching.posted(request)
        faults = faults or pressed(request, id, ChooseReach(chosen), "channel")
        if not faults:
            return page.go("resident:case", id, reach="1")
    about = {"chosen": chosen, "faults": faults}
    return mine.show(request, view, "resident/reach.html", _status(faults), **about)


def withdrawal(request: HttpRequest, id: str) -> HttpResponse:
    """Takes the application back, after having said what that means."""
    view = mine.seen(request, id)
    reason, faults = request.POST.get("reason", ""), ()
    if request.method == "POST":
        faults = too_long({"reason": reason}) or pressed(request, id, Withdraw(reason), "reason")
        if not faults:
            return page.go("resident:case", id, withdrawn="1")
    about = {"reason": reason, "faults": faults}
    return mine.show(request, view, "resident/withdrawal.html", _status(faults), **about)


def _hand_in(request: HttpRequest, id: str, kinds: set[str]) -> tuple[list[str], tuple[Fault, ...]]:
    """Take in the chosen files, each once: the names of those we took, and what was wrong with the
    others."""
    kind, chosen = request.POST.get("kind", ""), request.FILES.getlist("files")
    if kind not in kinds:
        return [], (Fault("kind", _("Say what it is.")),)
    if not chosen:
        return [], (Fault("files", _("Choose a file first.")),)
    if len(chosen) > answers.MOST_FILES:
        what = _("At most %(most)s files are received at once. Choose some, and then the others.")
        return [], (Fault("files", what % {"most": answers.MOST_FILES}),)
    began, taken, faults = time.monotonic(), list[str](), list[Fault]()
    for number, file in enumerate(chosen):
        if time.monotonic() - began > answers.LONGEST_RECEIVING:
            faults.append(Fault("files", answers.no_time(file.name or "")))
            continue
        try:
            received = uploads.receive(file, kind=kind, name=file.name or "")
            key = f"{page.key(request)}.{number}"
            command = HandInDocument(received)
            act.act(page.reader(request), command, case=id, key=key, via=page.via(request))
            taken.append(received.name)
        except Refused as refused:
            faults.append(Fault("files", about_file(file.name or "", refused)))
    return taken, tuple(faults)


def pressed(request: HttpRequest, id: str, command: Command, field: str) -> tuple[Fault, ...]:
    """Do it, once per form; a refusal is shown beside the field, and nothing typed is lost."""
    try:
        act.act(
            page.reader(request), command, case=id, key=page.key(request), via=page.via(request)
        )
    except Refused as refused:
        return (Fault(field, " ".join(page.sentences(refused))),)
    return ()


def written(text: str, field: str) -> tuple[Fault, ...]:
    """What is wrong with a text that must be written."""
    if not text.strip():
        return (Fault(field, _("Write something first.")),)
    return too_long({field: text})


def _status(faults: tuple[Fault, ...]) -> int:
    return 422 if faults else 200
