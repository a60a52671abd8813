"""The author's check knows what the package knows, and says what a table leaves open."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from samrum.packages.read import read_package
from samrum.packages.remarks import remarks
from samrum.packages.vocabulary import Choice
from tests.packages.parking_permit import FOLDER, parking_permit
from tests.packages.test_faults import change


def test_the_permits_rules_leave_nothing_open() -> None:
    assert remarks(parking_permit()) == ()


OPENED = [
    ("rules/eligibility.dmn", "&gt; binding.renewal_window_days", "&gt; 60", "be settled"),
    ("rules/validity.dmn", '<text>"up_to_2_years"', '<text>"up_to_1_year"', "never"),
    ("rules/competence.dmn", 'hitPolicy="FIRST"', 'hitPolicy="UNIQUE"', "both match"),
]


@pytest.mark.parametrize(("file", "before", "after", "said"), OPENED)
def test_what_a_change_leaves_open_is_said(
    tmp_path: Path, file: str, before: str, after: str, said: str
) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "parking-permit")
    change(folder / file, before, after)

    found = remarks(read_package(folder))

    assert {where for where, _ in found} == {file}
    assert said in " ".join(f"{one.what} {one.because}" for _, one in found)


def test_a_choice_with_a_new_value_is_a_gap_in_every_table_that_lists_them(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "parking-permit")
    vocabulary = parking_permit().terms
    request = vocabulary["parking_permit.request"]
    swap = Choice("swap", request.choices[0].words)
    changed = replace(request, choices=(*request.choices, swap))

    found = remarks(read_package(folder, {**vocabulary, changed.id: changed}))

    assert any("swap" in one.what for _, one in found)
