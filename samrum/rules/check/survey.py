"""One decision table made ready for questions: its columns, its variables and what they can be.

Whatever is found here can be evaluated: an example holds values for every variable, and `ask` gives
what the table (and, where all of them are facts, the whole model) makes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from samrum.rules.check.answers import Answers
from samrum.rules.check.columns import (
    STEPS,
    InputColumn,
    Possible,
    constants_in,
    is_list_of_constants,
    parsed,
    passing,
)
from samrum.rules.check.grid import MOST_TOGETHER, Grid, Point, make_grid
from samrum.rules.check.infer import part_type, type_of
from samrum.rules.check.lines import Lines, Path, Reader
from samrum.rules.check.places import Place
from samrum.rules.check.remark import Example
from samrum.rules.check.space import MOST_COLUMNS, Axis, Effort, Held, Option, Space, State
from samrum.rules.compile import compile_expression
from samrum.rules.compile.fold import NOT_CONSTANT, Folder
from samrum.rules.compute import Compute, Surroundings
from samrum.rules.decide_table import compile_table
from samrum.rules.finding import Finding
from samrum.rules.item_types import allowed_tests, resolved, type_named
from samrum.rules.model import Table
from samrum.rules.plan import FunctionNode
from samrum.rules.run import Exhausted, Run
from samrum.rules.trace import TracedRun
from samrum.rules.tree import Node
from samrum.rules.types import ANY, BOOLEAN, ContextType, FeelType
from samrum.rules.value import Value

_DEEPEST = 5

# Rules times options of a table that is still looked at.
_MOST_LOOKS = 3_000_000

# What asking a table costs, in options looked at.
_ASKING = 200

# No name of FEEL begins like this: the first part of the path of a column.
_COLUMN = "\0"


class Answer(NamedTuple):
    """What a table gave: its value, the numbers of the rules that match and of those used."""

    value: Value
    matched: tuple[int, ...]
    used: tuple[int, ...]
    findings: tuple[Finding, ...]


class Survey:
    """A table in its place. `possible`: what facts can be, by their names ("mobility.walks")."""

    def __init__(
        self, place: Place, answers: Answers, possible: Mapping[str, Possible], effort: Effort
    ) -> None:
        assert isinstance(place.expression, Table)
        self.place = place
        self.table: Table = place.expression
        self.effort = effort
        self.scope = place.scope
        self.types = place.types
        self._answers = answers
        self._possible = possible
        self.columns = [
            InputColumn(number, self.table, self.scope) for number in range(len(self.table.inputs))
        ]
        self._reader = Reader(place.known)
        self.plain: list[Path | None] = [self._read(column) for column in self.columns]
        self._lines: Lines = self._reader.lines
        real, columns = _without_wholes(self._lines)
        self.grids: dict[Path, Grid] = {path: self._grid(path) for path in (*real, *columns)}
        self.paths: list[Path] = real
        self._numbers = {path: number for number, path in enumerate(self.paths)}

    # --- what can be

    @cached_property
    def space(self) -> Space:
        """All that the variables can be, as far as their grids show it."""
        axes = [self._axis(column) for column in self.columns]
        return Space(axes, [self.grids[path].points for path in self.paths], self.effort)

    @cached_property
    def wide(self) -> Space:
        """A space at least as wide as what can be: every column that is reckoned is anything."""
        points = [self.grids[path].points for path in self.paths]
        axes: list[Axis] = []
        for column in self.columns:
            if column in self.reckoned:
                points.append(self._free_points(column))
                axes.append(self._free_axis(column, len(points) - 1))
            else:
                axes.append(self._axis(column))
        return Space(axes, points, self.effort)

    @cached_property
    def reckoned(self) -> list[InputColumn]:
        """The columns for which trying every region does not try everything."""
        return [column for column in self.columns if self._is_reckoned(column)]

    def find(self, must: int = 0, forbid: int = 0) -> tuple[State | None, bool]:
        """A state in which these rules match and those do not, and whether the question is settled:
        not when there is none among the values tried, and perhaps one beyond them."""
        state = self.space.find(must, forbid)
        return state, state is not None or self.is_settled(must, forbid)

    def is_settled(self, must: int = 0, forbid: int = 0) -> bool:
        """Whether there is no such state for certain, after none was found."""
        if not self.reckoned:
            return self.space.complete
        return self.wide.find(must, forbid) is None and self.wide.complete

    @property
    def is_too_large(self) -> bool:
        """Whether the table has more columns, or more rules times values, than are looked at."""
        if len(self.columns) > MOST_COLUMNS:
            return True
        options = sum(map(len, self.wide.options))
        return options * len(self.table.rules) > _MOST_LOOKS

    def variables_of(self, column: InputColumn) -> tuple[Path, ...]:
        """The variables that a column and its cells read."""
        return self._variables([column.node, *column.nodes, column.allowed])

    def cell_variables(self, column: InputColumn) -> tuple[Path, ...]:
        """The variables that the cells of a column read, beside what it tests itself."""
        own = self._variables([column.node])
        found = self._variables([*column.nodes, column.allowed])
        return tuple(path for path in found if path not in own)

    def is_linked(self, path: Path) -> bool:
        """Whether a variable is compared with others, so that constants do not say all of it."""
        return len(self._lines.together(path)) > 1

    # --- what comes of it

    def example(self, state: Iterable[Option], columns: Iterable[int]) -> Example:
        """The values of a state; those of the numbered columns are the ones that matter."""
        chosen = {number: index for option in state for number, index in option.given}
        points = self.space.points
        values = dict(self._beside)
        values |= {self.paths[n]: points[n][index].value for n, index in chosen.items()}
        shown = dict.fromkeys(p for n in columns for p in self.variables_of(self.columns[n]))
        return Example(
            given=self._whole(values),
            shown=tuple((".".join(path), values[path]) for path in shown),
            by_facts=all(self.place.known[path[0]].kind == "fact" for path in values),
        )

    def ask(self, example: Example) -> Answer:
        """What the table makes of an example: by way of the whole model where that can be."""
        place = self.place
        self.effort.spend(_ASKING)
        if example.by_facts and place.is_whole and place.decision is not None:
            decision = place.decision.decision.id
            outcome = place.model.evaluate(decision, example.given, trace=True)
            told = outcome.trace.decisions[-1].rules if outcome.trace else ()
            return Answer(
                outcome.value,
                tuple(rule.number for rule in told),
                tuple(rule.number for rule in told if rule.used),
                outcome.findings,
            )
        run = TracedRun(None)
        run.decisions, run.matched = [], []
        value = _computed(self._compute, {**self._functions, **example.given}, run)
        return Answer(
            value,
            tuple(rule.number for rule in run.matched),
            tuple(rule.number for rule in run.matched if rule.used),
            tuple(run.findings),
        )

    # --- how

    def _read(self, column: InputColumn) -> Path | None:
        """Read the lines that a column draws; gives the variable that it simply names, if any.

        A column that is reckoned is a variable of its own for its cells, see `wide`."""
        if column.node is None:
            return None
        paths = self._reader.flow(column.node, column.constants)
        if not paths:
            paths = [_own_path(column)]
            self._reader.lines.constants[paths[0]] = [c for c in column.constants if c is not None]
        for node in (*column.nodes, column.allowed):
            if node is not None:
                self._reader.cell(node, paths)
        return self._reader.variable(column.node)

    def _grid(self, path: Path) -> Grid:
        root = self.place.known.get(path[0])
        closed = None if root is None else self._answers.of(root, path[1:])
        if closed is not None:
            self._lines.inexact.discard(path)
            return Grid((*map(Point, closed.values), *_null(closed.may_be_null)))
        kind = self._type(path)
        together = self._lines.together(path)
        said = self._possible.get(".".join(path), Possible())
        if self._is_finite(kind, said):
            self._lines.inexact.discard(path)
        elif len(together) > MOST_TOGETHER:
            self._lines.inexact.add(path)
        grid = make_grid(
            kind,
            [constant for other in together for constant in self._constants(other)],
            together=min(len(together), MOST_TOGETHER),
            is_ordered=any(other in self._lines.ordered for other in together),
            reckoned=self._lines.loose if path in self._lines.inexact else None,
        )
        points = passing(said.tests, grid.points, self.scope)
        return Grid((*sorted(points, key=_plainness), *_null(said.unknown)), grid.constants)

    def _is_finite(self, kind: FeelType, said: Possible) -> bool:
        """Whether every value that a variable can be is named somewhere."""
        texts = [said.tests, *(literal.text for literal in allowed_tests(kind))]
        listed = any(is_list_of_constants(text, self.scope) for text in texts)
        return listed or resolved(kind) == BOOLEAN

    def _constants(self, path: Path) -> list[Value]:
        """All that a variable is held against: by cells, its type, and from outside."""
        texts = [literal.text for literal in allowed_tests(self._type(path))]
        said = self._possible.get(".".join(path))
        texts += [] if said is None else [said.tests]
        listed = [constant for text in texts for constant in constants_in(text, self.scope)]
        return [*self._lines.constants.get(path, []), *listed]

    def _type(self, path: Path) -> FeelType:
        if path[0] == _COLUMN:
            return self._column_type(self.columns[int(path[1])])
        kind = self.types[path[0]]
        for name in path[1:]:
            kind = part_type(kind, name)
        return kind

    def _is_reckoned(self, column: InputColumn) -> bool:
        paths = self.variables_of(column)
        if not paths and column.node is not None:
            return Folder().constant(column.node) is NOT_CONSTANT
        return any(path in self._lines.inexact for path in paths)

    def _axis(self, column: InputColumn) -> Axis:
        paths = self.variables_of(column)
        plain = self.plain[column.number]
        beside = self.cell_variables(column)
        compute: Compute | None = None
        if column.node is not None:
            compute = compile_expression(column.node, self.scope, column.text).function

        def hold(points: Mapping[int, Point]) -> Held | None:
            values = {self.paths[number]: point.value for number, point in points.items()}
            env = _environment(values, dict(self._functions))
            value: Value = None
            if plain is not None and plain in values:
                value = values[plain]
            elif compute is not None:
                value = _computed(compute, env, Run(steps=STEPS))
            if column.refuses(value, env):
                return None
            mask = column.holds(value, env)
            is_unknown = value is None or any(values[path] is None for path in beside)
            return Held(value, mask, mask, is_unknown)

        reads = tuple(self._numbers[path] for path in paths)
        return Axis(reads, hold, is_plain=paths == (plain,), cost=3 + len(column.index.open))

    def _free_points(self, column: InputColumn) -> tuple[Point, ...]:
        """What a reckoned column can be, as if it were a fact of its own."""
        own = self.grids.get(_own_path(column))
        if own is not None:
            return own.points
        grid = make_grid(self._column_type(column), column.constants, is_ordered=True)
        return (*grid.points, *_null(True))

    def _free_axis(self, column: InputColumn, variable: int) -> Axis:
        """A column that is anything: cells beyond comparisons hold perhaps."""
        beside = self.cell_variables(column)
        own = _own_path(column)
        inexact = self._lines.inexact
        settled = own in self.grids and not inexact & {own, *beside}
        unsure = 0
        for number, shape in enumerate(column.shapes):
            if shape is not None and shape.kind == "other" and not settled:
                unsure |= 1 << number

        def hold(points: Mapping[int, Point]) -> Held | None:
            value = points[variable].value
            values = {self.paths[n]: point.value for n, point in points.items() if n != variable}
            env = _environment(values, dict(self._functions))
            if column.refuses(value, env):
                return None
            mask = column.holds(value, env) & ~unsure
            is_unknown = value is None or any(one is None for one in values.values())
            return Held(value, mask, mask | unsure, is_unknown)

        reads = (variable, *(self._numbers[path] for path in beside))
        return Axis(reads, hold, is_plain=False, cost=3 + len(column.index.open))

    def _column_type(self, column: InputColumn) -> FeelType:
        """The type of what a column tests, from its text or as it is declared."""
        kind = ANY if column.node is None else type_of(column.node, self.types)
        if kind == ANY:
            return type_named(column.clause.expression.type_ref, self.place.model.types)
        return kind

    def _variables(self, nodes: Iterable[Node | None]) -> tuple[Path, ...]:
        found = (p for node in nodes if node is not None for p in self._reader.variables(node))
        return tuple(path for path in dict.fromkeys(found) if path in self.grids)

    @cached_property
    def _beside(self) -> dict[Path, Value]:
        """A value for what only the answers of the table read, so that examples can be evaluated;
        a known one, for what is not known is a question of its own."""
        cells = [cell.text for rule in self.table.rules for cell in rule.outputs]
        cells += [c.default.text for c in self.table.outputs if c.default is not None]
        nodes = [parsed(text, self.scope) for text in dict.fromkeys(cells)]
        found = [p for node in nodes if node is not None for p in self._reader.variables(node)]
        taken = {path[:n] for path in self.paths for n in range(1, len(path) + 1)}
        paths = [path for path in dict.fromkeys(found) if path not in taken]
        return {path: self._grid(path).points[0].value for path in paths}

    @cached_property
    def _functions(self) -> dict[str, Value]:
        """The functions in scope; everything else is a variable."""
        functions: dict[str, Value] = {}
        for name, known in self.place.known.items():
            if isinstance(known.node, FunctionNode):
                functions[name] = known.node.function()
        return functions

    @cached_property
    def _compute(self) -> Compute:
        model = self.place.model
        written = {name: model.allowed_of(name) for name in model.types}
        allowed = {name: one for name, one in written.items() if one is not None}
        return compile_table(self.table, Surroundings(self.scope, self.place.element, allowed))

    def _whole(self, values: Mapping[Path, Value]) -> dict[str, Value]:
        """Values by name; a context has all the parts that its type declares."""
        roots = {path[0]: _empty(self.types[path[0]]) for path in values if len(path) > 1}
        return _environment(values, roots)


def _environment(values: Mapping[Path, Value], env: dict[str, Value]) -> dict[str, Value]:
    """Values put in their places among names, inside of contexts where they are parts."""
    for path, value in values.items():
        inside: dict[str, Value] = env
        for name in path[:-1]:
            below = inside.get(name)
            if not isinstance(below, dict):
                below = inside[name] = {}
            inside = below
        inside[path[-1]] = value
    return env


def _empty(kind: FeelType, depth: int = 0) -> Value:
    """Null; for a context, one in which every part is. Types may hold themselves, so not deep."""
    context = resolved(kind)
    if not isinstance(context, ContextType) or depth > _DEEPEST:
        return None
    return {name: _empty(part, depth + 1) for name, part in context.entries}


def _own_path(column: InputColumn) -> Path:
    """The variable that a reckoned column is for its cells."""
    return _COLUMN, str(column.number)


def _without_wholes(lines: Lines) -> tuple[list[Path], list[Path]]:
    """The variables, and the columns that are variables of their own. What is read as a whole and
    in parts stands as its parts, inexactly."""
    wholes = {path[:n] for path in lines.constants for n in range(1, len(path))}
    for path in lines.constants:
        if any(path[:n] in lines.constants for n in range(1, len(path))):
            lines.inexact.add(path)
    paths = [path for path in lines.constants if path not in wholes]
    columns = [path for path in paths if path[0] == _COLUMN]
    return [path for path in paths if path[0] != _COLUMN], columns


def _null(may_be: bool) -> tuple[Point, ...]:
    return (Point(None),) if may_be else ()


def _plainness(point: Point) -> tuple[bool, bool]:
    """Constants make the plainest examples, texts that stand for others the least plain ones."""
    return point.is_other_text, point.region is not None and point.region % 2 == 0


def _computed(compute: Compute, env: Mapping[str, Value], run: Run) -> Value:
    try:
        return compute(env, run)
    except (Exhausted, RecursionError):
        return None
