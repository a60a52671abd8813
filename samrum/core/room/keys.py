"""Legal keys: what lets somebody read what another holds about the person a room is about.

Secrecy stands between agencies, and between independent branches of one (OSL 8 kap. 1-2 §§, read).
It gives way to the consent of the person it protects, or to a provision that says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from samrum.core.room.known import Room
from samrum.packages.vocabulary import Term

ANYBODY: Final = "any"

PROVISIONS = """
# law         from     to       who
  OSL_25:12   health   social   child
  OSL_25:12   health   health   child
  OSL_26:9    social   health   child
  OSL_26:9    social   social   child
  OSL_10:28   any      social   anyone
  OSL_10:2    any      any      anyone
"""
"""What an agency may tell another without consent, by branches (all read in the law): what a child
needs for necessary care or support, what a duty by law says (SoL 20:6), and what its own work
cannot do without.  The general clause (OSL 10:27) is not here: it does not hold for this secrecy.
The rule for control (OSL 10:15 a) is not here either: its purpose is not to help."""


@dataclass(frozen=True, slots=True)
class Key:
    """`own`: the reader's agency holds it; else the number of the consent or of the provision."""

    by: Literal["own", "consent", "provision"]
    number: int = 0
    law: str = ""

    def __str__(self) -> str:
        return self.by if self.by == "own" else f"{self.by} {self.number}"


def kind_of(term: Term) -> str:
    """The row of the consent matrix that a fact belongs to."""
    return _KIND.get(term.secrecy, term.secrecy)


def key_to(
    room: Room, reads_as: str, kind: str, day: date, *, fact: str = "", holder: str = ""
) -> Key | None:
    """What lets `reads_as` read this kind (this very `fact`) that `holder` holds; None: nothing."""
    if holder and holder == reads_as:
        return Key("own")
    for consent in room.consents:
        if consent.to == reads_as and consent.speaks_of(kind, fact) and room.given(consent, day):
            return Key("consent", consent.number, "OSL 12:2")
    for one in room.provisions:
        held_there = bool(holder) and one.holder == holder
        if held_there and one.to == reads_as and kind in one.kinds and day <= one.until:
            return Key("provision", one.number, one.law)
    return None


def any_key(room: Room, reads_as: str, day: date) -> bool:
    """Whether somebody has any key at all: without one, the room is not there for her."""
    if room.agency and room.agency == reads_as:
        return True
    consented = any(one.to == reads_as and room.given(one, day) for one in room.consents)
    return consented or any(one.to == reads_as and day <= one.until for one in room.provisions)


def provisions_for(holder: str, to: str, *, child: bool) -> Iterator[str]:
    """The provisions by which a branch may tell another."""
    for law, first, second, who in _PROVISIONS:
        if first in (holder, ANYBODY) and second in (to, ANYBODY) and (child or who == "anyone"):
            yield law


_KIND: Final = {"open": "family", "contact": "family"}
_PROVISIONS = tuple(
    (law.replace("_", " "), first, second, who)
    for law, first, second, who in (line.split() for line in PROVISIONS.strip().splitlines()[1:])
)
