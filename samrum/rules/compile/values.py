"""Writing expressions: one function for each kind of node (DMN 1.5, 10.3.2.15).

Each gives the atom of the value. Where the operands are mostly numbers or strings, the common case
stands in the source and the operator of value.py is the exception.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from samrum.rules import tree
from samrum.rules.compile.infer import result_type
from samrum.rules.compile.writer import EMITS, Region, Writer
from samrum.rules.functions import BUILTINS
from samrum.rules.kinds import Function, Signature
from samrum.rules.types import ANY, FunctionType

OPERATORS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "**": "power"}
COMPARISONS = {
    "=": ("==", "equal"),
    "!=": ("!=", "unequal"),
    "<": ("<", "less"),
    "<=": ("<=", "less_equal"),
    ">": (">", "greater"),
    ">=": (">=", "greater_equal"),
}
# A filter with one of these is an index, whatever is filtered; with one of those, a condition.
_INDICES = (tree.Literal, tree.Negate, tree.Arithmetic)
_CONDITIONS = (
    tree.Comparison,
    tree.Between,
    tree.In,
    tree.InstanceOf,
    tree.Conjunction,
    tree.Disjunction,
    tree.Quantified,
)


def compare(w: Writer, operator: str, left: str, right: str, at: int) -> str:
    """Write a comparison of two atoms; gives the atom of True, False or None."""
    sign, name = COMPARISONS[operator]
    if "None" in (left, right) and operator in ("=", "!="):
        other = left if right == "None" else right
        return w.truth(f"{other} is {'not ' if operator == '!=' else ''}None")
    slow = f"{name}({left}, {right}, run, {w.place(at)})"
    numbers = " and ".join(
        f"{atom}.__class__ is Decimal"
        for atom in (left, right)
        if w.constant_class(atom) is not Decimal
    )
    known = w.constant_class(right)
    if known in (bool, str) and operator in ("=", "!="):
        return w.truth(f"{left} {sign} {right} if {left}.__class__ is {known.__name__} else {slow}")
    if known not in (None, Decimal) or not numbers:
        return w.truth(slow)
    return w.truth(f"{left} {sign} {right} if {numbers} else {slow}")


def any_or_all(
    w: Writer, items: Sequence[Callable[[], str]], *, stop: bool, operation: str, at: int
) -> str:
    """Write items in turn until one is `stop`; then that, else its opposite, or null when one was
    neither true nor false. With True this is `or`, with False `and`."""
    with w.region() as region:
        outcome = w.assign(str(not stop))
        for item in items:
            atom = item()
            with w.block(f"if {atom} is {stop}:"):
                w.leave(region, str(stop))
            with w.block(f"if {atom} is not {not stop}:"):
                w.line(f"{outcome} = None")
                if atom not in w.truths:
                    w.line(f"no_condition({atom}, {operation!r}, run, {w.place(at)})")
        w.leave(region, outcome)
    w.truths.add(region.result)
    return region.result


def _literal(w: Writer, node: tree.AtLiteral) -> str:
    """Only faulty literals come here; the others are constants."""
    text = w.constant(node.text)
    about = f"function='@', text={text}, wanted='a date, time or duration'"
    return w.assign(f"run.fault('not-convertible', {w.place(node.at)}, {about})")


def _name(w: Writer, node: tree.Name) -> str:
    found = w.name(node.name, node.at)
    return found if found.isidentifier() else w.assign(found)


def _built_in(w: Writer, node: tree.BuiltIn) -> str:
    found = w.name(node.name, node.at, w.constant(BUILTINS[node.name]))
    return found if found.isidentifier() else w.assign(found)


def _subject(w: Writer, node: tree.Subject) -> str:
    return w.subject or w.assign(w.name("?", node.at))


def _list(w: Writer, node: tree.ListOf) -> str:
    items = [w.value(item) for item in node.items]
    w.line(f"run.make({len(items)})")
    return w.assign(f"[{', '.join(items)}]")


def _context(w: Writer, node: tree.ContextOf) -> str:
    keys = [entry.key for entry in node.entries]
    twice = [key for key in keys if keys.count(key) > 1] if len(set(keys)) < len(keys) else []
    if twice:
        name = w.constant(twice[0])
        return w.assign(f"run.fault('duplicate-key', {w.place(node.at)}, name={name})")
    pairs: list[str] = []
    with w.scope():
        for entry in node.entries:
            atom = w.value(entry.value)
            w.bind(entry.key, atom)
            pairs.append(f"{w.constant(entry.key)}: {atom}")
    w.line(f"run.make({tree.CONTEXT + len(pairs)})")
    return w.assign("{" + ", ".join(pairs) + "}")


def _range(w: Writer, node: tree.RangeOf) -> str:
    low, high = w.value(node.low), w.value(node.high)
    closed = f"{node.low_closed}, {node.high_closed}"
    return w.assign(f"make_range({low}, {high}, {closed}, run, {w.place(node.at)})")


def _comparing(w: Writer, node: tree.Comparing) -> str:
    end = w.value(node.operand)
    return w.assign(f"half_range({node.operator!r}, {end}, run, {w.place(node.at)})")


def _negate(w: Writer, node: tree.Negate) -> str:
    return w.assign(f"negate({w.value(node.operand)}, run, {w.place(node.at)})")


def _arithmetic(w: Writer, node: tree.Arithmetic) -> str:
    result = w.value(node.first)
    for step in node.steps:
        operand = w.value(step.operand)
        call = f"{OPERATORS[step.operator]}({result}, {operand}, run, {w.place(step.at)})"
        result = w.assign(call)
    return result


def _comparison(w: Writer, node: tree.Comparison) -> str:
    left, right = w.value(node.left), w.value(node.right)
    return compare(w, node.operator, left, right, node.at)


def _between(w: Writer, node: tree.Between) -> str:
    value, low, high = w.value(node.value), w.value(node.low), w.value(node.high)
    slow = f"between({value}, {low}, {high}, run, {w.place(node.at)})"
    if not all(w.constant_class(end) is Decimal for end in (low, high)):
        return w.truth(slow)
    return w.truth(f"{low} <= {value} <= {high} if {value}.__class__ is Decimal else {slow}")


def _instance_of(w: Writer, node: tree.InstanceOf) -> str:
    value, kind, at = w.value(node.value), w.constant(node.type), w.place(node.at)
    result = w.truth(f"instance_of({value}, {kind}, run)")
    with w.block(f"if {result} is None:"):
        w.line(f"run.fault('unknown-type', {at}, type=type_text({kind}))")
    return result


def _conjunction(w: Writer, node: tree.Conjunction) -> str:
    return any_or_all(w, _later(w, node.items), stop=False, operation="and", at=node.at)


def _disjunction(w: Writer, node: tree.Disjunction) -> str:
    return any_or_all(w, _later(w, node.items), stop=True, operation="or", at=node.at)


def _later(w: Writer, nodes: Sequence[tree.Node]) -> list[Callable[[], str]]:
    return [lambda node=node: w.value(node) for node in nodes]  # type: ignore[misc]


def _if(w: Writer, node: tree.If) -> str:
    with w.region() as region:
        for choice in node.choices:
            _choice(w, choice, region)
        w.leave(region, w.value(node.otherwise))
    return region.result


def _choice(w: Writer, choice: tree.Choice, region: Region) -> None:
    condition = w.value(choice.condition)
    with w.block(f"if {condition} is True:"):
        w.leave(region, w.value(choice.value))
    if condition not in w.truths:
        with w.block(f"if {condition} is not False and {condition} is not None:"):
            w.line(f"no_condition({condition}, 'if', run, {w.place(choice.at)})")
            w.leave(region, "None")


def _path(w: Writer, node: tree.Path) -> str:
    base, name = w.value(node.base), w.constant(node.name)
    slow = f"path({base}, {name}, run, {w.place(node.at)})"
    if w.constant_class(base) is not None:
        return w.assign(slow)
    has = f"{base}.__class__ is dict and {name} in {base}"
    return w.assign(f"{base}[{name}] if {has} else {slow}")


def _for(w: Writer, node: tree.For) -> str:
    is_kept = keeps_partial(node.body)
    with w.lifted() as part:
        results = w.assign("[]")
        with w.scope():
            _loops(w, node.loops, node.body, lambda: _round(w, node, results, is_kept))
        w.line(f"return {results}")
    return w.assign(part.call)


def _round(w: Writer, node: tree.For, results: str, is_kept: bool) -> None:
    partial = results
    if is_kept:
        w.line(f"run.make(len({results}))")
        partial = w.assign(f"{results}[:]")
    w.bind("partial", partial)
    w.line(f"{results}.append({w.value(node.body)})")


def keeps_partial(body: tree.Node) -> bool:
    """Whether the body may keep the list of results so far, which grows: it then gets a copy.

    Looking at one of them, as in partial[-1], keeps nothing, unless a function does it later.
    """
    below = [body]
    while below:
        node = below.pop()
        match node:
            case tree.Name(_, "partial"):
                return True
            case tree.FunctionOf(_, _, inside) if any(
                isinstance(part, tree.Name) and part.name == "partial" for part in tree.walk(inside)
            ):
                return True
            case tree.Filter(_, tree.Name(), tree.Literal() | tree.Negate(_, tree.Literal())):
                continue
        below.extend(tree.children(node))
    return False


def _quantified(w: Writer, node: tree.Quantified) -> str:
    stop = not node.every
    operation = "every" if node.every else "some"
    with w.lifted() as part:
        outcome = w.assign(str(not stop))
        with w.scope():
            loops = node.loops
            _loops(w, loops, node.condition, lambda: _attempt(w, node, outcome, stop, operation))
        w.line(f"return {outcome}")
    return w.truth(part.call)


def _attempt(w: Writer, node: tree.Quantified, outcome: str, stop: bool, operation: str) -> None:
    atom = w.value(node.condition)
    with w.block(f"if {atom} is {stop}:"):
        w.line(f"return {stop}")
    with w.block(f"if {atom} is not {not stop}:"):
        w.line(f"{outcome} = None")
        if atom not in w.truths:
            w.line(f"no_condition({atom}, {operation!r}, run, {w.place(node.at)})")


def _loops(
    w: Writer, loops: tuple[tree.Loop, ...], inside: tree.Node, body: Callable[[], None]
) -> None:
    """Write nested loops; one whose domain is faulty ends the function with null."""
    if not loops:
        body()
        return
    loop = loops[0]
    domain, at = w.value(loop.domain), w.place(loop.at)
    if loop.until is None:
        values = w.assign(f"domain({domain}, run, {at})")
    else:
        values = w.assign(f"span({domain}, {w.value(loop.until)}, run, {at})")
    with w.block(f"if {values} is None:"):
        w.line("return None")
    item = w.fresh()
    with w.block(f"for {item} in {values}:"):
        w.line(f"run.spend({tree.effort_of_round(loops, inside)})")
        w.bind(loop.name, item)
        _loops(w, loops[1:], inside, body)


def _filter(w: Writer, node: tree.Filter) -> str:
    base, at = w.value(node.base), w.place(node.at)
    items = base
    if w.constant_class(base) is not list:
        items = w.assign(f"{base} if {base}.__class__ is list else [{base}]")
    with w.region() as region:
        if items != base:
            with w.block(f"if {base} is None:"):
                w.line(f"run.fault('null-operand', {at}, operation='a filter')")
                w.leave(region, "None")
        if isinstance(node.condition, _INDICES) and not _is_truth(node.condition):
            w.leave(region, _index(w, node, items))
        else:
            if not isinstance(node.condition, _CONDITIONS) and not _reads_item(node.condition):
                _perhaps_index(w, node, items, region)
            w.leave(region, _selection(w, node, items))
    return region.result


def _is_truth(node: tree.Node) -> bool:
    return isinstance(node, tree.Literal) and (node.value is None or isinstance(node.value, bool))


def _reads_item(node: tree.Node) -> bool:
    return any(isinstance(n, tree.Name) and n.name == "item" for n in tree.walk(node))


def _index(w: Writer, node: tree.Filter, items: str) -> str:
    index, at = w.value(node.condition), w.place(node.at)
    found = f"item_at({items}, {index}, run, {at})"
    if w.constant_class(index) is Decimal:
        return w.assign(found)
    wrong = f"no_condition({index}, 'a filter', run, {at})"
    return w.assign(f"{found} if {index}.__class__ is Decimal else {wrong}")


def _perhaps_index(w: Writer, node: tree.Filter, items: str, region: Region) -> None:
    """A condition that could be an index is tried outside of the items first; what it finds there
    does not count unless it is one."""
    before = w.assign("len(run.findings)")
    index = w.value(node.condition)
    with w.block(f"if {index}.__class__ is Decimal:"):
        w.leave(region, w.assign(f"item_at({items}, {index}, run, {w.place(node.at)})"))
    w.line(f"del run.findings[{before}:]")


def _selection(w: Writer, node: tree.Filter, items: str) -> str:
    with w.lifted() as part:
        kept, item = w.assign("[]"), w.fresh()
        with w.block(f"for {item} in {items}:"):
            w.line(f"run.spend({tree.effort(node.condition)})")
            with w.scope(item):
                atom = w.value(node.condition)
            with w.block(f"if {atom} is True:"):
                w.line(f"{kept}.append({item})")
            if atom not in w.truths:
                with w.block(f"elif {atom} is not False and {atom} is not None:"):
                    w.line(f"return no_condition({atom}, 'a filter', run, {w.place(node.at)})")
        w.line(f"run.make(len({kept}))")
        w.line(f"return {kept}")
    return w.assign(part.call)


def _function(w: Writer, node: tree.FunctionOf) -> str:
    names = tuple(parameter.name for parameter in node.parameters)
    own = [w.fresh() for _ in names]
    with w.lifted(*own, is_closure=True) as part, w.scope():
        for parameter, local in zip(node.parameters, own, strict=True):
            if parameter.type is not None:
                _coerce(w, local, w.constant(parameter.type))
            w.bind(parameter.name, local)
        if node.external:
            about = "element='the function', kind='external'"
            w.line(f"return run.fault('external-function', {w.place(node.at)}, {about})")
        else:
            w.line(f"run.spend({tree.effort(node.body)})")
            w.line(f"return {w.value(node.body)}")
    types = tuple(parameter.type or ANY for parameter in node.parameters)
    kind = w.constant(FunctionType(types, result_type(node)))
    signature = f"Signature({w.constant(names)}, {part.call}, {len(names)})"
    return w.assign(f"Function('function', ({signature},), {kind})")


def _coerce(w: Writer, local: str, kind: str) -> None:
    """A call with an argument that is not of its parameter's type gives null."""
    with w.block(f"if {local} is not None:"):
        w.line(f"{local} = coerce({local}, {kind}, run, at)")
        with w.block(f"if {local} is None:"):
            w.line("return None")


def _call(w: Writer, node: tree.Call) -> str:
    at = w.place(node.at)
    if isinstance(node.function, tree.BuiltIn):
        arguments = [w.value(argument) for argument in node.arguments]
        built_in = BUILTINS[node.function.name]
        signature = _fitting(built_in, len(arguments))
        if signature is not None:
            call = w.constant(signature.call)
            w.line("run.spend()")
            return w.assign(f"{call}({', '.join(['run', at, *arguments])})")
        function = w.constant(built_in)
    else:
        function = w.value(node.function)
        arguments = [w.value(argument) for argument in node.arguments]
    return w.assign(f"invoke({function}, [{', '.join(arguments)}], run, {at})")


def _fitting(function: Function, given: int) -> Signature | None:
    """The signature that invoke would choose for so many arguments."""
    for signature in function.signatures:
        takes = signature.required <= given <= len(signature.parameters)
        if takes or (signature.variadic and given >= signature.required):
            return signature
    return None


def _named_call(w: Writer, node: tree.NamedCall) -> str:
    if isinstance(node.function, tree.BuiltIn):
        function = w.constant(BUILTINS[node.function.name])
    else:
        function = w.value(node.function)
    given = ", ".join(f"{w.constant(name)}: {w.value(a)}" for name, a in node.arguments)
    return w.assign(f"invoke_named({function}, {{{given}}}, run, {w.place(node.at)})")


EMITS.update(
    {
        tree.AtLiteral: _literal,
        tree.Name: _name,
        tree.BuiltIn: _built_in,
        tree.Subject: _subject,
        tree.ListOf: _list,
        tree.ContextOf: _context,
        tree.RangeOf: _range,
        tree.Comparing: _comparing,
        tree.Negate: _negate,
        tree.Arithmetic: _arithmetic,
        tree.Comparison: _comparison,
        tree.Between: _between,
        tree.InstanceOf: _instance_of,
        tree.Conjunction: _conjunction,
        tree.Disjunction: _disjunction,
        tree.If: _if,
        tree.For: _for,
        tree.Quantified: _quantified,
        tree.Path: _path,
        tree.Filter: _filter,
        tree.FunctionOf: _function,
        tree.Call: _call,
        tree.NamedCall: _named_call,
    }
)
