"""A slow, plain interpreter of FEEL trees: the second opinion on the compiler.

It shares the values, the operators and the tree with the compiler and nothing else; fuzzing holds
the two against each other, values and findings. It is written to be read beside the standard
(DMN 1.5, 10.3.2.15), not to be fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Never

from samrum.rules import tree, value
from samrum.rules.comparison import ORDERED
from samrum.rules.finding import Place
from samrum.rules.functions import BUILTINS
from samrum.rules.number import is_whole
from samrum.rules.run import Exhausted, Run
from samrum.rules.temporal import Date, date_of, number_of, parse_at
from samrum.rules.tree import Node
from samrum.rules.types import ANY, FunctionType, coerce, instance_of, type_text
from samrum.rules.value import Function, Range, Signature, Value, feel_type

_ARITHMETIC = {
    "+": value.add,
    "-": value.subtract,
    "*": value.multiply,
    "/": value.divide,
    "**": value.power,
}
_COMPARISONS = {
    "=": value.equal,
    "!=": value.unequal,
    "<": value.less,
    "<=": value.less_equal,
    ">": value.greater,
    ">=": value.greater_equal,
}
_TRUTHS = (
    tree.Comparison,
    tree.Between,
    tree.In,
    tree.InstanceOf,
    tree.Conjunction,
    tree.Disjunction,
    tree.Quantified,
)
_LARGEST_STEP = Decimal("1e34")


def evaluate(node: Node, env: Mapping[str, Value], run: Run, text: str = "") -> Value:
    """The value of an expression; raises Exhausted when the budget is used up."""
    try:
        return _Reader(env, run, text).read(node)
    except RecursionError:
        raise Exhausted("depth") from None


def evaluate_tests(
    node: Node, subject: Value, env: Mapping[str, Value], run: Run, text: str = ""
) -> Value:
    """True, false or null: whether a cell holds for the subject."""
    try:
        return _Reader({**env, "?": subject}, run, text).cell(node, subject)
    except RecursionError:
        raise Exhausted("depth") from None


@dataclass(frozen=True)
class _Reader:
    """Reads nodes where certain names are known. `?` is one of the names."""

    names: Mapping[str, Value]
    run: Run
    text: str

    def read(self, node: Node) -> Value:
        """The value of a node."""
        reader: Callable[[Node], Value] = getattr(self, "_" + type(node).__name__.lower())
        return reader(node)

    def cell(self, node: Node, subject: Value) -> Value:
        """Whether a cell holds."""
        if not isinstance(node, tree.UnaryTests):
            return True if isinstance(node, tree.Anything) else self._test(node, subject, True)
        held = self._any_test(node.tests, subject, node.at, is_cell=True)
        return None if held is None else held is not node.negated

    # --- literals and names

    def _literal(self, node: tree.Literal) -> Value:
        return node.value

    def _atliteral(self, node: tree.AtLiteral) -> Value:
        found = parse_at(node.text)
        if found is None:
            return self._fault("not-convertible", node.at)
        return found

    def _name(self, node: tree.Name) -> Value:
        if node.name in self.names:
            return self.names[node.name]
        return self._fault("unknown-name", node.at, name=node.name)

    def _builtin(self, node: tree.BuiltIn) -> Value:
        return self.names.get("\0" + node.name, BUILTINS[node.name])

    def _subject(self, node: tree.Subject) -> Value:
        return self._name(tree.Name(node.at, "?"))

    def _listof(self, node: tree.ListOf) -> Value:
        self.run.make(len(node.items))
        return [self.read(item) for item in node.items]

    def _contextof(self, node: tree.ContextOf) -> Value:
        keys = [entry.key for entry in node.entries]
        if len(set(keys)) < len(keys):
            return self._fault("duplicate-key", node.at)
        self.run.make(tree.CONTEXT + len(keys))
        entries: dict[str, Value] = {}
        for entry in node.entries:
            entries[entry.key] = self._with(entries).read(entry.value)
        return entries

    def _rangeof(self, node: tree.RangeOf) -> Value:
        low, high = self.read(node.low), self.read(node.high)
        at = self._at(node.at)
        return value.make_range(low, high, node.low_closed, node.high_closed, self.run, at)

    def _comparing(self, node: tree.Comparing) -> Value:
        end = self.read(node.operand)
        if node.operator == "!=" or type(end) not in ORDERED:
            return self._fault("bad-range", node.at)
        match node.operator:
            case "=":
                return Range(end, end, True, True)
            case "<" | "<=":
                return Range(None, end, False, node.operator == "<=", True)
        return Range(end, None, node.operator == ">=", False, True)

    # --- operators

    def _negate(self, node: tree.Negate) -> Value:
        return value.negate(self.read(node.operand), self.run, self._at(node.at))

    def _arithmetic(self, node: tree.Arithmetic) -> Value:
        result = self.read(node.first)
        for step in node.steps:
            operate = _ARITHMETIC[step.operator]
            result = operate(result, self.read(step.operand), self.run, self._at(step.at))
        return result

    def _comparison(self, node: tree.Comparison) -> Value:
        left, right = self.read(node.left), self.read(node.right)
        return _COMPARISONS[node.operator](left, right, self.run, self._at(node.at))

    def _between(self, node: tree.Between) -> Value:
        subject, low, high = (self.read(part) for part in tree.children(node))
        return value.between(subject, low, high, self.run, self._at(node.at))

    def _instanceof(self, node: tree.InstanceOf) -> Value:
        result = instance_of(self.read(node.value), node.type, self.run)
        if result is None:
            return self._fault("unknown-type", node.at, type=type_text(node.type))
        return result

    def _conjunction(self, node: tree.Conjunction) -> Value:
        return self._until(False, (self.read(item) for item in node.items), node.at)

    def _disjunction(self, node: tree.Disjunction) -> Value:
        return self._until(True, (self.read(item) for item in node.items), node.at)

    def _until(self, stop: bool, items: Iterator[Value], at: int) -> Value:
        """`stop` once an item is it; else its opposite, or null when an item is neither."""
        outcome: Value = not stop
        for item in items:
            if item is stop:
                return stop
            if not isinstance(item, bool):
                outcome = None
                self._no_truth(item, at)
        return outcome

    def _no_truth(self, item: Value, at: int) -> Value:
        if item is not None:
            self._fault("wrong-type", at, types=feel_type(item))
        return None

    # --- tests

    def _in(self, node: tree.In) -> Value:
        return self._any_test(node.tests, self.read(node.value), node.at, is_cell=False)

    def _any_test(
        self, tests: tuple[Node, ...], subject: Value, at: int, *, is_cell: bool
    ) -> Value:
        nulls = [t for t in tests if isinstance(t, tree.Literal) and t.value is None]
        ordered = [*nulls, *(t for t in tests if t not in nulls)]
        return self._until(True, (self._test(t, subject, is_cell) for t in ordered), at)

    def _test(self, node: Node, subject: Value, is_cell: bool) -> Value:
        at = self._at(node.at)
        if isinstance(node, tree.Comparing):
            return self._compared(node, subject)
        if tree.reads_subject(node) and not isinstance(node, tree.RangeOf):
            return self._asked(node, subject, is_cell)
        test = self.read(node)
        if isinstance(node, tree.RangeOf) and test is None:
            return None
        is_truth = is_cell and isinstance(node, _TRUTHS) and not isinstance(subject, bool)
        return test if is_truth else value.included(subject, test, self.run, at)

    def _compared(self, node: tree.Comparing, subject: Value) -> Value:
        end = self.read(node.operand)
        if subject is None and node.operator not in ("=", "!="):
            return None
        return _COMPARISONS[node.operator](subject, end, self.run, self._at(node.at))

    def _asked(self, node: Node, subject: Value, is_cell: bool) -> Value:
        """A test that reads `?`; after `in` that is the value before it, unless it is a list."""
        own = not is_cell and not isinstance(node, tree.ListOf)
        test = (self._with({"?": subject}) if own else self).read(node)
        if test is None or isinstance(test, bool):
            return test
        return value.included(subject, test, self.run, self._at(node.at))

    # --- choices and loops

    def _if(self, node: tree.If) -> Value:
        for choice in node.choices:
            condition = self.read(choice.condition)
            if condition is True:
                return self.read(choice.value)
            if condition is not False and condition is not None:
                return self._no_truth(condition, choice.at)
        return self.read(node.otherwise)

    def _for(self, node: tree.For) -> Value:
        results: list[Value] = []
        for inside in self._rounds(node.loops, node.body):
            if inside is None:
                return None
            results.append(inside._with({"partial": list(results)}).read(node.body))
        return results

    def _quantified(self, node: tree.Quantified) -> Value:
        stop, outcome = not node.every, node.every
        unknown = False
        for inside in self._rounds(node.loops, node.condition):
            held = None if inside is None else inside.read(node.condition)
            if inside is None or held is stop:
                return None if inside is None else stop
            if not isinstance(held, bool):
                unknown = True
                self._no_truth(held, node.at)
        return None if unknown else outcome

    def _rounds(self, loops: tuple[tree.Loop, ...], body: Node) -> Iterator[_Reader | None]:
        """One reader for each round of nested loops; None, and no more, when a domain is faulty."""
        if not loops:
            yield self
            return
        domain = self._domain(loops[0])
        if domain is None:
            yield None
            return
        for item in domain:
            self.run.spend(tree.effort_of_round(loops, body))
            for inside in self._with({loops[0].name: item})._rounds(loops[1:], body):
                yield inside
                if inside is None:
                    return

    def _domain(self, loop: tree.Loop) -> Iterator[Value] | None:
        first = self.read(loop.domain)
        if loop.until is not None:
            last = self.read(loop.until)
            if first is None or last is None:
                return self._fault("null-operand", loop.at)
            return self._steps(first, last, True, True, loop.at, may_descend=True)
        match first:
            case None:
                return self._fault("null-operand", loop.at)
            case list():
                return iter(first)
            case Range(low, high, low_closed, high_closed):
                return self._steps(low, high, low_closed, high_closed, loop.at, may_descend=False)
        return iter([first])

    def _steps(
        self, low: Value, high: Value, low_in: bool, high_in: bool, at: int, *, may_descend: bool
    ) -> Iterator[Value] | None:
        if isinstance(low, Date) and isinstance(high, Date):
            days = self._numbers(number_of(low), number_of(high), low_in, high_in, may_descend)
            return (date_of(day) for day in days)
        for end in (low, high):
            if not isinstance(end, Decimal) or abs(end) >= _LARGEST_STEP or not is_whole(end):
                return self._fault("bad-range", at)
        first, last = int(low), int(high)  # type: ignore[call-overload]
        return map(Decimal, self._numbers(first, last, low_in, high_in, may_descend))

    def _numbers(
        self, first: int, last: int, low_in: bool, high_in: bool, may_descend: bool
    ) -> Iterator[int]:
        step = -1 if may_descend and first > last else 1
        number = first
        while (number <= last) if step == 1 else (number >= last):
            if (number != first or low_in) and (number != last or high_in):
                yield number
            number += step

    # --- members, filters and calls

    def _path(self, node: tree.Path) -> Value:
        return value.path(self.read(node.base), node.name, self.run, self._at(node.at))

    def _filter(self, node: tree.Filter) -> Value:
        base = self.read(node.base)
        if base is None:
            return self._fault("null-operand", node.at)
        items = base if isinstance(base, list) else [base]
        condition = node.condition
        literal_truth = isinstance(condition, tree.Literal) and (
            condition.value is None or isinstance(condition.value, bool)
        )
        if (
            isinstance(condition, tree.Literal | tree.Negate | tree.Arithmetic)
            and not literal_truth
        ):
            return self._item(items, self.read(condition), node.at)
        mentions = any(isinstance(n, tree.Name) and n.name == "item" for n in tree.walk(condition))
        if not isinstance(condition, _TRUTHS) and not mentions:
            before = len(self.run.findings)
            index = self.read(condition)
            if isinstance(index, Decimal):
                return self._item(items, index, node.at)
            del self.run.findings[before:]
        return self._kept(items, condition, node.at)

    def _item(self, items: list[Value], index: Value, at: int) -> Value:
        if not isinstance(index, Decimal):
            return self._no_truth(index, at)
        if not is_whole(index):
            return self._fault("out-of-range", at)
        if index == 0 or abs(index) > len(items):
            return None
        return items[int(index) - 1 if index > 0 else int(index)]

    def _kept(self, items: list[Value], condition: Node, at: int) -> Value:
        kept: list[Value] = []
        for item in items:
            self.run.spend(tree.effort(condition))
            members = item if isinstance(item, dict) else {}
            hidden = {"\0" + name: member for name, member in members.items()}
            held = self._with({"item": item, **members, **hidden}).read(condition)
            if held is True:
                kept.append(item)
            elif held is not False and held is not None:
                return self._no_truth(held, at)
        return kept

    def _functionof(self, node: tree.FunctionOf) -> Value:
        def call(run: Run, at: Place, *arguments: Value) -> Value:
            given: dict[str, Value] = {}
            for parameter, argument in zip(node.parameters, arguments, strict=True):
                bound = coerce(argument, parameter.type or ANY, run, at)
                if bound is None and argument is not None:
                    return None
                given[parameter.name] = bound
            if node.external:
                return self._fault("external-function", node.at)
            run.spend(tree.effort(node.body))
            return self._with(given).read(node.body)

        names = tuple(parameter.name for parameter in node.parameters)
        types = tuple(parameter.type or ANY for parameter in node.parameters)
        signature = Signature(names, call, len(names))
        return Function("function", (signature,), FunctionType(types, None))

    def _call(self, node: tree.Call) -> Value:
        function = self._called(node.function)
        arguments = [self.read(argument) for argument in node.arguments]
        return value.invoke(function, arguments, self.run, self._at(node.at))

    def _namedcall(self, node: tree.NamedCall) -> Value:
        function = self._called(node.function)
        arguments = {name: self.read(argument) for name, argument in node.arguments}
        return value.invoke_named(function, arguments, self.run, self._at(node.at))

    def _called(self, node: Node) -> Value:
        """What is called by the name of a built-in function is that, whatever an item holds."""
        return BUILTINS[node.name] if isinstance(node, tree.BuiltIn) else self.read(node)

    # --- small steps

    def _with(self, names: Mapping[str, Value]) -> _Reader:
        return replace(self, names={**self.names, **names})

    def _at(self, offset: int) -> Place:
        return Place(self.text, offset)

    def _fault(self, code: str, at: int, **about: object) -> Never | None:
        return self.run.fault(code, self._at(at), **about)
