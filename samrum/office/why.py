"""Why somebody of the staff opens a case that a colleague handles (SoL 14 kap. 7 §, GDPR 32).

Who handles a case, and who finds one that nobody handles, need not say.  Everybody else of the unit
says why before she sees anything; the reason stands in the journal of readings, which the resident
reads too, and holds for the rest of the working day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from samrum.core.access import Reader, Relation
from samrum.core.refusal import Refused
from samrum.journal import cases, codec, reads
from samrum.journal.cases import Kept
from samrum.journal.happened import CaseRead
from samrum.office.municipality import now
from samrum.office.relation import NotHere, known_id, party, relation_to

HOLDS: Final = timedelta(hours=10)
LONGEST: Final = 500
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
    since = now(reader.tenant) - HOLDS
    for entry in reversed(reads.of(reader.tenant, kept.case.id)):
        if entry.at < since:
            break
        if entry.actor == reader.id and entry.payload is not None:
            event = codec.event(entry.kind, entry.payload)
            if isinstance(event, CaseRead) and event.reason and event.what in SAYING:
                return
    raise WhyNeeded(kept.case.id)


def say(reader: Reader, case: str, reason: str) -> None:
    """Write down why the reader opens a case.  Raises NotHere, and Refused for no reason."""
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
    told = kept.case
    by = party(
        reader, "unit", resident=told.resident, service=told.service, via="desk", day=at.date()
    )
    reads.record(reader.tenant, CaseRead(told.id, "reason", reason.strip()), by, at)
