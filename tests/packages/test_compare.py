"""Two versions of a service, compared element by element; and a version kept as one file."""

import shutil
from pathlib import Path

import pytest

from samrum.packages.compare import Change, PartChange, compare
from samrum.packages.folder import digest_of, packed, read_files, unpacked
from samrum.packages.read import read_package, read_packed
from tests.packages.parking_permit import FOLDER, parking_permit
from tests.packages.test_faults import change


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(FOLDER, tmp_path / "parking-permit")


def test_a_version_compared_with_itself_changes_nothing() -> None:
    assert compare(parking_permit(), parking_permit()) == ()


def test_a_changed_limit_and_a_later_day_are_named_with_what_they_were(folder: Path) -> None:
    change(folder / "package.toml", "value = 500", "value = 400")
    change(folder / "package.toml", 'due = "P14D"', 'due = "P21D"')

    assert compare(parking_permit(), read_package(folder)) == (
        Change("changed", "binding", "driver_max_m", (PartChange("value", "500", "400"),)),
        Change("changed", "step", "supplement", (PartChange("due_days", "14", "21"),)),
    )


def test_a_changed_cell_names_the_rule_and_its_heading(folder: Path) -> None:
    change(folder / "rules/validity.dmn", "min(1, ", "min(2, ")

    changes = compare(parking_permit(), read_package(folder))

    assert [(one.kind, one.element) for one in changes] == [("changed", "rule")]
    assert "min(1, " in changes[0].parts[0].before and "min(2, " in changes[0].parts[0].after


def test_letters_that_say_something_else_are_named(folder: Path) -> None:
    change(folder / "letters/receipt.da.md", "Hej", "Goddag")
    change(folder / "letters/withdrawn.da.md", "Hej", "Goddag")

    changes = compare(parking_permit(), read_package(folder))

    assert [(one.element, one.id) for one in changes] == [
        ("letter", "receipt"),
        ("letter", "withdrawn"),
    ]


def test_what_was_moved_in_the_file_is_no_change(folder: Path) -> None:
    change(folder / "package.toml", "[[binding]]", "# a comment\n\n[[binding]]")

    assert compare(parking_permit(), read_package(folder)) == ()


def test_a_package_is_kept_as_one_file_whose_hash_is_its_digest() -> None:
    files = read_files(FOLDER, [])

    assert unpacked(packed(files)) == files
    assert digest_of(files) == parking_permit().digest
    assert compare(parking_permit(), read_packed("parking-permit", packed(files))) == ()


@pytest.mark.parametrize("content", [b"a\n5\nabc", b"a\n-1\n", b"a\nx\n", b"\xff", b"a\n1"])
def test_what_is_no_kept_package_is_not_read(content: bytes) -> None:
    with pytest.raises(ValueError):
        unpacked(content)
