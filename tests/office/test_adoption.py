"""What the boards have set: read from the municipality's file, with every fault at its line."""

from pathlib import Path

import pytest

from samrum.office.municipality import (
    Adopted,
    Municipality,
    NotUnderstood,
    municipalities,
    package,
    read_municipality,
)
from samrum.packages.country import read_country, under
from samrum.packages.package import adopt, adoption_faults
from samrum.packages.places import shipped
from samrum.packages.read import read_package
from tests.packages.parking_permit import permit_under_law

LILLEVIK = shipped("municipalities") / "lillevik.toml"


def written(tmp_path: Path, before: str, after: str) -> Path:
    text = LILLEVIK.read_text(encoding="utf-8")
    assert before in text
    file = tmp_path / "lillevik.toml"
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    return file


def line_of(file: Path, text: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def faults(tmp_path: Path, before: str, after: str) -> str:
    with pytest.raises(NotUnderstood) as told:
        read_municipality(written(tmp_path, before, after))
    return str(told.value)


def test_what_the_board_has_set_stands_on_the_package() -> None:
    adopted = package(1, "parking-permit")

    assert adopted is not None
    assert adopted.adoption.board == "Samhällsbyggnadsnämnden"
    assert adopted.adoption.resolution == "Samhällsbyggnadsnämnden 2025-09-15 § 97"
    assert adopted.adoption.delegation[0].titles == ("handläggare", "enhetschef")


ADOPTED = [(here, one) for here in municipalities().values() for one in here.adopted.values()]


@pytest.mark.parametrize(("here", "one"), ADOPTED, ids=lambda one: getattr(one, "id", ""))
def test_the_conditions_of_the_boards_speak_of_what_the_service_knows(
    here: Municipality, one: Adopted
) -> None:
    folder = shipped("services") / one.service
    lawful = under(read_package(folder), read_country(shipped("countries") / here.country))

    assert adoption_faults(adopt(lawful, one.adoption)) == []


def test_a_condition_about_nothing_is_told_with_its_line(tmp_path: Path) -> None:
    file = written(tmp_path, "blocked_as_lost = true)", "blocked_as_last = true)")
    adoption = read_municipality(file).adopted["parking-permit"].adoption
    (fault,) = adoption_faults(adopt(permit_under_law(), adoption))

    assert (fault.file, fault.line) == ("lillevik.toml", line_of(file, "blocked_as_last"))
    assert "blocked_as_last" in fault.what


def test_a_row_that_names_nobody_is_a_fault(tmp_path: Path) -> None:
    told = faults(tmp_path, 'titles = ["handläggare", "enhetschef"]\n', "")

    row = line_of(LILLEVIK, "[[services.parking-permit.delegation]]")
    assert f"lillevik.toml:{row}: The row gives nobody the right to decide." in told


def test_a_row_with_an_unknown_key_is_a_fault(tmp_path: Path) -> None:
    assert "Did you mean persons?" in faults(tmp_path, 'id = "3.1"', 'id = "3.1"\nperson = []')


def test_a_row_with_an_outcome_that_is_none_is_a_fault(tmp_path: Path) -> None:
    assert "'permit' is no outcome." in faults(tmp_path, '["grant", "partial"]', '["permit"]')


def test_two_rows_of_one_id_are_a_fault(tmp_path: Path) -> None:
    assert "two rows of the id '3.1'" in faults(tmp_path, 'id = "3.2"', 'id = "3.1"')
