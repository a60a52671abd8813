"""A letter on paper: the words are the journal's, the paper is the municipality's."""

from __future__ import annotations

from typing import cast

from samrum.channels.letter import Language, Recipient, Sender, WrittenLetter, write_letter
from samrum.channels.letter import Letter as SetLetter
from samrum.channels.text import read_blocks
from samrum.core.case import Case, Letter
from samrum.core.person import Person
from samrum.journal import people
from samrum.office.municipality import Municipality
from samrum.office.relation import is_id


def set_letter(
    here: Municipality, case: Case, letter: Letter, window: Person | None, caseworker: str
) -> WrittenLetter:
    """The PDF of a letter: the words are the journal's, the paper is the municipality's.

    `window` is whose name and address is seen through the envelope's, None for a paper that must
    not tell where she lives; `caseworker` the name of who answers for the case, "" while nobody.
    """
    unit = here.units[here.unit_of(case.service)]
    sender = Sender(
        here.name,
        unit.name[letter.language],
        unit.address,
        unit.phone,
        unit.email,
        here.web,
        here.organisation_number,
        here.country,
    )
    return write_letter(
        SetLetter(
            cast(Language, letter.language),
            sender,
            Recipient(window.name, window.address) if window else None,
            letter.ordered_at.date(),
            case.number,
            letter.title,
            read_blocks(letter.text, letter.template),
            reference=caseworker,
        )
    )


def answers_for(tenant: int, case: Case) -> str:
    """The name of who answers for a case: who decided it, else who handles it, else "".

    A function that decided has no name to write to.
    """
    who = case.decision.decider if case.decision else case.caseworker
    return people.names(tenant, [who]).get(who, "") if is_id(who) else ""
