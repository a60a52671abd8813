"""The municipalities of this installation, and the services that each has adopted.

One file each in a folder: what is local stands there, so that a package holds no address of an
installation.  Those in municipalities/ are made up; an installation names a folder of its own, and
may have services of its own beside those that come along.  Everything is read once; a changed
file counts from the next start.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings

from samrum.core.access import SYSTEM_ROLES, SystemRole
from samrum.core.refusal import Refused
from samrum.core.room import Branch
from samrum.office import clock
from samrum.packages.adoption import Adoption, read_adoption
from samrum.packages.country import CountryPack, read_country, under
from samrum.packages.fault import Fault
from samrum.packages.package import ServicePackage, adopt
from samrum.packages.places import shipped
from samrum.packages.read import read_package
from samrum.packages.sheet import Sheet, read_sheet
from samrum.packages.vocabulary import LANGUAGES

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of an agency, and how residents reach a person there.

    `branch` is what it does where a shared room is opened (samrum.core.room), "" for the others.
    """

    id: str
    name: Words
    agency: str
    phone: str
    email: str
    hours: Words
    address: tuple[str, ...] = ()
    branch: Branch = ""


@dataclass(frozen=True, slots=True)
class Adopted:
    """A service that the board has adopted, and what it has set."""

    service: str
    unit: str
    adoption: Adoption


@dataclass(frozen=True, slots=True)
class KnownSystem:
    """Another system that is let in (docs/api.md): `client` is its client id with the issuer of
    tokens, `roles` the most that a token lets it be, by service; `webhook` where it is told what
    happens, "" for nowhere; `private`: that address may be in our own network."""

    id: str
    name: str
    client: str
    roles: Mapping[str, tuple[SystemRole, ...]]
    webhook: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class Municipality:
    """`channels` and `registers` are settings by name, as samrum.channels understands them.

    `guardians_always`: guardians sign consents at any age of the child (samrum.core.consent).
    `data_protection`: the unit of the data protection officer, "" where it is not said.
    `destroys_by`: the resolution by which what is due is destroyed without a person; "" is none.
    `protects_by`: the resolution by which those whose data are protected are marked by hand, where
    no population register says who they are; "" is none.
    `administrator`: who is told what is broken, "" for whoever SAMRUM_ADMINISTRATOR names.
    """

    tenant: int
    id: str
    name: str
    agency: str
    organisation_number: str
    country: str
    code: str
    zone: ZoneInfo
    languages: tuple[str, ...]
    hosts: tuple[str, ...]
    web: str
    units: Mapping[str, Unit]
    adopted: Mapping[str, Adopted]
    channels: Mapping[str, Mapping[str, str]]
    registers: Mapping[str, Mapping[str, str]]
    guardians_always: bool = True
    destroys_by: str = ""
    systems: Mapping[str, KnownSystem] = field(default_factory=dict)
    data_protection: str = ""
    administrator: str = ""
    protects_by: str = ""

    def unit_of(self, service: str) -> str:
        """The id of the unit that works with a service, "" for a service of nobody."""
        adopted = self.adopted.get(service)
        return adopted.unit if adopted else ""

    def services_of(self, unit: str) -> tuple[str, ...]:
        """The ids of the services that a unit works with."""
        return tuple(one.service for one in self.adopted.values() if one.unit == unit)


class NotUnderstood(Refused):
    """A municipality's file that cannot be meant as it stands."""


@cache
def municipalities() -> Mapping[int, Municipality]:
    """All of them, by tenant.  Raises NotUnderstood."""
    read = [read_municipality(file) for file in sorted(settings.MUNICIPALITIES.glob("*.toml"))]
    if not read:
        raise NotUnderstood(
            "No municipality is here.",
            because="{folder} is no folder with a file that ends in .toml, or cannot be read.",
            instead="Write one with `samrum new municipality`, or correct SAMRUM_MUNICIPALITIES.",
            folder=settings.MUNICIPALITIES,
        )
    _must_be_told_apart(read)
    return {one.tenant: one for one in sorted(read, key=lambda one: one.tenant)}


def _must_be_told_apart(read: Iterable[Municipality]) -> None:
    """Raises NotUnderstood where two could be taken for each other."""
    names = [name for one in read for name in (f"tenant {one.tenant}", one.id, *set(one.hosts))]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise NotUnderstood(
            "Two municipalities are taken for each other.",
            because="These stand in more than one file: {twice}.",
            instead="Give each its own. A number that has kept something must not change.",
            twice=", ".join(twice),
        )


def municipality(tenant: int) -> Municipality:
    """Raises KeyError for a tenant that is not here."""
    return municipalities()[tenant]


@cache
def tenant_of(host: str) -> int:
    """The tenant that answers to a host name (without port); 1 where no file names the host."""
    named = (one.tenant for one in municipalities().values() if host in one.hosts)
    return next(named, 1)


@cache
def package(tenant: int, service: str) -> ServicePackage | None:
    """The service as this municipality has adopted it; None if it has not.

    Raises NotUnderstood for one that stands under the law of another country.
    """
    adopted = municipality(tenant).adopted.get(service)
    shipped_here = packages().get(service)
    if adopted is None or shipped_here is None:
        return None
    here = municipality(tenant)
    if shipped_here.country != here.country:
        raise NotUnderstood(
            "{name} cannot have adopted {service}.",
            because="The service stands under the law of {its}, the municipality under that of "
            "{ours}.",
            instead="Give the service's package the country of the municipality, and check it.",
            name=here.name,
            service=service,
            its=shipped_here.country,
            ours=here.country,
        )
    return adopt(shipped_here, adopted.adoption)


def address(here: Municipality, installation: str = "") -> str:
    """The address of the municipality's pages: the installation's, with a host of its own."""
    whole = installation or str(settings.ADDRESS)
    ours = urlsplit(whole)
    if ours.hostname in here.hosts:
        return whole
    port = f":{ours.port}" if ours.port else ""
    return f"{ours.scheme}://{here.hosts[0]}{port}"


def administrator(here: Municipality) -> str:
    """The mail address of whoever is told what is broken, "" where nobody is."""
    return here.administrator or str(settings.ADMINISTRATOR)


def kept_number(tenant: int, said: str) -> str:
    """A person's number as the country of the municipality writes it; others as they are."""
    number = country(municipality(tenant).country).person_number
    return number.kept(said, now(tenant).date())


def now(tenant: int) -> datetime:
    """This moment, by the clock on the municipality's wall."""
    return on_the_wall(tenant, clock.moment())


def on_the_wall(tenant: int, at: datetime) -> datetime:
    """A moment by the clock on the municipality's wall: its date is the date there.

    The journal keeps moments in UTC; just after midnight their date is still yesterday's.
    """
    return at.astimezone(municipality(tenant).zone)


@cache
def packages() -> Mapping[str, ServicePackage]:
    """Every service package that is here, by id, under the law of its country.

    Raises PackageFaults and NotUnderstood.
    """
    read = map(read_package, service_folders().values())
    return {one.id: under(one, country(one.country)) for one in read}


def service_folders() -> Mapping[str, Path]:
    """Where each service package lies, by its id; one of this installation's own takes the place
    of one that comes along.  Raises NotUnderstood."""
    missing = next((one for one in settings.SERVICES if not one.is_dir()), None)
    if missing:
        raise NotUnderstood(
            "The services of this installation cannot be read.",
            because="{folder} is no folder, or cannot be read.",
            instead="Correct SAMRUM_SERVICES, or take it out.",
            folder=missing,
        )
    found = (one.parent for place in settings.SERVICES for one in place.glob("*/package.toml"))
    by_id = {folder.name: folder for folder in found}
    return {id: by_id[id] for id in sorted(by_id)}


@cache
def package_of_rooms(tenant: int) -> ServicePackage:
    """The service that rooms are for, as the municipality has adopted it or else as it travels.

    Raises KeyError where none that asks anything of a room is here.
    """
    found = {id for id, one in packages().items() if one.room is not None}
    adopted = next((package(tenant, id) for id in found & set(municipality(tenant).adopted)), None)
    return adopted or packages()[min(found)]


@cache
def country(id: str) -> CountryPack:
    """A country's procedure law."""
    return read_country(shipped("countries") / id)


def read_municipality(file: Path) -> Municipality:
    """Read one file.  Raises NotUnderstood."""
    try:
        text = file.read_text(encoding="utf-8")
        return _municipality(tomllib.loads(text), _adopted(file.name, text))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        because: object = error
    except KeyError as error:
        because = f"{error} is missing"
    except (TypeError, ValueError, AttributeError) as error:
        because = error
    raise NotUnderstood(
        "{file} cannot be read.",
        because="{because_of}.",
        instead="Compare it with what `samrum new municipality` writes.",
        file=file.name,
        because_of=because,
    )


def _municipality(told: Mapping[str, Any], adopted: Mapping[str, Adopted]) -> Municipality:
    units = {id: _unit(id, one) for id, one in told["units"].items()}
    strangers = sorted({one.unit for one in adopted.values()} - set(units))
    if strangers:
        raise ValueError(f"no unit is called {', '.join(strangers)}")
    return Municipality(
        tenant=int(told["tenant"]),
        id=told["id"],
        name=told["name"],
        agency=told["agency"],
        organisation_number=told["organisation_number"],
        country=told["country"],
        code=told["code"],
        zone=ZoneInfo(told["time_zone"]),
        languages=tuple(told["languages"]),
        hosts=tuple(told["hosts"]),
        web=told["web"],
        units=units,
        adopted=adopted,
        channels=told["channels"],
        registers=told.get("registers", {}),
        destroys_by=str(told.get("retention", {}).get("resolution", "")),
        guardians_always=bool(told.get("rooms", {}).get("guardians_always", True)),
        systems={id: _system(id, one) for id, one in told.get("systems", {}).items()},
        data_protection=_officers_unit(told),
        administrator=str(told.get("administrator", {}).get("email", "")),
        protects_by=str(told.get("protected", {}).get("resolution", "")),
    )


def _system(id: str, told: Mapping[str, Any]) -> KnownSystem:
    webhook, private = told.get("webhook", ""), bool(told.get("private", False))
    if webhook and urlsplit(webhook).scheme != "https" and not private:
        raise ValueError(f"the webhook of {id} is not https")
    return KnownSystem(
        f"system:{id}", told["name"], told["client"], roles_in(told["scopes"]), webhook, private
    )


def roles_in(scopes: Iterable[str]) -> dict[str, tuple[SystemRole, ...]]:
    """What scopes such as "intake:parking-permit" name, by service.  Raises ValueError."""
    roles: dict[str, tuple[SystemRole, ...]] = {}
    for scope in scopes:
        role, _, service = scope.partition(":")
        if role not in SYSTEM_ROLES or not service:
            raise ValueError(f"no system can be {scope}")
        roles[service] = (*roles.get(service, ()), cast(SystemRole, role))
    return roles


def _officers_unit(told: Mapping[str, Any]) -> str:
    unit = str(told.get("data_protection", {}).get("unit", ""))
    if unit and unit not in told["units"]:
        raise ValueError(f"no unit is called {unit}")
    return unit


def _unit(id: str, told: Mapping[str, Any]) -> Unit:
    branch = told.get("branch", "")
    if branch not in get_args(Branch):
        raise ValueError(f"no branch is called {branch}")
    return Unit(
        id,
        told["name"],
        told["agency"],
        told["phone"],
        told["email"],
        told["hours"],
        tuple(told["address"]),
        branch,
    )


def _adopted(file: str, text: str) -> dict[str, Adopted]:
    """The services that the boards have adopted.  Raises NotUnderstood with every fault."""
    faults: list[Fault] = []
    sheet = read_sheet(file, text, faults)
    services, units = sheet.table("services"), sheet.table("units")
    adopted = {id: _one_adopted(id, services.table(id), units) for id in services.names()}
    if faults:
        raise NotUnderstood(
            "{file} cannot be read.",
            because="{because_of}.",
            instead="Compare it with what `samrum new municipality` writes.",
            file=file,
            because_of="\n".join(map(str, sorted(faults))).rstrip("."),
        )
    return adopted


def _one_adopted(id: str, sheet: Sheet, units: Sheet) -> Adopted:
    unit = sheet.text("unit")
    board = units.table(unit).text("agency") if units.has(unit) else ""
    adopted = Adopted(id, unit, read_adoption(sheet, board, LANGUAGES))
    sheet.finish()
    return adopted
