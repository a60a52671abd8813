"""Doing an open step of a case: the same pages as an application, for what is asked now."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.case import AnswerStep
from samrum.office import act, drafts
from samrum.office.see import CaseView
from samrum.web.resident import flow, mine
from samrum.web.resident.answers import Filling
from samrum.web.resident.standing import PAGES, asked_for
from samrum.web.shared import page
from samrum.web.shared.addresses import url
from samrum.web.shared.page import Fault
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words


def step(request: HttpRequest, id: str, step: str) -> HttpResponse:
    """What is asked, by when, and what happens if nothing comes."""
    view = mine.seen(request, id)
    template = view.package.step(step)
    if template is None or template.who != "resident":
        raise Http404
    if step not in view.case.steps:
        return mine.show(request, view, "resident/step_gone.html")
    if not template.form and template.act in PAGES:
        return page.go(PAGES[template.act], id)
    first = ""
    if template.form:
        pages = _filling(request, view, step).pages
        first = url("resident:step-page", id, step, pages[0].id) if pages else ""
    about = {"asked": template, "step": view.case.steps[step], "first": first}
    about["names"] = asked_for(view, template)
    return mine.show(request, view, "resident/step.html", **about)


def questions(request: HttpRequest, id: str, step: str, name: str) -> HttpResponse:
    """One page of the step's questions."""
    view = _open(request, id, step)
    if view is None:
        return page.go("resident:step", id, step)
    filling = _filling(request, view, step)
    return flow.questions(request, filling, name, _way(filling, id, step))


def check(request: HttpRequest, id: str, step: str) -> HttpResponse:
    """Reads through and hands in."""
    reader, key = page.reader(request), page.key(request)
    if request.method == "POST" and act.acknowledged(reader, key):
        return page.go("resident:case", id, done="1")
    view = _open(request, id, step)
    if view is None:
        return page.go("resident:step", id, step)
    filling = _filling(request, view, step)
    faults: tuple[Fault, ...] = ()
    if request.method == "POST":
        faults = (*_nothing(filling), *flow.true_or_fault(request))
        if not faults and not filling.lacking():
            command = AnswerStep(step, filling.asked(), filling.draft.uploads)
            act.act(reader, command, case=id, key=key, via=page.via(request))
            return page.go("resident:case", id, done="1")
    return flow.check(
        request,
        filling,
        _way(filling, id, step),
        promise=_("What I have told you is true, and I have left nothing out that matters."),
        hand_in=_("Send it"),
        faults=faults,
    )


def upload(request: HttpRequest, id: str, step: str, sha256: str) -> HttpResponse:
    """A file of the step's draft, as it was sent."""
    view = _open(request, id, step)
    found = flow.file(_filling(request, view, step), sha256) if view else None
    if found is None:
        raise Http404
    return found


def _open(request: HttpRequest, id: str, step: str) -> CaseView | None:
    """The case, if the step is the resident's and still open in it."""
    view = mine.seen(request, id)
    template = view.package.step(step)
    if template is None or template.who != "resident" or not template.form:
        raise Http404
    return view if step in view.case.steps else None


def _filling(request: HttpRequest, view: CaseView, step: str) -> Filling:
    template = view.package.step(step)
    assert template is not None, "the step was looked up before"
    key = f"{view.case.id}:{step}"
    return Filling(
        page.reader(request),
        view.case.resident,
        key,
        view.package,
        view.package.forms[template.form],
        drafts.draft(page.reader(request), view.case.resident, key),
        case=view.case,
    )


def _way(filling: Filling, id: str, step: str) -> flow.Way:
    return flow.Way(
        title=in_words(filling.form.title),
        page=lambda name: url("resident:step-page", id, step, name),
        file=lambda sha256: url("resident:step-file", id, step, sha256),
        start=url("resident:step", id, step),
        last=url("resident:step-check", id, step),
        check=url("resident:step-check", id, step),
        leave=url("resident:cases") + "?saved=1",
    )


def _nothing(filling: Filling) -> tuple[Fault, ...]:
    """A step that nothing was typed in is not handed in."""
    if filling.asked() or filling.draft.uploads:
        return ()
    return (Fault("true", _("There is nothing to send yet. Answer, or add a file, first.")),)
