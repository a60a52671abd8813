"""Decision tables (DMN 1.5, chapter 8), compiled with their rule ids kept.

A table becomes one function from the environment to the mask of the rules that match (bit i is
rule i): each input column is an index (column.py), the columns' masks are ANDed, and cells that
are no constants are tested for the rules still alive. The hit policy then turns the mask into a
value. A mask whose rules have constant outputs always gives the same value and is remembered, so a
table of 300 rules costs what one of 30 does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from samrum.rules.column import Column
from samrum.rules.compile import CellShape, CompiledTests, Emitter, cell_shape, compile_unary_tests
from samrum.rules.compute import Compute, Surroundings, Take, not_feel
from samrum.rules.finding import Place
from samrum.rules.hit_policy import HitPolicy, bits
from samrum.rules.model import InputClause, Literal, Table
from samrum.rules.parse import parse_expression, parse_unary_tests
from samrum.rules.run import Run
from samrum.rules.scan import FeelSyntaxError
from samrum.rules.trace import MatchedRule, TracedRun
from samrum.rules.tree import Name, Node, walk
from samrum.rules.value import Value, to_text

# What `match` gives when an input is not one of its allowed values.
REFUSED = -1

# Masks remembered with their value, at most.
_REMEMBERED = 4096

_UNKNOWN = object()

LongWay: TypeAlias = Callable[[Mapping[str, Value], Run], Value]


def compile_table(table: Table, here: Surroundings) -> Compute:
    """The function of a decision table."""
    match = compile_match(table, here)
    policy = HitPolicy(table, here)
    constant: dict[int, tuple[Value, int]] = {}
    told = rules_as_told(table, here.element)
    first_only = table.hit_policy == "FIRST"

    def compute_table(env: Mapping[str, Value], run: Run) -> Value:
        mask = match(env, run)
        if first_only and mask > 0 and run.__class__ is not TracedRun:
            mask &= -mask
        value, used = constant.get(mask) or find(mask, env, run)
        if isinstance(run, TracedRun) and mask > 0:
            run.matched.extend(told[rule][used >> rule & 1] for rule in bits(mask))
        return value

    def find(mask: int, env: Mapping[str, Value], run: Run) -> tuple[Value, int]:
        if mask == REFUSED:
            return None, 0
        before = len(run.findings)
        found = policy.decide(mask, env, run)
        sound = len(run.findings) == before and policy.is_constant(mask)
        if sound and len(constant) < _REMEMBERED:
            constant[mask] = found
        return found

    return compute_table


def compile_shortcut(
    table: Table, here: Surroundings, takes: tuple[Take, ...], long_way: LongWay
) -> LongWay:
    """The quick way through a table that needs nothing but facts of plain types: straight from the
    facts, without an environment, to the value that the mask of its rules gave before."""
    match = compile_match(table, here, takes)
    policy = HitPolicy(table, here)
    first_only = table.hit_policy == "FIRST"
    constant: dict[int, Value] = {}
    known = constant.get

    def decide(facts: Mapping[str, Value], run: Run) -> Value:
        mask = match(facts, run)
        if first_only and mask > 0:
            mask &= -mask
        value = known(mask, _UNKNOWN)
        return find(mask, facts, run) if value is _UNKNOWN else value

    def find(mask: int, facts: Mapping[str, Value], run: Run) -> Value:
        run.findings.clear()
        value = long_way(facts, run)
        sound = mask != REFUSED and not run.findings and policy.is_constant(mask)
        if sound and len(constant) < _REMEMBERED:
            constant[mask] = value
        return value

    return decide


def rules_as_told(table: Table, name: str) -> list[tuple[MatchedRule, MatchedRule]]:
    """Each rule as the trace tells it when it matched: passed over, and used."""
    told = [
        MatchedRule(
            table=table.id or name,
            id=rule.id,
            number=number,
            used=False,
            annotations=dict(zip(table.annotations, rule.annotations, strict=False)),
            line=rule.line,
        )
        for number, rule in enumerate(table.rules, 1)
    ]
    return [(rule, replace(rule, used=True)) for rule in told]


def compile_match(
    table: Table, here: Surroundings, takes: tuple[Take, ...] = ()
) -> Callable[[Mapping[str, Value], Run], int]:
    """The function that gives the mask of the rules that match, or REFUSED after a finding.

    takes: if given, the function's environment is the facts as they come, and it takes them in.
    """
    everything = (1 << len(table.rules)) - 1
    emitter = Emitter()
    given = emitter.assign("env.get") if takes else ""
    for name, plain, take in takes:
        fact = emitter.assign(f"{given}({emitter.constant(name)})")
        with emitter.block(f"if {fact}.__class__ is not {emitter.constant(plain)}:"):
            emitter.line(f"{fact} = {emitter.constant(take)}(env, run)")
        emitter.bind(name, fact)
    columns = input_columns(table, here)
    atoms = [column.emit_value(emitter) for column in columns]
    masks = [column.emit_lookup(emitter, atom) for column, atom in zip(columns, atoms, strict=True)]
    alive = emitter.fresh()
    emitter.line(f"{alive} = {' & '.join(masks) if masks else everything}")
    for column, atom in zip(columns, atoms, strict=True):
        column.emit_open_cells(emitter, atom, alive)
    guarded = [(c, a) for c, a in zip(columns, atoms, strict=True) if c.clause.values is not None]
    if guarded:
        allowed = 1 << len(table.rules)
        with emitter.block(f"if not {alive} & {allowed}:"):
            for column, atom in guarded:
                emitter.line(f"{emitter.constant(column.refuse)}({atom}, env, run)")
            emitter.line(f"return {REFUSED}")
        alive = emitter.assign(f"{alive} & {everything}")
    emitter.line(f"return {alive}")
    return emitter.function(())  # type: ignore[return-value]


def input_columns(table: Table, here: Surroundings) -> list[InputColumn]:
    """The columns that can make a difference; a mask of them all is ANDed from theirs."""
    parsed: dict[str, Node | FeelSyntaxError] = {}
    columns = [InputColumn(table, i, here, parsed) for i in range(len(table.inputs))]
    return [column for column in columns if column.index.matters]


class InputColumn:
    """One input column: its index, and the tests of its cells. `guard` is the number of the cell
    of allowed values.

    Its allowed values are one more cell, of a rule after the last that every match needs; null is
    always allowed, so that a rule may look at other facts while this one is not known.
    """

    def __init__(
        self,
        table: Table,
        number: int,
        here: Surroundings,
        parsed: dict[str, Node | FeelSyntaxError],
    ) -> None:
        self.clause: InputClause = table.inputs[number]
        self._here = here
        self._parsed = parsed
        self._cells = [rule.inputs[number] for rule in table.rules]
        self._nodes = [self._parse(cell) for cell in self._cells]
        shapes = [self._shape(node) for node in self._nodes]
        self.guard = len(self._cells)
        passes_null = 0
        if self.clause.values is not None:
            self._cells.append(self.clause.values)
            self._nodes.append(self._parse(self.clause.values))
            shapes.append(self._shape(self._nodes[-1]))
            passes_null = 1 << self.guard
        elif any(clause.values is not None for clause in table.inputs):
            shapes.append(CellShape("any"))
        self._compiled: dict[int, CompiledTests] = {}
        self.index = Column(shapes, self.test, passes_null)

    def _parse(self, cell: Literal) -> Node | FeelSyntaxError:
        """The tree of a cell; a table says the same in many cells, and each text is read once."""
        known = self._parsed.get(cell.text)
        if known is None:
            try:
                # An empty cell is how some modellers write "-".
                known = parse_unary_tests(cell.text or "-", self._here.scope)
            except FeelSyntaxError as error:
                known = error
            self._parsed[cell.text] = known
        return known

    def _shape(self, node: Node | FeelSyntaxError) -> CellShape | None:
        return None if isinstance(node, FeelSyntaxError) else cell_shape(node)

    @property
    def node(self) -> Node | FeelSyntaxError:
        """The tree of the input expression."""
        try:
            return parse_expression(self.clause.expression.text, self._here.scope)
        except FeelSyntaxError as error:
            return error

    def reads(self, number: int) -> bool:
        """Whether a cell reads more than the value of its column."""
        node = self._nodes[number]
        return not isinstance(node, FeelSyntaxError) and any(
            isinstance(part, Name) for part in walk(node)
        )

    def emit_value(self, emitter: Emitter) -> str:
        """Writes the input expression; gives the atom that holds its value."""
        node = self.node
        if isinstance(node, FeelSyntaxError):
            atom = emitter.fresh()
            emitter.line(f"{atom} = {emitter.constant(not_feel(node))}(env, run)")
            return atom
        return emitter.expression(node, self.clause.expression.text)

    def emit_lookup(self, emitter: Emitter, atom: str) -> str:
        """Writes the look-up in the index; gives the atom that holds the mask."""
        mask = emitter.fresh()
        lookup = f"{emitter.constant(self.index.lookup)}({atom}, env, run)"
        if self.index.kind is None:
            emitter.line(f"{mask} = {lookup}")
            return mask
        seen = emitter.constant(self.index.seen.get)
        place = emitter.constant(self.index.place)
        kind = emitter.constant(self.index.kind)
        with emitter.block(f"if {atom}.__class__ is {kind}:"):
            emitter.line(f"{mask} = {seen}({atom})")
            with emitter.block(f"if {mask} is None:"):
                emitter.line(f"{mask} = {place}({atom})")
        with emitter.block("else:"):
            emitter.line(f"{mask} = {lookup}")
        return mask

    def emit_open_cells(self, emitter: Emitter, atom: str, alive: str) -> None:
        """Writes the tests of the cells that the index could not answer."""
        for number in self.index.open:
            with emitter.block(f"if {alive} & {1 << number}:"):
                node, text = self._nodes[number], self._cells[number].text
                if isinstance(node, FeelSyntaxError):
                    emitter.line(f"{emitter.constant(not_feel(node))}(env, run)")
                    emitter.line(f"{alive} ^= {1 << number}")
                    continue
                holds = emitter.unary_tests(node, atom, text)
                unless = f" and {atom} is not None" if number == self.guard else ""
                with emitter.block(f"if {holds} is not True{unless}:"):
                    emitter.line(f"{alive} ^= {1 << number}")

    def refuse(self, value: Value, env: Mapping[str, Value], run: Run) -> None:
        """Adds the finding that a value is not allowed, if this is the column it is about."""
        mask = self.index.lookup(value, env, run)
        holds = mask >> self.guard & 1
        if holds and self.guard in self.index.open:
            holds = value is None or self.test(self.guard, value, env, run) is True
        if not holds:
            values = self._cells[self.guard].text
            at = Place(self.clause.expression.text, 0)
            run.fault("not-allowed", at, value=to_text(value), allowed=values)

    def test(self, number: int, value: Value, env: Mapping[str, Value], run: Run) -> Value:
        """Whether the cell of that number holds for a value: true, false or null."""
        compiled = self._compiled.get(number)
        if compiled is None:
            node = self._nodes[number]
            if isinstance(node, FeelSyntaxError):
                return not_feel(node)(env, run)
            compiled = compile_unary_tests(node, self._here.scope, self._cells[number].text)
            self._compiled[number] = compiled
        return compiled.function(value, env, run)
