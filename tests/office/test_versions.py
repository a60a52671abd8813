"""A case goes on under the version of its service that it began with, until somebody moves it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from samrum.core.case import RebaseCase
from samrum.core.refusal import Refused
from samrum.journal.destroyed import still_named
from samrum.office import act, municipality, rehearsal, versions
from samrum.packages.country import under
from samrum.packages.package import ServicePackage, with_bindings
from samrum.packages.read import read_package
from tests.database import RunDatabase
from tests.packages.parking_permit import FOLDER, sweden
from tests.packages.test_faults import change
from tests.web.lillevik import FAR, Town, settle

SERVICE = "parking-permit"


@pytest.fixture(autouse=True)
def small_service() -> None:
    """Here the shipped services are the real ones."""


@pytest.fixture
def town(db: RunDatabase) -> Iterator[Town]:
    versions.keep.cache_clear()  # another test may have emptied the file store
    yield settle()
    forget()


def forget() -> None:
    municipality.package.cache_clear()
    versions._kept.cache_clear()


def later(folder: Path, patch: pytest.MonkeyPatch) -> ServicePackage:
    """A newer version comes with the product: the step to assess has another day."""
    shutil.copytree(FOLDER, folder)
    change(folder / "package.toml", 'version = "1.0.0"', 'version = "1.1.0"')
    change(folder / "package.toml", 'due = "P10D"', 'due = "P3D"')
    package = under(read_package(folder), sweden())
    patch.setattr(municipality, "packages", lambda: {SERVICE: package})
    patch.setattr(versions, "keep", lambda service, digest: None)
    forget()
    return package


def version_of(town: Town, case: str) -> str:
    return town.case(case).package.split(" ")[1]


def test_a_running_case_keeps_the_version_it_began_with(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = town.applies("anna").id
    later(tmp_path / SERVICE, monkeypatch)

    reference = town.case(case).package
    assert versions.package_of(1, reference).version == "1.0.0"
    assert versions.running(1, SERVICE).behind == [(case, town.case(case).number)]


def test_a_case_that_is_moved_gets_the_steps_and_rules_of_the_new_version(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = town.applies("anna").id
    new = later(tmp_path / SERVICE, monkeypatch)

    def move(case: str, reference: str) -> None:
        act.act_by_itself(1, "rules", RebaseCase(reference), case=case, key=f"{case}/rebase")

    assert versions.rebase(1, SERVICE, move) == (1, {})
    assert version_of(town, case) == "1.1.0"
    assert (
        town.case(case).recommendation.applied.ruleset
        == versions.package_of(1, versions.reference_to(new)).ruleset.digest
    )
    assert versions.running(1, SERVICE).behind == []


def test_a_case_that_was_decided_stays_as_it_was(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = town.applies("anna")
    life.decide(1, "grant")
    new = later(tmp_path / SERVICE, monkeypatch)

    assert versions.running(1, SERVICE).behind == []
    with pytest.raises(Refused, match="cannot be changed in this way any more"):
        command = RebaseCase(versions.reference_to(new))
        act.act_by_itself(1, "rules", command, case=life.id, key="moved")
    assert version_of(town, life.id) == "1.0.0"


def test_a_version_that_lost_a_fact_cannot_take_over_a_case_that_has_it(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = town.applies("anna").id
    new = later(tmp_path / SERVICE, monkeypatch)
    poorer = {id: term for id, term in new.terms.items() if id != "mobility.walks"}
    object.__setattr__(new, "terms", poorer)
    forget()

    with pytest.raises(Refused, match="mobility.walks"):
        command = RebaseCase(versions.reference_to(new))
        act.act_by_itself(1, "rules", command, case=case, key="moved")


def test_a_board_sees_whom_another_limit_would_touch_and_the_paper_is_kept(town: Town) -> None:
    near, far = town.applies("anna").id, town.applies("maj", FAR).id
    present = municipality.package(1, SERVICE)
    assert present is not None

    found = rehearsal.rehearse(1, SERVICE, with_bindings(present, {"driver_max_m": 5000}))
    rehearsal.resolve(1, SERVICE, found.number, "Nämnden 2026-12-01 § 4")

    (kept,) = rehearsal.rehearsals(1, SERVICE)
    assert (kept.cases, kept.changed, kept.resolution) == (2, 1, "Nämnden 2026-12-01 § 4")
    assert [one.numbers for one in kept.changes] == [(town.case(far).number,)]
    assert found.paper.startswith(b"%PDF") and near != far
    assert still_named(1, {kept.paper, "0" * 64}) == {kept.paper}, "nobody takes it for a leftover"
