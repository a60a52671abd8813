"""Columns as they come: what each type of column means, exactly, and what is refused."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from samrum.rules import Model, read_model
from samrum.rules.replay import (
    Measured,
    Population,
    ReplayFault,
    population_of_arrays,
    population_of_parquet,
    population_of_table,
    replay,
)
from samrum.rules.value import literal
from tests.rules.dmn import decision, definitions, fact, table
from tests.rules.dmn import literal as expression


def echo(kind: str = "") -> Model:
    """A model that answers with its fact."""
    return read_model(definitions(fact("x", kind), decision("D", expression("[x]"), facts=("x",))))


def shown(population: Population, kind: str = "") -> list[str]:
    answers = replay(echo(kind), "D", population)
    return [literal(answers.value(row))[1:-1] for row in range(population.rows)]


D = datetime
# An Arrow array, and what its values are in FEEL.
ARROW: list[tuple[Any, list[str]]] = [
    (pa.array([1, None, -(2**63)]), ["1", "null", "-9223372036854775808"]),
    (pa.array([255, 0], pa.uint8()), ["255", "0"]),
    (pa.array([2**64 - 1], pa.uint64()), ["18446744073709551615"]),
    (pa.array([0.1, 2.50, None, float("nan")]), ["0.1", "2.5", "null", "null"]),
    (pa.array([1 / 3]), ["0.3333333333333333"]),
    (pa.array([1e300, -0.0]), ["1E+300", "0"]),
    (pa.array([Decimal("1.50"), None], pa.decimal128(5, 2)), ["1.5", "null"]),
    (pa.array([Decimal("-1234567890123456789.5")], pa.decimal128(38, 1)),
     ["-1234567890123456789.5"]),
    (pa.array(["a", None, "å"]), ['"a"', "null", '"å"']),
    (pa.array(["a", None, "a"]).dictionary_encode(), ['"a"', "null", '"a"']),
    (pa.array(["a", "b"], pa.large_string()), ['"a"', '"b"']),
    (pa.array([True, None, False]), ["true", "null", "false"]),
    (pa.array([D.date(2024, 2, 29), None]), ['@"2024-02-29"', "null"]),
    (pa.array([D.date(1, 1, 1)], pa.date64()), ['@"0001-01-01"']),
    (pa.array([D.datetime(2024, 2, 29, 10, 0, 0, 5), None], pa.timestamp("us")),
     ['@"2024-02-29T10:00:00.000005"', "null"]),
    (pa.array([D.datetime(2024, 2, 29)], pa.timestamp("s", "UTC")), ['@"2024-02-29T00:00:00Z"']),
    (pa.array([D.time(10, 30)], pa.time32("s")), ['@"10:30:00"']),
    (pa.array([D.timedelta(days=2)], pa.duration("ms")), ['@"P2D"']),
    (pa.array([["a", "b"], [], None]), ['["a", "b"]', "[]", "null"]),
    (pa.nulls(2), ["null", "null"]),
]  # fmt: skip


@pytest.mark.parametrize(("array", "values"), ARROW, ids=[str(a.type) for a, _ in ARROW])
def test_an_arrow_column_is_what_its_type_says(
    array: Any, values: list[str], tmp_path: Path
) -> None:
    cases = pa.table({"x": array})

    assert shown(population_of_table(cases)) == values

    if not pa.types.is_null(array.type):
        parquet.write_table(cases, tmp_path / "cases.parquet")
        assert shown(population_of_parquet(tmp_path / "cases.parquet")) == values


NUMPY: list[tuple[Any, list[str]]] = [
    (np.array([1, -1], np.int16), ["1", "-1"]),
    (np.ma.MaskedArray(np.array([1, 2]), [False, True]), ["1", "null"]),
    (np.array([0.1, np.nan]), ["0.1", "null"]),
    (np.array(["a", "b"]), ['"a"', '"b"']),
    (np.array(["2024-02-29", "NaT"], "datetime64[D]"), ['@"2024-02-29"', "null"]),
    (np.array(["2024-02-29T10:00"], "datetime64[s]"), ['@"2024-02-29T10:00:00"']),
    (np.array([90], "timedelta64[s]"), ['@"PT1M30S"']),
    (np.array([True, None, "a", 1, Decimal("0.10"), float("nan")], object),
     ["true", "null", '"a"', "1", "0.1", "null"]),
    (np.array([{"a": [1, None]}, [1.5]], object), ["{a: [1, null]}", "[1.5]"]),
    (Measured(Decimal, np.array([150, 7]), 2, np.array([False, True])), ["1.5", "null"]),
]  # fmt: skip


@pytest.mark.parametrize(("column", "values"), NUMPY, ids=range(len(NUMPY)))
def test_a_numpy_column_is_what_its_values_are(column: Any, values: list[str]) -> None:
    assert shown(population_of_arrays({"x": column})) == values


def test_a_text_is_what_the_rules_declare() -> None:
    days = population_of_arrays({"x": np.array(["2024-02-29", "some day"], object)})

    assert shown(days, "date") == ['@"2024-02-29"', "null"]
    assert replay(echo("date"), "D", days).found(1) == ("not-of-type",)


REFUSED: list[tuple[str, Callable[[], Any]]] = [
    ("infinite", lambda: np.array([np.inf])),
    ("cannot be read", lambda: np.array([1.5], np.float32)),
    ("cannot be read", lambda: np.array([1j])),
    ("cannot be read", lambda: np.array([object()])),
    ("cannot be read", lambda: np.array([10**40], object)),
]


@pytest.mark.parametrize(("word", "column"), REFUSED)
def test_what_has_no_exact_meaning_is_refused(word: str, column: Callable[[], Any]) -> None:
    with pytest.raises(ReplayFault, match=word):
        replay(echo(), "D", population_of_arrays({"x": column()}))


def test_numbers_where_dates_are_declared_are_refused() -> None:
    with pytest.raises(ReplayFault, match="holds values of the type number"):
        replay(echo("date"), "D", population_of_arrays({"x": np.array([1])}))


def test_columns_of_two_lengths_are_refused() -> None:
    with pytest.raises(ReplayFault, match="same length"):
        population_of_arrays({"x": np.array([1]), "y": np.array([1, 2])})


def test_a_population_of_nobody_has_no_answers() -> None:
    answers = replay(echo(), "D", population_of_arrays({"x": np.array([], np.int64)}))

    assert len(answers.column.codes) == 0  # type: ignore[union-attr]


EDGES = "x || y\n< 0.1 || 1\n[0.1..0.3] || 2\n(0.3..1e3) || 3\n>= 1e3 || 4"


@pytest.mark.parametrize("number", [0.1, 0.3, 1e3, 0.7, -5.0, 1e-300, 123456.789])
def test_a_float_beside_an_edge_is_on_the_side_that_its_text_is_on(number: float) -> None:
    model = read_model(definitions(fact("x", "number"), decision("D", table(EDGES), facts=("x",))))
    near = np.array([np.nextafter(number, -np.inf), number, np.nextafter(number, np.inf), 1 / 3])

    answers = replay(model, "D", population_of_arrays({"x": near}))

    for row, value in enumerate(near.tolist()):
        assert answers.value(row) == model.evaluate("D", {"x": Decimal(repr(value))}).value
