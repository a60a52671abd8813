"""Every sentence by which the core, a form or a guard says no stands in every language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import samrum.core
import samrum.core.room
import samrum.core.worry
import samrum.packages
from samrum.core.refusal import Refused
from samrum.packages.guard import GuardRule
from samrum.packages.places import shipped
from tests.packages.parking_permit import permit_under_law

SAYS_NO = ("Refused", "Guarded", "AnswerFault")
# What a person who runs the command line reads stays English.
COMMAND_LINE = ("fault.py",)
PLACEHOLDER = re.compile(r"\{\w+\}")
GUARDS = permit_under_law().guards


def said_in(module: Path) -> Iterator[str]:
    """Every text that is an argument of a refusal, or a value of a table of becauses."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYS_NO:
            told = [k.value for k in node.keywords if k.arg in ("because", "instead")]
            for argument in (*node.args[:3], *told):
                if isinstance(argument, ast.Constant):
                    yield str(argument.value)
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "why":
            tables = (part for part in ast.walk(node.value) if isinstance(part, ast.Dict))
            yield from (str(v.value) for t in tables for v in t.values)  # type: ignore[attr-defined]


def sentences(package: str) -> set[str]:
    modules = (p for p in Path(package).rglob("*.py") if p.name not in COMMAND_LINE)
    return {sentence for module in modules for sentence in said_in(module)}


def catalogue(language: str, part: str) -> dict[str, str]:
    with (shipped("locale") / language / f"{part}.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


CORE = sentences(samrum.core.__path__[0])
ROOM = sentences(samrum.core.room.__path__[0]) | set(said_in(Path(samrum.core.worry.__file__)))
PACKAGES = sentences(samrum.packages.__path__[0])


@pytest.mark.parametrize("language", ["sv", "da"])
def test_what_the_core_says_is_translated(language: str) -> None:
    core, room = set(catalogue(language, "core")), set(catalogue(language, "core-room"))

    assert core | room == CORE
    assert room == ROOM - core


@pytest.mark.parametrize("language", ["sv", "da"])
def test_what_a_form_says_is_translated(language: str) -> None:
    assert set(catalogue(language, "packages")) == PACKAGES


@pytest.mark.parametrize("language", ["sv", "da"])
@pytest.mark.parametrize("part", ["core", "core-room", "packages"])
def test_a_translation_fills_in_what_the_sentence_fills_in(language: str, part: str) -> None:
    for english, translated in catalogue(language, part).items():
        assert translated, english
        assert sorted(PLACEHOLDER.findall(translated)) == sorted(PLACEHOLDER.findall(english))
        assert (translated[-1] in ".:?") == (english[-1] in ".:?"), translated


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.id)
@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_a_guard_says_no_in_every_language(guard: GuardRule, language: str) -> None:
    for sentence in (guard.what, guard.because, guard.instead):
        assert sentence[language].endswith((".", "?"))


def test_a_refusal_is_told_in_the_language_of_the_reader() -> None:
    refused = Refused("No, {name}.", because="Because.", instead="Try again.", name="Anna")

    assert refused.told() == str(refused) == "No, Anna. Because. Try again."
    swedish = {"No, {name}.": "Nej, {name}.", "Because.": "Därför.", "Try again.": "Försök igen."}
    assert refused.told(swedish.__getitem__) == "Nej, Anna. Därför. Försök igen."
