"""The syntax tree of FEEL: what parse.py makes, and compile.py and reference.py read.

Every node is frozen and knows `at`, its offset in the text (of the operator, where there is one).
Runs of operators of one rank are one flat node (Arithmetic, Conjunction, Disjunction, If), so that
a sum of a thousand terms is not a thousand levels deep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias, assert_never
from typing import Literal as OneOf

from samrum.rules.types import FeelType

# Parts of an expression that are read in the time of one step; elements whose room a context takes
# up beside its entries.
PARTS_OF_A_STEP: Final = 8
CONTEXT: Final = 2

Comparator: TypeAlias = OneOf["=", "!=", "<", "<=", ">", ">="]
Operator: TypeAlias = OneOf["+", "-", "*", "/", "**"]


@dataclass(frozen=True, slots=True)
class Literal:
    """null, true, false, a number or a string."""

    at: int
    value: None | bool | Decimal | str


@dataclass(frozen=True, slots=True)
class AtLiteral:
    """`@"2025-03-01"`: a date, time, date and time or duration, by its text."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it was declared; in a filter, perhaps a member of the item."""

    at: int
    name: str


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """The name of a built-in function that nothing nearer hides."""

    at: int
    name: str


@dataclass(frozen=True, slots=True)
class Subject:
    """`?`: the value that a unary test is about."""

    at: int


@dataclass(frozen=True, slots=True)
class ListOf:
    """`[a, b]`."""

    at: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """`key: value` of a context."""

    at: int
    key: str
    value: Node


@dataclass(frozen=True, slots=True)
class ContextOf:
    """`{a: 1, b: a + 1}`; an entry sees the entries before it."""

    at: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class RangeOf:
    """`[a..b]`, `(a..b)`, `]a..b[`."""

    at: int
    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Comparing:
    """`< 5`: as a test, of the value tested; as a value, the range of all that is below 5."""

    at: int
    operator: Comparator
    operand: Node


@dataclass(frozen=True, slots=True)
class Negate:
    """`-a`."""

    at: int
    operand: Node


@dataclass(frozen=True, slots=True)
class Step:
    """One operator and its right operand in an Arithmetic."""

    at: int
    operator: Operator
    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`first + a - b`, from left to right; operators of one rank only."""

    at: int
    first: Node
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left < right`."""

    at: int
    operator: Comparator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between:
    """`value between low and high`."""

    at: int
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In:
    """`value in test` or `value in (test, test)`; a test is an expression or a Comparing."""

    at: int
    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """`value instance of type`."""

    at: int
    value: Node
    type: FeelType


@dataclass(frozen=True, slots=True)
class Conjunction:
    """`a and b and c`."""

    at: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Disjunction:
    """`a or b or c`."""

    at: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """`if condition then value`, one of an If."""

    at: int
    condition: Node
    value: Node


@dataclass(frozen=True, slots=True)
class If:
    """`if a then b else if c then d else otherwise`."""

    at: int
    choices: tuple[Choice, ...]
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Loop:
    """`name in domain` or `name in domain..until`."""

    at: int
    name: str
    domain: Node
    until: Node | None


@dataclass(frozen=True, slots=True)
class For:
    """`for loops return body`; the body also sees `partial`, the results before it."""

    at: int
    loops: tuple[Loop, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified:
    """`some loops satisfies condition`, or `every ...`."""

    at: int
    every: bool
    loops: tuple[Loop, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class Path:
    """`base.name`."""

    at: int
    base: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter:
    """`base[condition]`; the condition sees `item` and the item's members, or is an index."""

    at: int
    base: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Parameter:
    """A formal parameter; `type` is None when it was not given."""

    name: str
    type: FeelType | None


@dataclass(frozen=True, slots=True)
class FunctionOf:
    """`function(a, b: number) body`. An external one (`external` set) has the context as body."""

    at: int
    parameters: tuple[Parameter, ...]
    body: Node
    external: bool


@dataclass(frozen=True, slots=True)
class Call:
    """`function(a, b)`."""

    at: int
    function: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class NamedCall:
    """`function(x: a, y: b)`."""

    at: int
    function: Node
    arguments: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Anything:
    """`-`: a cell that holds for every value."""

    at: int


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """A cell: `test, test`, or `not(test, test)` when negated. Holds when one test holds.

    A test is a Comparing, or an expression: the subject is equal to it or included in it; one
    that reads `?` holds when it is true.
    """

    at: int
    tests: tuple[Node, ...]
    negated: bool


Node: TypeAlias = (
    Literal
    | AtLiteral
    | Name
    | BuiltIn
    | Subject
    | ListOf
    | ContextOf
    | RangeOf
    | Comparing
    | Negate
    | Arithmetic
    | Comparison
    | Between
    | In
    | InstanceOf
    | Conjunction
    | Disjunction
    | If
    | For
    | Quantified
    | Path
    | Filter
    | FunctionOf
    | Call
    | NamedCall
    | Anything
    | UnaryTests
)


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below this one, in the order of the text."""
    match node:
        case Literal() | AtLiteral() | Name() | BuiltIn() | Subject() | Anything():
            return
        case ListOf(_, items) | Conjunction(_, items) | Disjunction(_, items):
            yield from items
        case UnaryTests(_, tests):
            yield from tests
        case ContextOf(_, entries):
            yield from (entry.value for entry in entries)
        case RangeOf(_, low, high):
            yield from (low, high)
        case Comparing(_, _, operand) | Negate(_, operand):
            yield operand
        case Arithmetic(_, first, steps):
            yield from (first, *(step.operand for step in steps))
        case Comparison(_, _, left, right):
            yield from (left, right)
        case Between(_, value, low, high):
            yield from (value, low, high)
        case In(_, value, tests):
            yield from (value, *tests)
        case InstanceOf(_, value):
            yield value
        case If():
            yield from _of_if(node)
        case For(_, loops, last) | Quantified(_, _, loops, last):
            yield from _of_loops(loops)
            yield last
        case Path(_, base):
            yield base
        case Filter(_, base, condition):
            yield from (base, condition)
        case FunctionOf(_, _, body):
            yield body
        case Call(_, function, arguments):
            yield from (function, *arguments)
        case NamedCall(_, function, named):
            yield from (function, *(argument for _, argument in named))
        case _:
            assert_never(node)


def walk(node: Node) -> Iterator[Node]:
    """This node and all below it, in no particular order, without recursion."""
    below = [node]
    while below:
        top = below.pop()
        yield top
        below.extend(children(top))


def effort(*nodes: Node) -> int:
    """The steps that reading these once takes: one, and more for what has many parts."""
    return 1 + sum(1 for node in nodes for _ in walk(node)) // PARTS_OF_A_STEP


def effort_of_round(loops: tuple[Loop, ...], body: Node) -> int:
    """The steps of one round of the first of these loops: the body, and how the others start."""
    return effort(body, *_of_loops(loops[1:]))


def reads_subject(node: Node) -> bool:
    """Whether `?` stands anywhere in it."""
    return any(isinstance(part, Subject) for part in walk(node))


def _of_if(node: If) -> Iterator[Node]:
    for choice in node.choices:
        yield choice.condition
        yield choice.value
    yield node.otherwise


def _of_loops(loops: tuple[Loop, ...]) -> Iterator[Node]:
    for loop in loops:
        yield loop.domain
        if loop.until is not None:
            yield loop.until
