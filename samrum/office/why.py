"""Why somebody of the staff opens a case that a colleague handles (SoL 14 kap. 7 §, GDPR 32).

Who handles a case, and who finds one that nobody handles, need not say.  Everybody else of the unit
says why before she sees anything; the reason stands in the journal of readings, which the resident
reads too, and holds for the rest of the working day.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from samrum.core.access import Reader, Relation, System
from samrum.core.refusal import Refused
from samrum.journal import cases, codec, reads
from samrum.journal.cases import Kept
from samrum.journal.happened import CaseRead
from samrum.office import clock
from samrum.office.municipality import now
from samrum.office.relation import NotHere, known_id, party, relation_to

HOLDS: Final = timedelta(hours=10)
LONGEST: Final = 500
LATEST: Final = timedelta(days=366)  # that a reading is kept from the party
SAYING: Final = ("reason", "case")


class WhyNeeded(Exception):
    """She may open the case, and has not said why; `case` is its id."""

    def __init__(self, case: str) -> None:
        super().__init__(case)
        self.case = case


def must_be_said(reader: Reader, kept: Kept, stands: Relation, reason: str = "") -> None:
    """Raises WhyNeeded where a reason is needed and none has been said today."""
    if stands != "unit" or reason.strip() or kept.case.caseworker in ("", reader.id):
        return
    if said_today(reader, kept) is None:
        raise WhyNeeded(kept.case.id)


def said_today(reader: Reader | System, kept: Kept) -> CaseRead | None:
    """With what the reader last said today why she opens the case, None if she has not."""
    since = clock.moment() - HOLDS
    for entry in reversed(reads.of(reader.tenant, kept.case.id)):
        if entry.at < since:
            break
        if entry.actor == reader.id and entry.payload is not None:
            event = codec.event(entry.kind, entry.payload)
            if isinstance(event, CaseRead) and event.reason and event.what in SAYING:
                return event
    return None


def say(
    reader: Reader, case: str, reason: str, *, shown_from: date | None = None, ground: str = ""
) -> None:
    """Write down why the reader opens a case, once it is said; the party is told at once, or from
    the day `shown_from` on a `ground` of law.  Raises NotHere, and Refused for no reason."""
    kept = cases.load(reader.tenant, known_id(case))
    at = now(reader.tenant)
    if kept is None or relation_to(reader, kept, at.date()) != "unit":
        raise NotHere
    if not reason.strip() or len(reason) > LONGEST:
        raise Refused(
            "The case is not opened yet.",
            because="A colleague handles it, and you have not said in a sentence why you read it.",
            instead="Write why you need to; the resident can read it.",
        )
    _must_be_a_delay(shown_from, ground.strip(), at.date())
    told = kept.case
    by = party(
        reader, "unit", resident=told.resident, service=told.service, via="desk", day=at.date()
    )
    said = CaseRead(told.id, "reason", reason.strip(), shown_from, ground.strip())
    reads.record(reader.tenant, said, by, at)


def delay(reader: Reader | System, kept: Kept, stands: Relation) -> tuple[date | None, str]:
    """From which day the party is told of what the reader reads now, and on which ground not
    before: as she said when she opened the case; None, "" for at once."""
    if stands != "unit" or kept.case.caseworker == reader.id:
        return None, ""
    said = said_today(reader, kept)
    return (said.shown_from, said.ground) if said else (None, "")


def _must_be_a_delay(shown_from: date | None, ground: str, today: date) -> None:
    if shown_from is None and not ground:
        return
    if shown_from is None or not ground or not today < shown_from <= today + LATEST:
        raise Refused(
            "The case is not opened yet.",
            because="A reading is kept from the resident only on a ground of law, and to a day"
            " within a year.",
            instead="Write both the provision and the day, or leave both empty.",
        )
