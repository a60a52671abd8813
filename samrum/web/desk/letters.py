"""The letters of a case: their words, what became of them, and what to do if they did not leave."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from samrum.core.case import Letter
from samrum.office import see
from samrum.office.letter_parts import parts
from samrum.office.see import CaseView
from samrum.web.desk.looking import look, show
from samrum.web.desk.words import fate, fate_help
from samrum.web.shared import events, page


@dataclass(frozen=True, slots=True)
class Listed:
    """A letter with its fate in words; `help` says what to do about it."""

    letter: Letter
    reach: str
    fate: str
    help: str


def listed(view: CaseView) -> list[Listed]:
    """The letters, the latest first."""
    return [_listed(one) for one in reversed(view.case.letters)]


def letter(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """One letter, word for word."""
    view = look(request, id)
    found = next((one for one in view.case.letters if one.number == number), None)
    if found is None:
        raise Http404
    return show(request, id, "desk/letter.html", view=view, one=_listed(found), parts=parts(found))


def paper(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """One letter as it was sent."""
    found = see.letter(page.reader(request), id, number)
    if not found.letter.sha256:
        raise Http404
    name = f"{found.letter.title}.pdf"
    return FileResponse(found.open(), filename=name, content_type="application/pdf")


def _listed(letter: Letter) -> Listed:
    return Listed(letter, events.reach(letter.reach), fate(letter.fate), fate_help(letter.fate))
