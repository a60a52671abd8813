"""The page about replaying is executed as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from samrum.rules import read_model
from tests.rules.dmn import decision, definitions, fact, table

PAGE = Path(__file__).parent.parent.parent / "docs" / "replay.md"
RULES = """
    age   | income   || support
    >= 18 | < 10000  || "full"
    >= 18 | < 20000  || "half"
"""


def test_the_program_on_the_page_runs() -> None:
    rows = table(RULES, policy="FIRST")
    other = table(RULES.replace("20000", "12500.50"), policy="FIRST")
    facts = (fact("age", "number"), fact("income", "number"))
    model, changed = (
        read_model(definitions(*facts, decision("Support", drawn, facts=("age", "income"))))
        for drawn in (rows, other)
    )
    program = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)[0]
    names = {"model": model, "other": changed}

    exec(program + "\nfound = difference(model, other, 'Support', population)", names)

    answers, found = names["answers"], names["found"]
    assert [answers.value(row) for row in range(3)] == [None, "half", "full"]  # type: ignore[attr-defined]
    assert [change.sample for change in found.changes] == [(1,)]  # type: ignore[attr-defined]
