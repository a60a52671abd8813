"""Writing tests: `in`, and the cells of decision tables (DMN 1.5, table 55 and 10.3.2.10)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from samrum.rules import tree
from samrum.rules.compile.values import COMPARISONS, any_or_all, compare
from samrum.rules.compile.writer import EMITS, Writer
from samrum.rules.kinds import Range

# A test of these says itself whether it holds; it is no value to compare the subject with.
_CONDITIONS = (
    tree.Comparison,
    tree.Between,
    tree.In,
    tree.InstanceOf,
    tree.Conjunction,
    tree.Disjunction,
    tree.Quantified,
)
# A test of these is about the value before `in`, though it may read the `?` around it.
_VALUES = (tree.Comparing, tree.RangeOf, tree.ListOf)


def write_cell(w: Writer, node: tree.Node, subject: str) -> str:
    """Write the test of a cell for the subject (an atom); gives an atom: True, False or None."""
    if isinstance(node, tree.Anything):
        return "True"
    if not isinstance(node, tree.UnaryTests):
        return _test(w, node, subject, is_cell=True)
    outer, w.subject = w.subject, subject
    held = _any(w, node.tests, subject, node.at, is_cell=True)
    w.subject = outer
    if not node.negated:
        return held
    return w.truth(f"None if {held} is None else {held} is False")


def _in(w: Writer, node: tree.In) -> str:
    return _any(w, node.tests, w.value(node.value), node.at, is_cell=False)


def _any(w: Writer, tests: tuple[tree.Node, ...], subject: str, at: int, *, is_cell: bool) -> str:
    """Write tests of which one has to hold. That of null comes first: where null is expected, the
    other tests need not be bothered with it."""
    ordered = sorted(tests, key=lambda test: not _is_null(test))

    def later(test: tree.Node) -> Callable[[], str]:
        return lambda: _test(w, test, subject, is_cell=is_cell)

    if len(ordered) == 1:
        return _test(w, ordered[0], subject, is_cell=is_cell)
    return any_or_all(w, [later(test) for test in ordered], stop=True, operation="in", at=at)


def _is_null(node: tree.Node) -> bool:
    return isinstance(node, tree.Literal) and node.value is None


def _test(w: Writer, node: tree.Node, subject: str, *, is_cell: bool) -> str:
    match node:
        case tree.Comparing(at, operator, operand):
            return _compare(w, operator, subject, w.value(operand), at)
        case tree.RangeOf(at):
            return _range(w, w.value(node), subject, at)
        case tree.Literal(at, value) if value is None or isinstance(value, str | Decimal):
            return compare(w, "=", subject, w.constant(value), at)
    if tree.reads_subject(node):
        return _condition(w, node, subject, is_cell=is_cell)
    value = w.value(node)
    included = f"included({subject}, {value}, run, {w.place(node.at)})"
    if is_cell and isinstance(node, _CONDITIONS):
        return w.truth(f"{included} if {subject}.__class__ is bool else {value}")
    return w.truth(included)


def _condition(w: Writer, node: tree.Node, subject: str, *, is_cell: bool) -> str:
    """A test that reads `?` holds when it is true; a value it gives is compared all the same."""
    outer = w.subject
    if not is_cell and not isinstance(node, _VALUES):
        w.subject = subject
    value = w.value(node)
    w.subject = outer
    if value in w.truths:
        return value
    is_truth = f"{value} is None or {value}.__class__ is bool"
    included = f"included({subject}, {value}, run, {w.place(node.at)})"
    return w.truth(f"{value} if {is_truth} else {included}")


def _compare(w: Writer, operator: str, subject: str, end: str, at: int) -> str:
    """`< 5`: of an unknown subject nothing is known, and that is no fault."""
    if operator in ("=", "!="):
        return compare(w, operator, subject, end, at)
    sign, name = COMPARISONS[operator]
    slow = f"None if {subject} is None else {name}({subject}, {end}, run, {w.place(at)})"
    if w.constant_class(end) is Decimal:
        return w.truth(f"{subject} {sign} {end} if {subject}.__class__ is Decimal else {slow}")
    return w.truth(slow)


def _range(w: Writer, atom: str, subject: str, at: int) -> str:
    """A faulty range is null and holds for nothing, not even for null."""
    slow = f"included({subject}, {atom}, run, {w.place(at)})"
    if w.constant_class(atom) is None:
        return w.truth(f"None if {atom} is None else {slow}")
    interval = w.global_value(atom)
    if isinstance(interval, Range) and isinstance(interval.low, Decimal):
        low, high = w.constant(interval.low), w.constant(interval.high)
        above = f"{low} {'<=' if interval.low_closed else '<'} {subject}"
        below = f"{'<=' if interval.high_closed else '<'} {high}"
        if isinstance(interval.high, Decimal):
            return w.truth(f"{above} {below} if {subject}.__class__ is Decimal else {slow}")
    return w.truth(slow)


EMITS[tree.In] = _in
EMITS[tree.UnaryTests] = lambda w, node: write_cell(w, node, w.subject or "None")
EMITS[tree.Anything] = lambda w, node: "True"
