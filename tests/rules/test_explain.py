"""An outcome explained in the reader's language, and the two commands of the rule language."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from samrum.rules import explain_words, read_model, values_from_json
from samrum.rules import table as table_command
from samrum.rules import tck as tck_command
from samrum.rules.explain import LANGUAGES, explain, explain_what_if, outcome_as_json, told_value
from samrum.rules.finding import SENTENCES
from samrum.rules.temporal import parse_at
from samrum.rules.what_if import what_if
from tests.rules.dmn import decision, definitions, fact, literal, table

PERMIT = definitions(
    fact("Walking distance", "number"),
    fact("Driver", "boolean"),
    decision(
        "Permit",
        table(
            """
            Walking distance | Driver || Permit  # reason | provision | source_kind | source_ref
            < 100            | -      || "yes"   # walks less than 100 m | 13 kap. 8 § | law | TrF
            < 500            | true   || "maybe" # drives | | guidance |
            """,
            policy="FIRST",
        ),
        facts=("Walking distance", "Driver"),
    ),
    decision("Letter", literal('"Answer: " + Permit'), decisions=("Permit",)),
)


def told(language: str) -> str:
    facts = {"Walking distance": Decimal("50.5"), "Driver": True}
    return explain(read_model(PERMIT).evaluate("Letter", facts, trace=True), language)


def test_a_decision_is_explained_in_swedish() -> None:
    assert told("sv") == (
        "Först: Permit är yes.\n"
        "- Regel 1 stämde: walks less than 100 m (13 kap. 8 §, lag, TrF)\n"
        "- Regel 2 stämde också, men en annan regel går före: drives (vägledning)\n"
        "Uppgifter som användes: Walking distance = 50,5; Driver = ja\n"
        "\n"
        "Letter: Answer: yes.\n"
        "Byggde på: Permit = yes"
    )


def test_a_decision_is_explained_in_danish_and_english() -> None:
    assert "- Regel 1 passede: walks less than 100 m (13 kap. 8 §, lov, TrF)" in told("da")
    assert "Facts used: Walking distance = 50.5; Driver = yes" in told("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_could_not_be_worked_out_is_told(language: str) -> None:
    outcome = read_model(PERMIT).evaluate("Permit", {"Walking distance": "far"}, trace=True)

    assert outcome.findings[0].code == "not-of-type"
    assert "\n! " in explain(outcome, language)


@pytest.mark.parametrize("language", ["sv", "da"])
def test_every_finding_has_a_sentence_in_every_language(language: str) -> None:
    assert explain_words.FINDINGS[language].keys() == SENTENCES.keys()


def test_values_are_told_as_a_reader_writes_them() -> None:
    assert told_value(None, "da") == "ukendt"
    assert told_value([], "sv") == "inget"
    assert told_value([True, Decimal("1.5")], "sv") == "ja, 1,5"
    assert told_value({"a": parse_at("2025-06-01")}, "en") == "a: 2025-06-01"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "Om Driver hade varit ja i stället för nej: maybe."),
        ("da", "Hvis Driver havde været ja i stedet for nej: maybe."),
        ("en", "Had Driver been yes instead of no: maybe."),
    ],
)
def test_what_would_have_changed_it_is_told(language: str, sentence: str) -> None:
    facts = {"Walking distance": Decimal(200), "Driver": False}

    lines = explain_what_if(what_if(read_model(PERMIT), "Permit", facts), language).splitlines()

    assert len(lines) == 2
    assert lines[1] == sentence


def test_facts_from_json_take_their_types_from_the_model() -> None:
    person = (
        '<itemDefinition name="tPerson"><itemComponent name="born"><typeRef>date</typeRef>'
        '</itemComponent><itemComponent name="stays" isCollection="true">'
        "<typeRef>days and time duration</typeRef></itemComponent></itemDefinition>"
    )
    model = read_model(
        definitions(person, fact("p", "tPerson"), decision("D", literal("p"), facts=("p",)))
    )
    data = {"p": {"born": "2001-02-03", "stays": ["P1D"], "name": "2001-02-03", "n": 0.1}}

    assert values_from_json(model, "D", data) == {  # type: ignore[arg-type]
        "p": {
            "born": parse_at("2001-02-03"),
            "stays": [parse_at("P1D")],
            "name": "2001-02-03",
            "n": Decimal("0.1"),
        }
    }


def test_an_outcome_as_json_keeps_its_numbers_exact() -> None:
    model = read_model(definitions(decision("D", literal('[1, 0.5, 1/3, 10**40, @"P1D"]'))))

    assert outcome_as_json(model.evaluate("D", {}))["value"] == [
        1,
        0.5,
        "0.3333333333333333333333333333333333",
        1e40,
        "P1D",
    ]


def test_the_table_command_prints_outcome_and_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "permit.dmn").write_text(PERMIT, encoding="utf-8")
    facts = tmp_path / "facts.json"
    facts.write_text('{"Walking distance": 20}', encoding="utf-8")

    arguments = [str(tmp_path / "permit.dmn"), "Permit", str(facts), "--what-if"]
    assert table_command.main(arguments) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["what_if"]["changes"][0]["after"] == 100
    assert told["value"] == "yes"
    assert told["trace"][0]["rules"][0]["annotations"]["provision"] == "13 kap. 8 §"
    assert told["trace"][0]["facts_used"] == {
        "Walking distance": 20,
        "Driver": None,
    }


def test_the_table_command_says_what_it_could_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "permit.dmn").write_text("<no/>", encoding="utf-8")
    (tmp_path / "facts.json").write_text("{}", encoding="utf-8")

    arguments = [str(tmp_path / "permit.dmn"), "Permit", str(tmp_path / "facts.json")]
    assert table_command.main(arguments) == 2
    assert "this is not a DMN model we read" in capsys.readouterr().err


CASES = """
<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <modelName>permit.dmn</modelName>
  <testCase id="near">
    <inputNode name="Walking distance"><value xsi:type="xsd:decimal">50</value></inputNode>
    <resultNode name="Permit"><expected><value xsi:type="xsd:string">yes</value></expected>
    </resultNode></testCase>
  <testCase id="far">
    <inputNode name="Walking distance"><value xsi:type="xsd:decimal">900</value></inputNode>
    <resultNode name="Permit"><expected><value xsi:nil="true"/></expected></resultNode></testCase>
  <testCase id="wrong">
    <resultNode name="Permit"><expected><value xsi:type="xsd:decimal">1</value></expected>
    </resultNode></testCase>
</testCases>
"""


def test_the_kit_command_counts_value_null_folders_and_level_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "compliance-level-2" / "0001-permit"
    folder.mkdir(parents=True)
    (folder / "permit.dmn").write_text(PERMIT, encoding="utf-8")
    (folder / "0001-permit-test-01.xml").write_text(CASES, encoding="utf-8")

    assert tck_command.main([str(tmp_path), "--failures"]) == 1

    assert capsys.readouterr().out.splitlines() == [
        "0001-permit wrong: Permit: expected 1, got null ()",
        "value 1/2 null 1/1 folders 66.7% level2 2/3",
    ]
