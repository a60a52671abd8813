"""The parties of a case: the resident, those who stand beside her, and those who serve her."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "resident",
    "representative",
    "caseworker",
    "rules",
    "post",
    "professional",
    "relative",
    "volunteer",
    "system",
    "municipality",
]
Via = Literal["portal", "desk", "phone", "counter", "paper", "machine"]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who acts in a case.

    `id` is the person's id in this installation; the rules act as "rules" and the post room,
    which reports what became of a letter, as "post".  A representative acts for the resident
    `on_behalf_of` under `mandate`; a caseworker who types for a resident on the phone acts
    `on_behalf_of` her too, `via` phone, counter or paper.  Another system acts as "system:<name>",
    `on_behalf_of` the resident whose words it hands in.  `title` is what she works as: the
    delegation order speaks of it; the journal names the row of it instead.  A professional, a
    relative and a volunteer are in a shared room.  Another municipality, which has been asked to
    take a case over or asks it, acts as "municipality:<id>"; `agency` is what it is called.
    """

    id: str
    role: Role
    agency: str = ""
    on_behalf_of: str = ""
    mandate: int = 0
    via: Via = "portal"
    title: str = ""

    @property
    def for_resident(self) -> str:
        """Return the id of the resident whose will this act expresses, empty for office acts."""
        if self.role == "resident":
            return self.id
        return self.on_behalf_of


RULES = Party("rules", "rules", via="machine")
POST = Party("post", "post", via="machine")
