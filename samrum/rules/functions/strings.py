"""String functions (DMN 1.5, table 74). Characters are Unicode code points."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from decimal import Decimal

from samrum.rules.finding import Place
from samrum.rules.functions.declare import declare, misfit
from samrum.rules.kinds import Value
from samrum.rules.pattern import Pattern, PatternFault, compile_pattern
from samrum.rules.run import Run

# Steps that one match of a pattern costs; RE2 is called anew for each.
_MATCH = 10

# Steps for a pattern that is refused as too large, which its compiler finds out late, and how many
# crossings of a character and a state of a pattern are one step.
_COMPILE = 30_000
_CROSSED = 500

# Characters compared or searched that are one step.
_READ = 2_000


def substring(
    run: Run, at: Place, string: str, start: Decimal, length: Decimal | None = None
) -> Value:
    position, size = int(start), len(string)
    if not 1 <= abs(position) <= size:
        return run.fault(
            "out-of-range", at, function="substring", parameter="start position", given=start
        )
    if length is not None and length < 1:
        return run.fault("out-of-range", at, function="substring", parameter="length", given=length)
    first = position - 1 if position > 0 else size + position
    taken = string[first:] if length is None else string[first : first + min(int(length), size)]
    run.make(len(taken))
    return taken


def string_length(run: Run, at: Place, string: str) -> Decimal:
    return Decimal(len(string))


def upper_case(run: Run, at: Place, string: str) -> str:
    run.make(len(string))
    return string.upper()


def lower_case(run: Run, at: Place, string: str) -> str:
    run.make(len(string))
    return string.lower()


def substring_before(run: Run, at: Place, string: str, match: str) -> str:
    _read(run, string)
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


def substring_after(run: Run, at: Place, string: str, match: str) -> str:
    _read(run, string)
    return string.partition(match)[2] if match else string


def contains(run: Run, at: Place, string: str, match: str) -> bool:
    return match in string


def starts_with(run: Run, at: Place, string: str, match: str) -> bool:
    _read(run, match)
    return string.startswith(match)


def ends_with(run: Run, at: Place, string: str, match: str) -> bool:
    _read(run, match)
    return string.endswith(match)


def matches(run: Run, at: Place, string: str, pattern: str, flags: str | None = None) -> Value:
    compiled = _pattern(run, at, "matches", pattern, flags, string)
    return None if compiled is None else compiled.found_in(string)


def replace(
    run: Run, at: Place, string: str, pattern: str, replacement: str, flags: str | None = None
) -> Value:
    compiled = _pattern(run, at, "replace", pattern, flags, string, consumes=True)
    if compiled is None:
        return None
    pieces = [replacement] if "q" in (flags or "") else _template(replacement, compiled.groups)
    if pieces is None:
        reason = "in the replacement, $ needs a number and \\ needs a \\ or $"
        return run.fault("bad-pattern", at, function="replace", reason=reason)
    made: list[str] = []
    end = 0
    for spans in compiled.matches(string):
        run.spend(_MATCH + len(pieces))
        made.append(string[end : spans[0][0]])
        for piece in pieces:
            made.append(piece if isinstance(piece, str) else _group(string, spans[piece]))
            run.make(len(made[-1]))
        end = spans[0][1]
    made.append(string[end:])
    run.make(len(string))
    return "".join(made)


def split(run: Run, at: Place, string: str, delimiter: str) -> Value:
    compiled = _pattern(run, at, "split", delimiter, None, string, consumes=True)
    if compiled is None:
        return None
    run.make(len(string))
    parts: list[Value] = []
    end = 0
    for spans in compiled.matches(string):
        run.spend(_MATCH)
        run.make(1)
        parts.append(string[end : spans[0][0]])
        end = spans[0][1]
    return [*parts, string[end:]]


def string_join(
    run: Run, at: Place, strings: list[Value], delimiter: str | None = None
) -> str | None:
    kept: list[str] = []
    for string in strings:
        if isinstance(string, str):
            kept.append(string)
            run.make(len(string) + len(delimiter or ""))
        elif string is not None:
            return misfit(run, at, "string join", "list", string, "a list of strings")
    return (delimiter or "").join(kept)


def _read(run: Run, string: str) -> None:
    """Reading a long string takes time, and so may a part of it that is kept take room."""
    if len(string) > _READ:
        run.spend(len(string) // _READ)
        run.make(len(string))


def _pattern(
    run: Run,
    at: Place,
    function: str,
    pattern: str,
    flags: str | None,
    string: str,
    consumes: bool = False,
) -> Pattern | None:
    """The compiled pattern; None after a fault. With `consumes` it may not match nothing."""
    run.spend(1 + len(pattern) // 10)
    is_new = run.meet((pattern, flags))
    try:
        compiled = compile_pattern(pattern, flags or "")
        string.encode()
    except PatternFault as fault:
        run.spend(_COMPILE if is_new else 0)
        return run.fault("bad-pattern", at, function=function, reason=str(fault))
    except UnicodeError:
        reason = "half of a surrogate pair stands alone"
        return run.fault("bad-pattern", at, function=function, reason=reason)
    run.spend(len(string) * compiled.size // _CROSSED + (compiled.effort if is_new else 0))
    if consumes and compiled.matches_nothing():
        reason = "it matches the empty string"
        return run.fault("bad-pattern", at, function=function, reason=reason)
    return compiled


@functools.lru_cache(maxsize=256)
def _template(replacement: str, groups: int) -> tuple[str | int, ...] | None:
    """A replacement as strings and group numbers; None when it is malformed.

    `$12` is group 12, or group 1 and a 2 when there are fewer; `$5` without such a group is
    nothing (XPath functions, 7.6.3).
    """
    pieces: list[str | int] = []
    characters = iter(enumerate(replacement))
    for position, character in characters:
        following = replacement[position + 1 : position + 2]
        if character == "\\":
            if following not in ("\\", "$"):
                return None
            pieces.append(following)
            next(characters)
        elif character == "$":
            if not (following.isascii() and following.isdigit()):
                return None
            pieces.append(_group_number(replacement, position + 1, groups, characters))
        else:
            pieces.append(character)
    return tuple(pieces)


def _group_number(
    replacement: str, start: int, groups: int, characters: Iterator[tuple[int, str]]
) -> int | str:
    """The group of the digits at start, which are taken from the characters."""
    end = start + 1
    while (
        replacement[end : end + 1].isascii()
        and replacement[end : end + 1].isdigit()
        and int(replacement[start : end + 1]) <= groups
    ):
        end += 1
    for _ in range(end - start):
        next(characters)
    number = int(replacement[start:end])
    return number if number <= groups else ""


def _group(string: str, span: tuple[int, int]) -> str:
    return string[span[0] : span[1]] if span[0] >= 0 else ""


FUNCTIONS = (
    declare(
        "substring(string: string, start position: number, length?: number or null)", substring
    ),
    declare("string length(string: string)", string_length),
    declare("upper case(string: string)", upper_case),
    declare("lower case(string: string)", lower_case),
    declare("substring before(string: string, match: string)", substring_before),
    declare("substring after(string: string, match: string)", substring_after),
    declare("contains(string: string, match: string)", contains),
    declare("starts with(string: string, match: string)", starts_with),
    declare("ends with(string: string, match: string)", ends_with),
    declare("matches(input: string, pattern: string, flags?: string or null)", matches),
    declare(
        "replace(input: string, pattern: string, replacement: string, flags?: string or null)",
        replace,
    ),
    declare("split(string: string, delimiter: string)", split),
    declare("string join(list: list, delimiter?: string or null)", string_join),
)
