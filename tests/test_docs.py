"""Pages that are made from the code say what the code says."""

import pytest

from docs.__main__ import HERE, pages


@pytest.mark.parametrize("name", pages())
def test_a_page_made_from_the_code_is_current(name: str) -> None:
    assert (HERE / name).read_text(encoding="utf-8") == pages()[name], "run ./do docs"
