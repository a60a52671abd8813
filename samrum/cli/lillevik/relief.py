"""Elis's contact family: granted in spring and not begun, so his family waits and it is reported.

The room around him stands because such things have not hung together (samrum/cli/lillevik/room.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from samrum.cli.lillevik.lives import Case
from samrum.core.case import Assess, Decide, FillInStep, OpenDecision, TakeCase
from samrum.core.child import ConsiderChild
from samrum.core.fact import Answer, Value
from samrum.core.support import ExplainWait

SERVICE: Final = "relief"
AGO: Final = 230  # days: long enough to stand in the report of the quarter before any today
ANSWERS: Final[Mapping[str, Value]] = {
    "relief.need": "En helg i månaden då alla får sova, och Elis får vara där det finns en hund.",
    "relief.often": "one_weekend",
    "family.home": "Anna, Elis och hans lillasyster.",
    "relief.other_help": "sometimes",
    "relief.guardians_agree": "all",
}
FOUND: Final[Mapping[str, Answer]] = {
    "relief.need_found": Answer("yes"),
    "relief.need_reason": Answer("Anna är ensam med två barn. Mormor hjälper till men orkar inte."),
}
REASONS: Final = (
    "Barnet och familjen behöver avlösning, och den kan ni inte få på annat sätt.\n\n"
    "Alla som har vårdnaden vill det här."
)
WHY: Final = "Familjen som passade tackade nej i sista stund. Vi söker en ny."
PROVISIONS: Final = ("11 kap. 1 § och 13 kap. 7 § socialtjänstlagen (2025:400)",)


def granted_and_waiting(case: Case, *, explained: bool = True) -> None:
    case.apply(ANSWERS, complete=False)
    siv = case.caseworker
    case.on_day(2, siv, TakeCase(siv.id))
    case.on_day(18, siv, FillInStep("investigate", FOUND))
    best = "Elis får lugn, och en mamma som orkar."
    case.on_day(18, siv, ConsiderChild(best, views="Det är okej om de har hund."))
    case.on_day(20, siv, Assess("grant", "Behovet är tydligt. Mormor räcker inte till."))
    content = "Elis får en kontaktfamilj en helg i månaden."
    case.on_day(21, siv, Decide("grant", content, REASONS, PROVISIONS))
    case.on_day(23, case.resident, OpenDecision())
    if explained:
        case.on_day(100, siv, ExplainWait(WHY))
    case.days_pass(114)
