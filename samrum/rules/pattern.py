"""Regular expressions of XPath, as FEEL's string functions use them, run by RE2 in linear time.

A pattern is parsed by the grammar of XML Schema Part 2 (appendix F) with the additions of XQuery
1.0 and XPath 2.0 Functions and Operators, 7.6.1, and rewritten for RE2. RE2 has no class
subtraction, no blocks and no back-references: the first two are worked out here as ranges of code
points, the third is refused.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import re2

from samrum.rules.characters import (
    BLOCKS,
    EVERYTHING,
    NAME_CHARACTERS,
    NAME_STARTS,
    SPACES,
    Ranges,
    category_ranges,
    complement,
    difference,
    folded,
    merged,
)

FLAGS = frozenset("smixq")
DEEPEST_GROUP = 100
LONGEST_PATTERN = 10_000
# Classes like \w and \p that a pattern may hold: each is hundreds of ranges.
MOST_PROPERTIES = 40

_CATEGORY = re.compile(r"L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?")
_QUANTITY = re.compile(r"\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}")
_SINGLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"} | {c: c for c in "\\|.?*+(){}-[]^$"}

_Spans: TypeAlias = tuple[tuple[int, int], ...]


class PatternFault(Exception):
    """The pattern or its flags cannot be used; says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A compiled pattern. `groups` is the number of its capturing groups."""

    _compiled: re2._Regexp
    groups: int
    properties: int

    @property
    def size(self) -> int:
        """How many states it has; at most so many are stepped through for each character."""
        return int(self._compiled.programsize)

    @property
    def effort(self) -> int:
        """The steps that making it takes."""
        return 30 + self.size // 2 + 2_500 * self.properties

    def found_in(self, text: str) -> bool:
        """Whether the pattern matches anywhere in the text. UnicodeError for lone surrogates."""
        return self._compiled.search(text) is not None

    def matches_nothing(self) -> bool:
        """Whether the pattern matches the empty string; then it cannot replace or split."""
        return self.found_in("")

    def matches(self, text: str) -> Iterator[_Spans]:
        """The spans of each match from left to right: the whole, then each group, -1 if unused."""
        for match in self._compiled.finditer(text):
            yield tuple(match.span(group) for group in range(self.groups + 1))


@functools.lru_cache(maxsize=512)
def compile_pattern(pattern: str, flags: str) -> Pattern:
    """The pattern, ready to run. Raises PatternFault, and UnicodeError for lone surrogates."""
    if not FLAGS.issuperset(flags):
        raise PatternFault("the flags may only hold s, m, i, x and q")
    if len(pattern) > LONGEST_PATTERN:
        raise PatternFault(f"it is longer than {LONGEST_PATTERN} characters")
    if "q" in flags:
        text, groups, properties = "".join(map(_literal, pattern)), 0, 0
    else:
        text, groups, properties = _Translation(pattern, flags).translated()
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = "i" not in flags
    try:
        return Pattern(re2.compile(text, options), groups, properties)
    except re2.error as error:
        raise PatternFault("it is too large or repeats too often") from error


class _Translation:
    """One pass over the pattern, from left to right; `at` is the next character."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = _without_spaces(pattern) if "x" in flags else pattern
        self.fold = "i" in flags
        self.any = "(?s:.)" if "s" in flags else "[^\\n\\r]"
        self.start, self.end = ("(?m:^)", "(?m:$)") if "m" in flags else ("\\A", "\\z")
        self.at = 0
        self.depth = 0
        self.groups = 0
        self.properties = 0

    def translated(self) -> tuple[str, int, int]:
        """The pattern for RE2, the number of its groups and of its classes like \\w."""
        text = self._choice()
        if self.at < len(self.pattern):
            raise PatternFault("a ) has no (")
        return text, self.groups, self.properties

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _take(self) -> str:
        character = self._peek()
        if not character:
            raise PatternFault("it ends too early")
        self.at += 1
        return character

    def _choice(self) -> str:
        self.depth += 1
        if self.depth > DEEPEST_GROUP:
            raise PatternFault("its groups are nested too deep")
        pieces: list[str] = []
        while self._peek() not in ("", ")"):
            if self._peek() == "|":
                pieces.append(self._take())
            else:
                pieces.append(self._piece())
        self.depth -= 1
        return "".join(pieces)

    def _piece(self) -> str:
        return self._atom() + self._quantifier()

    def _atom(self) -> str:
        character = self._take()
        if character == "(":
            return self._group()
        if character == "[":
            return self._exactly(_class(self._class()))
        if character == "\\":
            return self._escape()
        if character == ".":
            return self.any
        if character in "^$":
            return f"(?:{self.start if character == '^' else self.end})"
        if character in "?*+{}])":
            raise PatternFault(f"{character} stands where it means nothing")
        return _literal(character)

    def _group(self) -> str:
        opening = "("
        if self._peek() == "?":
            if self.pattern[self.at : self.at + 2] != "?:":
                raise PatternFault("(? is only known as (?:")
            self.at += 2
            opening = "(?:"
        else:
            self.groups += 1
        inner = self._choice()
        if self._peek() != ")":
            raise PatternFault("a ( has no )")
        self.at += 1
        return f"{opening}{inner})"

    def _quantifier(self) -> str:
        quantity = self._peek()
        if quantity == "{":
            found = _QUANTITY.match(self.pattern, self.at)
            if found is None or (found[3] and int(found[3]) < int(found[1])):
                raise PatternFault("a {} needs one number, or two in order")
            quantity = found[0]
        elif quantity not in ("?", "*", "+"):
            return ""
        self.at += len(quantity)
        if self._peek() == "?":
            quantity += self._take()
        return quantity

    def _escape(self) -> str:
        character = self._take()
        if character in _SINGLE_ESCAPES:
            return _literal(_SINGLE_ESCAPES[character])
        self._count_property()
        if character in "pP":
            name = self._property_name()
            if _CATEGORY.fullmatch(name) and name not in ("C", "Cn"):
                return self._exactly(f"\\{character}{{{name}}}")
            ranges = _property_ranges(name)
            return self._exactly(_class(complement(ranges) if character == "P" else ranges))
        if character.isdigit():
            raise PatternFault(f"\\{character} refers back to a group, which is not supported")
        return _CLASS_ESCAPES.get(character) or _class(self._escape_ranges(character))

    def _count_property(self) -> None:
        self.properties += 1
        if self.properties > MOST_PROPERTIES:
            raise PatternFault(f"it holds more than {MOST_PROPERTIES} classes like \\w and \\p")

    def _exactly(self, found: str) -> str:
        """A class as it stands: it was folded here, before anything was taken away from it."""
        return f"(?-i:{found})" if self.fold else found

    def _property_name(self) -> str:
        end = self.pattern.find("}", self.at)
        if self._take() != "{" or end < 0:
            raise PatternFault("\\p needs a name in {}")
        name = self.pattern[self.at : end]
        self.at = end + 1
        return name

    def _escape_ranges(self, character: str) -> Ranges:
        """The code points that a \\ and this character stand for, inside a class."""
        self._count_property()
        lower = character.lower()
        if lower == "p":
            ranges = _property_ranges(self._property_name())
        elif lower in _CLASS_RANGES:
            ranges = _CLASS_RANGES[lower]()
        else:
            raise PatternFault(f"\\{character} is not known")
        return ranges if character == lower else complement(ranges)

    def _class(self) -> Ranges:
        """The code points of a class, after its [ and with its ]."""
        self.depth += 1
        if self.depth > DEEPEST_GROUP:
            raise PatternFault("its classes are nested too deep")
        negated = self._peek() == "^"
        self.at += negated
        ranges: list[tuple[int, int]] = []
        removed: Ranges = ()
        while True:
            if self._peek() == "-" and self.pattern[self.at + 1 : self.at + 2] == "[":
                self.at += 2
                removed = self._class()
                if self._take() != "]":
                    raise PatternFault("after a class that is taken away, ] must follow")
                break
            if self._peek() == "]" and ranges:
                self.at += 1
                break
            ranges.extend(self._class_item())
        self.depth -= 1
        found = merged(ranges)
        if self.fold:
            found = folded(found)
        return difference(complement(found) if negated else found, removed)

    def _class_item(self) -> Ranges:
        """One escape, one character, or two with a - between them."""
        character = self._take()
        if character == "\\" and self._peek() not in _SINGLE_ESCAPES:
            return self._escape_ranges(self._take())
        low = self._class_character(character)
        follows = self.pattern[self.at + 1 : self.at + 2]
        if self._peek() != "-" or follows in ("[", "]", "") or character == "-":
            return ((low, low),)
        self.at += 1
        character = self._take()
        high = self._class_character(character)
        if high < low:
            raise PatternFault("a range in a class goes from high to low")
        return ((low, high),)

    def _class_character(self, character: str) -> int:
        if character == "\\":
            escaped = self._take()
            if escaped not in _SINGLE_ESCAPES:
                raise PatternFault(f"\\{escaped} cannot be one end of a range")
            return ord(_SINGLE_ESCAPES[escaped])
        if character in "[]":
            raise PatternFault(f"{character} in a class needs a \\")
        return ord(character)


def _without_spaces(pattern: str) -> str:
    """The pattern with the x flag: white space outside of classes is not part of it."""
    kept: list[str] = []
    depth = 0
    escaped = False
    for character in pattern:
        if character in " \t\n\r" and not depth:
            continue
        kept.append(character)
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        else:
            depth = max(0, depth + (character == "[") - (character == "]"))
    return "".join(kept)


def _property_ranges(name: str) -> Ranges:
    if name.startswith("Is") and name[2:] in BLOCKS:
        return (BLOCKS[name[2:]],)
    if _CATEGORY.fullmatch(name):
        return category_ranges(name)
    raise PatternFault(f"\\p{{{name}}} is not known")


def _class(ranges: Ranges) -> str:
    if not ranges:
        return "[^\\x{0}-\\x{10FFFF}]"
    return "[" + "".join(f"\\x{{{low:X}}}-\\x{{{high:X}}}" for low, high in ranges) + "]"


def _literal(character: str) -> str:
    return character if character.isalnum() else f"\\x{{{ord(character):X}}}"


def _word_ranges() -> Ranges:
    return difference(EVERYTHING, merged(r for name in "PZC" for r in category_ranges(name)))


# Outside of a class RE2 knows most escapes itself, which keeps the program small.
_CLASS_ESCAPES = {
    "s": "[ \\t\\n\\r]",
    "S": "[^ \\t\\n\\r]",
    "d": "\\p{Nd}",
    "D": "\\P{Nd}",
    "w": "[\\p{L}\\p{M}\\p{N}\\p{S}]",
    "W": "[^\\p{L}\\p{M}\\p{N}\\p{S}]",
}
_CLASS_RANGES: Mapping[str, Callable[[], Ranges]] = {
    "s": lambda: SPACES,
    "d": lambda: category_ranges("Nd"),
    "w": _word_ranges,
    "i": lambda: NAME_STARTS,
    "c": lambda: NAME_CHARACTERS,
}
