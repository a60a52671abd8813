"""The notice of a decision: by which way it reaches the party, and what proves that it did.

What a way of delivery presumes is data of the country (samrum.packages.delivery); on which day the
party got the decision, and until when she can appeal, is worked out in samrum.core.served.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from samrum.core.refusal import Refused

Proof = Literal["", "receipt", "in_person", "told"]
"""How we know the day: a signed receipt, we handed it over, or she has told us."""


@dataclass(frozen=True, slots=True)
class Notice:
    """`made_at` is when the decision was made, `since` when this way of delivery was chosen;
    `method` is "" for what the service does without anybody choosing."""

    made_at: datetime
    since: datetime
    method: str = ""
    proved_on: date | None = None
    proof: Proof = ""


@dataclass(frozen=True, slots=True)
class ChooseDelivery:
    """Let the decision be delivered by this way of the country."""

    method: str


@dataclass(frozen=True, slots=True)
class ProveDelivery:
    """Say on which day the party got the decision, and how we know."""

    on: date
    proof: Proof


Command = ChooseDelivery | ProveDelivery


@dataclass(frozen=True, slots=True)
class DeliveryChosen:
    method: str


@dataclass(frozen=True, slots=True)
class DeliveryProved:
    on: date
    proof: Proof


Event = DeliveryChosen | DeliveryProved


def decide(command: Command, *, made_at: datetime, at: datetime, known: Iterable[str]) -> Event:
    """Return what happens to the notice of a decision made at `made_at`; `known` are the ways of
    delivery that the country has.  Raises Refused."""
    match command:
        case ChooseDelivery(method):
            if method not in known:
                raise Refused(
                    "The decision cannot be delivered in this way.",
                    because="The law of the country knows no such way.",
                    instead="Choose one of the ways on the page.",
                )
            return DeliveryChosen(method)
        case ProveDelivery(on, proof):
            if not made_at.date() <= on <= at.date():
                raise Refused(
                    "The day cannot be right.",
                    because="Nobody can have got the decision before it was made, or later than "
                    "today.",
                    instead="Give a day from {made} to today.",
                    made=made_at.date(),
                )
            return DeliveryProved(on, proof)


def evolve(notice: Notice, event: Event, *, at: datetime) -> Notice:
    match event:
        case DeliveryChosen(method):
            return replace(notice, since=at, method=method)
        case DeliveryProved(on, proof):
            return replace(notice, proved_on=on, proof=proof)
