"""Those who work in a unit: whom a case can be handed to, who reported and took part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samrum.core.access import Reader
from samrum.core.case import Case
from samrum.core.person import Person
from samrum.journal import people
from samrum.office.municipality import Municipality, municipality
from samrum.office.relation import NotHere


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the reader's unit; `cleared` for residents with protected data."""

    id: str
    name: str
    title: str
    cleared: bool


def colleagues(reader: Reader) -> tuple[Colleague, ...]:
    """Those who work in the reader's unit, herself among them, by name.

    Raises NotHere for who has no post.
    """
    post = reader.person.post
    if post is None:
        raise NotHere
    return tuple(
        Colleague(one.id, one.name, one.post.title, one.post.cleared)
        for one in people.of_unit(reader.tenant, post.unit)
        if one.post is not None
    )


def everybody(here: Municipality) -> Iterator[tuple[str, Person]]:
    """All who work in a municipality, unit by unit."""
    for unit in here.units:
        yield from ((unit, one) for one in people.of_unit(here.tenant, unit))


def of_that_name(tenant: int, case: Case, name: str) -> str:
    """The id of the one of the case's unit who has this very name, "" for none or several."""
    unit = municipality(tenant).unit_of(case.service)
    wanted = " ".join(name.casefold().split())
    found = [
        one.id
        for one in people.of_unit(tenant, unit)
        if " ".join(one.name.casefold().split()) == wanted
    ]
    return found[0] if len(found) == 1 else ""
