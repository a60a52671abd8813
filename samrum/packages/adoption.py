"""What the adopting board has set for a service: its resolution, bindings, and who decides.

It stands in the municipality's own file, under [services.<id>], and reaches the core on the package
(`package.adoption`), so that a guard can ask whether the board has given somebody the right to
decide.  A service that no board has adopted is only being tried: `NOT_ADOPTED`.

```toml
[services.parking-permit]
unit = "permits"
resolution = "The board 2026-09-14 § 112"
bindings = { municipality_code = "9901" }

[[services.parking-permit.delegation]]
id = "3.1"
matter = { sv = "Tillstånd", da = "Tilladelse", en = "Permit" }
outcomes = ["grant", "partial"]
when = 'parking_permit.request != "lost"'   # FEEL over the facts and bindings; left out: always
titles = ["handläggare"]                    # or persons = [ids]
longest_years = 5                           # how long a decision may be valid
resolution = "The board 2026-09-14 § 113"
valid_from = 2026-09-14

[services.parking-permit.automation]        # the board lets a function decide
function = "parking-renewal"
version = "1"
resolution = "The board 2026-09-14 § 114"
when = 'parking_permit.request = "renewal"'
runs = "at-once"                            # or "nightly"
valid_from = 2026-09-14
```
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from samrum.packages.check import check_expression
from samrum.packages.expression import Expression
from samrum.packages.fault import Fault
from samrum.packages.names import DECISION_OUTCOMES, Shape
from samrum.packages.sheet import Sheet

Words = Mapping[str, str]
RUNS: Final = ("at-once", "nightly")
REFUSE_DEMAND: Final = "refuse_demand"
"""The outcome of a row by which a demand for a decision is refused, which is a decision too."""
DELEGATED: Final = (*DECISION_OUTCOMES, REFUSE_DEMAND)


@dataclass(frozen=True, slots=True)
class Delegation:
    """One row of the delegation order: in what matter whoever has one of `titles`, or is one of
    `persons` (ids), decides for the board.

    `outcomes` and `when` (FEEL, None for always) say the matter, `matter` in words.  A decision may
    be valid at most `longest_years`, None for no limit.  In force from `valid_from` to `valid_to`.
    """

    id: str
    matter: Words
    outcomes: tuple[str, ...]
    titles: tuple[str, ...]
    resolution: str
    persons: tuple[str, ...] = ()
    when: Expression | None = None
    longest_years: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        return in_force(day, self.valid_from, self.valid_to)

    @property
    def reference(self) -> str:
        """Return how a decision names the row."""
        return f"{self.id}, {self.resolution}"


@dataclass(frozen=True, slots=True)
class Automated:
    """What the board lets an automated function decide: cases where `when` holds.

    The function is known by its id and `version`; it `runs` "at-once" or "nightly".
    """

    function: str
    version: str
    resolution: str
    when: Expression
    runs: str = "nightly"
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        return in_force(day, self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Adoption:
    """What `board` has set for a service by `resolution`; `automation` is None where it lets no
    function decide."""

    board: str = ""
    resolution: str = ""
    bindings: Mapping[str, bool | int | str] = field(default_factory=dict)
    delegation: tuple[Delegation, ...] = ()
    automation: Automated | None = None

    @property
    def is_adopted(self) -> bool:
        return bool(self.resolution)


NOT_ADOPTED: Final = Adoption()


def in_force(day: date, first: date | None, last: date | None) -> bool:
    """Return whether a day is within two days, each None for no end."""
    return (first is None or first <= day) and (last is None or day <= last)


def read_adoption(sheet: Sheet, board: str, languages: Sequence[str]) -> Adoption:
    """Return what a table of the municipality's file sets; faults are noted.

    Whoever reads the table asks for its other keys, and finishes it.
    """
    resolution = sheet.text("resolution")
    bindings = sheet.table("bindings")
    rows = tuple(_row(table, resolution, languages) for table in sheet.tables("delegation"))
    for number, table in enumerate(sheet.tables("delegation")):
        if rows[number].id in [row.id for row in rows[:number]]:
            table.fault(
                "id",
                f"There are two rows of the id {rows[number].id!r}.",
                "A decision names the row it was made under.",
                "Give one of them another id.",
            )
    told = sheet.table("automation")
    return Adoption(
        board,
        resolution,
        {key: bindings.anything(key) for key in bindings.names()},
        rows,
        _automated(told) if told.names() else None,
    )


def _row(sheet: Sheet, resolution: str, languages: Sequence[str]) -> Delegation:
    outcomes = sheet.texts("outcomes", DECISION_OUTCOMES)
    for outcome in outcomes:
        if outcome not in DELEGATED:
            sheet.fault(
                "outcomes",
                f"{outcome!r} is no outcome.",
                "The row would never hold.",
                f"Use: {', '.join(DELEGATED)}.",
            )
    row = Delegation(
        id=sheet.text("id"),
        matter=sheet.words("matter", languages),
        outcomes=outcomes,
        titles=sheet.texts("titles", ()),
        resolution=sheet.text("resolution", resolution),
        persons=sheet.texts("persons", ()),
        when=_condition(sheet) if sheet.has("when") else None,
        longest_years=sheet.maybe_whole("longest_years", least=1),
        valid_from=sheet.maybe_day("valid_from"),
        valid_to=sheet.maybe_day("valid_to"),
    )
    sheet.text("when", "")
    if not row.titles and not row.persons:
        sheet.fault(
            "titles",
            "The row gives nobody the right to decide.",
            "It names neither a title nor a person.",
            'Write titles = ["..."], or take the row out: then the board decides itself.',
        )
    sheet.finish()
    return row


def _automated(sheet: Sheet) -> Automated:
    automated = Automated(
        function=sheet.text("function"),
        version=sheet.text("version"),
        resolution=sheet.text("resolution"),
        when=_condition(sheet),
        runs=sheet.one_of("runs", RUNS, "nightly"),
        valid_from=sheet.maybe_day("valid_from"),
        valid_to=sheet.maybe_day("valid_to"),
    )
    sheet.finish()
    return automated


def _condition(sheet: Sheet) -> Expression:
    return Expression(sheet.text("when"), sheet.place("when"))


def condition_faults(adoption: Adoption, shape: Shape) -> list[Fault]:
    """Return what is wrong with the conditions, once it is known what the service speaks of."""
    faults: list[Fault] = []
    conditions = [row.when for row in adoption.delegation if row.when is not None]
    if adoption.automation is not None:
        conditions.append(adoption.automation.when)
    for condition in conditions:
        file, _, line = condition.place.rpartition(":")
        check_expression(condition.text, file, int(line), shape, faults)
    return faults
