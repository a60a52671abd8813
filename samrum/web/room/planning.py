"""The person's own words, and the plan: goals, steps, agreeing, seeing it otherwise."""

from __future__ import annotations

from typing import get_args

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.plan import Goal, GoalAbout, PlanStep
from samrum.core.refusal import Refused
from samrum.core.room import (
    AgreePlan,
    AnswerPlanStep,
    DeclinePlan,
    NoteDissent,
    PassPlanStep,
    SayNeeds,
    SetGoal,
    SetPlanStep,
)
from samrum.core.room.law import lacking, plan_context, rules_of
from samrum.office import room_act
from samrum.office.room_see import RoomView
from samrum.web.room import naming
from samrum.web.room.looking import Pressed, done, look, press, show
from samrum.web.room.room import may_pass, present
from samrum.web.shared import page
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import day_of, moment_of, number_of, refusal, text_of
from samrum.web.shared.words import gettext as _

ANSWERS = ("planned", "declined", "done")


def needs(request: HttpRequest, id: str) -> HttpResponse:
    """What matters, what works, what is not wanted."""
    view, pressed = look(request, id), None
    if page.visit(request).typing and "needs" not in view.seen.whole:
        raise Http404  # who cannot read the words must not write over them for another
    now = view.room.needs
    told = {
        name: text_of(request, name, getattr(now, name) if now else "")
        for name in ("matters", "works", "unwanted")
    }
    if request.method == "POST":
        pressed = press(request, id, SayNeeds(**told), "matters", written=True)
        if pressed.receipt:
            return done(id, "needs")
    return show(request, id, "room/needs.html", pressed, view=view, writes=True, **told)


def goal(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Writes a goal, anew for one that is there; or takes it out."""
    view = _with_plan(look(request, id))
    known = next((one for one in view.room.plan.open_goals if one.number == number), None)
    if number and known is None:
        raise Http404
    pressed, text = None, text_of(request, "text", known.text if known else "")
    about = _about(request, known)
    if request.method == "POST":
        remove = bool(known) and "remove" in request.POST
        command = SetGoal(number, "" if remove else text, about)
        pressed = press(request, id, command, "text", written=True)
        if pressed.receipt:
            return done(id, "removed" if remove else "goal", "plan")
    told = {"text": text, "known": known, "about": about, "abouts": naming.goals_about()}
    return show(request, id, "room/goal.html", pressed, view=view, writes=True, **told)


def _about(request: HttpRequest, known: Goal | None) -> GoalAbout:
    """What the goal is about, as it was chosen; what nobody knows counts as not said."""
    chosen = request.POST.get("about", known.about if known else "")
    return next((one for one in get_args(GoalAbout) if one == chosen), "")


def step(request: HttpRequest, id: str, number: int, which: int) -> HttpResponse:
    """Writes a step towards goal `number`, anew for one that is there: what, who, by when."""
    view = _with_plan(look(request, id))
    goal = next((one for one in view.room.plan.open_goals if one.number == number), None)
    known = next((one for one in view.room.plan.steps if one.number == which), None)
    if goal is None or (which and known is None):
        raise Http404
    pressed, who = None, request.POST.get("who", _who(known))
    text = text_of(request, "text", known.text if known else "")
    other = text_of(request, "other", known.other if known else "")
    day = request.POST.get("by_day", str(known.by_day or "") if known else "")
    if request.method == "POST":
        member = number_of(request, "who")
        command = SetPlanStep(
            which, number, text, member, other if who == "other" else "", day_of(request, "by_day")
        )
        pressed = press(request, id, command, "text", written=True)
        if pressed.receipt:
            return done(id, "step", "plan")
    reader = page.reader(request).id
    doers = [
        (str(one.number), naming.person(view, one.person, reader), naming.role(one))
        for one in present(view)
    ]
    about = {"goal": goal, "known": known, "text": text, "who": who, "other": other, "day": day}
    return show(
        request, id, "room/step.html", pressed, view=view, doers=doers, writes=True, **about
    )


def answer(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Says yes or no to a step, and why not if one wants to; or that it is done."""
    standing = request.POST.get("standing", "")
    if standing not in ANSWERS:
        raise Http404
    reason, read = text_of(request, "reason"), moment_of(request, "written_at")
    command = AnswerPlanStep(number, standing, reason, read)  # type: ignore[arg-type]
    pressed = press(request, id, command, "plan")
    if pressed.receipt:
        return done(id, "answered", "plan")
    return show(request, id, "room/refused.html", pressed)


def passing(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Lets one of the association's volunteers be asked, by whoever speaks for it."""
    view, pressed = look(request, id), None
    step = next((one for one in view.room.plan.steps if one.number == number), None)
    if step is None or not may_pass(view, step):
        raise Http404
    if request.method == "POST":
        pressed = _pass(request, id, number)
        if pressed.receipt:
            return done(id, "passed")
    reader = page.reader(request).id
    asked = [
        (one.person, naming.person(view, one.person, reader))
        for one in present(view)
        if one.number != step.member
    ]
    about = {"step": step, "asked": asked, "who": request.POST.get("who", "number")}
    return show(request, id, "room/passing.html", pressed, view=view, **about)


def _pass(request: HttpRequest, id: str, number: int) -> Pressed:
    who, given = request.POST.get("who", ""), text_of(request, "number")
    if not who or (who == "number" and not given):
        what = _("Say who, by name or by national number.")
        return Pressed(faults=(Fault("number" if who else "who", what),))
    try:
        person = room_act.find(page.reader(request), given).id if who == "number" else who
    except Refused as refused:
        return Pressed(faults=(refusal("number", refused),))
    return press(request, id, PassPlanStep(number, person), "number" if who == "number" else "who")


def agreement(request: HttpRequest, id: str) -> HttpResponse:
    """Agrees on the plan: who answers for it, and when it is followed up."""
    view, pressed = _with_plan(look(request, id)), None
    if request.method == "POST":
        command = AgreePlan(
            request.POST.get("responsible", ""),
            "no_others" in request.POST,
            day_of(request, "follow_up"),
        )
        pressed = press(request, id, command, "responsible", written=True)
        if pressed.receipt:
            return done(id, "agreed", "plan")
    principals, plan = rules_of(view.package).principals, view.room.plan
    agencies = {one.agency for one in present(view) if one.branch in principals and one.agency}
    about = {
        "agencies": sorted(agencies),
        "missing": _missing(view),
        "plan": plan,
        "services": [(one.text, one.agency) for one in plan.services(principals)],
        "others": [(one.text, _doer(view, one)) for one in plan.measures(principals)],
    }
    return show(request, id, "room/agreement.html", pressed, view=view, writes=True, **about)


def _doer(view: RoomView, step: PlanStep) -> str:
    """Who does it: the agency or association, else the person, else what was written."""
    member = view.room.member(step.member)
    name = naming.person(view, member.person, "") if member else ""
    return step.agency or name or step.other


def _missing(view: RoomView) -> list[str]:
    """What the plan lacks whatever is chosen on the page: the ids of the guards that say no."""
    told = plan_context(view.room, view.today, package=view.package)
    found = lacking(view.room, view.today, package=view.package, plan=told)
    return [one.id for one in found]


def dissent(request: HttpRequest, id: str) -> HttpResponse:
    """Says that one sees it otherwise."""
    return _one_text(request, id, NoteDissent, "dissent")


def declining(request: HttpRequest, id: str) -> HttpResponse:
    """Says that one's agency makes no plan, and why."""
    return _one_text(request, id, DeclinePlan, "declined")


def _one_text(
    request: HttpRequest, id: str, command: type[NoteDissent] | type[DeclinePlan], what: str
) -> HttpResponse:
    view, text = _with_plan(look(request, id)), text_of(request, "text")
    pressed: Pressed | None = None
    if request.method == "POST":
        pressed = press(request, id, command(text), "text")
        if pressed.receipt:
            return done(id, what, "plan")
    return show(request, id, f"room/{what}.html", pressed, view=view, text=text)


def _who(known: object) -> str:
    member, other = getattr(known, "member", 0), getattr(known, "other", "")
    return str(member) if member else "other" if other else ""


def _with_plan(view: RoomView) -> RoomView:
    """Raises Http404 for who does not see the plan."""
    if "plan" not in view.seen.whole:
        raise Http404
    return view
