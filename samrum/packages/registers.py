"""The registers that a service reads: which register answers which fact.

A service declares it in package.toml, so that one sees without reading code where a fact comes
from; what a register can answer at all stands here, and its adapter keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from samrum.packages.fault import perhaps
from samrum.packages.sheet import Sheet
from samrum.packages.vocabulary import Term

CAN_ANSWER: Final[Mapping[str, tuple[str, ...]]] = {
    "population": ("residence.municipality", "person.born"),
    "permits": ("parking_permit.active_until", "parking_permit.blocked_as_lost"),
    "vehicles": ("vehicle.keeps_one",),
    "schools": ("school.unit", "school.year"),
}

Registers = Mapping[str, tuple[str, ...]]
"""The facts that each register answers, by the name of the register."""


def read_registers(sheet: Sheet, terms: Mapping[str, Term]) -> Registers:
    """Read `[registers]`: the name of a register, and the facts that it answers here."""
    read: dict[str, tuple[str, ...]] = {}
    for name in sheet.names():
        facts = sheet.texts(name)
        if name not in CAN_ANSWER:
            sheet.fault(
                name,
                f"There is no register {name}.",
                "Nobody could ask it.",
                perhaps(name, CAN_ANSWER, "There are:"),
            )
            continue
        for fact in facts:
            _must_answer(sheet, name, fact, terms, read)
        if not facts and isinstance(sheet.anything(name), list):
            sheet.fault(
                name,
                f"The register {name} answers nothing here.",
                "Asking about somebody without needing the answer is not allowed.",
                "Name the facts that it answers, or take it out.",
            )
        read[name] = facts
    sheet.finish()
    return read


def _must_answer(
    sheet: Sheet, name: str, fact: str, terms: Mapping[str, Term], read: Registers
) -> None:
    if fact not in CAN_ANSWER[name] or fact not in terms:
        sheet.fault(
            name,
            f"The register {name} does not answer {fact}.",
            "It would stay unknown in every case.",
            perhaps(fact, CAN_ANSWER[name], "It answers:"),
        )
    other = next((before for before, facts in read.items() if fact in facts), None)
    if other is not None:
        sheet.fault(
            name,
            f"{fact} is answered by {other} already.",
            "When two registers answer the same fact, nobody knows which of them holds.",
            "Let one of them answer it.",
        )
