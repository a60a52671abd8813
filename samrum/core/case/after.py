"""What may be done once a case is decided: deliver, appeal, change the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from samrum.core import appeal, notice
from samrum.core.case.asked import ChangeDecision
from samrum.core.case.happened import Event
from samrum.core.case.known import Case
from samrum.core.change import change
from samrum.core.decision import Decision
from samrum.core.party import Party
from samrum.core.refusal import Refused
from samrum.packages.package import ServicePackage

After = ChangeDecision | appeal.Command | notice.Command


def after(
    case: Case,
    command: After,
    made: list[Event],
    *,
    by: Party,
    at: datetime,
    package: ServicePackage,
) -> list[Event]:
    """Return what happens in a decided case; `made` is the decision that a change puts in place."""
    decision = _decision(case)
    match command:
        case ChangeDecision():
            return _change(case, decision, command, made, package)
        case notice.ChooseDelivery() | notice.ProveDelivery():
            since = case.notice.made_at if case.notice else decision.made_at
            known = [method.id for method in package.delivery]
            return [notice.decide(command, made_at=since, at=at, known=known)]
        case _:
            return [_appeal(case, decision, command, by=by, at=at, package=package)]


def _decision(case: Case) -> Decision:
    if case.decision is None:
        raise Refused(
            "There is no decision yet.",
            because="The case has not been decided.",
            instead="Look at the case to see whose turn it is.",
        )
    return case.decision


def _change(
    case: Case,
    decision: Decision,
    command: ChangeDecision,
    made: list[Event],
    package: ServicePackage,
) -> list[Event]:
    """Return the change, the decision in its place, and the review that it is to an appeal."""
    to = command.to
    changed = change(
        decision,
        command.kind,
        command.ground,
        command.because,
        outcome=to.outcome,
        days=(to.valid_from, to.valid_to),
        to_detriment=command.to_detriment,
        grounds=package.change_grounds,
    )
    review = appeal.after_change(case.appeal, outcome=to.outcome, text=changed.because)
    reviewed = [review] if review and command.kind == "changed" else []
    return [changed, *made, *reviewed]


def _appeal(
    case: Case,
    decision: Decision,
    command: appeal.Command,
    *,
    by: Party,
    at: datetime,
    package: ServicePackage,
) -> appeal.Event:
    """Return what happens with an appeal.  Only a paper can have come in before it is typed."""
    if isinstance(command, appeal.AppealDecision) and by.via != "paper":
        command = replace(command, came_in_on=None)
    written = package.appeal_oral or by.via != "phone"
    decided_on = (case.earlier[0].decision if case.earlier else decision).made_at.date()
    return appeal.decide(case.appeals, command, written=written, decided_on=decided_on, at=at)
