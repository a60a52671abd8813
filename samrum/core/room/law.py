"""What a service asks of a room before something happens in it: the guards of its package.

As samrum.core.law does for a case.  What the law wants a plan to show stands in the package of the
service (services/coordinated-plan), with its provision; here is what its guards may look at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from samrum.core.room.known import Room
from samrum.packages.guard import GuardRule, refuse
from samrum.packages.package import ServicePackage
from samrum.packages.room import RoomRules


def rules_of(package: ServicePackage) -> RoomRules:
    """What the package asks of a room.  Raises ValueError for a service that leads to none."""
    if package.room is None:
        raise ValueError(f"{package.id} asks nothing of a room")
    return package.room


def ask(
    room: Room,
    stage: str,
    day: date,
    *,
    package: ServicePackage,
    plan: Mapping[str, object] | None = None,
    reason: str | None = None,
) -> None:
    """Raise `Refused` if a guard at this stage says no; `plan` is as it would be agreed on."""
    guards = [one for one in rules_of(package).guards if one.stage == stage and one.in_force(day)]
    refuse(guards, _around(room, day, package, plan, reason))


def lacking(
    room: Room, day: date, *, package: ServicePackage, plan: Mapping[str, object]
) -> Iterator[GuardRule]:
    """The guards that would say no if the plan was agreed on like this today."""
    around = _around(room, day, package, plan, None)
    for guard in rules_of(package).guards:
        asked = guard.stage == "agreed" and guard.in_force(day)
        if asked and guard.refuse_when.value(around) is not False:
            yield guard


def plan_context(
    room: Room,
    day: date,
    *,
    package: ServicePackage,
    responsible: str = "",
    no_others: bool = False,
    follow_up: date | None = None,
) -> Mapping[str, object]:
    """The plan as guards see it; `responsible` is the agency that would answer for the whole."""
    principals = rules_of(package).principals
    services, others = room.plan.services(principals), room.plan.measures(principals)
    branches = {one.agency: one.branch for one in room.present(day) if one.role == "professional"}
    return {
        "services": len(services),
        "unanswered": sum(not one.member for one in services),
        "others": len(others),
        "no_others": no_others,
        "responsible": branches.get(responsible, ""),
        "follow_up_in": None if follow_up is None else (follow_up - day).days,
        "principals": principals,
    }


def _around(
    room: Room,
    day: date,
    package: ServicePackage,
    plan: Mapping[str, object] | None,
    reason: str | None,
) -> Mapping[str, object]:
    consented = any("plan" in one.kinds and room.given(one, day) for one in room.consents)
    return {
        "room": {"needs": room.needs is not None, "consented": consented},
        "plan": plan or plan_context(room, day, package=package),
        "declined": None if reason is None else {"reason": reason},
        "binding": {key: one.value for key, one in package.bindings.items()},
    }
