"""How a value reads: dates, numbers and choices as people write them in each language.

A language that is not listed here is written as English is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from samrum.packages.vocabulary import Term, known_value

_MONTHS: Final[Mapping[str, str]] = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "en": "January February March April May June July August September October November December",
}
_YES_NO: Final[Mapping[str, tuple[str, str]]] = {
    "sv": ("Ja", "Nej"),
    "da": ("Ja", "Nej"),
    "en": ("Yes", "No"),
}
REGISTER_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "population": {
        "sv": "folkbokföringen",
        "da": "folkeregistret",
        "en": "the population register",
    },
    "permits": {
        "sv": "vårt register över tillstånd",
        "da": "vores register over tilladelser",
        "en": "our register of permits",
    },
    "vehicles": {
        "sv": "vägtrafikregistret",
        "da": "køretøjsregistret",
        "en": "the vehicle register",
    },
    "schools": {
        "sv": "skolregistret",
        "da": "skoleregistret",
        "en": "the school register",
    },
}
_NOTHING: Final[Mapping[str, str]] = {
    "sv": "Om dig finns inget i {}",
    "da": "Der er intet om dig i {}",
    "en": "There is nothing about you in {}",
}
_AND: Final[Mapping[str, str]] = {"sv": "och", "da": "og", "en": "and"}
_DAY: Final[Mapping[str, str]] = {
    "sv": "{0.day} {1} {0.year}",
    "da": "{0.day}. {1} {0.year}",
    "en": "{0.day} {1} {0.year}",
}
_POINT_AND_GROUP: Final[Mapping[str, tuple[str, str]]] = {
    "sv": (",", "\N{NO-BREAK SPACE}"),
    "da": (",", "."),
    "en": (".", ","),
}
_UNGROUPED_DIGITS: Final = 4


def said(term: Term, value: object, language: str) -> str:
    """Return how an answer reads: "500 m", "Ja", the words of a choice, "3 december 2026", the
    name behind an official code.

    `value` is the answer as it is stored or as expressions see it; None gives no text.
    """
    known = known_value(term, value)
    if term.type in ("choice", "choices"):
        words = {choice.value: choice.words.get(language, choice.value) for choice in term.choices}
        chosen = known if isinstance(known, tuple) else (known,)
        return ", ".join(words.get(str(one), str(one)) for one in chosen if one is not None)
    text = said_plainly(known, language)
    text = term.names.get(text, text)
    return f"{text} {term.unit}" if term.unit and text else text


def said_plainly(value: object, language: str) -> str:
    """Return how a value without a term reads; None gives no text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _YES_NO.get(language, _YES_NO["en"])[0 if value else 1]
    if isinstance(value, int | Decimal):
        return _number(Decimal(value), language)
    if isinstance(value, date):
        months = _MONTHS.get(language, _MONTHS["en"]).split()
        return _DAY.get(language, _DAY["en"]).format(value, months[value.month - 1])
    if isinstance(value, tuple):
        return _enumerated([said_plainly(item, language) for item in value], language)
    return str(value)


def found_nothing(register: str, language: str) -> str:
    """Return that a register holds nothing about somebody, as a letter tells it."""
    names = REGISTER_NAMES.get(register, {})
    told = _NOTHING.get(language, _NOTHING["en"])
    return told.format(names.get(language) or names.get("en") or register)


def _number(number: Decimal, language: str) -> str:
    """Group the digits of a long number; years and metres are read best without."""
    point, group = _POINT_AND_GROUP.get(language, _POINT_AND_GROUP["en"])
    whole, _, rest = f"{number:f}".partition(".")
    if len(whole.lstrip("-")) > _UNGROUPED_DIGITS:
        whole = f"{int(whole):,}".replace(",", group)
    rest = rest.rstrip("0")
    return f"{whole}{point}{rest}" if rest else whole


def _enumerated(items: list[str], language: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {_AND.get(language, 'and')} {items[-1]}"
