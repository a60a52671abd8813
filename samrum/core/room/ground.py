"""The ground of the data protection law on which an agency processes what it reads in a room.

It is not consent, and consent does not replace it: consent lifts secrecy (samrum.core.consent), the
ground lets an agency process.  Both stand on every reading.
"""

from __future__ import annotations

from dataclasses import dataclass

GROUNDS = """
# branch       article     special   secrecy
  social       6.1_c,_e    9.2_h     OSL_26:1
  health       6.1_c,_e    9.2_h     OSL_25:1
  school       6.1_c,_e    9.2_g     OSL_23:2
"""
"""The articles are to be verified by a lawyer; the secrecy was read in the law."""


@dataclass(frozen=True, slots=True)
class Ground:
    """`article` and `special` of the GDPR; `secrecy` is what holds where the reader works."""

    article: str
    special: str
    secrecy: str

    def __str__(self) -> str:
        return f"GDPR {self.article}, {self.special}"


def ground_of(branch: str) -> Ground | None:
    """The ground of a branch of an agency, None for who is in the room as a private person."""
    return _GROUNDS.get(branch)


_GROUNDS = {
    name: Ground(*(word.replace("_", " ") for word in words))
    for name, *words in (line.split() for line in GROUNDS.strip().splitlines()[1:])
}
