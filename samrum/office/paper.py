"""A letter on paper: the words are the journal's, the paper is the municipality's."""

from __future__ import annotations

from datetime import date
from typing import Final, cast

from samrum.channels.letter import (
    Block,
    Language,
    Recipient,
    Sender,
    WrittenLetter,
    write_letter,
)
from samrum.channels.letter import Letter as SetLetter
from samrum.channels.text import read_blocks
from samrum.core.case import Case, Letter
from samrum.core.consent import years
from samrum.core.person import Person, born_on
from samrum.journal import people
from samrum.office.municipality import Municipality
from samrum.office.relation import is_id

SPEAKS_FOR_ITSELF: Final = (
    15  # years: from then on a child is spoken to as a party (SoL 3 kap. 4 §)
)


def set_letter(
    here: Municipality, case: Case, letter: Letter, window: Person | None, caseworker: str
) -> WrittenLetter:
    """The PDF of a letter: the words are the journal's, the paper is the municipality's.

    `window` is whose name and address is seen through the envelope's, None for a paper that must
    not tell where she lives; `caseworker` the name of who answers for the case, "" while nobody.
    """
    return write_letter(
        SetLetter(
            cast(Language, letter.language),
            _sender(here, case, letter.language),
            _in_the_window(window, letter.ordered_at.date()) if window else None,
            letter.ordered_at.date(),
            case.number,
            letter.title,
            read_blocks(letter.text, letter.template),
            reference=caseworker,
        )
    )


def _in_the_window(person: Person, on: date) -> Recipient:
    """A child that does not speak for itself yet gets its letters through its guardian."""
    day = born_on(person.number)
    spoken_for = day is not None and years(day, on) < SPEAKS_FOR_ITSELF
    return Recipient(person.name, person.address, spoken_for)


def set_paper(
    here: Municipality, case: Case, title: str, blocks: tuple[Block, ...], on: date, language: str
) -> bytes:
    """The PDF of a paper of our own about a case, which goes along with something else."""
    sender = _sender(here, case, language)
    paper = SetLetter(cast(Language, language), sender, None, on, case.number, title, blocks)
    return write_letter(paper).pdf


def _sender(here: Municipality, case: Case, language: str) -> Sender:
    unit = here.units[here.unit_of(case.service)]
    return Sender(
        here.name,
        unit.name[language],
        unit.address,
        unit.phone,
        unit.email,
        here.web,
        here.organisation_number,
        here.country,
    )


def answers_for(tenant: int, case: Case) -> str:
    """The name of who answers for a case: who decided it, else who handles it, else "".

    A function that decided has no name to write to.
    """
    who = case.decision.decider if case.decision else case.caseworker
    return people.names(tenant, [who]).get(who, "") if is_id(who) else ""
