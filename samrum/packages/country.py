"""A country pack: the procedure law of a country, as data.

```
countries/se/
  country.toml      who it is, how its people are numbered, what nobody has read yet; the steps and
                    letters that the law itself asks for
  guards.toml       the guards at the stages of an administrative act
  calendar.toml     the days of rest, on which no time runs out
  delivery.toml     the ways in which a decision reaches a party, and when it counts as there
  change.toml       the grounds on which a decision may be changed
  invariants.toml   what always holds, each with its provision and how it is proved
  secrecy.toml      the grounds on which something may be hidden from a party; none without it
  incident.toml     whom to tell of an incident, and within what time
  letters/*.md      the texts of its letters
  stories/*.toml    what passes and what a guard refuses, told on a service
```

A service stands under the law of its country (`under`): the country's guards, steps and letters
are added to its own, and it reckons by the country's calendar, so that a service says only what is
its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from samrum.packages.calendar import Calendar, read_calendar
from samrum.packages.change_ground import ChangeGround, read_change_grounds
from samrum.packages.delivery import DeliveryMethod, read_delivery
from samrum.packages.demand import DemandRule, read_demand
from samrum.packages.fault import Fault, PackageFaults, perhaps
from samrum.packages.folder import digest_of, text_of
from samrum.packages.guard import TAGS, GuardRule, read_guards
from samrum.packages.incident import ReportRule, read_reports
from samrum.packages.names import shape_of
from samrum.packages.package import Ground, LetterTemplate, ServicePackage, StepTemplate, Words
from samrum.packages.person_number import FORM, PersonNumber
from samrum.packages.read_work import WorkReading, step_ids
from samrum.packages.secrecy import SecrecyGround, read_grounds
from samrum.packages.sheet import Sheet, read_sheet
from samrum.packages.support import SupportRule, read_support_rule
from samrum.packages.transfer import TransferRule, read_transfer
from samrum.packages.vocabulary import LANGUAGES

_SHEETS: Final = ("country.toml", "guards.toml", "invariants.toml", "calendar.toml")
SECRECY: Final = "secrecy.toml"
DELIVERY: Final = "delivery.toml"
CHANGE: Final = "change.toml"
INCIDENT: Final = "incident.toml"


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that always holds.

    `subject` is "case" or "room".  `sources` are the pages it was read on, where that is not the
    law's own text.  `passes` and `breaches` name the tests of this repository that prove it where
    no story of the pack can: "tests/core/test_access.py::test_...".
    """

    id: str
    provision: str
    tag: str
    subject: str
    says: Mapping[str, str]
    sources: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()
    breaches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CountryPack:
    """The procedure law of one country; `digest` is the SHA-256 over its files.

    `to_verify` are claims about the law that nobody has read in its text yet.
    """

    id: str
    digest: str
    title: Mapping[str, str]
    guards: tuple[GuardRule, ...]
    steps: tuple[StepTemplate, ...]
    letters: tuple[LetterTemplate, ...]
    invariants: tuple[Invariant, ...]
    calendar: Calendar
    person_number: PersonNumber
    secrecy: tuple[SecrecyGround, ...] = ()
    to_verify: tuple[Words, ...] = ()
    delivery: tuple[DeliveryMethod, ...] = ()
    appeal_oral: bool = False
    change_grounds: tuple[ChangeGround, ...] = ()
    hearing_grounds: tuple[Ground, ...] = ()
    demand: DemandRule | None = None
    transfer: TransferRule | None = None
    support: SupportRule | None = None
    reports: tuple[ReportRule, ...] = ()


def under(package: ServicePackage, law: CountryPack) -> ServicePackage:
    """Return the service under the law of its country; its own steps and letters come first.

    A service's own step or letter of the same id stands in for the country's.
    """
    _known_delivery(package, law)
    own_steps, own_letters = ({one.id for one in mine} for mine in (package.steps, package.letters))
    return replace(
        package,
        guards=(*law.guards, *package.guards),
        secrecy=law.secrecy,
        to_verify=(*package.to_verify, *law.to_verify),
        steps=(*package.steps, *(one for one in law.steps if one.id not in own_steps)),
        letters=(*package.letters, *(one for one in law.letters if one.id not in own_letters)),
        calendar=law.calendar,
        delivery=law.delivery,
        appeal_oral=law.appeal_oral,
        change_grounds=law.change_grounds,
        hearing_grounds=law.hearing_grounds,
        demand=law.demand,
        transfer=law.transfer,
        support_rule=law.support,
    )


def _known_delivery(package: ServicePackage, law: CountryPack) -> None:
    """Raises PackageFaults for a way of delivery that the country does not know."""
    known = [method.id for method in law.delivery]
    if package.delivered_by and package.delivered_by not in known:
        raise PackageFaults(
            [
                Fault(
                    f"{package.id}/package.toml",
                    0,
                    f"There is no way of delivery {package.delivered_by!r}.",
                    f"The law of {law.id} does not know it.",
                    perhaps(package.delivered_by, known, "It knows:"),
                )
            ]
        )


def read_country(folder: Path) -> CountryPack:
    """Return the country pack in `folder`; raises PackageFaults with everything that is wrong."""
    faults: list[Fault] = []
    files = {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix in (".toml", ".md")
    }
    _must_be_whole(folder.name, files)
    main, guards, invariants, calendar = (
        read_sheet(f"{folder.name}/{name}", text_of(name, files[name], faults), faults)
        for name in _SHEETS
    )
    languages = main.texts("languages", LANGUAGES)
    shape = shape_of((), steps=step_ids(main))
    work = WorkReading(main, files, languages, {}, shape, faults)
    steps, appeal = work.steps({}), main.table("appeal")
    pack = CountryPack(
        main.text("id"),
        digest_of(files),
        main.words("title", languages),
        read_guards(guards, languages, faults),
        steps,
        work.letters(steps),
        tuple(_invariant(table, languages) for table in invariants.tables("invariant")),
        read_calendar(calendar),
        _person_number(main),
        _secrecy(folder.name, files, languages, faults),
        tuple(_verify(table, languages) for table in main.tables("to_verify")),
        _delivery(folder.name, files, languages, faults),
        appeal.flag("oral", False),
        _change_grounds(folder.name, files, languages, faults),
        tuple(_ground(table, languages) for table in main.tables("hearing_ground")),
        read_demand(main.table("demand")),
        read_transfer(main.table("transfer"), languages),
        read_support_rule(main.table("support")),
        _reports(folder.name, files, languages, faults),
    )
    for sheet in (appeal, main, guards, invariants):
        sheet.finish()
    _strangers(guards, pack)
    if faults:
        raise PackageFaults(faults)
    return pack


def _ground(sheet: Sheet, languages: tuple[str, ...]) -> Ground:
    ground = Ground(sheet.text("id"), sheet.text("provision"), sheet.words("title", languages))
    sheet.finish()
    return ground


def _must_be_whole(folder: str, files: Mapping[str, bytes]) -> None:
    """Raises PackageFaults for sheets that are not there."""
    faults = [
        Fault(
            f"{folder}/{name}",
            0,
            "There is no such country pack, or a part of it is missing.",
            "A service names the country whose law it follows.",
            f"Give the id of a folder in countries/ with {', '.join(_SHEETS)}, such as se.",
        )
        for name in _SHEETS
        if name not in files
    ]
    if faults:
        raise PackageFaults(faults)


def _secrecy(
    folder: str, files: Mapping[str, bytes], languages: tuple[str, ...], faults: list[Fault]
) -> tuple[SecrecyGround, ...]:
    if SECRECY not in files:
        return ()
    text = text_of(SECRECY, files[SECRECY], faults)
    return read_grounds(read_sheet(f"{folder}/{SECRECY}", text, faults), languages)


def _person_number(sheet: Sheet) -> PersonNumber:
    form = sheet.text("person_number")
    if form and not FORM.fullmatch(form):
        sheet.fault(
            "person_number",
            f"{form!r} is no way to write a person's number.",
            "A number is kept in one form, however it is said.",
            'Write Y, M and D for the day of birth and N for the other figures: "DDMMYY-NNNN".',
        )
    return PersonNumber(form)


def _verify(sheet: Sheet, languages: tuple[str, ...]) -> Words:
    says = sheet.words("says", languages)
    sheet.finish()
    return says


def _delivery(
    folder: str, files: Mapping[str, bytes], languages: tuple[str, ...], faults: list[Fault]
) -> tuple[DeliveryMethod, ...]:
    if DELIVERY not in files:
        return ()
    text = text_of(DELIVERY, files[DELIVERY], faults)
    return read_delivery(read_sheet(f"{folder}/{DELIVERY}", text, faults), languages)


def _change_grounds(
    folder: str, files: Mapping[str, bytes], languages: tuple[str, ...], faults: list[Fault]
) -> tuple[ChangeGround, ...]:
    if CHANGE not in files:
        return ()
    text = text_of(CHANGE, files[CHANGE], faults)
    return read_change_grounds(read_sheet(f"{folder}/{CHANGE}", text, faults), languages)


def _reports(
    folder: str, files: Mapping[str, bytes], languages: tuple[str, ...], faults: list[Fault]
) -> tuple[ReportRule, ...]:
    if INCIDENT not in files:
        return ()
    text = text_of(INCIDENT, files[INCIDENT], faults)
    return read_reports(read_sheet(f"{folder}/{INCIDENT}", text, faults), languages)


def _invariant(sheet: Sheet, languages: tuple[str, ...]) -> Invariant:
    invariant = Invariant(
        sheet.text("id"),
        sheet.text("provision"),
        sheet.one_of("tag", TAGS),
        sheet.one_of("subject", ("case", "room"), "case"),
        sheet.words("says", languages),
        sheet.texts("sources", ()),
        sheet.texts("passes", ()),
        sheet.texts("breaches", ()),
    )
    sheet.finish()
    return invariant


def _strangers(sheet: Sheet, pack: CountryPack) -> None:
    """Note the guards that hold an invariant which nobody listed."""
    known = {one.id for one in pack.invariants}
    for table, guard in zip(sheet.tables("guard"), pack.guards, strict=True):
        if guard.invariant not in known:
            table.fault(
                "invariant",
                f"The guard {guard.id} holds {guard.invariant or 'no invariant'}.",
                "What a country's guard holds stands in invariants.toml, with its provision.",
                "Name one of them, or add it there.",
            )
