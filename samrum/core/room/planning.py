"""The plan of a room: what may be done with it, and what the law wants it to show.

Needs first: there is no goal before the person's own words are there (SoL 3 kap. 2 §, 10 kap. 9 §,
read).  That a plan cannot be agreed on while it lacks what SoL 10:8 names is held here and not in a
country pack, because only one country's rooms are here yet.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, assert_never

from samrum.core.party import Party
from samrum.core.plan import LEGAL, PRINCIPALS, PlanStep, StepStanding
from samrum.core.refusal import Refused
from samrum.core.room.asked import (
    AgreePlan,
    AnswerPlanStep,
    DeclinePlan,
    NoteDissent,
    SetGoal,
    SetPlanStep,
)
from samrum.core.room.happened import (
    DissentNoted,
    Event,
    GoalSet,
    PlanAgreed,
    PlanDeclined,
    PlanStepAnswered,
    PlanStepSet,
)
from samrum.core.room.known import Room
from samrum.core.room.speaking import said

LONGEST_TO_FOLLOW_UP: Final = 183  # days; services.md (c), a custom and not the law

PlanCommand = SetGoal | SetPlanStep | AnswerPlanStep | AgreePlan | NoteDissent | DeclinePlan


def plan(room: Room, command: PlanCommand, *, by: Party, at: datetime) -> list[Event]:
    """Return what happens to the plan; raise `Refused` if it may not be done."""
    match command:
        case SetGoal(number, text):
            return _set_goal(_known_needs(room), number, text)
        case SetPlanStep():
            return _set_step(_known_needs(room), command, at)
        case AnswerPlanStep(step, standing):
            return _answer(room, step, standing, by, at)
        case AgreePlan():
            return _agree(_known_needs(room), command, at)
        case NoteDissent(text):
            return [DissentNoted(said(text))]
        case DeclinePlan(reason):
            return _decline(by, reason)
        case _:
            assert_never(command)


def _known_needs(room: Room) -> Room:
    if room.needs is None:
        raise Refused(
            "The plan cannot begin yet.",
            because="Nobody has written down what matters to the person it is about.",
            instead="Begin with the person's own words.",
            provision="SoL 3:2, 10:9",
        )
    return room


def _set_goal(room: Room, number: int, text: str) -> list[Event]:
    if not number:
        return [GoalSet(len(room.plan.goals) + 1, said(text))]
    known = next((one for one in room.plan.open_goals if one.number == number), None)
    if known is None:
        raise Refused(
            "The goal is not there.",
            because="It has been taken out, or was never written.",
            instead="Open the plan again and choose one of its goals.",
        )
    return [] if known.text == text.strip() else [GoalSet(number, text.strip())]


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


def _answer(
    room: Room, number: int, standing: StepStanding, by: Party, at: datetime
) -> list[Event]:
    step = _step(room, number)
    member = room.as_member(by.id, at.date())
    hers = member is not None and member.number == step.member
    if member is not None and member.role in ("relative", "volunteer") and not hers:
        raise Refused(
            "You cannot answer for this step.",
            because="Somebody else has been asked to do it.",
            instead="Answer for the steps that are yours.",
        )
    return [] if step.standing == standing else [PlanStepAnswered(number, standing)]


def _step(room: Room, number: int) -> PlanStep:
    found = next((one for one in room.plan.steps if one.number == number), None)
    if found is None:
        raise Refused(
            "The step is not there.",
            because="The plan has no step with that number.",
            instead="Open the plan again and choose one of its steps.",
        )
    return found


def _agree(room: Room, command: AgreePlan, at: datetime) -> list[Event]:
    day = at.date()
    if not any("plan" in one.kinds and room.given(one, day) for one in room.consents):
        raise Refused(
            "The plan cannot be agreed on yet.",
            because="Nobody has consented to a plan being made.",
            instead="Ask for consent to the plan first.",
            provision=LEGAL,
        )
    missing = room.plan.missing(command.responsible, command.no_others)
    if missing:
        raise _lacks(missing[0])
    responsible = {
        one.agency
        for one in room.present(day)
        if one.role == "professional" and one.branch in PRINCIPALS
    }
    if command.responsible not in responsible:
        raise _lacks("responsible")
    if command.follow_up is None or not 0 < (command.follow_up - day).days <= LONGEST_TO_FOLLOW_UP:
        raise Refused(
            "The plan cannot be agreed on yet.",
            because="It needs a day to follow it up, within six months.",
            instead="Choose a day for the follow-up.",
        )
    return [PlanAgreed(command.responsible, command.no_others, command.follow_up)]


def _lacks(what: str) -> Refused:
    why = {
        "services": "It does not show which services are needed.",
        "answers": "It does not show who answers for each service.",
        "others": "It does not show what others do, or that nobody else does anything.",
        "responsible": "It does not show who has the overall responsibility: social services or"
        " health care.",
    }[what]
    return Refused(
        "The plan cannot be agreed on yet.",
        because=why,
        instead="Add it, and agree on the plan then.",
        provision=LEGAL,
    )


def _decline(by: Party, reason: str) -> list[Event]:
    if not reason.strip():
        raise Refused(
            "A plan cannot be declined without a reason.",
            because="It is declined only exceptionally, and the reason is written down.",
            instead="Write why no plan is made.",
            provision=LEGAL,
        )
    return [PlanDeclined(by.agency, reason.strip())]
