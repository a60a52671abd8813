"""How a built-in function is declared: in the words of the standard's own tables.

    declare("substring(string: string, start position: number, length?: number)", substring)

The declaration names the parameters, says what each may be, and is checked before the Python
function runs: `call(run, at, *arguments)` gets arguments that fit. A list of one item stands for
that item (10.3.2.9.4), and where `items` is declared, an item for the list of it. What does not
fit gives null and a finding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Never

from samrum.rules.finding import Place
from samrum.rules.kinds import TYPE_NAMES, Call, Function, Signature, Value, feel_type
from samrum.rules.run import Run

_DECLARATION = re.compile(r"([a-z ]+)\((.*)\)")
_PARAMETER = re.compile(r"([A-Za-z0-9 ]+?)(\?)?(\.\.\.)?: (.+)")
_KINDS: Mapping[str, type] = MappingProxyType(
    {name.lower(): kind for kind, name in TYPE_NAMES.items()}
)
_ANYTHING = frozenset(TYPE_NAMES)


@dataclass(frozen=True, slots=True)
class _Parameter:
    name: str
    must: str
    optional: bool
    variadic: bool
    kinds: frozenset[type]
    wraps: bool  # one item stands for the list of it


def declare(*declarations: str | Call) -> Function:
    """The function of one or more pairs of a declaration and what it calls."""
    texts = [text for text in declarations[::2] if isinstance(text, str)]
    calls = [call for call in declarations[1::2] if not isinstance(call, str)]
    name = texts[0].partition("(")[0]
    pairs = zip(texts, calls, strict=True)
    return Function(name, tuple(_signature(name, text, call) for text, call in pairs))


def items_of(arguments: tuple[Value, ...]) -> list[Value] | None:
    """The items of f(list) or f(item, item...); None for f(null)."""
    if len(arguments) != 1:
        return list(arguments)
    only = arguments[0]
    if only is None:
        return None
    return only if isinstance(only, list) else [only]


def misfit(
    run: Run, at: Place, function: str, parameter: str, given: Value, must: str
) -> Never | None:
    """The fault of an argument that its function cannot use."""
    known = "null" if given is None else f"a {feel_type(given)}"
    return run.fault(
        "wrong-argument", at, function=function, parameter=parameter, given=known, must=must
    )


def _signature(name: str, text: str, call: Call) -> Signature:
    found = _DECLARATION.fullmatch(text)
    assert found is not None and found[1] == name, text
    parameters = tuple(_parameter(part) for part in found[2].split(", ") if part)
    return Signature(
        tuple(parameter.name for parameter in parameters),
        _checked(name, parameters, call),
        sum(not parameter.optional for parameter in parameters),
        any(parameter.variadic for parameter in parameters),
    )


def _parameter(text: str) -> _Parameter:
    found = _PARAMETER.fullmatch(text)
    assert found is not None, text
    name, optional, variadic, must = found.groups()
    words = must.replace("items", "list").split(" or ")
    kinds = _ANYTHING if must == "any" else frozenset(_KINDS[word] for word in words)
    return _Parameter(name, must, bool(optional), bool(variadic), kinds, "items" in must)


def _checked(name: str, parameters: tuple[_Parameter, ...], call: Call) -> Call:
    """The call, made only when every argument fits its parameter, as it is or converted."""
    kinds = [parameter.kinds for parameter in parameters]

    def checked(run: Run, at: Place, *arguments: Value) -> Value:
        for argument, fitting in zip(arguments, kinds, strict=False):
            if type(argument) not in fitting:
                break
        else:
            if len(arguments) <= len(kinds) or kinds[-1] is _ANYTHING:
                return call(run, at, *arguments)
        converted: list[Value] = []
        for number, argument in enumerate(arguments):
            parameter = parameters[min(number, len(parameters) - 1)]
            value = _converted(argument, parameter)
            if value is None and type(argument) not in parameter.kinds:
                return misfit(run, at, name, parameter.name, argument, parameter.must)
            converted.append(value)
        return call(run, at, *converted)

    return checked


def _converted(argument: Value, parameter: _Parameter) -> Value:
    """The argument, or what it is by the conversions from and to a list of one item, or None."""
    if type(argument) in parameter.kinds:
        return argument
    if isinstance(argument, list):
        fits = len(argument) == 1 and type(argument[0]) in parameter.kinds
        return argument[0] if fits else None
    return [argument] if parameter.wraps and argument is not None else None
