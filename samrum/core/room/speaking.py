"""Whose words an act in a room holds, and that they are words at all."""

from __future__ import annotations

from samrum.core.party import Party
from samrum.core.refusal import Refused


def speaker(by: Party) -> str:
    """The person whose will it is: who acts, or for whom staff type.

    A guardian signs for herself, though she acts for the child.
    """
    return by.on_behalf_of if types(by) else by.id


def types(by: Party) -> bool:
    """Whether a professional writes down what somebody else says."""
    return by.role == "professional" and bool(by.on_behalf_of)


def said(text: str) -> str:
    """The text without the white space around it.  Raises Refused when nothing is left."""
    if not text.strip():
        raise Refused(
            "The text is empty.",
            because="There is nothing to keep.",
            instead="Write something and press again.",
        )
    return text.strip()
