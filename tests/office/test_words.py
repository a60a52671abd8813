"""What the office refuses is said in each language of the product."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

OFFICE = Path(__file__).parents[2] / "samrum" / "office"
LOCALE = Path(__file__).parents[2] / "locale"


def sentences() -> Iterator[str]:
    """Every sentence of every refusal that is written in the office."""
    for module in OFFICE.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in (
                "Refused",
                "NotUnderstood",
                "KeyUsed",
                "AnswerFault",
            ):
                told = [one.value for one in node.keywords if one.arg in ("because", "instead")]
                yield from (ast.literal_eval(one) for one in (*node.args[:3], *told))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["sv", "da"])
def test_every_refusal_of_the_office_is_translated_with_what_it_is_about(language: str) -> None:
    with (LOCALE / language / "office.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    told = {str(message.id): str(message.string) for message in catalogue if message.id}

    assert sorted(set(sentences()) - set(told)) == []
    assert [one for one, other in told.items() if not other or places(one) != places(other)] == []
