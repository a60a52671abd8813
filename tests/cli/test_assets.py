"""The pages' style sheets and script come as they were pinned, or not at all."""

import base64
import tarfile
from hashlib import sha512
from pathlib import Path

import pytest

from samrum.cli.assets import PACKAGES, VENDOR, NotFetched, Package, in_place, unpack


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "style.css").write_text("body { color: black }")
    with tarfile.open(tmp_path / "archive.tgz", "w:gz") as made:
        made.add(tmp_path / "style.css", "package/dist/style.css")
    return tmp_path / "archive.tgz"


def pinned(archive: Path) -> Package:
    digest = base64.b64encode(sha512(archive.read_bytes()).digest()).decode()
    return Package("style", "1.0.0", digest, {"dist/style.css": "ours.css"})


def test_a_file_is_taken_out_under_our_name(archive: Path, tmp_path: Path) -> None:
    unpack(archive, pinned(archive), tmp_path)

    assert (tmp_path / "ours.css").read_text() == "body { color: black }"


def test_an_archive_that_was_altered_is_not_opened(archive: Path, tmp_path: Path) -> None:
    package = pinned(archive)
    archive.write_bytes(archive.read_bytes() + b"\0")

    with pytest.raises(NotFetched, match="style 1.0.0 is not what was pinned"):
        unpack(archive, package, tmp_path)
    assert not (tmp_path / "ours.css").exists()


def test_this_checkout_holds_what_is_pinned() -> None:
    assert in_place(VENDOR, PACKAGES)
    for package in PACKAGES:
        for name in package.files.values():
            assert (VENDOR / name).stat().st_size > 0


def test_another_version_is_fetched_anew() -> None:
    newer = [Package(p.name, "99.0.0", p.sha512, p.files) for p in PACKAGES]

    assert not in_place(VENDOR, tuple(newer))
