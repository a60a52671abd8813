"""A DMN model as plain data: what a modeller wrote, without how it is evaluated.

Follows DMN 1.5 chapters 6 to 10. Every part knows the line it was read from; lines do not count
when two models are compared. Texts of FEEL are kept as they were written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
LATEST = "https://www.omg.org/spec/DMN/20230324/MODEL/"

HIT_POLICIES = (
    "UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER",
)  # fmt: skip
AGGREGATIONS = ("SUM", "COUNT", "MIN", "MAX")


class ModelFault(Exception):
    """A model cannot be used: what, because, instead; where: line (from 1) and element."""

    def __init__(self, what: str, because: str, instead: str, line: int, element: str) -> None:
        super().__init__(f"line {line}, {element}: {what}: {because}. {instead}")
        self.what = what
        self.because = because
        self.instead = instead
        self.line = line
        self.element = element


@dataclass(frozen=True, slots=True)
class Reference:
    """What an href points at: an id, in this model when the namespace is ""."""

    namespace: str
    id: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Variable:
    """The name a value goes by, and the type it must have (None: any)."""

    name: str
    type_ref: str | None = None
    id: str = ""
    line: int = field(default=0, compare=False)


# --- expressions ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Literal:
    """A FEEL expression, or unary tests where a cell or a list of allowed values stands."""

    text: str
    type_ref: str | None = None
    id: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class InputClause:
    """An input column of a table; `values` are the unary tests its value must pass."""

    expression: Literal
    values: Literal | None = None
    label: str = ""
    id: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class OutputClause:
    """An output column; `values` also give the order of priority, `default` what no rule gives."""

    name: str = ""
    type_ref: str | None = None
    values: Literal | None = None
    default: Literal | None = None
    label: str = ""
    id: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: one cell for each input clause, output clause and annotation column."""

    id: str
    inputs: tuple[Literal, ...]
    outputs: tuple[Literal, ...]
    annotations: tuple[str, ...] = ()
    description: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table. `aggregation` is "" unless the hit policy is COLLECT."""

    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    annotations: tuple[str, ...] = ()
    hit_policy: str = "UNIQUE"
    aggregation: str = ""
    type_ref: str | None = None
    output_label: str = ""
    orientation: str = ""
    id: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """A name and its expression; the entry without a variable is the result of the context."""

    variable: Variable | None
    expression: Expression | None


@dataclass(frozen=True, slots=True)
class Context:
    """Entries in order; each sees the ones above it."""

    entries: tuple[ContextEntry, ...]
    type_ref: str | None = None
    id: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binding:
    """The value given to one parameter of an invocation."""

    parameter: Variable
    expression: Expression | None


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call of what `called` gives, with its arguments by name."""

    called: Expression | None
    bindings: tuple[Binding, ...]
    type_ref: str | None = None
    id: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """A function; only kind FEEL can be evaluated, Java and PMML are refused when called."""

    parameters: tuple[Variable, ...]
    body: Expression | None
    kind: str = "FEEL"
    type_ref: str | None = None
    id: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Relation:
    """A list of contexts written as a grid."""

    columns: tuple[Variable, ...]
    rows: tuple[tuple[Expression | None, ...], ...]
    type_ref: str | None = None
    id: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ListOf:
    """A boxed list: one expression for each item."""

    items: tuple[Expression | None, ...]
    type_ref: str | None = None
    id: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Conditional:
    """A boxed if, then, else."""

    condition: Expression | None
    then: Expression | None
    otherwise: Expression | None
    type_ref: str | None = None
    id: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Filter:
    """A boxed filter: the items of a list that match."""

    source: Expression | None
    match: Expression | None
    type_ref: str | None = None
    id: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Iteration:
    """A boxed for, some or every (`kind`): a variable goes through a list."""

    kind: str
    variable: str
    source: Expression | None
    body: Expression | None
    source_type_ref: str | None = None
    type_ref: str | None = None
    id: str = ""
    line: int = field(default=0, compare=False)


Expression = (
    Literal
    | Table
    | Context
    | Invocation
    | FunctionDefinition
    | Relation
    | ListOf
    | Conditional
    | Filter
    | Iteration
)


# --- types ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FunctionItem:
    """The type of a function: parameters with their types, and the type of its result."""

    parameters: tuple[Variable, ...]
    result: str | None


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A type made by the modeller (DMN 1.5, 7.3.2).

    `allowed` constrains each value (each item of a collection), `constraint` (typeConstraint of
    DMN 1.5) the value as a whole.
    """

    name: str
    type_ref: str | None = None
    allowed: Literal | None = None
    constraint: Literal | None = None
    components: tuple[ItemDefinition, ...] = ()
    is_collection: bool = False
    function: FunctionItem | None = None
    label: str = ""
    description: str = ""
    id: str = ""
    line: int = field(default=0, compare=False)


# --- the requirements graph -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InputData:
    """A fact from outside the model."""

    id: str
    name: str
    variable: Variable
    label: str = ""
    description: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a decision or knowledge model may use, and on whose word."""

    inputs: tuple[Reference, ...] = ()
    decisions: tuple[Reference, ...] = ()
    knowledge: tuple[Reference, ...] = ()
    authorities: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A named question, what it needs and the expression that answers it."""

    id: str
    name: str
    variable: Variable
    requires: Requirements = Requirements()
    expression: Expression | None = None
    question: str = ""
    allowed_answers: str = ""
    label: str = ""
    description: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class KnowledgeModel:
    """A business knowledge model: a named function that decisions call."""

    id: str
    name: str
    variable: Variable
    function: FunctionDefinition | None = None
    requires: Requirements = Requirements()
    label: str = ""
    description: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class DecisionService:
    """Decisions offered as one function; its parameters are input data, then input decisions."""

    id: str
    name: str
    variable: Variable
    outputs: tuple[Reference, ...] = ()
    encapsulated: tuple[Reference, ...] = ()
    input_decisions: tuple[Reference, ...] = ()
    inputs: tuple[Reference, ...] = ()
    label: str = ""
    description: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class KnowledgeSource:
    """An authority: a law, a guidance, a person."""

    id: str
    name: str
    kind: str = ""
    location: str = ""
    requires: Requirements = Requirements()
    label: str = ""
    description: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Import:
    """Another model that this one uses, under a name ("" puts its names beside our own)."""

    name: str
    namespace: str
    kind: str
    location: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Definitions:
    """A whole model. `standard` is the namespace of the version of DMN it is written in, `source`
    what it was read from, `diagram` the DMNDI as it was written, with the prefixes it uses."""

    name: str
    namespace: str
    id: str = ""
    description: str = ""
    imports: tuple[Import, ...] = ()
    types: tuple[ItemDefinition, ...] = ()
    inputs: tuple[InputData, ...] = ()
    decisions: tuple[Decision, ...] = ()
    knowledge: tuple[KnowledgeModel, ...] = ()
    services: tuple[DecisionService, ...] = ()
    sources: tuple[KnowledgeSource, ...] = ()
    diagram: str = ""
    prefixes: tuple[tuple[str, str], ...] = ()
    standard: str = LATEST
    source: bytes = field(default=b"", compare=False, repr=False)


def parts_of(expression: Expression) -> Iterator[Expression]:
    """The expressions directly inside this one."""
    inside: tuple[Expression | None, ...]
    match expression:
        case Literal():
            inside = ()
        case Table():
            inside = tuple(clause.expression for clause in expression.inputs)
        case Context():
            inside = tuple(entry.expression for entry in expression.entries)
        case Invocation():
            inside = (expression.called, *(b.expression for b in expression.bindings))
        case FunctionDefinition():
            inside = (expression.body,)
        case Relation():
            inside = tuple(cell for row in expression.rows for cell in row)
        case ListOf():
            inside = expression.items
        case Conditional():
            inside = (expression.condition, expression.then, expression.otherwise)
        case Filter():
            inside = (expression.source, expression.match)
        case Iteration():
            inside = (expression.source, expression.body)
    yield from (part for part in inside if part is not None)


def tables_of(expression: Expression | None) -> Iterator[Table]:
    """Every decision table in an expression, in the order they stand."""
    if expression is None:
        return
    if isinstance(expression, Table):
        yield expression
    for part in parts_of(expression):
        yield from tables_of(part)
