"""The nouns that the procedure law adds to a case while it is worked on, each in its own file."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from samrum.core import arrival, child, delay, demand, hearing, oral
from samrum.core.case.known import Case
from samrum.core.party import Party
from samrum.core.replace import replace
from samrum.packages.package import ServicePackage

Procedure = (
    hearing.Command
    | oral.Command
    | delay.Command
    | demand.Command
    | arrival.Command
    | child.Command
)
ProcedureEvent = (
    hearing.Event | oral.Event | delay.Event | demand.Event | arrival.Event | child.Event
)
Found = list[ProcedureEvent]


def decide_procedure(
    case: Case, command: Procedure, *, at: datetime, package: ServicePackage
) -> Found:
    """Return what happens in a case that is worked on; raise `Refused`."""
    today = at.date()
    match command:
        case hearing.BeginHearing() | hearing.AnswerHearing() | hearing.LeaveOutHearing():
            return [*hearing.decide(case.hearings, command, others=case.from_others)]
        case oral.AskToTell() | oral.DeclineTelling():
            return [*oral.decide(case.tellings, command)]
        case delay.ForeseeDelay() | delay.TellDelay():
            told = delay.decide(case.promise, command, promised=case.expected_by, today=today)
            return [*told]
        case demand.DemandDecision() | demand.RefuseDemand():
            received_on, rule = case.received_at.date(), package.demand
            return [
                *demand.decide(
                    case.demand, command, rule=rule, received_on=received_on, today=today
                )
            ]
        case arrival.CorrectArrival():
            return [*arrival.decide(case.arrivals, command, received_at=case.received_at)]
        case child.ConsiderChild():
            return [*child.decide(command)]
        case _:
            assert_never(command)


def evolve_procedure(case: Case, event: ProcedureEvent, *, by: Party, at: datetime) -> Case:
    """Return the case after what the procedure law made happen."""
    if isinstance(event, hearing.Event):
        return replace(case, hearings=hearing.evolve(case.hearings, event, by=by.id, at=at))
    if isinstance(event, oral.Event):
        return replace(case, tellings=oral.evolve(case.tellings, event, by=by.id, at=at))
    if isinstance(event, delay.Event):
        before = case.expected_by
        promise = delay.evolve(case.promise, event, promised=before, by=by.id, at=at)
        told = event.expected_by if isinstance(event, delay.DelayTold) else before
        return replace(case, promise=promise, expected_by=told)
    if isinstance(event, demand.Event):
        return replace(case, demand=demand.evolve(case.demand, event, by=by.id, at=at))
    if isinstance(event, child.Event):
        return replace(case, child=child.evolve(event, by=by.id, at=at))
    was = case.received_at
    moved = arrival.evolve(case.arrivals, event, received_at=was, by=by.id, at=at)
    return replace(case, arrivals=moved, received_at=moved[-1].became)
