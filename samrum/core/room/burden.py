"""The contact burden of a room: what the family was asked, and what it would have been without."""

from __future__ import annotations

from datetime import date
from typing import Final

from samrum.core.contact import Burden, Contact, burden
from samrum.core.room.known import Room

NOBODY: Final[frozenset[str]] = frozenset()


def burden_of(room: Room, day: date) -> Burden:
    """What the room knows by `day`: a question is one contact, a meeting is one with all.

    An agency has a fact once it was shared with it, whoever asked.
    """
    shared: dict[str, frozenset[str]] = {}
    for one in room.shared:
        shared[one.fact] = shared.get(one.fact, NOBODY) | {one.to}
    questions = [
        Contact(one.agency, "message", "family", "", one.asked_at) for one in room.questions
    ]
    meetings = [Contact("", "meeting", "family", "", one.at) for one in room.meetings if one.came]
    return burden(
        [*room.contacts, *questions, *meetings],
        (
            (card.fact, card.given, shared.get(card.fact, NOBODY))
            for card in room.cards
            if not card.holder
        ),
        waiting_for_family=sum(
            ((one.closed_at.date() if one.closed_at else day) - one.asked_at.date()).days
            for one in room.questions
        ),
        waiting_for_agencies=sum(
            max(0, (day - one.by_day).days)
            for one in room.plan.counting
            if one.by_day and one.branch and one.standing != "done"
        ),
    )
