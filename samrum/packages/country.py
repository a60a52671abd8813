"""A country pack: the procedure law of a country as guards at the stages of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from samrum.packages.fault import Fault, PackageFaults
from samrum.packages.folder import text_of
from samrum.packages.guard import GuardRule, guard_of, read_guards
from samrum.packages.package import ServicePackage
from samrum.packages.sheet import read_sheet
from samrum.packages.vocabulary import LANGUAGES


@dataclass(frozen=True, slots=True)
class CountryPack:
    """The law of one country, as far as it guards the acts in a case."""

    id: str
    title: Mapping[str, str]
    guards: tuple[GuardRule, ...]

    def guard(self, package: ServicePackage, today: date) -> Callable[[str, Any, Any], None]:
        """Return the guard of a service on a day: the country's law, then the service's own."""
        told = {
            "outcomes": package.outcomes,
            "appeal_days": package.appeal_days,
            "appeal_instance": package.appeal_instance.get("en", ""),
        }
        return guard_of((*self.guards, *package.guards), told, today)


def read_country(folder: Path) -> CountryPack:
    """Return the country pack in `folder`; raises PackageFaults with everything that is wrong."""
    faults: list[Fault] = []
    file = folder / "country.toml"
    if not file.is_file():
        raise PackageFaults(
            [
                Fault(
                    f"{folder.name}/country.toml",
                    0,
                    "There is no such country pack.",
                    "A service names the country whose law it follows.",
                    "Give the id of a folder in countries/, such as se.",
                )
            ]
        )
    name = f"{folder.name}/country.toml"
    sheet = read_sheet(name, text_of(name, file.read_bytes(), faults), faults)
    languages = sheet.texts("languages", LANGUAGES)
    pack = CountryPack(
        sheet.text("id"), sheet.words("title", languages), read_guards(sheet, languages, faults)
    )
    sheet.finish()
    if faults:
        raise PackageFaults(faults)
    return pack
