"""The law that an act stands under: its guards are asked before anything happens.

A guard raises `Refused` with its provision when the law says no.  The guards are data, in
countries/<country>/ and in a service's own package (samrum.packages.guard); this file says which
event enters which stage of an administrative act, and tells the guards what they may look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Final

from samrum.core.appeal import (
    AppealAnswered,
    AppealHandedOver,
    AppealMade,
    AppealWithdrawn,
    ReviewMade,
    TimelinessJudged,
)
from samrum.core.arrival import ArrivalCorrected
from samrum.core.automation import standing
from samrum.core.case import (
    AssessmentMade,
    Case,
    CaseOpened,
    CaseTaken,
    DecisionMade,
    Event,
    FactGiven,
)
from samrum.core.change import DecisionChanged
from samrum.core.child import ChildConsidered
from samrum.core.delay import DelayTold
from samrum.core.delegation import who_may
from samrum.core.demand import DemandRefused
from samrum.core.hearing import HearingBegun, HearingLeftOut
from samrum.core.hiding import ItemHidden
from samrum.core.notice import DeliveryChosen, DeliveryProved
from samrum.core.oral import TellingDeclined
from samrum.core.party import Party
from samrum.core.support import SupportBegun, SupportInterrupted, SupportReported, WaitExplained
from samrum.core.surroundings import decision_context, surroundings
from samrum.core.transfer import TransferAsked, TransferReferred
from samrum.packages.feel import Names, names_of
from samrum.packages.guard import NOUNS, refuse
from samrum.packages.package import ServicePackage

STAGES: Final[Mapping[type, tuple[str, str]]] = {
    CaseOpened: ("received", "application"),
    CaseTaken: ("taken", "taking"),
    FactGiven: ("completed", "given"),
    AssessmentMade: ("investigated", "assessment"),
    ArrivalCorrected: ("received", "arrival"),
    TellingDeclined: ("investigated", "declined_telling"),
    DelayTold: ("investigated", "delay"),
    DemandRefused: ("investigated", "demand_refusal"),
    ChildConsidered: ("investigated", "child_considered"),
    HearingBegun: ("heard", "hearing"),
    HearingLeftOut: ("heard", "exception"),
    DecisionMade: ("decided", "decision"),
    DeliveryChosen: ("notified", "delivery"),
    DeliveryProved: ("notified", "proof"),
    AppealMade: ("appealed", "filed"),
    TimelinessJudged: ("appealed", "timeliness"),
    AppealHandedOver: ("appealed", "handover"),
    AppealWithdrawn: ("appealed", "withdrawal"),
    AppealAnswered: ("appealed", "answer"),
    DecisionChanged: ("reviewed", "change"),
    ReviewMade: ("reviewed", "review"),
    SupportBegun: ("carried_out", "begun"),
    SupportInterrupted: ("carried_out", "interrupted"),
    WaitExplained: ("carried_out", "explained"),
    SupportReported: ("carried_out", "report"),
    ItemHidden: ("insight", "hiding"),
    TransferAsked: ("transferred", "asked"),
    TransferReferred: ("transferred", "referred"),
}
"""The stage that an event enters, and what the guards of that stage call the event."""


def ask(
    case: Case | None,
    event: Event,
    *,
    by: Party,
    at: datetime,
    package: ServicePackage,
    near: Names | None = None,
) -> None:
    """Raise `Refused` if the law says that `by` must not make `event` happen in `case`.

    `near` are the surroundings of the case then, where somebody has them already.
    """
    stage, noun = STAGES.get(type(event), ("", ""))
    day = at.date()
    guards = [one for one in package.guards if one.stage == stage and one.in_force(day)]
    if not guards:
        return
    if case is None:
        near = Names(dict.fromkeys(("case", "notice", "appeal", "child", "support", "transfer")))
    elif near is None:
        near = names_of(surroundings(case, package, day))
    automated = isinstance(event, DecisionMade) and by.role == "rules"
    around = {
        **dict.fromkeys(NOUNS[stage]),
        noun: {name: _plain(getattr(event, name)) for name in NOUNS[stage][noun]},
        "current": _current(case, day) if case else None,
        "automation": standing(case, package, by, day, near) if case and automated else None,
        "by": {"id": by.id, "role": by.role, "via": by.via, "title": by.title},
        "package": {
            "outcomes": package.outcomes,
            "appeal_days": package.appeal_days,
            "appeal_instance": package.appeal_instance.get("en", ""),
            "adopted": package.adoption.is_adopted,
            "legal_basis": package.legal_basis,
            "hearing_grounds": tuple(one.id for one in package.hearing_grounds),
        },
    }
    refuse(guards, near.having_all(around), lambda: _about(case, event, package, day))


def _plain(value: object) -> object:
    """What happened as expressions see it: contexts and lists instead of our own kinds."""
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value


def _about(
    case: Case | None, event: Event, package: ServicePackage, day: date
) -> Mapping[str, object]:
    """What the sentences of a guard can name."""
    if isinstance(event, DecisionMade | DemandRefused):
        return {"who": who_may(case, event, package, day)}
    return {}


def _current(case: Case, day: date) -> dict[str, object] | None:
    """The decision that stands before the act, and if she was heard since."""
    made = case.decision
    if made is None:
        return None
    heard = any(made.made_at < one.begun_at and not one.waits(day) for one in case.hearings)
    return {**decision_context(made), "heard": heard}
