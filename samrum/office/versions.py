"""The versions of a service: what a case began under is kept, and a case can be moved to another.

The package of a case is kept in the file store under its own digest before the case is opened, so a
case goes on under the version it began with when a newer one comes with the product.  A case that
is being worked on is moved when somebody says so (`rebase`); one that was decided stays as it is.
A room keeps the version it was opened under in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

from samrum.channels.store import Damaged, Missing, Store
from samrum.core.case import Apply, Case, Command, RebaseCase, TakeOverCase
from samrum.core.refusal import Refused
from samrum.journal import cases, rooms
from samrum.journal.database import one_moment
from samrum.office.municipality import (
    country,
    municipality,
    package,
    package_of_rooms,
    service_folders,
)
from samrum.packages.adoption import NOT_ADOPTED, Adoption
from samrum.packages.country import under
from samrum.packages.fault import PackageFaults
from samrum.packages.folder import packed, read_files
from samrum.packages.package import ServicePackage, adopt
from samrum.packages.read import read_packed

TELL_EVERY: Final = 200


@dataclass(slots=True)
class Running:
    """The cases of a service: by stage, how many are under each version ("1.0.0 6fd89c3a76d7")."""

    stages: dict[str, dict[str, int]] = field(default_factory=dict)
    behind: list[tuple[str, str]] = field(default_factory=list)
    """The id and number of those being worked on under another version than the present one."""


def reference_to(package: ServicePackage) -> str:
    """How a case names the package it was opened under: id, version and digest."""
    return f"{package.id} {package.version} {package.digest}"


def reference_for(command: Command, case: Case | None) -> str:
    """The package that a command is done under: the case's, but where the command names one."""
    if isinstance(command, Apply | RebaseCase):
        return command.package
    if isinstance(command, TakeOverCase):
        return command.application.package
    assert case is not None, "only an application may be without a case"
    return case.package


def package_of(tenant: int, reference: str) -> ServicePackage:
    """The package that a case names, as this municipality has adopted it.  Raises KeyError.

    Where the version it names was never kept here, the present one holds.
    """
    service, _, rest = reference.partition(" ")
    present = package(tenant, service)
    if present is None:
        raise KeyError(service)
    digest = rest.rpartition(" ")[2]
    if digest in ("", present.digest):
        return present
    return _kept(tenant, service, digest) or present


@cache
def keep(service: str, digest: str) -> None:
    """Keep the present version of a service under its digest.  Raises OSError."""
    content = packed(read_files(service_folders()[service], []))
    kept = Store(Path(settings.FILES)).keep(content)
    assert kept == digest, "a package is known by the digest of its files"


def running(tenant: int, service: str) -> Running:
    """How many cases are under which version, and which of those being worked on are behind."""
    present = package(tenant, service)
    told = Running()
    with one_moment(tenant):
        for kept in cases.of_service(tenant, service):
            _, version, digest = (*kept.case.package.split(" "), "", "")[:3]
            name = f"{version} {digest[:12]}".strip() or "not said"
            by_version = told.stages.setdefault(kept.case.stage, {})
            by_version[name] = by_version.get(name, 0) + 1
            if present and kept.case.stage == "received" and digest != present.digest:
                told.behind.append((kept.case.id, kept.case.number))
    return told


def rebase(
    tenant: int,
    service: str,
    move: Callable[[str, str], None],
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> tuple[int, Mapping[str, str]]:
    """Move every case that can be moved with `move` (case, reference): how many, and why the others
    cannot, by number.  A case that is moved twice stays where it is."""
    present = package(tenant, service)
    assert present is not None, "asked for a service that is adopted here"
    keep(service, present.digest)
    behind, why = running(tenant, service).behind, {}
    for done, (case, number) in enumerate(behind, start=1):
        try:
            move(case, reference_to(present))
        except Refused as refused:
            why[number] = refused.told()
        if done % TELL_EVERY == 0 or done == len(behind):
            progress(done, len(behind))
    return len(behind) - len(why), why


def package_of_room(tenant: int, reference: str) -> ServicePackage:
    """The package that a room names, as for a case; the present one where it names none, or one
    that was never kept here.  Raises KeyError where no service here asks anything of a room."""
    present = package_of_rooms(tenant)
    service, _, rest = reference.partition(" ")
    digest = rest.rpartition(" ")[2]
    if service != present.id or digest in ("", present.digest):
        return present
    return _kept(tenant, service, digest) or present


def rooms_behind(tenant: int) -> list[tuple[str, str]]:
    """The id and number of each room that stands under another version than the present one."""
    present = reference_to(package_of_rooms(tenant))
    with one_moment(tenant):
        return [(room.id, room.number) for room in rooms.every(tenant) if room.package != present]


@cache
def _kept(tenant: int, service: str, digest: str) -> ServicePackage | None:
    """An earlier version with what the board has set of it; None where it is not here any more."""
    try:
        with Store(Path(settings.FILES)).open(digest) as file:
            read = read_packed(service, file.read())
    except (Missing, Damaged, PackageFaults, ValueError):
        return None
    adopted = municipality(tenant).adopted.get(service)
    return adopted_as(read, adopted.adoption if adopted else NOT_ADOPTED)


def adopted_as(read: ServicePackage, adoption: Adoption) -> ServicePackage:
    """Another version of a service as the board has adopted the present one: what it does not know
    of the board's values is left out."""
    known = {key: value for key, value in adoption.bindings.items() if key in read.bindings}
    return adopt(under(read, country(read.country)), replace(adoption, bindings=known))
