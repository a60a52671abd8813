"""How tests of the core are told: given what has happened, when somebody does something, then this.

    assert given(OPENED).when(SendMessage("Hej"), by=ANNA) == [MessageSent("Hej", True)]
    told = given(OPENED).refuses(Decide("refuse", "Nej.", reasons=""), by=BO)

The cast is everybody's: Anna (resident), her mother Maj, her son Elis, Bo (caseworker), Cecilia
(school health), Dragan (volunteer), and Erik, who must never see anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from samrum.core.case import Case, CaseOpened, Command, Event, Reach, evolve
from samrum.core.document import Upload
from samrum.core.happen import happen
from samrum.core.party import RULES, Party
from samrum.core.refusal import Refused
from tests.packages.parking_permit import parking_permit, permit_under_law

ANNA = Party("anna", "resident")
MAJ = Party("maj", "resident")
ANNA_FOR_MAJ = Party("anna", "representative", on_behalf_of="maj", mandate=1)
BO = Party("bo", "caseworker", agency="permits", via="desk")
BO_ON_THE_PHONE = Party("bo", "caseworker", agency="permits", on_behalf_of="anna", via="phone")
CECILIA = Party("cecilia", "caseworker", agency="school-health", via="desk")
ERIK = Party("erik", "resident")

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
OPENED = CaseOpened(
    "c1", "PRH 2026-000001", "parking-permit", "", "anna", "en", Reach(), date(2026, 12, 21)
)


def document(kind: str = "document.photo") -> Upload:
    return Upload(kind, "paper.pdf", "application/pdf", 1_000, "a" * 64)


@dataclass(frozen=True)
class Given:
    """A case as it is after some events."""

    case: Case | None

    def when(
        self, command: Command, *, by: Party = ANNA, at: datetime = MONDAY, law: bool = False
    ) -> list[Event]:
        """Return what happens, without what follows from it; `law` asks the guards too."""
        package = permit_under_law() if law else parking_permit()
        return list(happen(self.case, command, by=by, at=at, package=package).decided)

    def refuses(
        self, command: Command, *, by: Party = ANNA, at: datetime = MONDAY, law: bool = False
    ) -> str:
        """Return the three sentences of the refusal, with its provision at the end."""
        with pytest.raises(Refused) as refusal:
            self.when(command, by=by, at=at, law=law)
        return f"{refusal.value} {refusal.value.provision}".strip()

    def then(self, command: Command, *, by: Party = ANNA, at: datetime = MONDAY) -> Given:
        """Return the case after the command and everything that follows from it."""
        return Given(happen(self.case, command, by=by, at=at, package=parking_permit()).case)

    @property
    def now(self) -> Case:
        assert self.case is not None
        return self.case


def given(*events: Event, by: Party = ANNA, at: datetime = MONDAY) -> Given:
    """Return the case that these events made, each by `by`; what the rules do, by the rules."""
    return Given(after(None, events, by=by, at=at))


def after(
    case: Case | None, events: Iterable[Event], *, by: Party = ANNA, at: datetime = MONDAY
) -> Case | None:
    for event in events:
        case = evolve(case, event, by=_who(event, by), at=at)
    return case


def _who(event: Event, by: Party) -> Party:
    ours = ("RulesApplied", "StepOpened", "StepClosed", "StepLate", "LetterOrdered")
    return RULES if type(event).__name__ in ours else by
