"""Populations for tests: the same facts as cases and as columns, and their answers compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np

from samrum.rules import Model
from samrum.rules.replay import Measured, population_of_arrays, replay
from samrum.rules.replay.columns import Array, Column
from samrum.rules.temporal import Date, DateTime, number_of
from samrum.rules.value import Value, literal

Case = dict[str, Value]


def columns_of(cases: Sequence[Case]) -> dict[str, Array | Column]:
    """A column for each fact, in the form its values allow; for odd facts, in another form."""
    names = list(cases[0])
    return {name: _column([case[name] for case in cases], i % 2) for i, name in enumerate(names)}


def assert_like_single_cases(
    model: Model,
    decision: str,
    cases: Sequence[Case],
    columns: Mapping[str, Array | Column],
    now: DateTime | None = None,
) -> None:
    """Each case has the value, the rules and the findings that a single evaluation gives."""
    answers = replay(model, decision, population_of_arrays(columns), now=now)
    for row, case in enumerate(cases):
        outcome = model.evaluate(decision, case, now=now, trace=True)
        assert outcome.trace is not None
        rules = outcome.trace.decisions[-1].rules if outcome.trace.decisions else ()
        expected = (
            literal(outcome.value),
            sorted({finding.code for finding in outcome.findings}),
            [rule.number for rule in rules if rule.used],
        )
        told = (
            literal(answers.value(row)),
            sorted(answers.found(row)),
            [rule.number for rule in answers.rules(row)],
        )
        assert told == expected, case
        if answers.masks is not None:
            assert answers.matched(row) == tuple(rule.number for rule in rules), case


def _column(values: Sequence[Value], variant: int) -> Array | Column:
    kinds = {value.__class__ for value in values if value is not None}
    unknown = np.array([value is None for value in values])
    if kinds == {Decimal}:
        numbers = [value if isinstance(value, Decimal) else None for value in values]
        return _numbers(numbers, unknown, variant)
    if kinds == {Date}:
        days = [0 if not isinstance(value, Date) else number_of(value) for value in values]
        if variant:
            return Measured(Date, np.array(days), 0, unknown)
        found = np.array(days, "datetime64[D]")
        found[unknown] = np.datetime64("NaT")
        return found
    if kinds == {bool} and variant:
        return np.ma.MaskedArray(np.array([value is True for value in values]), unknown)
    return np.array([*values, None], dtype=object)[:-1]


def _numbers(values: list[Decimal | None], unknown: Array, variant: int) -> Array | Column:
    places = max(
        (-int(v.normalize().as_tuple().exponent) for v in values if v is not None), default=0
    )
    units = [0 if v is None else int(v.scaleb(max(0, places))) for v in values]
    if any(abs(unit) >= 2**62 for unit in units):
        return np.array([*values, None], dtype=object)[:-1]
    if variant:
        return Measured(Decimal, np.array(units, np.int64), max(0, places), unknown)
    if all(v is None or Decimal(repr(float(v))) == v for v in values):
        return np.array([np.nan if v is None else float(v) for v in values])
    return np.array([*values, None], dtype=object)[:-1]
