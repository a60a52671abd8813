"""On which day a party got a decision, and until when she can appeal.

The day follows from the way of delivery and from what is known: that she opened the decision, that
a receipt came back, that the letter left so many days ago.  The first of them counts.  Where none
is known the day is unknown, and no time runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from samrum.core.case import Case, Letter
from samrum.core.notice import Notice
from samrum.packages.delivery import DeliveryMethod
from samrum.packages.package import ServicePackage

CARRIES: Final = ("decided", "revoked", "delivery")
"""What letters are written on that hold a decision."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a decision was delivered; days that are not known are None.

    `presumed_on` is the day on which she counts as having got it; `control_after` is the last day
    before a control message has to go out, None when none has to.
    """

    method: DeliveryMethod | None
    sent_on: date | None
    control_after: date | None
    presumed_on: date | None
    served_on: date | None
    appeal_by: date | None


NOT_DECIDED: Final = Delivery(None, None, None, None, None, None)


def delivery(case: Case, package: ServicePackage) -> Delivery:
    """Return how the decision of a case has reached the party."""
    decision = case.decision
    if decision is None or decision.ruled_by:  # what a court sends her, it delivers itself
        return NOT_DECIDED
    notice = case.notice or Notice(decision.made_at, decision.made_at)
    method = package.delivery_method(notice.method)
    sent_on = max((one.date() for one in _left(case, package, notice)), default=None)
    presumed, control_after = _presumed(case, package, method, sent_on)
    opened = decision.opened_at.date() if decision.opened_at else None
    known = [day for day in (opened, notice.proved_on, presumed) if day is not None]
    served = min(known, default=None)
    last = package.calendar.last_day(served, package.appeal_days) if served else None
    return Delivery(method, sent_on, control_after, presumed, served, last)


def _left(case: Case, package: ServicePackage, notice: Notice) -> Iterator[datetime]:
    """Yield when each letter that holds the decision left the house."""
    holds = {one.id for one in package.letters if one.on in CARRIES}
    for letter in case.letters:
        if letter.template in holds and letter.ordered_at >= notice.since and letter.sent_at:
            yield letter.sent_at


def _presumed(
    case: Case, package: ServicePackage, method: DeliveryMethod | None, sent_on: date | None
) -> tuple[date | None, date | None]:
    """Return the presumed day, and the last day before a control message is to go out."""
    if method is None or method.presumed_days is None or sent_on is None:
        return None, None
    presumed = sent_on + timedelta(days=method.presumed_days)
    if not method.control or _ordered(case.letters, method.control, sent_on):
        return presumed, None
    return None, package.calendar.next_working_day(sent_on) - timedelta(days=1)


def _ordered(letters: tuple[Letter, ...], template: str, since: date) -> bool:
    return any(one.template == template and one.ordered_at.date() >= since for one in letters)
