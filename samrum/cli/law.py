"""List what the law makes certain, with its provision and its proof, and play the law's stories.

`samrum law list` prints every invariant of a country: its id, provision, how sure that is, which
guards hold it, and the stories or tests that prove it, passing and refused. `samrum law check`
plays the stories. No installation is needed for either.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from samrum.core.story import Story, differences, read_law_stories, tell
from samrum.packages.country import CountryPack, Invariant, read_country, under
from samrum.packages.fault import PackageFaults
from samrum.packages.package import ServicePackage
from samrum.packages.places import shipped
from samrum.packages.read import read_package

TO_VERIFY = "to be verified"


@dataclass(frozen=True, slots=True)
class Proved:
    """An invariant with what holds it and what proves it; `breaches` are acts that are refused."""

    id: str
    provision: str
    tag: str
    subject: str
    says: str
    sources: tuple[str, ...]
    guards: tuple[str, ...]
    passes: tuple[str, ...]
    breaches: tuple[str, ...]

    @property
    def is_proved(self) -> bool:
        return bool(self.passes and self.breaches)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("list", "check"), help="print it, or play its stories")
    parser.add_argument("--country", choices=countries(), help="only this country's")
    parser.add_argument("--json", action="store_true", help="for machines")


def run(args: argparse.Namespace) -> int:
    """list: 0 when everything is proved; check: 0 when every story ends as it is told."""
    chosen = [args.country] if args.country else countries()
    try:
        laws = {country: law(country) for country in chosen}
    except PackageFaults as faults:
        for fault in faults.faults:
            print(
                f"{fault.file}:{fault.line}\n  {fault.what}\n  {fault.because}\n  {fault.instead}"
            )
        return 1
    return _check(laws) if args.what == "check" else _list(laws, as_json=args.json)


def countries() -> list[str]:
    """The ids of the country packs that travel with the product."""
    return sorted(one.parent.name for one in shipped("countries").glob("*/country.toml"))


@dataclass(frozen=True, slots=True)
class CountryLaw:
    """A country's pack, and its stories with the services they are told on."""

    pack: CountryPack
    stories: tuple[tuple[Story, ServicePackage], ...]
    services: Mapping[str, ServicePackage]

    def proved(self) -> Iterator[Proved]:
        """Every invariant, in the order of the pack."""
        for one in self.pack.invariants:
            yield self._proved(one)

    def _proved(self, one: Invariant) -> Proved:
        mine = [story for story, _ in self.stories if story.invariant == one.id]
        where = f"countries/{self.pack.id}"
        passing = [f"{where}/{s.place}" for s in mine if s.ending.refused is None]
        refused = [f"{where}/{s.place}" for s in mine if s.ending.refused is not None]
        return Proved(
            one.id,
            one.provision,
            one.tag,
            one.subject,
            one.says["en"],
            one.sources,
            tuple(self._guards(one)),
            (*passing, *one.passes),
            (*refused, *one.breaches),
        )

    def _guards(self, one: Invariant) -> Iterator[str]:
        """The guards that hold it: the country's, and those of its services."""
        yield from (guard.id for guard in self.pack.guards if guard.invariant == one.id)
        for service in self.services.values():
            mine = (
                guard for guard in service.guards if guard.own and service.country == self.pack.id
            )
            yield from (f"services/{service.id}: {g.id}" for g in mine if g.invariant == one.id)


def law(country: str) -> CountryLaw:
    """The law of a country with its stories.  Raises PackageFaults."""
    folder = shipped("countries") / country
    pack = read_country(folder)
    known = services(pack)
    return CountryLaw(pack, read_law_stories(folder, known), known)


def services(pack: CountryPack) -> Mapping[str, ServicePackage]:
    """Every shipped service, by id, under this country's law.  Raises PackageFaults."""
    folders = sorted(one.parent for one in shipped("services").glob("*/package.toml"))
    return {read.id: under(read, pack) for read in map(read_package, folders)}


def _list(laws: Mapping[str, CountryLaw], *, as_json: bool) -> int:
    proved = [one for each in laws.values() for one in each.proved()]
    if as_json:
        print(json.dumps([asdict(one) for one in proved], ensure_ascii=False, indent=2))
    else:
        for one in proved:
            print("\n".join(_told(one)))
        wanting = sum(not one.is_proved for one in proved)
        print(f"{len(proved)} invariants, {wanting} of them not proved both ways.")
    return 0 if all(one.is_proved for one in proved) else 1


def _told(one: Proved) -> Iterator[str]:
    sure = TO_VERIFY if one.tag == "MEM" else one.tag
    yield f"{one.id}  {one.provision}  ({sure}{', room' if one.subject == 'room' else ''})"
    yield f"  {one.says}"
    yield from (f"  read on: {source}" for source in one.sources)
    yield f"  guards: {', '.join(one.guards) or 'none: the core itself holds it'}"
    yield f"  passes: {', '.join(one.passes) or 'NOTHING PROVES IT'}"
    yield f"  is refused: {', '.join(one.breaches) or 'NOTHING PROVES IT'}"
    yield ""


def _check(laws: Mapping[str, CountryLaw]) -> int:
    wrong = 0
    for country, each in laws.items():
        for story, package in each.stories:
            for difference in differences(story, tell(story, package)):
                wrong += 1
                where = Path("countries") / country / story.place
                print(f"{where}: {story.tells}\n  {difference}")
        print(f"{country}: {len(each.stories)} stories played.")
    return 1 if wrong else 0
