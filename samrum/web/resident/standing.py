"""How a case stands, as a resident asks it: whose turn is it, what do I do, what comes then?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone

from samrum.core.case import Case, Step
from samrum.core.support import runs, waiting
from samrum.office import forms
from samrum.office.see import CaseView
from samrum.packages.form import shown
from samrum.packages.package import StepTemplate
from samrum.web.shared import events
from samrum.web.shared.addresses import url
from samrum.web.shared.after_decision import answer_words
from samrum.web.shared.dates import day, today
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

PAGES: Final = {
    "answer-hearing": "resident:hearing",
    "answer-message": "resident:messages",
    "confirm-appeal": "resident:appeal",
}
"""Where she does a step that has no form."""


@dataclass(frozen=True, slots=True)
class Todo:
    """Something the resident is asked to do; `posts` when the button does it at once, `asked`
    names what is asked for where the title does not say it."""

    title: str
    headline: str
    explains: str
    button: str
    address: str
    due: date | None = None
    late: bool = False
    if_late: str = ""
    posts: bool = False
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """`turn` is "resident", "caseworker" or "" for nobody; `done` counts the stages behind."""

    turn: str
    headline: str
    text: str
    until: date | None
    todos: tuple[Todo, ...]
    done: int


def standing(view: CaseView) -> Standing:
    """Everything that the top of a case page says."""
    case, todos = view.case, _todos(view)
    done = 1 if case.stage == "received" else 3 if case.stage == "closed" else 2
    if case.transfer is not None and case.transfer.standing == "moved" and case.decision is None:
        done = 1  # it is decided over there
    if todos:
        headline = todos[0].headline if len(todos) == 1 else _("We need some things from you")
        due = min((todo.due for todo in todos if todo.due), default=None)
        return Standing("resident", headline, "", due, todos, done)
    if case.stage == "received":
        return Standing("caseworker", *_ours(view), view.expected_by, (), done)
    waits = "caseworker" if case.turn == "caseworker" else ""
    if case.appeal is not None and case.appeal.is_open:
        return Standing(waits, _("You have appealed"), _ours(view)[1], None, (), done)
    return Standing(waits, *_after(view), None, (), done)


def outcome_words(outcome: str) -> str:
    """What a decision comes to, for the person it is about."""
    return {
        "grant": _("Yes, you get what you applied for"),
        "partial": _("You get a part of what you applied for"),
        "refuse": _("No, you do not get what you applied for"),
        "dismiss": _("We do not examine your application"),
        "write_off": _("We end your case without deciding on it"),
    }[outcome]


def decision_words(case: Case) -> str:
    """What the decision that holds comes to; one that was revoked says so."""
    if case.earlier and case.earlier[-1].kind == "revoked":
        return _("What you were granted has been revoked")
    return outcome_words(case.decision.outcome if case.decision else "write_off")


def our_work(act: str) -> str:
    """What we do in a step of ours, as we would say it to the person who waits."""
    return {
        "find-out": _("We are finding out more together with you."),
        "assess": _("A caseworker is reading what you have sent and checking what applies."),
        "decide": _("A caseworker is writing the decision."),
        "answer-message": _("You have written to us, and we will answer."),
        "handle-correction": _(
            "You have said that something is wrong, and we are looking into it."
        ),
        "look-at-hiding": _(
            "You have asked to see something that is hidden, and we are looking at it."
        ),
        "judge-timeliness": _("You have appealed, and we see whether it came in time."),
        "review-decision": _("You have appealed, and we are reading the decision once more."),
        "hand-over": _("You have appealed, and we are putting everything together to send it on."),
        "read-registers": _("A register has not answered, so we are finding out in another way."),
        "hear": _("We will let you read and answer what others have said before we decide."),
        "hear-told": _("You want to tell us something, and we will listen."),
        "tell-delay": _("It may take longer than we promised, and we will tell you if it does."),
        "answer-demand": _("You have demanded a decision, and we will answer within four weeks."),
        "begin-support": _("You have been granted something, and we are getting it under way."),
        "consider-child": _("We are assessing what is best for the child."),
        "follow-transfer": _("We have asked another municipality to take over your case."),
    }.get(act, _("We are working on your case."))


def _todos(view: CaseView) -> tuple[Todo, ...]:
    case = view.case
    steps = [_todo(view, step) for step in case.steps.values() if step.who == "resident"]
    hers = view.relation != "unit"  # who types for her cannot read the decision for her
    if not hers or case.decision is None or case.decision.opened_at is not None:
        return tuple(steps)
    read = Todo(
        _("Read the decision"),
        _("Your decision is here"),
        _("We have decided. When you open the decision, we note that you have received it."),
        _("Open the decision"),
        url("resident:decision", case.id),
        posts=True,
    )
    return (read, *steps)


def _todo(view: CaseView, step: Step) -> Todo:
    template = view.package.step(step.id)
    assert template is not None, "a step of a case is one of its package"
    return Todo(
        in_words(template.title),
        in_words(template.title),
        in_words(template.explains),
        _("Read and answer") if template.act.startswith("answer-") else _("Do it now"),
        _address(template.act, view.case.id, step.id),
        step.due,
        step.late,
        in_words(template.if_late),
        asked=asked_for(view, template),
    )


def asked_for(view: CaseView, template: StepTemplate) -> tuple[str, ...]:
    """What a step asks for as things stand: what a caseworker wrote, or by name what its form asks,
    where that is several things or only a part of the form, so that its title does not say it."""
    if template.act == "answer-message":
        return view.case.asked
    if not template.form:
        return ()
    form = view.package.forms[template.form]
    around = forms.around(view.case, view.package, {}, (), "", timezone.localtime())
    facts = [one.fact for _page, questions in shown(form, around) for one in questions]
    if len(facts) == sum(len(page.questions) for page in form.pages) == 1:
        return ()
    return tuple(events.fact_name(view.package, fact) for fact in facts)


def _address(act: str, case: str, step: str) -> str:
    """Where she does a step: an act has a page of its own, everything else asks by a form."""
    return url(PAGES[act], case) if act in PAGES else url("resident:step", case, step)


def _ours(view: CaseView) -> tuple[str, str]:
    """What we are doing at this moment, by the steps of ours that are open."""
    open_steps = (view.package.step(id) for id in view.case.steps)
    acts = ("find-out" if one.form else one.act for one in open_steps if one)
    doing = " ".join(dict.fromkeys(our_work(act) for act in acts)) or our_work("")
    wait = _("You do not have to do anything now. We will write to you when something happens.")
    return _("We are working on your application"), f"{doing} {wait}"


def _after(view: CaseView) -> tuple[str, str]:
    case = view.case
    moved = case.transfer
    if case.stage == "closed" and moved is not None and moved.standing == "moved":
        about = {"name": moved.request.to_name, "number": moved.number}
        return (
            _("Your case goes on in %(name)s") % about,
            _("There it is called %(number)s. You can still read everything here.") % about,
        )
    made = case.appeal
    if made is not None and made.answer and case.stage == "decided" and not _newer(case):
        return answer_words(made.answer), made.answer_text
    if made is not None and made.standing == "handed_over" and not made.withdrawn:
        instance = {"instance": in_words(view.package.appeal_instance)}
        return (
            _("Your appeal has been sent on"),
            _("Now it is %(instance)s that looks at your case.") % instance,
        )
    carried_out = _carried_out(view)
    if carried_out is not None:
        return carried_out
    match case.stage:
        case "withdrawn":
            return _("You have taken your application back"), _("We do nothing more with it.")
        case "closed":
            return _("The case is closed"), _("You can still read everything here.")
        case _:
            return decision_words(case), _valid(case)


def _carried_out(view: CaseView) -> tuple[str, str] | None:
    """How support that was granted stands, None where there is none to carry out."""
    case, rule = view.case, view.package.support_rule
    granted = case.granted if view.package.support and rule else None
    if granted is None or rule is None or case.stage != "decided":
        return None
    spell = runs(case.support, granted, today())
    if spell is not None:
        about = {"day": day(spell.begun_on, plain=True)}
        return decision_words(case), _("It began %(day)s. We follow up how it goes.") % about
    wait = waiting(case.support, granted, today())
    if wait is None:
        return None
    about = {"day": day(wait.since, plain=True), "due": day(rule.due(wait.since), plain=True)}
    if wait.again:
        headline = _("Interrupted %(day)s, and not begun again yet") % about
    else:
        headline = _("Granted %(day)s, not begun yet") % about
    late = rule.due(wait.since) < today()
    told = _("It should have begun by %(due)s.") if late else _("It is to begin by %(due)s.")
    return headline, " ".join(filter(None, (told % about, case.support.why_late)))


def _newer(case: Case) -> bool:
    """Whether a decision was made after the appeal was answered."""
    answered = case.appeal.answered_at if case.appeal else None
    made = case.decision.made_at if case.decision else None
    return answered is not None and made is not None and made > answered


def _valid(case: Case) -> str:
    decision = case.decision
    if decision is None or decision.valid_to is None:
        return _("The case is decided, and you have read the decision.")
    return _("It is valid up to and including %(day)s.") % {
        "day": day(decision.valid_to, plain=True)
    }
