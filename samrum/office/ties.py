"""Ties between somebody who works with a case and its resident, as far as we can see them.

A tie stops her from taking, assessing and deciding until somebody else has examined whether she is
biased (samrum.core.bias); a weak one, such as the same surname, only asks her.
"""

from __future__ import annotations

from typing import Final

from samrum.core.person import Person

CLOSE: Final = ("same_person", "mandate", "address")


def tie(person: Person, resident: Person) -> str:
    """The closest tie that we see between them, "" for none.

    Whoever represents the other, or has done so, is tied to her for good (FL 16 § 2).
    """
    if person.id == resident.id:
        return "same_person"
    if _represents(person, resident) or _represents(resident, person):
        return "mandate"
    if person.address and _plain(person.address) == _plain(resident.address):
        return "address"
    return "surname" if namesakes(person.name, resident.name) else ""


def namesakes(one: str, other: str) -> bool:
    """Whether two have the same surname: a reason to think again, and to no more than that."""
    return bool(_surname(one)) and _surname(one) == _surname(other)


def _represents(holder: Person, giver: Person) -> bool:
    return any(mandate.holder == holder.id for mandate in giver.mandates.values())


def _plain(address: tuple[str, ...]) -> str:
    return " ".join(" ".join(address).casefold().split())


def _surname(name: str) -> str:
    return name.casefold().split()[-1] if name.split() else ""
