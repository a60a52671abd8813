"""The plan of a room: what may be done with it, and what the law wants it to show.

What the law asks of it stands in the guards of the service (samrum.core.room.law): no goal before
the person's own words are there, and what a plan has to show before it is agreed on.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from samrum.core.party import Party
from samrum.core.plan import GoalAbout, PlanStep, StepStanding
from samrum.core.refusal import Refused
from samrum.core.room.asked import (
    AgreePlan,
    AnswerPlanStep,
    DeclinePlan,
    NoteDissent,
    PassPlanStep,
    SetGoal,
    SetPlanStep,
)
from samrum.core.room.happened import (
    DissentNoted,
    Event,
    GoalSet,
    MemberInvited,
    PlanAgreed,
    PlanDeclined,
    PlanStepAnswered,
    PlanStepPassed,
    PlanStepSet,
)
from samrum.core.room.known import Room
from samrum.core.room.law import ask, plan_context
from samrum.core.said import said
from samrum.packages.package import ServicePackage

PlanCommand = (
    SetGoal | SetPlanStep | AnswerPlanStep | PassPlanStep | AgreePlan | NoteDissent | DeclinePlan
)


def plan(
    room: Room, command: PlanCommand, *, by: Party, at: datetime, package: ServicePackage
) -> list[Event]:
    """Return what happens to the plan; raise `Refused` if it may not be done."""
    if isinstance(command, SetGoal | SetPlanStep | AgreePlan):
        ask(room, "planned", at.date(), package=package)
    match command:
        case SetGoal(number, text, about):
            return _set_goal(room, number, text, about)
        case SetPlanStep():
            return _set_step(room, command, at)
        case AnswerPlanStep():
            return _answer(room, command, by, at)
        case PassPlanStep(step, person):
            return _pass(room, step, person, by, at)
        case AgreePlan():
            return _agree(room, command, at, package)
        case NoteDissent(text):
            return [DissentNoted(said(text))]
        case DeclinePlan(reason):
            ask(room, "declined", at.date(), package=package, reason=reason.strip())
            return [PlanDeclined(by.agency, reason.strip())]
        case _:
            assert_never(command)


def _set_goal(room: Room, number: int, text: str, about: GoalAbout) -> list[Event]:
    if not number:
        return [GoalSet(len(room.plan.goals) + 1, said(text), about)]
    known = next((one for one in room.plan.open_goals if one.number == number), None)
    if known is None:
        raise Refused(
            "The goal is not there.",
            because="It has been taken out, or was never written.",
            instead="Open the plan again and choose one of its goals.",
        )
    same = (known.text, known.about) == (text.strip(), about)
    return [] if same else [GoalSet(number, text.strip(), about)]


def _set_step(room: Room, command: SetPlanStep, at: datetime) -> list[Event]:
    if command.goal not in {one.number for one in room.plan.open_goals}:
        raise Refused(
            "The step has no goal to lead to.",
            because="The goal has been taken out, or was never written.",
            instead="Write the goal first, then who does what.",
        )
    known = _step(room, command.number) if command.number else None
    number = known.number if known else len(room.plan.steps) + 1
    doer = room.member(command.member) if command.member else None
    if command.member and (doer is None or not doer.present(at.date())):
        raise Refused(
            "This step cannot be given to that member.",
            because="Nobody in the room has that number today.",
            instead="Choose somebody who is in the room, or write who it is.",
        )
    professional = doer is not None and doer.role == "professional"
    asked_first = doer is not None and doer.role in ("relative", "volunteer")
    wanted = PlanStepSet(
        number,
        command.goal,
        said(command.text),
        command.member,
        doer.agency if doer else "",
        doer.branch if doer and professional else "",
        "" if doer else command.other.strip(),
        command.by_day,
        "offered" if asked_first else "planned",
    )
    return [] if known is not None and _as_set(known, wanted.standing) == wanted else [wanted]


def _as_set(step: PlanStep, standing: StepStanding) -> PlanStepSet:
    return PlanStepSet(
        step.number,
        step.goal,
        step.text,
        step.member,
        step.agency,
        step.branch,
        step.other,
        step.by_day,
        standing,
    )


def _answer(room: Room, command: AnswerPlanStep, by: Party, at: datetime) -> list[Event]:
    step, standing = _step(room, command.step), command.standing
    member = room.as_member(by.id, at.date())
    hers = member is not None and member.number == step.member
    if member is not None and member.role in ("relative", "volunteer") and not hers:
        raise Refused(
            "You cannot answer for this step.",
            because="Somebody else has been asked to do it.",
            instead="Answer for the steps that are yours.",
        )
    if command.written_at not in (None, step.set_at):
        raise Refused(
            "This is not what you answered.",
            because="It has been written anew since you read it.",
            instead="Read what it says now, and answer that.",
        )
    reason = command.reason.strip() if standing == "declined" else ""
    said_before = (step.standing, step.reason) == (standing, reason or step.reason)
    return [] if said_before else [PlanStepAnswered(step.number, standing, reason)]


def _pass(room: Room, number: int, person: str, by: Party, at: datetime) -> list[Event]:
    """The step is asked of `person`, who comes into the room for that if she is not there."""
    step, sender = _step(room, number), room.as_member(by.id, at.date())
    if sender is None or not sender.speaks_for_association:
        raise Refused(
            "You cannot pass this task on.",
            because="You are here for yourself, and speak for no association.",
            instead="Say yes or no to it; then the team knows, and can ask somebody else.",
        )
    hers = {sender.number, *(one.number for one in room.members if one.through == sender.number)}
    if step.member not in hers or step.standing not in ("offered", "declined"):
        raise Refused(
            "This task cannot be passed on.",
            because="It was asked of somebody else, or somebody has said yes to it.",
            instead="Go back to the room, and choose a task that waits for your association.",
        )
    doer = room.as_member(person, at.date())
    if doer is None:
        told = (sender.agency, sender.branch, "", at.date(), sender.until)
        invited = MemberInvited(person, "volunteer", *told)
        return [invited, PlanStepPassed(number, len(room.members) + 1)]
    if doer.number not in hers:
        raise Refused(
            "This person cannot be asked through your association.",
            because="The person is in the room already, as something else.",
            instead="Choose somebody else, or say no, and the team asks.",
        )
    same = (step.member, step.standing) == (doer.number, "offered")
    return [] if same else [PlanStepPassed(number, doer.number)]


def _step(room: Room, number: int) -> PlanStep:
    found = next((one for one in room.plan.steps if one.number == number), None)
    if found is None:
        raise Refused(
            "The step is not there.",
            because="The plan has no step with that number.",
            instead="Open the plan again and choose one of its steps.",
        )
    return found


def _agree(room: Room, command: AgreePlan, at: datetime, package: ServicePackage) -> list[Event]:
    told = plan_context(
        room,
        at.date(),
        package=package,
        responsible=command.responsible,
        no_others=command.no_others,
        follow_up=command.follow_up,
    )
    ask(room, "agreed", at.date(), package=package, plan=told)
    if command.follow_up is None:
        raise Refused(
            "The plan cannot be agreed on yet.",
            because="It does not say when it is followed up.",
            instead="Choose a day for the follow-up.",
        )
    return [PlanAgreed(command.responsible, command.no_others, command.follow_up)]
