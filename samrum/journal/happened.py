"""What the journal records about itself: that it was read, and that something was erased by law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CaseRead:
    """Somebody of the staff read a case: `what` is "case", "facts", "document 2" or
    "letter 1".  The party is told from the day `shown_from`, at once if None; `ground` is why not
    before."""

    case: str
    what: str
    reason: str
    shown_from: date | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True)
class PersonRead:
    """Somebody of the staff looked a resident up, to help her on the phone, at the counter or from
    paper: `what` is "person" (who she is) or "mandates" (who may act for her)."""

    person: str
    what: str


@dataclass(frozen=True, slots=True)
class EntriesErased:
    """What these entries of a stream said was erased: `provision` is the law that demands or
    allows it, `ground` how it applies, for example the resolution on how long cases are kept."""

    stream: str
    entries: tuple[int, ...]
    provision: str
    ground: str


@dataclass(frozen=True, slots=True)
class RoomRead:
    """Somebody read a room as it was at `version`: by which `keys` ("consent 2"), and on which
    `ground` of the data protection law her agency processes it, "" for a private person.  Those it
    belongs to are told from the day `shown_from`, at once if None; `held_on` is why not before."""

    room: str
    what: str
    reason: str
    keys: tuple[str, ...]
    ground: str
    version: int
    shown_from: date | None = None
    held_on: str = ""

    def is_shown(self, day: date) -> bool:
        """Whether those it belongs to are told of it on `day`."""
        return self.shown_from is None or day >= self.shown_from
