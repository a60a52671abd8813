"""Rehearsing a change of the rules on past cases, and the paper that goes to the board.

Nothing in a case changes.  The result is kept in the service's own stream of the journal together
with the hash of the paper, and what the board resolves on it is recorded there too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import IO, Any, Final, cast

from django.conf import settings

from samrum.channels.letter import Language, Letter, Paragraph, Sender, Table, write_letter
from samrum.channels.store import Store
from samrum.core import rehearsal
from samrum.core.party import RULES
from samrum.core.rehearsal import Judging, Otherwise, RecordRehearsal, RecordResolution, Rehearsals
from samrum.journal import cases, codec, services
from samrum.journal.database import one_moment
from samrum.office.municipality import Municipality, municipality, now, on_the_wall, package
from samrum.office.relation import NotHere
from samrum.packages.package import ServicePackage

MOST_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What was recorded, with the paper as a PDF."""

    number: int
    cases: int
    changes: tuple[Otherwise, ...]
    paper: bytes


def rehearse(tenant: int, service: str, new: ServicePackage) -> Rehearsed:
    """Judge every past case by the rules that hold and by those of `new`, and record the result.

    Raises NotHere for a service that is not adopted here.
    """
    old = package(tenant, service)
    if old is None:
        raise NotHere
    judging = Judging(old, new)
    with one_moment(tenant):
        for kept in cases.of_service(tenant, service):
            judging.judge(kept.case)
    at, here = now(tenant), municipality(tenant)
    versions, changes = rehearsal.versions(old, new), judging.changes()
    pdf = _paper(here, new, versions, judging.cases, changes, at.date())
    paper = Store(Path(settings.FILES)).keep(pdf)
    known = rehearsals(tenant, service)
    events = rehearsal.decide(known, RecordRehearsal(versions, judging.cases, changes, paper))
    services.append(tenant, service, events, RULES, at)
    return Rehearsed(len(known) + 1, judging.cases, changes, pdf)


def resolve(tenant: int, service: str, number: int, resolution: str) -> None:
    """Record what the board resolved on a rehearsal.  Raises Refused."""
    events = rehearsal.decide(rehearsals(tenant, service), RecordResolution(number, resolution))
    if events:
        services.append(tenant, service, events, RULES, now(tenant))


def rehearsals(tenant: int, service: str) -> Rehearsals:
    """All rehearsals of a service here, in order."""
    known: Rehearsals = ()
    for entry in services.of_service(tenant, service):
        event = codec.event(entry.kind, entry.payload or "")
        assert isinstance(event, rehearsal.Event), "the stream of a service holds nothing else"
        known = rehearsal.evolve(known, event, at=on_the_wall(tenant, entry.at))
    return known


def paper(tenant: int, service: str, number: int) -> IO[bytes]:
    """The board's paper of a rehearsal.  Raises NotHere."""
    found = next((one for one in rehearsals(tenant, service) if one.number == number), None)
    if found is None:
        raise NotHere
    return Store(Path(settings.FILES)).open(found.paper)


def _paper(
    here: Municipality,
    new: ServicePackage,
    versions: rehearsal.Versions,
    cases: int,
    changes: tuple[Otherwise, ...],
    day: date,
) -> bytes:
    """The board's paper, in the municipality's first language."""
    language = here.languages[0]
    words = _words()[language]
    unit = here.units[here.unit_of(new.id)]
    changed = sum(one.cases for one in changes)
    told = {
        "service": new.title[language],
        "cases": cases,
        "changed": changed,
        "share": f"{100 * changed / cases:.1f}" if cases else "0",
        "before": versions.before.split(" ")[1],
        "after": versions.after.split(" ")[1],
    }
    values = [
        (key, before or words["none"], after or words["none"])
        for key, (before, after) in versions.values.items()
    ]
    blocks: list[Any] = [Paragraph(words["what"].format(**told))]
    if values:
        blocks.append(Table(tuple(words["value_headings"]), tuple(values)))
    blocks.append(Paragraph(words["result" if changed else "no_result"].format(**told)))
    if changes:
        rows = tuple(_row(one, words) for one in changes[:MOST_ROWS])
        blocks.append(Table(tuple(words["headings"]), rows))
    blocks += [Paragraph(words[name]) for name in ("how", "not_said")]
    hashes = words["hashes"].format(before=versions.ruleset_before, after=versions.ruleset_after)
    letter = Letter(
        cast(Language, language),
        Sender(here.name, unit.name[language], unit.address, unit.phone, unit.email, here.web),
        None,
        day,
        "",
        words["title"].format(**told),
        (*blocks, Paragraph(hashes)),
    )
    return write_letter(letter).pdf


def _row(one: Otherwise, words: Mapping[str, Any]) -> tuple[str, ...]:
    outcomes = words["outcomes"]
    rules = f"{', '.join(one.rules_before) or '–'} → {', '.join(one.rules_after) or '–'}"
    numbers = ", ".join(one.numbers[:5]) + (" …" if one.cases > 5 else "")
    return str(one.cases), outcomes[one.before], outcomes[one.after], rules, numbers


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    text = files("samrum.office").joinpath("rehearsal_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
