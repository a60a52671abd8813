"""How a reader stands to a case, and as whom she acts: the one place where access is asked for.

The policy itself is samrum.core.access.  What may not be seen and what does not exist look the
same: both are `NotHere`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from samrum.core import access
from samrum.core.access import Reader, Relation, System, system_relation
from samrum.core.party import Party, Via
from samrum.core.refusal import Refused
from samrum.journal import cases, receipts
from samrum.journal.cases import Kept
from samrum.office.municipality import municipality

TYPED: tuple[Via, ...] = ("phone", "counter", "paper")


class NotHere(Exception):
    """Hidden or absent: nobody can tell which."""


def known_id(id: str) -> str:
    """The id if it has the form of one.  Raises NotHere for anything else."""
    try:
        plain = str(UUID(id))
    except (ValueError, AttributeError, TypeError):
        raise NotHere from None
    if plain != id:
        raise NotHere
    return id


def is_id(id: str) -> bool:
    """Whether it has the form of an id."""
    try:
        return bool(known_id(id))
    except NotHere:
        return False


def numbered(tenant: int, numbers: Collection[str]) -> tuple[str, ...]:
    """The ids of the cases with these numbers, for whoever runs this and stands to no case.  Raises
    Refused for one that is not here."""
    known = cases.numbered(tenant, list(numbers))
    for number in numbers:
        if number not in known:
            raise Refused(
                "There is no case {number}.",
                because="No case of this municipality has that number, or it was destroyed.",
                instead="Copy the number as it stands in the case.",
                number=number,
            )
    return tuple(known.values())


def relation(
    reader: Reader | System, *, resident: str, service: str, protected: bool, day: date
) -> Relation:
    """How `reader` stands to a case of `resident` on `day`; a system to one that it hands in."""
    if isinstance(reader, System):
        return system_relation(reader, service=service, protected=protected, handed_in=True)
    unit = municipality(reader.tenant).unit_of(service)
    return access.relation(
        reader, resident=resident, service=service, unit=unit, protected=protected, day=day
    )


def relation_to(reader: Reader | System, kept: Kept, day: date) -> Relation:
    """How `reader` stands to a case that was found, on `day`."""
    if isinstance(reader, System):
        handed_in = receipts.has_acted(reader.tenant, reader.id, kept.case.id)
        return system_relation(
            reader, service=kept.case.service, protected=kept.protected, handed_in=handed_in
        )
    return relation(
        reader,
        resident=kept.case.resident,
        service=kept.case.service,
        protected=kept.protected,
        day=day,
    )


def must_see(relation: Relation, kind: str, *, protected: bool) -> None:
    """Raises NotHere unless somebody in this relation sees this kind."""
    if not access.may_see(relation, kind, protected=protected):
        raise NotHere


def must_do(relation: Relation, act: str, *, via: Via) -> None:
    """Raises NotHere for outsiders, and Refused where only others may do it."""
    if not access.may_see(relation, "existence", protected=True):
        raise NotHere
    if not access.may_do(relation, act, typing=via in TYPED):
        raise Refused(
            "You cannot do this yourself.",
            because="In this case it is for somebody else to do.",
            instead="Write a message in the case and say what you want.",
        )


def party(
    reader: Reader | System,
    relation: Relation,
    *,
    resident: str,
    service: str,
    via: Via,
    day: date,
) -> Party:
    """As whom `reader` acts in a case of `resident`."""
    if isinstance(reader, System):
        for_her = resident if relation == "intake" else ""
        return Party(reader.id, "system", on_behalf_of=for_her, via="machine")
    if relation == "self":
        return Party(reader.id, "resident", via=via)
    if relation == "mandate":
        number = next(
            mandate.number for mandate in reader.mandates[resident] if mandate.covers(service, day)
        )
        return Party(reader.id, "representative", on_behalf_of=resident, mandate=number, via=via)
    post = reader.person.post
    assert post is not None, "only a caseworker stands in the relation `unit`"
    for_her = resident if via in TYPED else ""
    channel: Via = via if via in TYPED else "desk"
    return Party(reader.id, "caseworker", post.agency, for_her, via=channel, title=post.title)
