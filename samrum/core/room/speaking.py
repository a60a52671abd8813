"""Whose words an act in a room holds."""

from __future__ import annotations

from samrum.core.party import Party


def speaker(by: Party) -> str:
    """The person whose will it is: who acts, or for whom staff type.

    A guardian signs for herself, though she acts for the child.
    """
    return by.on_behalf_of if types(by) else by.id


def types(by: Party) -> bool:
    """Whether a professional writes down what somebody else says."""
    return by.role == "professional" and bool(by.on_behalf_of)
