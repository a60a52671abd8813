"""The words of the pages, and of what another system is answered, in the reader's language.

The English sentence is the key. Catalogues are `locale/<language>/<part>.po`; they are read as they
stand, without a compile step, and merged into one table per language; what a guard says stands in
its pack in every language, and nowhere else. What a country calls otherwise (a number, a log-in, a
way to complain) stands in `countries/<country>/words/<language>.po` and takes its place there. The
language and the municipality are set once per request and belong to the thread that answers it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po

from samrum.office.municipality import Municipality, municipalities, packages
from samrum.packages.places import shipped

LANGUAGES: Final = {"sv": "Svenska", "da": "Dansk", "en": "English"}
FIRST: Final = "sv"

_speaks: ContextVar[str] = ContextVar("language", default=FIRST)
_here: ContextVar[Municipality | None] = ContextVar("here", default=None)

Catalogue = Mapping[str, tuple[str, ...]]
_said: ContextVar[Catalogue | None] = ContextVar("said", default=None)
"""What follows from the two: looked up when the language is set, because a page says hundreds of
sentences."""


def language() -> str:
    """The language of the page that is being made: "sv", "da" or "en"."""
    return _speaks.get()


def stand_in(here: Municipality | None) -> None:
    """Sets whose pages these are for the rest of this request: its country's words are used."""
    _here.set(here)
    _said.set(None)


def spoken() -> dict[str, str]:
    """The languages of the municipality with their own names, its first one first."""
    here = _here.get()
    return {one: LANGUAGES[one] for one in here.languages} if here else dict(LANGUAGES)


def first() -> str:
    """The language that the municipality speaks first."""
    return next(iter(spoken()))


def speak(language: str) -> None:
    """Sets the language for the rest of this request; an unknown one becomes the first."""
    chosen = language if language in spoken() else first()
    _speaks.set(chosen)
    _said.set(catalogue(chosen, country()))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speaks `language` inside this block."""
    before, said = _speaks.set(language), _said.set(catalogue(language, country()))
    yield
    _speaks.reset(before)
    _said.reset(said)


def gettext(sentence: str) -> str:
    """The sentence in the reader's language; the sentence itself where nobody translated it."""
    found = _sentences().get(sentence)
    return found[0] if found else sentence


def ngettext(one: str, many: str, count: int) -> str:
    """As gettext, for a sentence that differs with the number. Our three languages divide alike."""
    form = 0 if count == 1 else 1
    found = _sentences().get(one)
    return found[form] if found and len(found) == 2 else (one, many)[form]


def in_words(words: Mapping[str, str]) -> str:
    """A package's words in the reader's language, or in the first language that it has."""
    if told := words.get(language()):
        return told
    others = (words.get(first()), words.get("en"), *words.values())
    return next((word for word in others if word), "")


def country() -> str:
    """The country of the municipality whose pages these are, "" where none is known."""
    here = _here.get()
    return here.country if here else ""


def _sentences() -> Catalogue:
    return _said.get() or catalogue(language(), country())


def zone() -> ZoneInfo:
    """The zone of the clock on the wall of the municipality whose pages these are; of the first
    municipality where none is known."""
    here = _here.get() or next(iter(municipalities().values()))
    return here.zone


@cache
def catalogue(language: str, country: str = "") -> Catalogue:
    """Every translated sentence of a language as a country says it; English is the key."""
    folder = Path(shipped("locale")) / language
    sentences: dict[str, tuple[str, ...]] = {}
    for file in sorted(folder.glob("*.po")):
        sentences.update(read(file))
    for package in packages().values():
        for guard in (*package.guards, *(package.room.guards if package.room else ())):
            for said in (guard.what, guard.because, guard.instead):
                sentences[said["en"]] = (said.get(language) or said["en"],)
    own = Path(shipped("countries")) / country / "words" / f"{language}.po"
    return {**sentences, **read(own)} if country and own.is_file() else sentences


def read(file: Path) -> dict[str, tuple[str, ...]]:
    """The translated sentences of one catalogue file: sentence -> its one or two forms."""
    with file.open("rb") as opened:
        messages: list[Any] = list(read_po(opened))
    return {
        _key(message.id): _forms(message.string)
        for message in messages
        if message.id and all(_forms(message.string))
    }


def _key(id: str | tuple[str, ...]) -> str:
    return id if isinstance(id, str) else id[0]


def _forms(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)
