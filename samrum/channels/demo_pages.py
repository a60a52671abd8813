"""The pages of the demonstration's e-identity provider: pick a person, and what went wrong.

Plain HTML and one small style sheet, no script.  They stand by themselves: the provider is another
house than the service, as a real one is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

LANGUAGES = {"sv": "Svenska", "da": "Dansk", "en": "English"}
_FILES = files("samrum.channels")
STYLE = _FILES.joinpath("demo.css").read_bytes()
_TONES = 6  # colours of the circles in demo.css


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be.  `who` is one line in each language: {"sv": "invånare i Lillevik", ...}.

    `hosts` are the pages on which she is offered, none for all.
    """

    person_id: str
    name: str
    who: Mapping[str, str] = field(default_factory=dict)
    level: str = "substantial"
    hosts: tuple[str, ...] = ()

    def is_offered(self, host: str) -> bool:
        return not self.hosts or host in self.hosts


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: the cast, and what was found for what somebody `said`; `here` is who is
    still logged in at this provider."""

    login: str
    language: str
    people: Sequence[Person]
    said: str = ""
    found: Sequence[Person] = ()
    here: Person | None = None


def pick_page(shown: Shown) -> str:
    language = _known(shown.language)
    return _template("pick").render(
        words=_words()[language],
        language=language,
        languages=LANGUAGES,
        shown=shown,
        here=_card(shown.here, language) if shown.here else None,
        people=[_card(one, language) for one in shown.people if not _is_here(one, shown)],
        found=[_card(person, language) for person in shown.found],
    )


def _is_here(person: Person, shown: Shown) -> bool:
    return shown.here is not None and person.person_id == shown.here.person_id


def error_page(said: str, language: str) -> str:
    words = _words()[_known(language)]
    text = words.get(f"error_{said}", words["error_other"].format(said=said))
    return _template("error").render(words=words, language=_known(language), text=text)


def _card(person: Person, language: str) -> dict[str, Any]:
    names = person.name.split()
    return {
        "person_id": person.person_id,
        "name": person.name,
        "who": person.who.get(language) or next(iter(person.who.values()), ""),
        "initials": "".join(name[0] for name in (names[:1] + names[1:][-1:])).upper(),
        "tone": sum(map(ord, person.person_id)) % _TONES,
    }


def _known(languages: str) -> str:
    """The first language we speak among those asked for ("da-DK en")."""
    asked = [tag.split("-")[0] for tag in languages.lower().split()]
    return next((language for language in asked if language in LANGUAGES), "sv")


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILES.joinpath("demo_words.toml").read_text("utf-8"))


@cache
def _template(name: str) -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    source = _FILES.joinpath("demo.jinja").read_text("utf-8")
    return environment.from_string(source, globals={"page": name})
