"""Consent: how the person whom secrecy protects lifts it, for whom, for what, and until when.

This is consent under the law of secrecy and nothing else (OSL 10 kap. 1 §, 12 kap. 2-3 §§, read).
The ground of the data protection law is an object of its own (samrum.core.room.ground): an agency
that may process data may still not be told, and the other way round.

A consent is asked for and signed by each one who has to; it counts while all of them have said
yes, nobody has taken it back, and its last day has not passed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

ADULT: Final = 18  # years; from then on nobody is anybody's guardian by being a parent
SPEAKS_FOR_ITSELF: Final = 15  # years; from then on a child speaks for itself (SoL 3:4)
Standing = Literal["waiting", "given", "declined", "revoked", "ended"]

WHO_SIGNS = """
# age        child   guardians  guardians_always
  under_12   heard   sign       sign
  from_12    signs   sign       sign
  from_15    signs   heard      sign
  from_18    signs   never      never
"""
"""Who signs, by the age of the person it is about. A guardian disposes over the secrecy alone or,
by age and maturity, together with the child (OSL 12:3, read); a child of 15 speaks for itself (SoL
3:4, read).  `guardians_always` is the stricter custom of some regions, that guardians consent at
any age (domain/services.md (c), to be verified by a lawyer); it holds unless a board has chosen
otherwise.  `heard`: told, and asked how they see it (SoL 3:2-3), but no signature is waited for."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What one person answered; `typed_by` is the staff who wrote down what was said to them."""

    yes: bool
    at: datetime
    via: str
    typed_by: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """To an agency, or to one person (its id), for `kinds` of facts or for single `facts`.

    `signatures` are by the id of who signed.
    """

    number: int
    to: str
    kinds: tuple[str, ...]
    facts: tuple[str, ...]
    purpose: str
    until: date
    asked_by: str
    asked_at: datetime
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    revoked_at: datetime | None = None
    revoked_by: str = ""

    def standing(self, signers: tuple[str, ...], day: date) -> Standing:
        """How it stands on `day` when these have to sign."""
        if self.revoked_at is not None:
            return "revoked"
        if any(not one.yes for one in self.signatures.values()):
            return "declined"
        if day > self.until:
            return "ended"
        signed = all(one in self.signatures for one in signers)
        return "given" if signers and signed else "waiting"

    def may_end(self, who: str, signers: tuple[str, ...]) -> bool:
        """Whether somebody can take it back while these have to sign: what a young person gave
        alone is hers, and whoever has signed can always end what she has signed."""
        return who in signers or who in self.signatures

    def speaks_of(self, kind: str, fact: str) -> bool:
        """Whether it is about this kind, or about this very fact."""
        return kind in self.kinds or (bool(fact) and fact in self.facts)


def signers(
    born: date | None, day: date, *, resident: str, guardians: tuple[str, ...], always: bool
) -> tuple[str, ...]:
    """Who has to sign on `day`.  With no known day of birth everybody has to: unknown is not no."""
    if born is None:
        return (resident, *guardians) if guardians else (resident,)
    child, theirs, stricter = _WHO_SIGNS[age_group(years(born, day))]
    signing = (resident,) if child == "signs" else ()
    if (stricter if always else theirs) == "sign":
        signing = (*signing, *guardians)
    return signing


def years(born: date, day: date) -> int:
    """Whole years of age on `day`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_group(age: int) -> str:
    """The row of the table for an age in years."""
    for limit in (ADULT, SPEAKS_FOR_ITSELF, 12):
        if age >= limit:
            return f"from_{limit}"
    return "under_12"


_WHO_SIGNS = {
    name: (child, guardians, always)
    for name, child, guardians, always in (
        line.split() for line in WHO_SIGNS.strip().splitlines()[1:]
    )
}
