"""The vocabulary: every fact that a form may ask for, defined once for all services.

A term has a stable id ("mobility.walking_distance_max_m"), a type, words in each language, a kind
of secrecy and a time it stays fresh.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Type = Literal["boolean", "number", "text", "long_text", "date", "choice", "choices", "document"]
Secrecy = Literal["open", "contact", "health", "social", "economy"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice, with its words in each language."""

    value: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Term:
    """One fact of the vocabulary.

    `unit` is printed after the number ("m"); `least` and `most` bound a number, `longest` a text
    (in characters); `fresh_days` is how long an answer may be used again, None for always.
    `words` names the fact ("How far you can walk"), `synonyms` are other names that packages must
    not invent anew.
    """

    id: str
    type: Type
    words: Mapping[str, str]
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    longest: int = 2_000
    pattern: str = ""
    secrecy: Secrecy = "social"
    fresh_days: int | None = None
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def known_value(term: Term, value: object) -> object:
    """Return a stored answer as the value that expressions see: dates and decimals are read."""
    raise NotImplementedError
