"""Findings: what went wrong inside an evaluation, where in the text, and about what.

A FEEL evaluation never stops on an error; it gives null. A finding beside that null is what tells
"null because something is wrong" apart from "null because the rule says so".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

# Each code is a kind of fault; its sentence is filled with what the finding is about.
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "wrong-type": "{operation} does not work on {types}",
        "null-operand": "{operation} met null: a value that is not known",
        "not-comparable": "{left} and {right} cannot be compared",
        "division-by-zero": "a number or duration was divided by zero",
        "number-too-large": "the result has no place among numbers of 34 digits",
        "not-a-number": "{operation} has no result for {value}",
        "outside-calendar": "the result lies outside the years -999999999 to 999999999",
        "mixed-zones": "one of the two times has an offset or zone, the other has none",
        "no-such-member": "{type} has no member named {name}",
        "unknown-name": "the name {name} is not known here",
        "not-a-function": "{type} cannot be called",
        "wrong-arguments": "{function} cannot be called with {given}; it takes {takes}",
        "wrong-argument": "{function}: {parameter} is {given}; it must be {must}",
        "not-convertible": "{function}: {text} is not {wanted}",
        "not-of-type": "{value} is not of the type {type}",
        "unknown-type": "{type} is no type here, or a list or context without its parts",
        "duplicate-key": "the context has two entries named {name}",
        "out-of-range": "{function}: {parameter} is outside what is possible",
        "bad-pattern": "{function}: the pattern cannot be used: {reason}",
        "too-few": "{function} has no result for {given} items",
        "bad-range": "a range goes from a lower to a higher end of the same type",
        "no-clock": "{function} needs a clock, and this evaluation was given none",
        "bad-syntax": "the text is not FEEL: {what} {because}",
        "no-expression": "{element} has no expression to evaluate",
        "external-function": "{element} is a function of kind {kind}; only FEEL is evaluated",
        "not-allowed": "{value} is not among the allowed values {allowed}",
        "rules-overlap": "rules {rules} match, and the hit policy UNIQUE allows one",
        "rules-disagree": "rules {rules} match, and the hit policy ANY wants one result of them",
        "too-deep": "the evaluation went deeper than {limit} calls",
        "too-long": "the evaluation used up its budget of {budget}",
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a text: the whole expression and the offset of a character in it, from 0."""

    expression: str
    offset: int


NOWHERE = Place("", 0)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `code` is a key of SENTENCES, `about` fills the sentence."""

    code: str
    where: Place
    about: Mapping[str, object] = field(default_factory=dict)

    @property
    def what(self) -> str:
        """The fault as an English sentence, without the place."""
        return SENTENCES[self.code].format_map(_Told(self.about))


class _Told(dict[str, object]):
    """A sentence stays readable when a word of it was not given."""

    def __missing__(self, key: str) -> str:
        return "?"
