"""What a file or a log-in is refused for is said in each language of the product."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from samrum.office import words

CHANNELS = Path(words.__file__).parents[1] / "channels"
TOLD = ("content.py", "store.py", "scanner.py", "eidentity.py")


def sentences(name: str) -> Iterator[str]:
    """Every sentence that a module can say, without what it says of itself."""
    tree = ast.parse((CHANNELS / name).read_text(encoding="utf-8"))
    about = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    texts = (
        one for one in ast.walk(tree) if isinstance(one, ast.Constant) and id(one) not in about
    )
    for text in (one.value for one in texts if isinstance(one.value, str)):
        if text[:1].isupper() and text.endswith("."):
            yield text


@pytest.mark.parametrize("language", ["sv", "da"])
@pytest.mark.parametrize("name", TOLD)
def test_what_is_refused_at_the_door_is_said_in_the_readers_language(
    name: str, language: str
) -> None:
    told = set(sentences(name))

    assert told and told - set(words.catalogue(language)) == set()
