"""The ways of delivery and the grounds for a change, as a country pack tells them."""

from dataclasses import replace

import pytest

from samrum.packages.change_ground import read_change_grounds
from samrum.packages.country import under
from samrum.packages.delivery import read_delivery
from samrum.packages.fault import Fault, PackageFaults
from samrum.packages.sheet import read_sheet
from tests.packages.parking_permit import parking_permit, permit_under_law, sweden

METHOD = (
    '[[method]]\nid = "x"\nprovision = "1 §"\ntag = "MEM"\ntitle.en = "X"\nexplains.en = "X."\n'
)
GROUND = (
    '[[ground]]\nid = "x"\nkinds = ["changed"]\nprovision = "1 §"\ntag = "READ"\ntitle.en = "X"\n'
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The country knows no way to deliver a decision."),
        (METHOD.replace('"MEM"', '"HEARD"'), "tag is 'HEARD'."),
        (METHOD + "presumed_days = -1\n", "presumed_days is -1."),
        (METHOD + 'contrl = "x"\n', "contrl is not known here."),
    ],
)
def test_a_fault_in_the_ways_of_delivery_is_found(text: str, said: str) -> None:
    faults: list[Fault] = []
    read_delivery(read_sheet("delivery.toml", text, faults), ("en",))

    assert said in [fault.what for fault in faults]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GROUND.replace('"changed"', '"regretted"'), "'regretted' is no kind of change."),
        (GROUND.replace('title.en = "X"', ""), "title is missing."),
    ],
)
def test_a_fault_in_the_grounds_for_a_change_is_found(text: str, said: str) -> None:
    faults: list[Fault] = []
    read_change_grounds(read_sheet("change.toml", text, faults), ("en",))

    assert said in [fault.what for fault in faults]


def test_a_service_names_a_way_that_its_country_knows() -> None:
    by_pigeon = replace(parking_permit(), delivered_by="pigeon")

    with pytest.raises(PackageFaults) as found:
        under(by_pigeon, sweden())
    assert [fault.what for fault in found.value.faults] == ["There is no way of delivery 'pigeon'."]


def test_the_first_way_is_used_when_neither_the_service_nor_anybody_chooses() -> None:
    package = permit_under_law()
    simplified = replace(package, delivered_by="simplified")

    assert [
        one.id for one in (package.delivery_method(""), simplified.delivery_method("")) if one
    ] == [
        "ordinary",
        "simplified",
    ]
    assert package.delivery_method("pigeon") is None
