"""The security table names tests that exist, and leaves no requirement out."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

from docs.asvs import rows

ROOT = Path(__file__).parent.parent


@cache
def found_in(file: str) -> frozenset[str]:
    path = ROOT / file
    if not path.exists():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def test_every_proof_is_a_test_that_exists() -> None:
    named = {proof for row in rows() for proof in row.proofs}
    absent = [
        one
        for one in sorted(named)
        if one.partition("::")[2] not in found_in(one.partition("::")[0])
    ]

    assert len(named) > 40
    assert absent == []


def test_no_requirement_of_the_standard_is_left_out_or_told_twice() -> None:
    every = rows()

    assert Counter(row.level for row in every) == {1: 70, 2: 183}
    assert [id for id, times in Counter(row.id for row in every).items() if times > 1] == []


def test_what_does_not_apply_says_why_and_is_not_proved() -> None:
    assert [row.id for row in rows() if row.why_not and row.proofs] == []
    assert [row.id for row in rows() if not row.about] == []
