"""Seed Storvik: who works there, and two cases of Lillevik that can be moved there.

Sara's was asked for more than a month ago and nobody has answered, so that both ends of the clock
can be pressed; Olle's waits for somebody to ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Final

from samrum.cli.lillevik import lives
from samrum.cli.lillevik.people import SIV, Someone
from samrum.cli.lillevik.seed import TENANT as LILLEVIK
from samrum.cli.lillevik.seed import add_to_population, log_in, register
from samrum.cli.storvik.people import MOVED, OLLE, SARA, VERA
from samrum.core.case import TakeCase
from samrum.core.fact import Value
from samrum.core.person import Post
from samrum.office import clock, persons, transfer
from samrum.office.municipality import now
from samrum.office.transfer import Grounds

TENANT: Final = 2
SERVICE: Final = "coordinated-plan"
POST: Final = Post("Socialnämnden", "children", "socialsekreterare")
WHY: Final = "coordinated_plan.why"
WISHES: Final[Mapping[str, str]] = {
    SARA.number: "Att slippa berätta allt en gång till på varje nytt ställe.",
    OLLE.number: "Att någon håller ihop boendet, vården och ekonomin när jag flyttar.",
}
FACTS: Final = (WHY, "coordinated_plan.helpers", "coordinated_plan.agrees")
GROUNDS: Final = Grounds(
    connection="Sara är folkbokförd i Storvik sedan augusti. Hennes syster bor där.",
    wishes="Hon vill ha sitt stöd där hon bor. Det sade hon när vi talades vid på telefon.",
    duration="Under flera år, som det ser ut nu.",
)
ASKED: Final = 33  # days ago: longer than the month after which the examiner can be asked


def seed() -> None:
    """Fill an empty Storvik, beside a Lillevik that is there."""
    add_to_population((VERA, *MOVED), TENANT)
    add_to_population(MOVED, LILLEVIK)
    with clock.held_at(now(TENANT) - timedelta(days=90)):
        for one in MOVED:
            register(one, LILLEVIK)
        persons.appoint(register(VERA, TENANT).id, POST, tenant=TENANT)
    _asked_for(_case(SARA, ASKED + 7))
    _case(OLLE, 4)


def _case(one: Someone, ago: float) -> lives.Case:
    """Somebody who has asked Lillevik for a plan, and whose case Siv works with."""
    began = now(LILLEVIK) - timedelta(days=ago)
    siv = log_in(SIV)
    case = lives.Case(log_in(one), one, siv, began, Random(one.number), service=SERVICE)
    answers: Mapping[str, Value] = {
        WHY: WISHES[one.number],
        "coordinated_plan.helpers": ("social", "health"),
        "coordinated_plan.agrees": True,
    }
    case.apply(answers, complete=False)
    case.on_day(1, siv, TakeCase(siv.id))
    return case


def _asked_for(case: lives.Case) -> None:
    day = now(LILLEVIK) - timedelta(days=ASKED)
    with clock.held_at(day.replace(hour=10)):
        transfer.ask(
            case.caseworker,
            case=case.id,
            to="storvik",
            grounds=GROUNDS,
            facts=FACTS,
            documents=(),
            key=f"demo/{case.id}/asks-storvik",
        )
    transfer.call_late(TENANT)
