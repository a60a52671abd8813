"""Decision tables made at random, with inputs, so that every rule of the standard is met often.

The pools of values are small on purpose: rules then overlap, leave gaps, and touch at their ends. A
table is called with its inputs as FEEL texts, so that no conversion from JSON takes part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from xml.sax.saxutils import escape

DMN = "https://www.omg.org/spec/DMN/20211108/MODEL/"
FEEL = "https://www.omg.org/spec/DMN/20211108/FEEL/"

INPUTS_OF_A_TABLE = 4

POLICIES = (
    "UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER",
    "COLLECT SUM", "COLLECT COUNT", "COLLECT MIN", "COLLECT MAX",
)  # fmt: skip

POOLS = {
    "number": ("-1", "0", "1", "1.5", "2", "3", "10"),
    "string": ('"a"', '"b"', '"c"', '"ab"', '""'),
    "boolean": ("true", "false"),
    "date": ('date("2024-02-28")', 'date("2024-02-29")', 'date("2024-03-01")'),
    "time": ('time("08:00:00")', 'time("12:30:00")', 'time("23:59:59")'),
    "dateTime": (
        'date and time("2024-02-29T00:00:00")',
        'date and time("2024-02-29T12:00:00")',
        'date and time("2024-03-01T00:00:00")',
    ),
    "dayTimeDuration": ('duration("PT1H")', 'duration("P1D")', 'duration("P2DT12H")'),
    "yearMonthDuration": ('duration("P6M")', 'duration("P1Y")', 'duration("P18M")'),
}
ORDERED = tuple(kind for kind in POOLS if kind != "boolean")
NAMES = ("x", "y", "the age")


@dataclass(frozen=True, slots=True)
class Column:
    """An input or output column. allowed: unary tests as text, "" for none."""

    name: str
    kind: str
    typed: bool
    allowed: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class GeneratedTable:
    """A table as texts, and the arguments it is called with."""

    name: str
    policy: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rules: tuple[tuple[str, ...], ...]
    calls: tuple[tuple[str, ...], ...]

    def told(self) -> str:
        """The table drawn as text."""
        heads = [f"{c.name}:{c.kind if c.typed else 'any'} in ({c.allowed})" for c in self.inputs]
        outs = [
            f"{c.name}:{c.kind if c.typed else 'any'} in ({c.allowed}) default ({c.default})"
            for c in self.outputs
        ]
        rows = [" | ".join(rule) for rule in self.rules]
        return "\n".join([self.policy, " | ".join([*heads, "=>", *outs]), *rows])


def tables(random: Random, count: int) -> list[GeneratedTable]:
    """So many tables, named T0, T1 ..."""
    return [_table(random, f"T{number}", number) for number in range(count)]


def model(some: list[GeneratedTable], name: str = "m") -> str:
    """A DMN 1.4 model in which decision `T0 0` is the first call of table T0, and so on.

    One table in three is the result of a context that holds its inputs; the others are functions.
    """
    parts = [
        f'<definitions xmlns="{DMN}" xmlns:feel="{FEEL}" id="{name}" name="{name}" '
        f'namespace="urn:{name}">'
    ]
    for table in some:
        if not is_context(table):
            parts.append(_function(table))
        parts += [_call(table, number) for number in range(len(table.calls))]
    return "".join(parts) + "</definitions>"


def arguments_model(table: GeneratedTable, call: int) -> str:
    """A model whose decision `all` is a context of the inputs of one call."""
    pairs = zip(table.inputs, table.calls[call], strict=True)
    return (
        f'<definitions xmlns="{DMN}" name="a" namespace="urn:a"><decision id="all" name="all">'
        f'<variable name="all"/><context>{"".join(_entry(c, a) for c, a in pairs)}</context>'
        "</decision></definitions>"
    )


def facts_model(table: GeneratedTable) -> str:
    """A model whose decision `all` is the table itself, on input data of the table's types."""
    ids = [f"i{number}" for number in range(len(table.inputs))]
    facts = "".join(
        f'<inputData id="{i}" name="{c.name}"><variable name="{c.name}"{_type(c)}/></inputData>'
        for i, c in zip(ids, table.inputs, strict=True)
    )
    needs = "".join(
        f'<informationRequirement><requiredInput href="#{i}"/></informationRequirement>'
        for i in ids
    )
    return (
        f'<definitions xmlns="{DMN}" name="f" namespace="urn:f">{facts}<decision id="all" '
        f'name="all"><variable name="all"/>{needs}{_body(table)}</decision></definitions>'
    )


def is_context(table: GeneratedTable) -> bool:
    """Whether a table stands in contexts, and is not a function."""
    return int(table.name[1:]) % 3 == 0


# ---- making them --------------------------------------------------------------------------------


def _table(random: Random, name: str, number: int) -> GeneratedTable:
    policy = POLICIES[number % len(POLICIES)]
    inputs = tuple(_input(random, NAMES[i]) for i in range(random.choice((1, 1, 2, 2, 3))))
    outputs = tuple(_outputs(random, policy))
    rules = tuple(
        (
            *(_cell(random, column, inputs) for column in inputs),
            *(_output_cell(random, column, inputs) for column in outputs),
        )
        for _ in range(random.randint(1, 6))
    )
    calls = tuple(
        tuple(_argument(random, column) for column in inputs) for _ in range(INPUTS_OF_A_TABLE)
    )
    return GeneratedTable(name, policy, inputs, outputs, rules, calls)


def _input(random: Random, name: str) -> Column:
    kind = random.choice((*POOLS, "number", "number", "string"))
    allowed = _allowed(random, kind) if random.random() < 0.12 else ""
    return Column(name, kind, random.random() < 0.6, allowed)


def _allowed(random: Random, kind: str) -> str:
    pool = POOLS[kind]
    if kind in ORDERED and random.random() < 0.4:
        return f"[{pool[0]}..{pool[-1]}]" if kind != "string" else '["a".."c"]'
    return ", ".join(random.sample(pool, random.randint(1, len(pool))))


def _outputs(random: Random, policy: str) -> Iterator[Column]:
    aggregated = policy.startswith("COLLECT ")
    count = 1 if aggregated else random.choice((1, 1, 1, 2, 3))
    listed = policy in ("PRIORITY", "OUTPUT ORDER")
    defaults = random.random() < 0.25
    for number in range(count):
        kind = "number" if aggregated else random.choice((*POOLS, "number", "string"))
        pool = list(POOLS[kind])
        random.shuffle(pool)
        allowed = ""
        if listed and (number == 0 or random.random() < 0.7):
            allowed = ", ".join(pool)
        default = random.choice(pool) if defaults else ""
        yield Column(f"out {number}", kind, random.random() < 0.6, allowed, default)


def _cell(random: Random, column: Column, inputs: tuple[Column, ...]) -> str:
    chance = random.random()
    if chance < 0.22:
        return "-"
    if chance < 0.30:
        return f"not({_tests(random, column, inputs)})"
    return _tests(random, column, inputs)


def _tests(random: Random, column: Column, inputs: tuple[Column, ...]) -> str:
    count = random.choice((1, 1, 1, 2, 3))
    return ", ".join(_test(random, column, inputs) for _ in range(count))


def _test(random: Random, column: Column, inputs: tuple[Column, ...]) -> str:
    pool = POOLS[column.kind]
    one = random.choice(pool)
    chance = random.random()
    if chance < 0.06:
        return "null"
    if chance < 0.12:
        same = [c.name for c in inputs if c.kind == column.kind and c.name != column.name]
        return random.choice(same) if same else one
    if chance < 0.18:
        return f"? {random.choice(('=', '!='))} {one}"
    if column.kind not in ORDERED or chance < 0.42:
        return one
    if chance < 0.52:
        return f"? {random.choice(('<', '<=', '>', '>='))} {one}"
    if chance < 0.72:
        return f"{random.choice(('<', '<=', '>', '>='))} {one}"
    low, high = sorted(random.sample(range(len(pool)), 2))
    if column.kind == "string":
        low, high = sorted((low, high), key=lambda i: pool[i])
    return f"{random.choice('[](')}{pool[low]}..{pool[high]}{random.choice('][)')}"


def _output_cell(random: Random, column: Column, inputs: tuple[Column, ...]) -> str:
    chance = random.random()
    if chance < 0.05:
        return "null"
    if chance < 0.15:
        same = [c.name for c in inputs if c.kind == column.kind]
        if same:
            name = random.choice(same)
            return f"{name} + 1" if column.kind == "number" and not column.allowed else name
    return random.choice(POOLS[column.kind])


def _argument(random: Random, column: Column) -> str:
    chance = random.random()
    if chance < 0.12:
        return "null"
    if chance < 0.16:
        return random.choice(POOLS[random.choice(tuple(POOLS))])
    return random.choice(POOLS[column.kind])


# ---- writing them -------------------------------------------------------------------------------


def _function(table: GeneratedTable) -> str:
    """A table as a function of its inputs."""
    parameters = "".join(
        f'<formalParameter id="{table.name}p{i}" name="{c.name}"{_type(c)}/>'
        for i, c in enumerate(table.inputs)
    )
    return (
        f'<businessKnowledgeModel id="{table.name}" name="{table.name}">'
        f'<variable name="{table.name}"/><encapsulatedLogic>{parameters}{_body(table)}'
        "</encapsulatedLogic></businessKnowledgeModel>"
    )


def _call(table: GeneratedTable, number: int) -> str:
    """A decision that calls a table with one row of inputs."""
    arguments = table.calls[number]
    if is_context(table):
        needs = ""
        pairs = zip(table.inputs, arguments, strict=True)
        entries = "".join(_entry(column, argument) for column, argument in pairs)
        logic = f"<context>{entries}<contextEntry>{_body(table)}</contextEntry></context>"
    else:
        needs = (
            f'<knowledgeRequirement><requiredKnowledge href="#{table.name}"/>'
            "</knowledgeRequirement>"
        )
        logic = _literal(f"{table.name}({', '.join(arguments)})")
    name = f"{table.name} {number}"
    variable = f'<variable name="{name}"/>'
    return f'<decision id="{table.name}-{number}" name="{name}">{variable}{needs}{logic}</decision>'


def _entry(column: Column, argument: str) -> str:
    variable = f'<variable name="{column.name}"{_type(column)}/>'
    return f"<contextEntry>{variable}{_literal(argument)}</contextEntry>"


def _body(table: GeneratedTable) -> str:
    policy, _, aggregation = table.policy.partition(" ")
    if policy != "COLLECT":
        policy, aggregation = table.policy, ""
    aggregated = f' aggregation="{aggregation}"' if aggregation else ""
    parts = [f'<decisionTable hitPolicy="{policy}"{aggregated}>']
    for column in table.inputs:
        parts.append(
            f"<input><inputExpression{_type(column)}><text>{column.name}</text></inputExpression>"
            f"{_inside('inputValues', column.allowed)}</input>"
        )
    for column in table.outputs:
        name = f' name="{column.name}"' if len(table.outputs) > 1 else ""
        parts.append(
            f"<output{name}{_type(column)}>{_inside('outputValues', column.allowed)}"
            f"{_inside('defaultOutputEntry', column.default)}</output>"
        )
    for rule in table.rules:
        cells = [_inside("inputEntry", cell) for cell in rule[: len(table.inputs)]]
        cells += [_inside("outputEntry", cell) for cell in rule[len(table.inputs) :]]
        parts.append(f"<rule>{''.join(cells)}</rule>")
    return "".join(parts) + "</decisionTable>"


def _type(column: Column) -> str:
    return f' typeRef="{column.kind}"' if column.typed else ""


def _literal(text: str) -> str:
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def _inside(name: str, text: str) -> str:
    return f"<{name}><text>{escape(text)}</text></{name}>" if text else ""
