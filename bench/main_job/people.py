"""Residents who have filled in an application and are about to press "Send the application"."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Final

from django.db import transaction

from bench.main_job.ground import SEED, TENANT
from bench.main_job.press import Press, Visitor, log_in, pressed
from samrum.cli.lillevik import lives, papers
from samrum.cli.lillevik.people import BO, Someone, residents
from samrum.cli.lillevik.seed import register
from samrum.core.access import Reader
from samrum.core.case import Decide
from samrum.core.document import Upload
from samrum.core.fact import Answer
from samrum.journal import people as known
from samrum.office import drafts
from samrum.office.municipality import municipality, now
from samrum.office.registers import simulated_file

SERVICE: Final = lives.SERVICE
WHY: Final = "Intyget visar att gångförmågan är nedsatt."


@dataclass
class Newcomers:
    """Residents who have never been here; nobody is used twice, and nobody lives with Bo, who would
    then be asked whether he is biased."""

    def __post_init__(self) -> None:
        strangers = (one for one in residents(SEED) if one.address != BO.address)
        self._crowd = (one for one in strangers if not _is_known(one))

    def ready(self, count: int) -> list[Press]:
        """So many who have typed everything, each with the press that hands it in."""
        some = list(islice(self._crowd, count))
        enter_in_registers(some)
        with transaction.atomic():
            return [submit(fill_in(one)) for one in some]


def fill_in(one: Someone) -> Visitor:
    """Let somebody log in and answer every question."""
    visitor = log_in(register(one))
    drafts.keep(
        Reader(visitor.person, {}, TENANT),
        visitor.person.id,
        f"apply:{SERVICE}",
        answers=answers(),
        uploads=papers_of_today(),
        page="photo",
        expected=0,
    )
    return visitor


def answers() -> dict[str, Answer]:
    return {fact: Answer(value) for fact, value in lives.DRIVER.items()}


def papers_of_today() -> tuple[Upload, ...]:
    return papers.certificate("150 m", now(TENANT).date()), papers.photo(95)


def submit(by: Visitor) -> Press:
    """The press that hands in what was filled in."""
    return pressed(by, "resident:apply-check", SERVICE, true="yes")


def take(by: Visitor, case: str, version: int) -> Press:
    return pressed(by, "desk:taking", case, caseworker=by.person.id, version=str(version))


def assess(by: Visitor, case: str, version: int) -> Press:
    return pressed(by, "desk:assessment", case, outcome="grant", text=WHY, version=str(version))


def decide(by: Visitor, case: str, version: int) -> Press:
    return pressed(by, "desk:decision", case, **grant(), do="decide", version=str(version))


def close(by: Visitor, case: str, version: int) -> Press:
    return pressed(by, "desk:closing", case, version=str(version))


def decision() -> Decide:
    """The same decision as the office takes it."""
    told = grant()
    return Decide(
        "grant",
        told["content"],
        told["reasons"],
        (told["provisions"],),
        date.fromisoformat(told["valid_from"]),
        date.fromisoformat(told["valid_to"]),
    )


def grant() -> Mapping[str, str]:
    """A decision as the form has it."""
    day = now(TENANT).date()
    return {
        "outcome": "grant",
        "content": "Du får parkeringstillstånd.",
        "reasons": "Du kan inte gå längre än 150 m, även med hjälpmedel och korta vilor.",
        "provisions": "13 kap. 8 § trafikförordningen (1998:1276)",
        "valid_from": day.isoformat(),
        "valid_to": (day + timedelta(days=5 * 365)).isoformat(),
    }


def enter_in_registers(some: list[Someone]) -> None:
    """Let the population register know them, and nobody else: the pages read its file anew each
    time that it has changed, and that is no part of an act."""
    file = simulated_file(municipality(TENANT), "population")
    records = {one.number: one.record for one in some}
    file.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")


def _is_known(one: Someone) -> bool:
    return known.load_by_number(TENANT, one.number) is not None
