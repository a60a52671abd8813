"""The vocabulary: every fact that a form may ask for, defined once for all services.

A term has a stable id ("mobility.walking_distance_max_m"), a type, words in each language, a kind
of secrecy and a time it stays fresh.  The files stand in vocabulary/; what one service alone needs
may stand in a `vocabulary.toml` of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal, get_args

from samrum.packages.fault import Fault, PackageFaults
from samrum.packages.sheet import Sheet, read_sheet
from samrum.rules.functions import BUILTINS
from samrum.rules.pattern import PatternFault, compile_pattern

Type = Literal["boolean", "number", "text", "long_text", "date", "choice", "choices", "document"]
Secrecy = Literal["open", "contact", "health", "social", "economy", "school", "family"]

LANGUAGES: Final = ("sv", "da", "en")
RESERVED: Final = frozenset(
    {"binding", "case", "decision", "declined", "documents", "known", "register", "step", "unknown"}
)
"""First parts of an id that a term cannot have: they name the rest of the surroundings."""
NO_LISTS: Final[Mapping[str, Mapping[str, str]]] = {}
_ID = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_CHOICE = re.compile(r"[a-z0-9][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice, with its words in each language; `code` as in Term."""

    value: str
    words: Mapping[str, str]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One fact of the vocabulary.

    `unit` is printed after the number ("m"); `least` and `most` bound a number, `longest` a text
    (in characters); `pattern` is a regular expression of FEEL that must be found in a text;
    `fresh_days` is how long an answer may be used again, None for always.  `words` names the fact
    ("How far you can walk"), `synonyms` are other names that packages must not invent anew; `code`
    is what a national classification calls it ("FSIII J1"), empty where none does.  `names` is what
    the values are called that are official codes ("0180": "Stockholm"); people read the name.
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
    code: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


def known_value(term: Term, value: object) -> object:
    """Return a stored answer as the value that expressions see: dates and decimals are read.

    What cannot be read is not known: None.
    """
    if term.type == "date" and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    if term.type == "number" and isinstance(value, str):
        return Decimal(value) if _NUMBER.fullmatch(value) else None
    if term.type == "choices" and isinstance(value, list):
        return tuple(value)
    return value


_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?")


def read_vocabulary(folder: Path) -> Mapping[str, Term]:
    """Return the terms of all files in `folder`, by id; raises PackageFaults.

    The files in `folder`/codes are lists of official codes with their names.
    """
    faults: list[Fault] = []
    terms: dict[str, Term] = {}
    lists = {path.stem: _names_of_codes(path, faults) for path in folder.glob("codes/*.toml")}
    for path in sorted(folder.glob("*.toml")):
        sheet = read_sheet(path.name, path.read_text(encoding="utf-8"), faults)
        read_terms(sheet, LANGUAGES, terms, lists)
    if faults:
        raise PackageFaults(faults)
    return terms


def read_terms(
    sheet: Sheet,
    languages: Iterable[str],
    terms: dict[str, Term],
    lists: Mapping[str, Mapping[str, str]] = NO_LISTS,
) -> None:
    """Read the `[[term]]` tables of a sheet into `terms`; faults are noted in the sheet.

    `lists` are the lists of official codes that a term can point to: the names by code.
    """
    names = names_of(terms.values())
    for table in sheet.tables("term"):
        term = _term(table, tuple(languages), lists)
        table.finish()
        if term.id in terms:
            table.fault(
                "id",
                f"The fact {term.id} is defined twice.",
                "Every fact has one definition for all services.",
                "Take this one out, or give it another id if it means something else.",
            )
        for language, name in _spoken(term):
            other = names.setdefault((language, folded(name)), term.id)
            if other != term.id:
                table.fault(
                    "words",
                    f"{term.id} is called {name!r}, as {other} is.",
                    "A fact that is asked for under two ids is asked for twice.",
                    f"Use {other}, or name it so that the two can be told apart.",
                )
        terms[term.id] = term
    sheet.finish()


def _names_of_codes(path: Path, faults: list[Fault]) -> Mapping[str, str]:
    sheet = read_sheet(f"codes/{path.name}", path.read_text(encoding="utf-8"), faults)
    return {code: sheet.text(code) for code in sheet.names()}


def names_of(terms: Iterable[Term]) -> dict[tuple[str, str], str]:
    """Return every name of these facts, by language and as it sounds: the id of the fact."""
    return {(lang, folded(name)): term.id for term in terms for lang, name in _spoken(term)}


def folded(name: str) -> str:
    """A name as it sounds: letters and digits in small, so that a sign more is no other name."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _spoken(term: Term) -> Iterable[tuple[str, str]]:
    """Yield every name of the fact with its language."""
    yield from ((language, words) for language, words in term.words.items() if words)
    yield from ((lang, name) for lang, names in term.synonyms.items() for name in names)


def _term(sheet: Sheet, languages: tuple[str, ...], lists: Mapping[str, Mapping[str, str]]) -> Term:
    id = sheet.text("id")
    group = id.partition(".")[0]
    if id and (not _ID.fullmatch(id) or group in RESERVED or group in BUILTINS):
        sheet.fault(
            "id",
            f"{id!r} cannot be the id of a fact.",
            "An id is a group and a name in small letters, digits and _, with a dot between. The "
            f"group is no function of FEEL, and none of {', '.join(sorted(RESERVED))}.",
            'Write an id such as "mobility.walks".',
        )
    kind: Type = sheet.one_of("type", get_args(Type))  # type: ignore[assignment]
    secrecy: Secrecy = sheet.one_of("secrecy", get_args(Secrecy), "social")  # type: ignore[assignment]
    spoken = sheet.table("synonyms")
    synonyms = {language: spoken.texts(language, ()) for language in languages}
    spoken.finish("a language")
    return Term(
        id=id,
        type=kind,
        words=sheet.words("words", languages),
        unit=sheet.text("unit", ""),
        choices=_choices(sheet, kind, languages),
        least=sheet.maybe_whole("least"),
        most=sheet.maybe_whole("most"),
        longest=sheet.whole("longest", 2_000, least=1),
        pattern=_pattern(sheet),
        secrecy=secrecy,
        fresh_days=sheet.maybe_whole("fresh_days", least=1),
        synonyms={language: names for language, names in synonyms.items() if names},
        code=sheet.text("code", ""),
        names=lists.get(sheet.one_of("codes", lists, ""), {}),
    )


def _choices(sheet: Sheet, kind: str, languages: tuple[str, ...]) -> tuple[Choice, ...]:
    tables = sheet.tables("choice")
    choices = []
    for table in tables:
        value = table.text("value")
        if value and not _CHOICE.fullmatch(value):
            table.fault(
                "value",
                f"{value!r} cannot be a value.",
                "Rules and the journal speak of it in small letters, digits and _.",
                'Write a value such as "driver"; its words stand in `words`.',
            )
        choices.append(Choice(value, table.words("words", languages), table.text("code", "")))
        table.finish()
    if kind in ("choice", "choices") and len(choices) < 2:
        sheet.fault(
            "type",
            "A choice needs something to choose from.",
            f"It has {len(choices)} [[term.choice]].",
            "Add at least two, each with value and words.",
        )
    elif choices and kind not in ("choice", "choices"):
        sheet.fault(
            "type",
            f"A {kind} cannot have choices.",
            "Only choice and choices have them.",
            'Write type = "choice", or take the choices out.',
        )
    return tuple(choices)


def _pattern(sheet: Sheet) -> str:
    pattern = sheet.text("pattern", "")
    try:
        compile_pattern(pattern, "")
    except PatternFault as fault:
        sheet.fault(
            "pattern",
            "The pattern cannot be used.",
            f"{fault}.",
            "Mend it, or take it out.",
        )
        return ""
    return pattern
