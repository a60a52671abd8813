"""A warning of its own for each register that gave no answer: what it would have said is not known.

A failed reading is never a "no".  The warning goes when the register has answered, and not when a
register beside it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from samrum.core.case import Case
from samrum.packages.package import ServicePackage


@dataclass(frozen=True, slots=True)
class Unread:
    """`because` is why it gave none, `facts` what nobody knows from elsewhere either."""

    register: str
    because: Literal["failed", "protected", "not_read"]
    facts: tuple[str, ...]


def unread(case: Case, package: ServicePackage) -> Iterator[Unread]:
    """Yield the registers of the service that have said nothing, in its order."""
    known = {id for id, fact in case.facts.items() if fact.standing == "known"}
    for name, facts in package.registers.items():
        outcome = case.registers[name].outcome if name in case.registers else "not_read"
        if outcome != "found" and outcome != "not_found":
            yield Unread(name, outcome, tuple(one for one in facts if one not in known))
