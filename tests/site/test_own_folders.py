"""An installation's own municipalities and services, in folders of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from samrum.cli.main import main
from samrum.office import municipality, versions
from samrum.office.municipality import NotUnderstood, municipalities, packages, service_folders
from samrum.packages.places import shipped
from samrum.site import egress, local


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    cached = (municipalities, packages, municipality.package, versions.keep)
    for one in cached:
        one.cache_clear()
    yield
    for one in cached:
        one.cache_clear()


@pytest.fixture
def storby(tmp_path: Path) -> Iterator[Path]:
    """A municipality that was begun with `samrum new municipality`."""
    file = tmp_path / "towns" / "storby.toml"
    assert main(["new", "municipality", str(file)]) == 0
    with override_settings(MUNICIPALITIES=file.parent, MADE_UP=False):
        yield file


def in_production(*, made_up: bool) -> list[str]:
    with override_settings(IN_PRODUCTION=True, MADE_UP=made_up):
        return [danger.what for danger in local.of_the_municipalities() if danger.fatal]


def test_a_new_municipality_can_be_read_as_it_is_written(storby: Path) -> None:
    (here,) = municipalities().values()

    assert (here.tenant, here.id, here.name) == (1, "storby", "Storby")
    assert here.hosts == ("samrum.storby.example",) and here.registers == {}
    assert municipality.package(1, "parking-permit") is not None


def test_the_next_one_gets_the_next_number(
    storby: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "municipality", str(storby.with_name("lilla-by.toml"))]) == 0

    assert [one.name for one in municipalities().values()] == ["Storby", "Lilla By"]
    assert list(municipalities()) == [1, 2]


@pytest.mark.parametrize("broken", ["tenant = ", "tenant = 'x'", "id = 'lillby'"])
def test_beside_one_whose_number_cannot_be_read_nothing_is_written(
    storby: Path, broken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    storby.write_text(broken, encoding="utf-8")

    assert main(["new", "municipality", str(storby.with_name("lillby.toml"))]) == 1
    assert "Mend that file first" in capsys.readouterr().err
    assert not storby.with_name("lillby.toml").exists()


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("storby.toml", "Nothing is written over."),
        ("Storby.toml", "It stands in addresses and in the journal."),
        ("storby", "Only files that end in .toml are read."),
    ],
)
def test_a_file_that_would_not_be_read_is_not_written(
    storby: Path, name: str, because: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "municipality", str(storby.with_name(name))]) == 1
    assert because in capsys.readouterr().err


def test_where_no_register_says_who_is_protected_the_board_has_resolved_who_does(
    storby: Path,
) -> None:
    assert in_production(made_up=False) == ["No register says whose data are protected in Storby."]

    text = storby.read_text(encoding="utf-8").replace('resolution = ""', 'resolution = "KS § 3"')
    storby.write_text(text, "utf-8")
    municipalities.cache_clear()
    assert in_production(made_up=False) == []


def test_its_mail_server_is_on_the_egress_list(storby: Path) -> None:
    told = [(peer.host, peer.port) for peer in egress.peers()]
    assert ("smtp.storby.example", 587) in told


def test_what_is_broken_is_mailed_to_nobody_where_no_mail_server_is_set(storby: Path) -> None:
    nobody = "The daily mail about what is broken in Storby reaches nobody."
    text = storby.read_text(encoding="utf-8")
    for server, told in (("smtp", False), ("file", True)):
        storby.write_text(text.replace('name = "smtp"', f'name = "{server}"'), "utf-8")
        municipalities.cache_clear()
        with override_settings(ADMINISTRATOR="it@storby.example"):
            found = [danger.what for danger in local.of_the_municipalities()]
        assert (nobody in found) is told


def test_production_does_not_begin_with_municipalities_that_are_made_up() -> None:
    assert in_production(made_up=True) == ["The municipalities that are served are made up."]


def test_two_that_could_be_taken_for_each_other_are_told(storby: Path) -> None:
    again = storby.read_text(encoding="utf-8").replace('id = "storby"', 'id = "lillby"')
    storby.with_name("lillby.toml").write_text(again, encoding="utf-8")

    with pytest.raises(NotUnderstood) as refused:
        municipalities()
    assert refused.value.about["twice"] == "samrum.storby.example, tenant 1"


def test_a_folder_without_a_municipality_is_told(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with (
            override_settings(MUNICIPALITIES=folder),
            pytest.raises(NotUnderstood, match="No municipality is here"),
        ):
            municipalities()


def test_a_service_of_ones_own_stands_beside_those_that_come_along(
    storby: Path, tmp_path: Path
) -> None:
    own = tmp_path / "services"
    assert main(["new", "service", str(own / "bin-collection")]) == 0
    shutil.copytree(shipped("services") / "relief", own / "relief")
    adopted = '[services.bin-collection]\nunit = "contact-centre"\nresolution = "KS 2026 § 3"\n'
    with storby.open("a", encoding="utf-8") as file:
        file.write(adopted)

    with override_settings(SERVICES=[shipped("services"), own]):
        folders = service_folders()
        assert folders["relief"] == own / "relief", "one's own takes its place"
        assert folders["parking-permit"] == shipped("services") / "parking-permit"
        package = municipality.package(1, "bin-collection")
        assert package is not None
        versions.keep("bin-collection", package.digest)

    with (
        override_settings(SERVICES=[shipped("services"), tmp_path / "nowhere"]),
        pytest.raises(NotUnderstood, match="services of this installation cannot be read"),
    ):
        service_folders()
