"""What the journal records about itself being read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseRead:
    """Somebody of the staff read a case: `what` is "case", "facts", "document 2" or
    "letter 1"."""

    case: str
    what: str
    reason: str
