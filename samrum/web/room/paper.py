"""The plan on paper: a page with the copies that are hers to take, and each as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from samrum.office.room_paper import language_of, plan_on_paper
from samrum.web.room.looking import look, show
from samrum.web.shared import page
from samrum.web.shared.words import LANGUAGES


def plan(request: HttpRequest, id: str) -> HttpResponse:
    """The copies of the plan that are the reader's: in each language, and the child's version."""
    view = look(request, id, "plan")
    whole = "plan" in view.seen.whole
    return show(request, id, "room/paper.html", view=view, tongues=LANGUAGES, whole=whole)


def file(request: HttpRequest, id: str, language: str, child: bool = False) -> HttpResponse:
    """The reader's copy as a tagged PDF; the child's version in plain words."""
    view, reader = look(request, id, "plan"), page.reader(request)
    if language not in LANGUAGES or (child and "plan" not in view.seen.whole):
        raise Http404
    here, tongue = page.here(request), language_of(language)
    content = plan_on_paper(here, view, tongue, reader=reader.id, child=child)
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"plan-{language}{'-child' if child else ''}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def child_file(request: HttpRequest, id: str, language: str) -> HttpResponse:
    """The child's version."""
    return file(request, id, language, child=True)
