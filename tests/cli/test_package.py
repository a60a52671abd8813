"""samrum package check, samrum new service: what somebody who writes a service meets."""

from pathlib import Path

import pytest

from samrum.cli.main import main
from samrum.cli.new import PATTERN
from samrum.packages.places import shipped
from samrum.packages.read import read_package
from tests.packages.test_faults import change


def test_the_parking_permit_passes_and_says_what_nobody_has_verified(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["package", "check", str(shipped("services") / "parking-permit")]) == 0

    said = capsys.readouterr().out
    assert "every story ends as it is told." in said
    assert "To be verified: The wording of Trafikförordningen" in said
    assert "not legal advice" in said


def test_a_new_service_passes_its_own_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "bin-collection"

    assert main(["new", "service", str(folder)]) == 0
    assert main(["package", "check", str(folder)]) == 0

    said = capsys.readouterr().out
    assert "every story ends as it is told." in said
    assert "No story" not in said
    package = read_package(folder)
    assert package.id == "bin-collection"
    assert "bin_collection.age" in package.terms


def test_the_pattern_of_a_new_service_passes_too() -> None:
    assert main(["package", "check", str(PATTERN)]) == 0


@pytest.mark.parametrize("name", ["Bins", "bin_collection", "bin--x", "-"])
def test_a_service_with_a_name_that_cannot_be_is_refused(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "service", str(tmp_path / name)]) == 1
    assert "cannot be the name of a service" in capsys.readouterr().err


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bins").mkdir()

    assert main(["new", "service", str(tmp_path / "bins")]) == 1
    assert "already there" in capsys.readouterr().err


BROKEN = [
    ("forms/apply.toml", "unknown_allowed", "unknwon_allowed", "forms/apply.toml:16\n"),
    (
        "stories/first.toml",
        'recommends = "grant"',
        'recommends = "refuse"',
        "it was to be 'refuse'",
    ),
    ("letters/grant.en.md", "## Why", "### Why", "a heading below the second level"),
    (
        "rules/recommendation.dmn",
        "&gt;= binding.least_age",
        "&gt; binding.least_age",
        "No rule says",
    ),
    ("package.toml", 'country = "se"', 'country = "xx"', "There is no such country pack"),
]


@pytest.mark.parametrize(("file", "before", "after", "said"), BROKEN)
def test_a_fault_is_said_and_the_check_fails(
    tmp_path: Path,
    file: str,
    before: str,
    after: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "bins"
    main(["new", "service", str(folder)])
    change(folder / file, before, after)

    assert main(["package", "check", str(folder)]) == 1
    assert said in capsys.readouterr().out


# A fact that all services share, asked for as if it was new: under which name, and what is said.
ASKED_ANEW = [
    (
        "vocabulary.toml",
        'words.sv = "Din ålder (ny tjänst)"',
        'words.sv = "kommun-kod"',
        (
            "new_service.age is called 'kommun-kod', as residence.municipality is.",
            "A fact that is asked for under two ids is asked for twice.",
            "Use residence.municipality, or name it so that the two can be told apart.",
        ),
    ),
    (
        "vocabulary.toml",
        'secrecy = "open"',
        'secrecy = "open"\nsynonyms.da = ["Bopælskommune"]',
        (
            "new_service.age is called 'Bopælskommune', as residence.municipality is.",
            "A fact that is asked for under two ids is asked for twice.",
            "Use residence.municipality, or name it so that the two can be told apart.",
        ),
    ),
    (
        "forms/apply.toml",
        'fact = "new_service.age"',
        'fact = "Kommunkod"',
        (
            "The vocabulary has no fact 'Kommunkod'.",
            "It knows it as residence.municipality.",
            "Use residence.municipality.",
        ),
    ),
    (
        "forms/apply.toml",
        'asks.sv = "Hur gammal är du?"',
        'asks.sv = "Kommunkod?"',
        (
            "'Kommunkod?' asks for new_service.age,"
            " but it is what residence.municipality is called.",
            "A fact that is asked for under two ids is asked for twice.",
            "Ask for residence.municipality,"
            " or word the question so that the two can be told apart.",
        ),
    ),
]


@pytest.mark.parametrize(("file", "before", "after", "sentences"), ASKED_ANEW)
def test_a_package_that_asks_for_a_fact_under_another_name_is_refused(
    tmp_path: Path,
    file: str,
    before: str,
    after: str,
    sentences: tuple[str, str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "new-service"
    main(["new", "service", str(folder)])
    assert main(["package", "check", str(folder)]) == 0
    change(folder / file, before, after)

    assert main(["package", "check", str(folder)]) == 1
    assert " ".join(sentences) in " ".join(capsys.readouterr().out.split())
