"""Every sentence of the pages is said in every language, with the same things filled in."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract

from samrum.packages.places import shipped
from samrum.web.shared import words

PARTS = ("shared", "resident", "desk", "room", "../api")
WEB = Path(words.__file__).parent.parent
SPOKEN = {"_": None, "gettext": None, "ngettext": (1, 2)}
JINJA = {"extensions": "jinja2.ext.i18n", "trim_blocks": "true", "lstrip_blocks": "true"}
FILLED = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


@cache
def sentences(part: str) -> tuple[tuple[str, ...], ...]:
    """What the templates and the code of a part say, in English."""
    return tuple(_sentences(part))


def _sentences(part: str) -> Iterator[tuple[str, ...]]:
    for file in sorted((WEB / part).rglob("*")):
        method = {".py": "python", ".html": "jinja2.ext:babel_extract"}.get(file.suffix)
        if method:
            with file.open("rb") as opened:
                found = list(extract(method, opened, keywords=SPOKEN, options=JINJA))
            for _line, message, _comments, _context in found:
                told = (message,) if isinstance(message, str) else message
                yield tuple(one for one in told if one)[:2]


@pytest.mark.parametrize("language", ["sv", "da"])
@pytest.mark.parametrize("part", PARTS)
def test_every_sentence_of_the_pages_is_translated(part: str, language: str) -> None:
    known = words.catalogue(language)

    assert [one for one in sentences(part) if one[0] not in known] == []


@pytest.mark.parametrize("language", ["sv", "da"])
@pytest.mark.parametrize("part", PARTS)
def test_a_translation_fills_in_what_the_sentence_fills_in(part: str, language: str) -> None:
    for told in sentences(part):
        for form in words.catalogue(language)[told[0]]:
            assert set(FILLED.findall(form)) <= set(FILLED.findall(" ".join(told))), form


@pytest.mark.parametrize("language", ["sv", "da"])
@pytest.mark.parametrize("part", ["shared", "resident", "desk", "insight", "appeal", "api"])
def test_a_catalogue_holds_nothing_that_is_no_longer_said(part: str, language: str) -> None:
    said = {one[0] for part in PARTS for one in sentences(part)}
    refusals = {"You were not logged in.", "Go back to our log-in page and begin again."}
    refusals.add("This log-in was begun in another browser, or has already been used.")
    kept = words.read(Path(shipped("locale")) / language / f"{part}.po")

    assert set(kept) - said - refusals == set()


def test_what_nobody_translated_is_said_in_english() -> None:
    with words.speaking("da"):
        assert words.gettext("A sentence that is nowhere.") == "A sentence that is nowhere."
        assert words.ngettext("%(n)s boat", "%(n)s boats", 2) == "%(n)s boats"


def test_one_and_several_are_told_apart() -> None:
    with words.speaking("sv"):
        assert words.ngettext("%(n)s day", "%(n)s days", 1) == "%(n)s dag"
        assert words.ngettext("%(n)s day", "%(n)s days", 3) == "%(n)s dagar"


def test_a_language_that_is_not_spoken_here_becomes_the_first() -> None:
    with words.speaking("en"):
        words.speak("xx")
        assert words.language() == "sv"


def test_a_package_without_the_readers_language_speaks_one_that_it_has() -> None:
    with words.speaking("da"):
        assert words.in_words({"sv": "kort", "en": "card"}) == "kort"
        assert words.in_words({"fi": "kortti"}) == "kortti"
        assert words.in_words({}) == ""
