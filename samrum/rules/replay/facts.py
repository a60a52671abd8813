"""The facts of a plan, taken in batch by batch from the columns of a population."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np

from samrum.rules.boundaries import boundaries_of
from samrum.rules.evaluate import Model
from samrum.rules.item_types import resolved
from samrum.rules.plan import FactNode, Plan
from samrum.rules.replay.chunk import Node, Record, context_at, leaves_of
from samrum.rules.replay.columns import Array, Coded, Column, coded, combinations, part
from samrum.rules.replay.fault import ReplayFault
from samrum.rules.replay.grounds import bits_of_findings
from samrum.rules.replay.intake import Intake
from samrum.rules.run import Run
from samrum.rules.types import ANY, ContextType, FeelType, Restricted, conforms, resolve
from samrum.rules.value import Value

Path: TypeAlias = tuple[str, ...]

_UNKNOWN: tuple[Value, ...] = (None,)
# What a member's intake says of a value that the whole context has to be asked about.
_LOOK_CLOSER = 1


class PlainFact:
    """A fact, or a decision made outside, that is one column; or none: no rule looks at it then."""

    def __init__(self, node: Node, column: str | None) -> None:
        self.node = node
        self.columns = () if column is None else (column,)
        self._intake = Intake(node.name, node.type, self._take)

    def take(self, batch: Mapping[str, Column], size: int) -> tuple[Column, Array | None]:
        """The column of the fact, and its findings as bits (None where there are none)."""
        if not self.columns:
            return Coded(np.zeros(size, np.uint8), _UNKNOWN), None
        return self._intake.column(batch[self.columns[0]])

    def _take(self, value: Value) -> tuple[Value, int]:
        run = Run()
        given = {self.node.name: value}
        if isinstance(self.node, FactNode):
            taken = self.node.take(given, run)
        else:
            taken = self.node.make(dict.fromkeys(self.node.needs.nodes()), run, given)
        return taken, bits_of_findings(run.findings)


class RecordFact:
    """A fact that is a context, with a column for each of its members: `person.age`."""

    def __init__(self, fact: FactNode, columns: Mapping[Path, str]) -> None:
        self.node = fact
        self.columns = tuple(columns.values())
        self._members: dict[Path, Intake] = {}
        self._is_plain = True
        for path, name in columns.items():
            kind, is_plain = _member_type(fact.type, path)
            self._is_plain &= is_plain
            self._members[path] = Intake(name, kind, _Member(kind).take)

    def take(self, batch: Mapping[str, Column], size: int) -> tuple[Record, Array | None]:
        """The record of the fact, and its findings as bits (None where there are none)."""
        doubtful = np.full(size, not self._is_plain)
        members: dict[Path, Column] = {}
        for path, intake in self._members.items():
            members[path], found = intake.column(batch[intake.name])
            if found is not None:
                doubtful |= found != 0
        record = _record(members)
        rows = np.flatnonzero(doubtful)
        return self._look_closer(record, rows, size) if len(rows) else (record, None)

    def _look_closer(self, record: Record, rows: Array, size: int) -> tuple[Record, Array | None]:
        """Asks the ordinary evaluation about contexts with members that are not of their types."""
        columns = [coded(part(column, rows)) for column in leaves_of(record)]
        firsts, places = combinations([column.codes for column in columns])
        nulls, bits = [], []
        for first in firsts.tolist():
            run = Run()
            context = context_at(record, int(rows[first]), self.node.type)
            nulls.append(self.node.take({self.node.name: context}, run) is None)
            bits.append(bits_of_findings(run.findings))
        strange = np.zeros(size, np.bool_)
        strange[rows] = np.array(nulls, np.bool_)[places]
        found = np.zeros(size, np.uint64)
        found[rows] = np.array(bits, np.uint64)[places]
        return Record(record.members, strange), found if found.any() else None


Fact: TypeAlias = PlainFact | RecordFact


def facts_of(model: Model, plan: Plan, names: Iterable[str]) -> list[Fact]:
    """The facts of a plan, from columns of these names. Raises ReplayFault for one that the rules
    look at and that has no column."""
    known = set(names)
    lines = boundaries_of(plan, model.types, model.members)
    found: list[Fact] = []
    missing: list[str] = []
    for fact in plan.facts:
        paths = [path for node, path in lines.constants if node is fact]
        name = next((n for n in (fact.name, fact.data.name) if n in known), None)
        if name is not None or not paths:
            found.append(PlainFact(fact, name if paths else None))
            continue
        columns = {path: name for asked in paths for path, name in _below(fact, asked, known)}
        missing += [
            ".".join((fact.name, *path)) for path in paths if not list(_below(fact, path, known))
        ]
        found.append(RecordFact(fact, columns))
    if missing:
        raise ReplayFault(
            f"There is no column for {', '.join(sorted(set(missing)))}.",
            "The rules look at these facts.",
            "Add a column for each; leave it empty where nothing is known.",
        )
    return found


def outside_of(plan: Plan, names: Iterable[str]) -> list[PlainFact]:
    """The decisions that have no expression, and a column with what was decided."""
    known = set(names)
    return [
        PlainFact(node, node.name)
        for node in plan.steps
        if node.decision.expression is None and node.name in known
    ]


class _Member:
    """What one member of a context may be."""

    def __init__(self, kind: FeelType) -> None:
        self._kind = kind

    def take(self, value: Value) -> tuple[Value, int]:
        run = Run()
        fits = conforms(value, self._kind, run)
        return value, 0 if fits and not run.findings else _LOOK_CLOSER


def _below(fact: FactNode, asked: Path, known: Iterable[str]) -> list[tuple[Path, str]]:
    """The columns of a member or of the members inside it, with their paths; or the column that a
    part of a value is taken from, as in `person.born.year`."""
    start = ".".join((fact.name, *asked))
    return [
        (tuple(name[len(fact.name) + 1 :].split(".")), name)
        for name in known
        if name.startswith(f"{fact.name}.")
        and (f"{name}.".startswith(f"{start}.") or f"{start}.".startswith(f"{name}."))
    ]


def _record(members: Mapping[Path, Column]) -> Record:
    """Members by path as records in records."""
    inside: dict[str, dict[Path, Column]] = {}
    for (name, *rest), column in members.items():
        inside.setdefault(name, {})[tuple(rest)] = column
    return Record(
        {name: below[()] if () in below else _record(below) for name, below in inside.items()}
    )


def _member_type(of: FeelType, path: Path) -> tuple[FeelType, bool]:
    """The declared type of a member, and whether nothing on the way restricts a whole context."""
    is_plain = True
    for name in path:
        is_plain = is_plain and not isinstance(resolve(of), Restricted)
        kind = resolved(of)
        is_plain = is_plain and (isinstance(kind, ContextType) or kind == ANY)
        of = dict(kind.entries).get(name, ANY) if isinstance(kind, ContextType) else ANY
    return of, is_plain
