"""What holds in this installation: what the boards have adopted and set, and the law behind it;
and in numbers, what the daily look has found broken.

Nothing in it is about a person, so all staff may read it.
"""

from __future__ import annotations

from dataclasses import dataclass

from samrum.core.rehearsal import Rehearsals
from samrum.journal import looks
from samrum.journal.looks import Look
from samrum.office.municipality import Adopted, administrator, country, municipality, package
from samrum.office.rehearsal import rehearsals
from samrum.packages.country import CountryPack, Invariant
from samrum.packages.package import ServicePackage

MEM = "MEM"


@dataclass(frozen=True, slots=True)
class AdoptedHere:
    """A service as its board has adopted it; `unit` is the unit's name in each language."""

    package: ServicePackage
    adopted: Adopted
    unit: dict[str, str]
    rehearsals: Rehearsals


@dataclass(frozen=True, slots=True)
class Configuration:
    """`unsure` are the invariants whose provision nobody has read yet; `look` what was broken at
    the last daily look (samrum.site.daily), `administrator` who gets the mail about it."""

    services: tuple[AdoptedHere, ...]
    law: CountryPack
    unsure: tuple[Invariant, ...]
    look: Look | None
    administrator: str


def configuration(tenant: int) -> Configuration:
    """What holds in one municipality."""
    here = municipality(tenant)
    law = country(here.country)
    services = (
        AdoptedHere(found, adopted, dict(here.units[adopted.unit].name), rehearsals(tenant, id))
        for id, adopted in here.adopted.items()
        if (found := package(tenant, id)) is not None
    )
    unsure = tuple(one for one in law.invariants if one.tag == MEM)
    return Configuration(tuple(services), law, unsure, looks.newest(tenant), administrator(here))
