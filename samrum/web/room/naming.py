"""The words of a room: who somebody is in it, what kinds of facts are called, how things stand."""

from __future__ import annotations

from samrum.core.room import Member
from samrum.office.room_see import RoomView
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words


def person(view: RoomView, id: str, reader: str) -> str:
    """What somebody is called here; a guardian who is hidden has no name."""
    if id == reader:
        return _("You")
    return view.names.get(id) or _("Another guardian")


def signer(view: RoomView, id: str, reader: str) -> str:
    """Who has to sign: a guardian has no name where she is hidden, or where the room is not shown
    whole."""
    if view.relation in ("self", "guardian") or id in view.names:
        return person(view, id, reader)
    return _("A guardian")


def role(member: Member, reader: str = "") -> str:
    """What somebody is in the room."""
    match member.role:
        case "resident" if member.person == reader:
            return _("The room is about you")
        case "resident":
            return _("The room is about this person")
        case "guardian":
            return _("Guardian")
        case "professional":
            return f"{member.title}, {member.agency}" if member.title else member.agency
        case "volunteer":
            return _("Volunteer, %(association)s") % {"association": member.agency}
        case _:
            return _("Relative")


def kind(id: str) -> str:
    """What a kind of facts is called: a row of the consent matrix."""
    match id:
        case "plan":
            return _("The plan and the own words")
        case "school":
            return _("School")
        case "health":
            return _("Health")
        case "social":
            return _("Support from social services")
        case "family":
            return _("Family and home")
        case "economy":
            return _("Money")
        case _:
            return id


def fact(view: RoomView, id: str) -> str:
    """What a fact is called."""
    term = view.terms.get(id)
    return in_words(term.words) if term else id


def reads_as(view: RoomView, to: str, reader: str) -> str:
    """To whom a consent is given: an agency, or a person by name."""
    return view.names.get(to, to) if to != reader else _("You")


def step_standing(standing: str) -> str:
    """How a step of the plan stands."""
    return {
        "offered": _("Asked, not answered yet"),
        "planned": _("Agreed"),
        "done": _("Done"),
        "declined": _("Said no"),
    }[standing]


def goal_about(about: str) -> str:
    """What a goal is about, in a word; "" for one that is not marked."""
    return {"relief": _("Relief"), "contact": _("Meeting others")}.get(about, "")


def goals_about() -> list[tuple[str, str, str]]:
    """What a goal can be about, to choose from."""
    return [
        ("", _("Something else"), ""),
        (
            "relief",
            _("Relief"),
            _("That those who help at home can rest, or have time of their own."),
        ),
        (
            "contact",
            _("Meeting others"),
            _("Friends, an association, something to look forward to."),
        ),
    ]


def consent_standing(standing: str) -> str:
    """How a consent stands."""
    return {
        "waiting": _("Waits for a signature"),
        "given": _("Holds"),
        "declined": _("Somebody said no"),
        "revoked": _("Taken back"),
        "ended": _("Has ended"),
    }[standing]


def channel(id: str) -> str:
    """By what way a contact came about."""
    return {
        "phone": _("Phone"),
        "visit": _("Visit"),
        "letter": _("Letter"),
        "message": _("Message"),
        "meeting": _("Meeting"),
    }[id]
