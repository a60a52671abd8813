"""What the Danish law asks of a decision that no shipped service can leave out, and a service that
crosses the border: the Swedish parking permit, under Danish law."""

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from samrum.core.case import Decide, DecisionMade
from samrum.core.happen import happen
from samrum.core.refusal import Refused
from samrum.core.story import differences, read_stories, tell
from samrum.packages.country import CountryPack, read_country, under
from samrum.packages.fault import PackageFaults
from samrum.packages.package import ServicePackage
from samrum.packages.places import shipped
from samrum.packages.read import read_package
from tests.packages.parking_permit import FOLDER
from tests.story import BO, MONDAY, OPENED, given

REFUSAL = Decide("refuse", "Ingen tilladelse.", "Du går mere end 500 meter.", ("§ 1",))


@cache
def denmark() -> CountryPack:
    return read_country(shipped("countries") / "dk")


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The parking permit, with nothing changed in it but its country."""
    folder = tmp_path_factory.mktemp("abroad") / "parking-permit"
    shutil.copytree(FOLDER, folder)
    sheet = folder / "package.toml"
    swedish = sheet.read_text(encoding="utf-8")
    sheet.write_text(swedish.replace('country = "se"', 'country = "dk"'), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def permit(moved: Path) -> ServicePackage:
    return under(read_package(moved), denmark())


def decides(package: ServicePackage, command: Decide = REFUSAL) -> list[object]:
    came = happen(given(OPENED).case, command, by=BO, at=MONDAY, package=package)
    return [event for event in came.decided if isinstance(event, DecisionMade)]


def refused(package: ServicePackage, command: Decide = REFUSAL) -> str:
    with pytest.raises(Refused) as refusal:
        decides(package, command)
    return f"{refusal.value} {refusal.value.provision}"


def test_a_refusal_is_made_where_the_service_says_how_to_complain(permit: ServicePackage) -> None:
    assert len(decides(permit)) == 1


def test_a_refusal_without_guidance_on_complaints_cannot_be_sent(permit: ServicePackage) -> None:
    assert "Forvaltningslovens § 25" in refused(replace(permit, appeal_days=0))
    assert "Forvaltningslovens § 25" in refused(replace(permit, appeal_instance={}))


def test_an_outcome_that_the_service_does_not_have_cannot_be_chosen(permit: ServicePackage) -> None:
    assert "legalitetsprincip" in refused(replace(permit, outcomes=("grant",)))


def test_a_service_without_a_published_time_cannot_be_used(moved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "parking-permit"
    shutil.copytree(moved, folder)
    sheet = folder / "package.toml"
    text = sheet.read_text(encoding="utf-8").replace("expected_days = 28\n", "")
    sheet.write_text(text, encoding="utf-8")

    with pytest.raises(PackageFaults, match="expected_days"):
        read_package(folder)


def test_a_service_that_crosses_the_border_is_guarded_by_the_other_country(
    permit: ServicePackage,
) -> None:
    without_reasons = replace(REFUSAL, reasons="")

    assert "Forvaltningslovens §§ 22 og 24" in refused(permit, without_reasons)
    foreign = [guard.id for guard in permit.guards if "förvaltningslag" in guard.provision]
    assert foreign == []


def test_its_stories_end_as_they_are_told_but_for_those_that_name_swedish_law(
    moved: Path, permit: ServicePackage
) -> None:
    stories = read_stories(moved, read_package(moved))
    otherwise = [story for story in stories if differences(story, tell(story, permit))]

    assert [story.ending.refused for story in otherwise] == ["32 §", "32 §"]
    for story in otherwise:
        told = tell(story, permit)
        assert told.refused is not None
        assert told.refused.provision.startswith("Forvaltningslovens §")


def test_what_nobody_has_read_in_denmark_is_shown_with_the_service(permit: ServicePackage) -> None:
    told = [claim["da"] for claim in permit.to_verify]

    assert any("Retsinformation" in claim for claim in told)


def test_the_number_of_a_dane_is_kept_as_danes_write_it() -> None:
    number = denmark().person_number

    assert number.kept("140684 9800", MONDAY.date()) == "140684-9800"
    assert number.kept("1406849800", MONDAY.date()) == "140684-9800"
    assert number.kept("19840614-9800", MONDAY.date()) == "19840614-9800"
    assert number.kept("880209-T050", MONDAY.date()) == "880209-T050"
