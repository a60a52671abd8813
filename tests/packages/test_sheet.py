"""Where each value of a TOML text stands."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samrum.packages.fault import Fault
from samrum.packages.lines import lines_of
from samrum.packages.places import shipped
from samrum.packages.sheet import read_sheet

TEXT = '''\
# a comment with [brackets] = "and quotes
a = 1
b.c = "x # no comment" # a comment
"quoted key" = 'lit # eral'
many = """
[not.a.table]
x = 1
"""
list = [ # comment
  1,
  { in = "line", deep = [
    2 ] },
  """
  text""",
]

[table.inside]
k = true

[[rows]]
id = "first"
[[rows.cells]]
v = 1
[[rows.cells]]
v = 2
[rows.last]
x = {y = {z = 1}}
[[rows]]
id = "second"
end = 1979-05-27T07:32:00Z
'''

LINES = [
    (("a",), 2),
    (("b",), 3),
    (("b", "c"), 3),
    (("quoted key",), 4),
    (("many",), 5),
    (("list",), 9),
    (("list", 0), 10),
    (("list", 1), 11),
    (("list", 1, "deep", 0), 12),
    (("list", 2), 13),
    (("table", "inside"), 17),
    (("table", "inside", "k"), 18),
    (("rows", 0), 20),
    (("rows", 0, "cells", 1, "v"), 25),
    (("rows", 0, "last", "x", "y", "z"), 27),
    (("rows", 1, "end"), 30),
]


@pytest.mark.parametrize(("path", "line"), LINES)
def test_a_value_stands_on_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert lines_of(TEXT)[path] == line


def paths(value: object, at: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    inside = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return {at} | {path for key, below in inside for path in paths(below, (*at, key))}


SHIPPED = [
    file
    for folder in ("services", "vocabulary", "countries")
    for file in sorted(shipped(folder).rglob("*.toml"))  # type: ignore[arg-type]
]


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_every_value_of_a_shipped_file_has_a_line(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    found = lines_of(text)

    # A table that only its inside names has no line of its own.
    without = {path for path in paths(tomllib.loads(text)) if path and path not in found}
    assert all(any(known[: len(path)] == path for known in found) for path in without)
    assert all(1 <= line <= text.count("\n") + 1 for line in found.values())


@given(st.text(alphabet="ab.=[]{}\"'#\n ,1", max_size=60))
def test_whatever_is_toml_has_its_lines(text: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines_of(text)


@given(st.text(max_size=60))
def test_whatever_is_no_toml_is_a_fault(text: str) -> None:
    faults: list[Fault] = []
    sheet = read_sheet("x.toml", text, faults)

    assert bool(faults) == (not _is_toml(text))
    assert sheet.names() is not None


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True
