"""What a service asks of a room is data, read with every fault and compared like the rest."""

import shutil
from pathlib import Path

import pytest

from samrum.packages.compare import compare
from samrum.packages.fault import PackageFaults
from samrum.packages.places import shipped
from samrum.packages.read import read_package

SHIPPED = shipped("services") / "coordinated-plan"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "coordinated-plan"))


def changed(folder: Path, before: str, after: str) -> Path:
    file = folder / "package.toml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")
    return folder


def test_the_plan_of_the_shipped_service_is_the_duty_of_two_principals() -> None:
    rules = read_package(SHIPPED).room

    assert rules is not None
    assert rules.principals == ("social", "health")
    assert {
        one.id for one in rules.guards if one.provision == "SoL 10:8" and one.tag == "READ"
    } == {
        *("consent-to-the-plan", "services", "answers", "others", "responsible"),
    }


def test_a_child_gets_the_letter_that_was_written_for_her() -> None:
    rules = read_package(SHIPPED).room
    assert rules is not None

    chosen = [rules.letter("called", child=one) for one in (True, False)]

    assert [one.id for one in chosen if one] == ["invitation-child", "invitation"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"school", "association"]', '"church"]', "'church' is not known here."),
        ("plan.services = 0", "plan.servces = 0", "servces"),
        ('stage = "declined"', 'stage = "decided"', "stage is 'decided'."),
        ('id = "missed-child"', 'id = "missed-kid"', "has no text in sv"),
        ("kinds = [", "sorts = [", "sorts is not known here."),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    folder: Path, before: str, after: str, said: str
) -> None:
    with pytest.raises(PackageFaults) as faults:
        read_package(changed(folder, before, after))

    assert said in str(faults.value)
    assert "package.toml:" in str(faults.value)


def test_another_version_that_asks_less_of_the_plan_says_so(folder: Path) -> None:
    less = changed(folder, "plan.unanswered > 0", "plan.unanswered > 1")

    found = compare(read_package(SHIPPED), read_package(less))

    assert [(one.kind, one.element, one.id) for one in found] == [
        ("changed", "room guard", "answers")
    ]
