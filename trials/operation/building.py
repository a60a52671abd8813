"""O2: whoever builds this version gets our wheel, byte for byte, and knows what is in it.

The checkout is copied into folders of other names and depths; there the files have other times and
rights, and the builder another clock zone, language, umask and order of hashing.  What the same
Python and the same hatchling make of it has to be one wheel.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, Final
from zipfile import ZipFile

from samrum.cli import assets, sbom
from trials.frame import ROOT, Asked, NotHere, Result, Trial, replaced

SHIPPED: Final = (
    *("samrum", "services", "countries", "vocabulary", "locale", "municipalities"),
    *("requirements", "pyproject.toml", "README.md", "LICENSE", ".gitignore"),
)
MADE: Final = shutil.ignore_patterns("__pycache__", "*.pyc", ".passing-*")
ZONES: Final = ("UTC", "Pacific/Auckland", "America/Los_Angeles")
LANGUAGES: Final = ("C", "sv_SE.UTF-8", "tr_TR.UTF-8")


def build_often(asked: Asked) -> Result:
    """How many different wheels so many builders make, and what the bill leaves out."""
    if not (assets.VENDOR / "stamp").exists():
        raise NotHere("The wheel is not built.", "The pages' assets are not here.", "Run ./do.")
    random = Random(asked.seed)
    wheels: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory(prefix="samrum-built-") as folder:
        for number in range(asked.n):
            wheel = _built(Path(folder), number, random)
            wheels[sha256(wheel.read_bytes()).hexdigest()] = _members(wheel)
    left_out = _left_out()
    bills = {repr(sbom.bill()) for _ in range(2)}
    figures = {
        "builds": asked.n,
        "different wheels": len(wheels),
        "in the bill": len(sbom.bill()["components"]),
        "left out of the bill": len(left_out),
    }
    passed = len(wheels) == 1 and not left_out and len(bills) == 1
    return Result(passed, figures, [*left_out, *_differ(list(wheels.values()))])


def _built(folder: Path, number: int, random: Random) -> Path:
    """The wheel that one builder makes, in a place and a manner of her own."""
    checkout = folder / f"{number}{'x' * random.randrange(30)}" / "a checkout"
    checkout.mkdir(parents=True)
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, checkout / name, ignore=MADE)
        else:
            shutil.copy(source, checkout / name)
    for path in sorted(checkout.rglob("*"), key=lambda one: random.random()):
        at = random.randrange(1_000_000_000, 1_790_000_000)
        os.utime(path, (at, at))
        path.chmod(
            random.choice((0o755, 0o700)) if path.is_dir() else random.choice((0o644, 0o600))
        )
    _as_planted(checkout)
    environ = os.environ | {
        "SOURCE_DATE_EPOCH": "1795000000",
        "TZ": random.choice(ZONES),
        "LANG": random.choice(LANGUAGES),
        "PYTHONHASHSEED": str(random.randrange(1_000)),
    }
    words = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", "out"]
    made = subprocess.run(
        words,
        cwd=checkout,
        env=environ,
        umask=random.choice((0o022, 0o077)),
        capture_output=True,
        text=True,
    )
    if made.returncode != 0:
        raise NotHere("The wheel is not built.", made.stderr.strip()[-300:], "Run ./do build.")
    return next((checkout / "out").glob("*.whl"))


def _as_planted(checkout: Path) -> None:
    """Nothing; a planted defect does something here."""


def _members(wheel: Path) -> dict[str, str]:
    """What is in a wheel: each file with its sum, its time and its rights."""
    with ZipFile(wheel) as opened:
        return {
            one.filename: f"{sha256(opened.read(one)).hexdigest()} {one.date_time}"
            f" {one.external_attr:o}"
            for one in opened.infolist()
        }


def _differ(wheels: list[dict[str, str]]) -> list[Any]:
    """The files in which the first two wheels differ."""
    if len(wheels) < 2:
        return []
    one, other = wheels[:2]
    return [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]


def _left_out() -> list[str]:
    """What is locked or fetched for the wheel, and stands not in the bill."""
    lines = (ROOT / "requirements" / "product.txt").read_text(encoding="utf-8")
    wanted = {
        "@".join(one) for one in re.findall(r"^([\w.-]+)(?:\[\w+\])?==([^\s;]+)", lines, re.M)
    }
    bill = sbom.bill()["components"]
    told = {f"{one['name']}@{one['version']}" for one in bill}
    files = {part["name"] for one in bill for part in one.get("components", ())}
    vendor = ROOT / "samrum/web/static/vendor"
    fetched = {
        one.relative_to(ROOT).as_posix()
        for one in vendor.rglob("*")
        if one.is_file() and one.name != "stamp"
    }
    return sorted((wanted - told) | (fetched - files))


def _times_of_files() -> AbstractContextManager[None]:
    """The build keeps the times at which the files were fetched."""

    def planted(checkout: Path) -> None:
        file = checkout / "pyproject.toml"
        text = file.read_text(encoding="utf-8")
        file.write_text(f"{text}\n[tool.hatch.build]\nreproducible = false\n", encoding="utf-8")

    return replaced(sys.modules[__name__], "_as_planted", planted)


def _name_of_the_folder() -> AbstractContextManager[None]:
    """A file that is shipped names the folder that it was made in."""

    def planted(checkout: Path) -> None:
        (checkout / "samrum" / "made.txt").write_text(str(checkout), encoding="utf-8")

    return replaced(sys.modules[__name__], "_as_planted", planted)


@contextmanager
def _forgotten_assets() -> Iterator[None]:
    """The bill tells of Python only."""
    with replaced(sbom, "PACKAGES", ()):
        yield


TRIALS = (
    Trial(
        "O2",
        "Whoever builds this version gets the same wheel, byte for byte, and a bill of all of it.",
        "builds in different folders",
        20,
        2,
        build_often,
        {
            "times-of-files": _times_of_files,
            "name-of-the-folder": _name_of_the_folder,
            "forgotten-assets": _forgotten_assets,
        },
    ),
)
