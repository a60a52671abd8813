"""The bill of materials: everything that is shipped, with where it comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from samrum.cli import sbom
from samrum.cli.main import main
from samrum.packages.places import shipped


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    return sbom.bill()


def named(bill: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [one for one in bill["components"] if one["name"] == name]
    return dict(found)


def test_every_package_stands_there_as_it_is_locked_with_its_licence(bill: dict[str, Any]) -> None:
    locked = (shipped("services").parent / "requirements/product.txt").read_text().splitlines()
    django = named(bill, "django")

    assert f"{django['name']}=={django['version']} \\" in locked
    assert django["licenses"] == [{"expression": "BSD-3-Clause"}]
    pinned = [one["value"] for one in django["properties"]]
    assert pinned and all(f"sha256:{one}" in "".join(locked) for one in pinned)


def test_what_the_pages_bring_stands_there_file_by_file(bill: dict[str, Any]) -> None:
    htmx = named(bill, "htmx.org")

    assert htmx["purl"].startswith("pkg:npm/htmx.org@")
    assert [one["name"] for one in htmx["components"]] == [
        "samrum/web/static/vendor/htmx.min.js",
        "samrum/web/static/vendor/htmx.LICENSE",
    ]


def test_it_says_who_needs_whom_and_every_reference_leads_somewhere(bill: dict[str, Any]) -> None:
    refs = {one["bom-ref"] for one in bill["components"]}
    needs = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}

    assert len(refs) == len(bill["components"])
    assert set().union(*needs.values()) == refs, "nothing is there for nobody"
    (asgiref,) = [ref for ref in refs if "/asgiref@" in ref]
    assert asgiref in needs[named(bill, "django")["bom-ref"]]


def test_the_same_version_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    for name in ("one", "two"):
        assert main(["sbom", "--output", str(tmp_path / name)]) == 0

    one = (tmp_path / "one").read_text()
    assert one == (tmp_path / "two").read_text()
    told = json.loads(one)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert told["metadata"]["timestamp"] == "2026-11-18T11:06:40+00:00"
