"""Filling in the form of a step of ours: what we find out together with the resident."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.case import FillInStep
from samrum.core.fact import Answer, Fact
from samrum.core.surroundings import surroundings
from samrum.office.see import CaseView
from samrum.packages.feel import names_of
from samrum.packages.form import Read, Shown, read_answers, shown
from samrum.packages.package import Form, Page, Question
from samrum.web.desk.looking import Pressed, done, look, press, show
from samrum.web.shared.asking import Field, fault, one_field, told_apart
from samrum.web.shared.dates import today
from samrum.web.shared.page import Fault
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words


@dataclass(frozen=True, slots=True)
class Group:
    """The questions that stand together, with their words above."""

    id: str
    title: str
    fields: tuple[Field, ...]


def step(request: HttpRequest, id: str, step: str) -> HttpResponse:
    """All questions of the form on one page: whoever fills it in has the case beside her."""
    view = look(request, id)
    template = view.package.step(step)
    if template is None or template.who != "caseworker" or not template.form:
        raise Http404
    form = view.package.forms[template.form]
    pressed, typed, shown = None, None, _shown(view, form, {})
    if request.method == "POST":
        posted = {name: request.POST.getlist(name) for name in request.POST}
        typed = told_apart(posted, _questions(shown))
        read = read_answers(_questions(shown), view.package.terms, typed)
        now_shown = _shown(view, form, read.answers)
        pressed = _press(request, view, step, read, before=shown, now=now_shown)
        if pressed.receipt:
            return done(id, "filled")
        shown = now_shown
    return show(
        request,
        id,
        "desk/step.html",
        pressed,
        view=view,
        asked=template,
        open=step in view.case.steps,
        groups=[_group(view, one, questions, typed) for one, questions in shown],
    )


def _press(
    request: HttpRequest, view: CaseView, step: str, read: Read, *, before: Shown, now: Shown
) -> Pressed:
    """Do it when every question that is shown after these answers was answered."""
    wanted = {question.fact for question in _questions(now)}
    faults = [fault(fact, one) for fact, one in read.faults.items() if fact in wanted]
    new = wanted - {question.fact for question in _questions(before)}
    faults += [Fault(fact, _("Answer this too.")) for fact in sorted(new)]
    if faults:
        return Pressed(faults=tuple(faults))
    answers = {fact: answer for fact, answer in read.answers.items() if fact in wanted}
    return press(request, view.case.id, FillInStep(step, answers), next(iter(wanted), "step"))


def _shown(view: CaseView, form: Form, answers: Mapping[str, Answer]) -> Shown:
    """The pages with their questions, as these answers make them appear."""
    known = {
        fact: Fact(answer.value, answer.standing, "caseworker", "", view.case.received_at)
        for fact, answer in answers.items()
    }
    case = replace(view.case, facts={**view.case.facts, **known})
    around = names_of(surroundings(case, view.package, today()))
    return shown(form, around)


def _questions(shown: Shown) -> list[Question]:
    return [question for _page, questions in shown for question in questions]


def _group(
    view: CaseView,
    one: Page,
    questions: tuple[Question, ...],
    typed: Mapping[str, Sequence[str]] | None,
) -> Group:
    fields = tuple(
        one_field(
            question,
            view.package.terms[question.fact],
            typed,
            label=in_words(question.asks),
            answer=_answer(view.case.facts.get(question.fact)),
        )
        for question in questions
    )
    return Group(one.id, in_words(one.title), fields)


def _answer(fact: Fact | None) -> Answer | None:
    return Answer(fact.value, fact.standing) if fact else None
