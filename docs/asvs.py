"""The table of OWASP ASVS 5.0.0, levels 1 and 2: docs/asvs.md, made from docs/asvs.txt.

A proof is the name of a test; that it exists is held by tests/test_asvs.py, that it passes by the
suite.  What nothing proves is said as "not proved", also where we believe it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).parent / "asvs.txt"


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement; `proofs` are tests, `why_not` says why it does not apply, "" if it does."""

    id: str
    level: int
    about: str
    proofs: tuple[str, ...] = ()
    why_not: str = ""

    @property
    def proved(self) -> str:
        if self.why_not:
            return f"does not apply: {self.why_not}"
        return ", ".join(f"`{one}`" for one in self.proofs) or "**not proved**"


def rows() -> list[Row]:
    """Every requirement of levels 1 and 2."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [row for line in lines if line and not line.startswith("#") for row in _of(line)]


def _of(line: str) -> Iterator[Row]:
    ids, level, about, proof = (part.strip() for part in line.split("|"))
    stem, _dot, numbers = ids.rpartition(".")
    first, _dash, last = numbers.partition("-")
    applies = not proof.startswith("n/a:")
    proofs = tuple(one.strip() for one in proof.split(",")) if applies and proof != "-" else ()
    for number in range(int(first), int(last or first) + 1):
        why_not = "" if applies else proof.removeprefix("n/a:").strip()
        yield Row(f"{stem}.{number}", int(level), about, proofs, why_not)


def page(made: str) -> str:
    """The page: how many are proved of each level, and the table."""
    every = rows()
    counts = []
    for level in (1, 2):
        of_it = [row for row in every if row.level == level]
        proved = sum(1 for row in of_it if row.proofs)
        absent = sum(1 for row in of_it if row.why_not)
        counts.append(
            f"| {level} | {len(of_it)} | {proved} | {absent} | {len(of_it) - proved - absent} |"
        )
    table = [f"| {row.id} | {row.level} | {row.about} | {row.proved} |" for row in every]
    parts = [
        made,
        "# ASVS 5.0",
        "The requirements of OWASP's Application Security Verification Standard 5.0.0, levels 1 and"
        " 2, in our own few words (read the standard for what each asks). A requirement counts as"
        " proved when a test would fail if it did not hold; another test holds that each of them"
        " exists. *Not proved* means only that: some of it holds, and nothing of ours"
        " shows it. This is the project's own account, not an audit.",
        "\n".join(
            [
                "| level | requirements | proved | do not apply | not proved |",
                "|---|---|---|---|---|",
                *counts,
            ]
        ),
        "\n".join(["| id | level | about | proof |", "|---|---|---|---|", *table]),
    ]
    return "\n\n".join(parts) + "\n"
