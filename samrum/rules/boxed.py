"""Boxed expressions compiled to functions: `compute(env, run)` gives the value (DMN 1.5, 7.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from samrum.rules import tree
from samrum.rules.compile import compile_expression
from samrum.rules.compute import Compute, Surroundings, broken, coercion, compile_literal, typed
from samrum.rules.decide_table import compile_table
from samrum.rules.finding import Place
from samrum.rules.model import (
    Conditional,
    Context,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    Iteration,
    ListOf,
    Literal,
    Relation,
    Table,
    Variable,
)
from samrum.rules.run import Run
from samrum.rules.types import ANY, FeelType, FunctionType
from samrum.rules.value import Function, Signature, Value, feel_type, invoke_named


def compile_boxed(expression: Expression | None, here: Surroundings) -> Compute:
    """The function of an expression of any kind; a missing one gives null and a finding."""
    if expression is None:
        return broken("no-expression", Place(here.element, 0), element=here.element)
    match expression:
        case Literal():
            compute = compile_literal(expression, here)
        case Table():
            compute = compile_table(expression, here)
        case Context():
            compute = _context(expression, here)
        case Invocation():
            compute = _invocation(expression, here)
        case FunctionDefinition():
            compute = _function(expression, here)
        case Relation():
            compute = _relation(expression, here)
        case ListOf():
            compute = _list(expression, here)
        case Conditional():
            compute = _conditional(expression, here)
        case Filter():
            compute = _filter(expression, here)
        case Iteration():
            compute = _iteration(expression, here)
    reference = None if isinstance(expression, FunctionDefinition) else expression.type_ref
    return typed(compute, here.type_named(reference), here.element)


def make_function(
    name: str,
    parameters: tuple[tuple[str, FeelType], ...],
    body: Compute,
    env: Mapping[str, Value],
    result: FeelType,
    *,
    strict: bool = True,
) -> Function:
    """A FEEL function. strict: an argument that is not of its type means null, without a call;
    otherwise the parameter is null (decision services)."""
    at = Place(name, 0)
    taken = tuple((n, coercion(t, at)) for n, t in parameters)
    finish = coercion(result, at)

    def call(run: Run, at: Place, *arguments: Value) -> Value:
        inside = dict(env)
        for (parameter, bring), argument in zip(taken, arguments, strict=True):
            value = argument if bring is None else bring(argument, run)
            if strict and value is None and argument is not None:
                return None
            inside[parameter] = value
        value = body(inside, run)
        return value if finish is None else finish(value, run)

    names = tuple(n for n, _ in parameters)
    declared = None if result == ANY else result
    kind = FunctionType(tuple(t for _, t in parameters), declared)
    return Function(name, (Signature(names, call, len(names)),), kind)


def _context(context: Context, here: Surroundings) -> Compute:
    entries: list[tuple[str | None, Compute]] = []
    for entry in context.entries:
        variable = entry.variable
        if variable is None:
            entries.append((None, compile_boxed(entry.expression, here)))
            continue
        # A function may call itself by the name of its entry.
        if isinstance(entry.expression, FunctionDefinition):
            here = here.inside((variable.name,))
        compute = compile_boxed(entry.expression, here)
        name = f"{here.element}, {variable.name}"
        entries.append((variable.name, typed(compute, here.type_named(variable.type_ref), name)))
        here = here.inside((variable.name,))

    def compute_context(env: Mapping[str, Value], run: Run) -> Value:
        inside = dict(env)
        made: dict[str, Value] = {}
        for name, compute in entries:
            value = compute(inside, run)
            if name is None:
                return value
            inside[name] = made[name] = value
        return made

    return compute_context


def _invocation(invocation: Invocation, here: Surroundings) -> Compute:
    called = compile_boxed(invocation.called, here)
    arguments = tuple(
        (b.parameter.name, compile_boxed(b.expression, here)) for b in invocation.bindings
    )
    text = invocation.called.text if isinstance(invocation.called, Literal) else here.element
    at = Place(text, 0)

    def compute_invocation(env: Mapping[str, Value], run: Run) -> Value:
        given = {name: compute(env, run) for name, compute in arguments}
        return invoke_named(called(env, run), given, run, at)

    return compute_invocation


def typed_parameters(
    variables: tuple[Variable, ...], here: Surroundings
) -> tuple[tuple[str, FeelType], ...]:
    """The names and types of formal parameters."""
    return tuple((v.name, here.type_named(v.type_ref)) for v in variables)


def compile_body(function: FunctionDefinition, here: Surroundings) -> Compute:
    """The body of a function; one that is not FEEL cannot be called."""
    if function.kind != "FEEL":
        at = Place(here.element, 0)
        return broken("external-function", at, kind=function.kind, element=here.element)
    return compile_boxed(function.body, here.inside(v.name for v in function.parameters))


def _function(function: FunctionDefinition, here: Surroundings) -> Compute:
    parameters = typed_parameters(function.parameters, here)
    body = compile_body(function, here)
    result = here.type_named(function.type_ref)
    name = here.element
    return lambda env, run: make_function(name, parameters, body, env, result)


def _relation(relation: Relation, here: Surroundings) -> Compute:
    names = [column.name for column in relation.columns]
    types = [here.type_named(column.type_ref) for column in relation.columns]
    rows = [
        [
            typed(compile_boxed(cell, here), to, f"{here.element}, {name}")
            for cell, name, to in zip(row, names, types, strict=True)
        ]
        for row in relation.rows
    ]
    return lambda env, run: [
        {name: cell(env, run) for name, cell in zip(names, row, strict=True)} for row in rows
    ]


def _list(expression: ListOf, here: Surroundings) -> Compute:
    items = [compile_boxed(item, here) for item in expression.items]
    return lambda env, run: [item(env, run) for item in items]


def _conditional(conditional: Conditional, here: Surroundings) -> Compute:
    condition = compile_boxed(conditional.condition, here)
    then = compile_boxed(conditional.then, here)
    otherwise = compile_boxed(conditional.otherwise, here)
    at = Place(here.element, 0)

    def compute_conditional(env: Mapping[str, Value], run: Run) -> Value:
        truth = condition(env, run)
        if truth is True:
            return then(env, run)
        if truth is None or truth is False:
            return otherwise(env, run)
        return run.fault("wrong-type", at, operation="if", types=feel_type(truth))

    return compute_conditional


# Names that no FEEL text can hold, for the parts of a boxed loop seen as one FEEL expression.
_SOURCE = "\0source"
_BODY = "\0body"


def _filter(expression: Filter, here: Surroundings) -> Compute:
    match = compile_boxed(expression.match, here.inside(("item", *here.scope.members)))
    condition = tree.Call(0, tree.Name(0, _BODY), (tree.Name(0, "item"),))
    loop = tree.Filter(0, tree.Name(0, _SOURCE), condition)

    def body(env: Mapping[str, Value]) -> Callable[..., Value]:
        def call(run: Run, at: Place, item: Value) -> Value:
            members = item if isinstance(item, dict) else {}
            return match({**env, **members, "item": item}, run)

        return call

    return _loop(expression.source, None, loop, body, ("item",), here)


def _iteration(expression: Iteration, here: Surroundings) -> Compute:
    variable = expression.variable
    seen = (variable, "partial") if expression.kind == "for" else (variable,)
    result = compile_boxed(expression.body, here.inside(seen))
    call_body = tree.Call(0, tree.Name(0, _BODY), tuple(tree.Name(0, name) for name in seen))
    loops = (tree.Loop(0, variable, tree.Name(0, _SOURCE), None),)
    loop: tree.Node
    if expression.kind == "for":
        loop = tree.For(0, loops, call_body)
    else:
        loop = tree.Quantified(0, expression.kind == "every", loops, call_body)

    def body(env: Mapping[str, Value]) -> Callable[..., Value]:
        def call(run: Run, at: Place, *values: Value) -> Value:
            return result({**env, **dict(zip(seen, values, strict=True))}, run)

        return call

    return _loop(expression.source, expression.source_type_ref, loop, body, seen, here)


def _loop(
    source: Expression | None,
    source_type: str | None,
    loop: tree.Node,
    body: Callable[[Mapping[str, Value]], Callable[..., Value]],
    parameters: tuple[str, ...],
    here: Surroundings,
) -> Compute:
    """A boxed loop has the meaning of the FEEL loop whose body is a call of the boxed body."""
    compute_source = typed(compile_boxed(source, here), here.type_named(source_type), here.element)
    run_loop = compile_expression(loop, here.scope, here.element).function

    def compute_loop(env: Mapping[str, Value], run: Run) -> Value:
        call = Signature(parameters, body(env), len(parameters))
        parts = {_SOURCE: compute_source(env, run), _BODY: Function(here.element, (call,))}
        return run_loop({**env, **parts}, run)

    return compute_loop
