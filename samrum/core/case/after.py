"""What may be done once a case is decided: deliver, appeal, change the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

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
    match command:
        case ChangeDecision():
            return _change(case, _decision(case), command, made, package)
        case notice.ChooseDelivery() | notice.ProveDelivery():
            decision = _decision(case)
            since = case.notice.made_at if case.notice else decision.made_at
            known = [method.id for method in package.delivery]
            return [notice.decide(command, made_at=since, at=at, known=known)]
        case _:
            return [_appeal(case, command, by=by, at=at, package=package)]


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
    again_by = at.date() + timedelta(days=package.expected_days)
    return appeal.decide(
        case.appeals, command, written=written, about=_appealed(case), again_by=again_by, at=at
    )


def may_appeal(case: Case, at: datetime) -> bool:
    """Whether there is something that can be appealed now, and has not been."""
    about, day = _appealed(case), at.date()
    made = appeal.AppealDecision()
    try:
        appeal.decide(case.appeals, made, written=True, about=about, again_by=day, at=at)
    except Refused:
        return False
    return True


def _appealed(case: Case) -> appeal.Appealed | None:
    """What can be appealed: the decision, with its versions; before it, a demand refused."""
    if case.decision is None:
        refused = case.demand.refused_at if case.demand else None
        return appeal.Appealed("demand", refused, refused.date()) if refused else None
    set_aside = [n for n, one in enumerate(case.earlier, 1) if one.kind == "set_aside"]
    versions = [one.decision for one in case.earlier[max(set_aside, default=0) :]]
    since = (versions[0] if versions else case.decision).made_at.date()
    return appeal.Appealed("decision", case.decision.made_at, since)
