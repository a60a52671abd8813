"""`samrum replay`: two files of rules, a Parquet file of cases; told as a table and a picture."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from samrum.cli.main import main
from tests.rules.dmn import decision, definitions, fact, table

MEMBERS = """<itemDefinition name="tPerson">
  <itemComponent name="age"><typeRef>number</typeRef></itemComponent>
  <itemComponent name="town"><typeRef>string</typeRef></itemComponent>
</itemDefinition>"""
RULES = """
    person.age | person.town || fee
    < 18       | -           || "free"
    >= 18      | "Lillevik"  || "low"
    >= 18      | -           || "full"
"""


def rules(text: str) -> str:
    drawn = table(text, policy="FIRST")
    return definitions(
        MEMBERS, fact("person", "tPerson"), decision("Fee", drawn, facts=("person",))
    )


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    """The words of the command, on three cases of which one changes."""
    people = pa.array(
        [
            {"age": 17, "town": "Lillevik"},
            {"age": 19, "town": "Lillevik"},
            {"age": 70, "town": None},
        ]
    )
    parquet.write_table(
        pa.table({"person": people, "unread": [1, 2, 3]}), tmp_path / "cases.parquet"
    )
    (tmp_path / "old.dmn").write_text(rules(RULES), encoding="utf-8")
    (tmp_path / "new.dmn").write_text(rules(RULES.replace("< 18 ", "< 20 ")), encoding="utf-8")
    paths = {name: str(tmp_path / file) for name, file in FILES.items()}
    given = [word for name, path in paths.items() for word in (f"--{name}", path)]
    return ["replay", "--decision", "Fee", *given]


FILES = {"old": "old.dmn", "new": "new.dmn", "facts": "cases.parquet"}


def test_it_prints_who_changes_and_because_of_which_rule(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 0

    said = capsys.readouterr().out
    assert "Fee: 1 of 3 cases change (33.33 %)." in said
    assert '"low"   "free"  Fee: rule 2 → rule 1  1' in said


def test_it_writes_json_for_machines(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["cases"], told["changed"]) == (3, 1)
    assert told["changes"][0]["sample"] == [1]
    assert [use["cases"] for use in told["rules_after"]] == [2, 0, 1]


def test_the_picture_has_every_figure_in_a_table(words: list[str], tmp_path: Path) -> None:
    assert main([*words, "--picture", str(tmp_path / "page.html")]) == 0

    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    svg = ElementTree.fromstring(text[text.index("<svg") : text.index("</svg>") + 6])
    bands = [path.get("class") for path in svg.iter("path")]
    assert sorted(bands, key=str) == ["kept", "kept", "moved"]
    cells = [f"<td>{name}</td>" for name in ("&quot;low&quot;", "&quot;free&quot;")]
    assert all(cell in text for cell in cells)
    assert "http" not in text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("--decision", "Fees"), "There is no decision Fees in both files."),
        (("--facts", "old.dmn"), "The file old.dmn cannot be read."),
        (("--old", "gone.dmn"), "gone.dmn cannot be read."),
    ],
)
def test_what_cannot_be_replayed_is_refused_in_three_sentences(
    words: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: tuple[str, str],
    sentence: str,
) -> None:
    option, value = change
    place = words.index(option) + 1
    words[place] = value if option == "--decision" else str(tmp_path / value)

    assert main(words) == 1
    assert sentence in capsys.readouterr().err


def test_a_fact_without_a_column_is_refused(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = pa.array([{"age": 17}])
    parquet.write_table(pa.table({"person": people}), tmp_path / "cases.parquet")

    assert main(words) == 1
    assert "There is no column for person.town." in capsys.readouterr().err
