"""Values as text: what FEEL's string() gives.

A string stays as it is; inside of lists and contexts every value is written as its FEEL literal.
"""

from __future__ import annotations

from decimal import Decimal

from samrum.rules.kinds import Function, Range, Value
from samrum.rules.number import number_text
from samrum.rules.run import Run
from samrum.rules.temporal import Date, DateTime, DaysTime, Time, YearsMonths, temporal_text

_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def to_text(value: Value, run: Run | None = None) -> str:
    """The value as FEEL's string() writes it; a string stays as it is, outside of lists.

    Characters are counted against the run, or against a fresh one; raises Exhausted.
    """
    run = run or Run()
    if isinstance(value, str):
        return value
    if isinstance(value, Date | Time | DateTime | DaysTime | YearsMonths):
        return temporal_text(value)
    pieces: list[str] = []
    _write(value, pieces, run)
    return "".join(pieces)


def literal(value: Value, run: Run | None = None) -> str:
    """The value as the FEEL expression that gives it, as far as there is one."""
    pieces: list[str] = []
    _write(value, pieces, run or Run())
    return "".join(pieces)


def _write(value: Value, pieces: list[str], run: Run) -> None:
    if not isinstance(value, list | dict | Range):
        pieces.append(_simple(value))
        run.make(len(pieces[-1]))
        return
    run.spend(1 if isinstance(value, Range) else 1 + 2 * len(value))
    run.enter()
    if isinstance(value, list):
        _write_list(value, pieces, run)
    elif isinstance(value, dict):
        _write_context(value, pieces, run)
    else:
        _write_range(value, pieces, run)
    run.leave()


def _simple(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        return f'"{value.translate(_ESCAPES)}"'
    if isinstance(value, Date | Time | DateTime | DaysTime | YearsMonths):
        return f'@"{temporal_text(value)}"'
    assert isinstance(value, Function), value
    return f"function({', '.join(value.signatures[0].parameters)})"


def _write_list(items: list[Value], pieces: list[str], run: Run) -> None:
    pieces.append("[")
    for number, item in enumerate(items):
        if number:
            pieces.append(", ")
        _write(item, pieces, run)
    pieces.append("]")


def _write_context(entries: dict[str, Value], pieces: list[str], run: Run) -> None:
    pieces.append("{")
    for number, (key, item) in enumerate(entries.items()):
        name = key if key.isidentifier() else _simple(key)
        run.make(len(name))
        pieces.append(f"{', ' if number else ''}{name}: ")
        _write(item, pieces, run)
    pieces.append("}")


def _write_range(value: Range, pieces: list[str], run: Run) -> None:
    if value.unbounded and value.low is None and value.high is not None:
        pieces.append("(<= " if value.high_closed else "(< ")
        _write(value.high, pieces, run)
        pieces.append(")")
    elif value.unbounded and value.high is None:
        pieces.append("(>= " if value.low_closed else "(> ")
        _write(value.low, pieces, run)
        pieces.append(")")
    else:
        pieces.append("[" if value.low_closed else "(")
        _write(value.low, pieces, run)
        pieces.append("..")
        _write(value.high, pieces, run)
        pieces.append("]" if value.high_closed else ")")
