"""Calling a function value, by position or by name (DMN 1.5, 10.3.2.13.5 and table 63)."""

from __future__ import annotations

from typing import Never

from samrum.rules.finding import Place
from samrum.rules.kinds import Function, Signature, Value, feel_type
from samrum.rules.run import Run


def invoke(function: Value, arguments: list[Value], run: Run, at: Place) -> Value:
    """Call by position: the first signature that takes this many arguments."""
    if type(function) is not Function:
        return _no_function(function, run, at)
    given = len(arguments)
    for signature in function.signatures:
        takes = signature.required <= given <= len(signature.parameters)
        if takes or (signature.variadic and given >= signature.required):
            return _enter(signature, arguments, run, at)
    return _no_signature(function, f"{given} arguments", run, at)


def invoke_named(function: Value, arguments: dict[str, Value], run: Run, at: Place) -> Value:
    """Call by name: the signature with the fewest parameters that has all these names.

    A parameter that was not named is null, or left out where it may be.
    """
    if type(function) is not Function:
        return _no_function(function, run, at)
    fits = [s for s in function.signatures if arguments.keys() <= set(s.parameters)]
    if not fits:
        return _no_signature(function, ", ".join(arguments) or "no arguments", run, at)
    signature = min(fits, key=lambda fit: len(fit.parameters))
    names = list(signature.parameters)
    while len(names) > signature.required and names[-1] not in arguments:
        names.pop()
    return _enter(signature, [arguments.get(name) for name in names], run, at)


def _enter(signature: Signature, arguments: list[Value], run: Run, at: Place) -> Value:
    run.spend()
    run.enter()
    result = signature.call(run, at, *arguments)
    run.leave()
    return result


def _no_function(value: Value, run: Run, at: Place) -> Never | None:
    return run.fault("not-a-function", at, type=feel_type(value))


def _no_signature(function: Function, given: str, run: Run, at: Place) -> Never | None:
    takes = " or ".join(
        "(" + ", ".join(signature.parameters) + ("...)" if signature.variadic else ")")
        for signature in function.signatures
    )
    return run.fault("wrong-arguments", at, function=function.name, given=given, takes=takes)
