"""Days that pass: a step whose day is over is called late, once, and what follows follows; and a
promise that is near and not kept becomes somebody's turn."""

from __future__ import annotations

from samrum.core.case import CallLate
from samrum.core.delay import AHEAD, ForeseeDelay
from samrum.core.refusal import Refused
from samrum.journal import overdue
from samrum.office.act import act_by_itself
from samrum.office.municipality import municipality, now


def call_late(tenant: int) -> int:
    """Call the steps late whose day was before today; return how many were."""
    called = 0
    services = tuple(municipality(tenant).adopted)
    for case, step in list(overdue.steps_past(tenant, services, now(tenant).date())):
        key = f"{case}/late/{step.id}/{step.due}"
        try:
            act_by_itself(tenant, "rules", CallLate(step.id), case=case, key=key)
        except Refused:  # decided in the meantime
            continue
        called += 1
    return called


def foresee_delays(tenant: int) -> int:
    """Say of the cases whose promised day is near that it is; return how many there were."""
    foreseen = 0
    services = tuple(municipality(tenant).adopted)
    for case, promised in overdue.promises_near(tenant, services, now(tenant).date() + AHEAD):
        key = f"{case}/near/{promised}"
        try:
            act_by_itself(tenant, "rules", ForeseeDelay(), case=case, key=key)
        except Refused:  # decided in the meantime
            continue
        foreseen += 1
    return foreseen
