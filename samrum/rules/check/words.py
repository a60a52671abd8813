"""How values, regions, rules and types are said in remarks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from samrum.rules.check.grid import OTHER_TEXTS, Point
from samrum.rules.types import FeelType, ListType, RangeType, type_text
from samrum.rules.value import Value, literal

TYPES: Final[Mapping[str, str]] = {
    "number": "a number",
    "string": "a text",
    "boolean": "true or false",
    "date": "a date",
    "time": "a time of day",
    "date and time": "a date and time",
    "days and time duration": "a duration in days",
    "years and months duration": "a duration in years and months",
    "list": "a list",
    "context": "a context",
    "range": "a range",
    "function": "a function",
}
POLICIES: Final[Mapping[str, str]] = {
    "UNIQUE": "Unique",
    "FIRST": "First",
    "PRIORITY": "Priority",
    "ANY": "Any",
    "COLLECT": "Collect",
    "RULE ORDER": "Rule order",
    "OUTPUT ORDER": "Output order",
}
AGGREGATES: Final[Mapping[str, str]] = {
    "SUM": "sum",
    "MIN": "smallest",
    "MAX": "largest",
    "COUNT": "count",
}
_LONGEST: Final = 60
_MOST_RUNS: Final = 3


def told(value: Value) -> str:
    """A value as a rule would write it; a text that stands for any other is said so."""
    if value is None:
        return "nothing"
    if isinstance(value, str) and value in OTHER_TEXTS:
        return "another text" if value == OTHER_TEXTS[0] else "yet another text"
    if isinstance(value, Decimal) or not isinstance(value, list):
        return short(literal(value))
    return f"[{', '.join(told(item) for item in value)}]"


def told_as(name: str, value: Value) -> str:
    """A fact with its value: `distance = 501`, `capacity is not known`."""
    return f"{name} is not known" if value is None else f"{name} = {told(value)}"


def told_regions(name: str, points: Mapping[int, Point], constants: Sequence[Value]) -> str:
    """Regions of a fact that has an order: `distance is less than 10 or more than 500`."""
    missing = [n for n in range(2 * len(constants) + 1) if n not in points]
    if len(missing) <= _MOST_RUNS and all(n % 2 for n in missing) and missing:
        return f"{name} is not {listed((told(constants[n // 2]) for n in missing), 'or')}"
    runs: list[list[int]] = []
    for number in sorted(points):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = [_run(run[0], run[-1], constants) for run in runs]
    if len(words) == 1 and runs[0][0] == runs[0][-1] and runs[0][0] % 2:
        return f"{name} = {words[0]}"
    if len(words) > _MOST_RUNS:
        words = [*words[: _MOST_RUNS - 1], "somewhere else that no rule asks for"]
    return f"{name} is {listed(words, 'or')}"


def _run(first: int, last: int, constants: Sequence[Value]) -> str:
    """Neighbouring regions, by the numbers of the first and the last one."""
    low, high = (
        constants[(first - 1) // 2 if first else 0],
        constants[min(last, 2 * len(constants) - 1) // 2],
    )
    if first == last and first % 2:
        return told(constants[first // 2])
    lower = "" if not first else f"{'at least' if first % 2 else 'more than'} {told(low)}"
    upper = (
        ""
        if last == 2 * len(constants)
        else f"{'at most' if last % 2 else 'less than'} {told(high)}"
    )
    return " and ".join(part for part in (lower, upper) if part) or "anything"


def type_words(kind: FeelType) -> str:
    """A type as one says it."""
    if isinstance(kind, ListType):
        return "a list"
    if isinstance(kind, RangeType):
        return "a range"
    name = type_text(kind)
    return TYPES.get(name, f"a {name}")


def rules_words(numbers: Sequence[int]) -> str:
    """`rule 3`, `rules 3 and 5`."""
    return f"rule{'s' if len(numbers) > 1 else ''} {listed(map(str, numbers))}"


def listed(words: Iterable[str], join: str = "and") -> str:
    """`a, b and c`."""
    given = list(words)
    if len(given) < 2:
        return "".join(given)
    return f"{', '.join(given[:-1])} {join} {given[-1]}"


def short(text: str, longest: int = _LONGEST) -> str:
    """A text on one line, cut where it is too long to be read."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
