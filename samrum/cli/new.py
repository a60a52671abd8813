"""Write something new to begin with: a small service package, or the file of a municipality."""

from __future__ import annotations

import argparse
import re
import shutil
import tomllib
from pathlib import Path
from typing import Final

from samrum.core.refusal import Refused

PATTERN: Final = Path(__file__).parent / "new_service" / "new-service"
MUNICIPALITY: Final = Path(__file__).parent / "new_municipality" / "new-municipality.toml"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("service", "municipality"), help="what to write")
    parser.add_argument(
        "where",
        type=Path,
        help="the service's folder, or the municipality's file (name.toml) in the folder that"
        " SAMRUM_MUNICIPALITIES names; its name becomes the id",
    )


def run(args: argparse.Namespace) -> int:
    if args.what == "municipality":
        file = write_municipality(args.where.resolve())
        print(f"Wrote {file}. Make it yours, name its folder, and see what it lacks:")
        print(f"  SAMRUM_MUNICIPALITIES={file.parent} samrum doctor")
        return 0
    folder = write_service(args.where.resolve())
    print(f"Wrote a small service in {folder.name}/. Change it, and check it as you go:")
    print(f"  samrum package check {args.where}")
    return 0


def write_municipality(file: Path) -> Path:
    """Writes the pattern under the file's name, with the next number that is free among the files
    beside it.  Raises Refused."""
    if file.suffix != ".toml":
        raise Refused(
            "{name} cannot be the file of a municipality.",
            because="Only files that end in .toml are read.",
            instead="Name it such as lillevik.toml.",
            name=file.name,
        )
    _must_be_new(file, file.stem)
    file.parent.mkdir(parents=True, exist_ok=True)
    text = MUNICIPALITY.read_text(encoding="utf-8").replace("new-municipality", file.stem)
    named = text.replace("New Municipality", file.stem.replace("-", " ").title())
    file.write_text(named.replace("1000001", str(_free_number(file.parent))), "utf-8")
    return file


def _free_number(folder: Path) -> int:
    """The number after the greatest one here.  Raises Refused where nobody can tell."""
    greatest = 0
    for file in folder.glob("*.toml"):
        try:
            told = tomllib.loads(file.read_text(encoding="utf-8"))
            greatest = max(greatest, int(told["tenant"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Refused(
                "Nothing is written beside {file}.",
                because="The number of that municipality cannot be read, and might be given twice.",
                instead="Mend that file first, or take it out of the folder.",
                file=file,
            ) from error
    return greatest + 1


def _must_be_new(place: Path, name: str) -> None:
    """Raises Refused for a name that cannot be an id, and where something is already."""
    if not _NAME.fullmatch(name):
        raise Refused(
            "{name} cannot be the name of a service or of a municipality.",
            because="It stands in addresses and in the journal.",
            instead="Use small letters and digits, joined by hyphens, such as bin-collection.",
            name=name,
        )
    if place.exists():
        raise Refused(
            "{name} is already there.",
            because="Nothing is written over.",
            instead="Choose another name, or move what is there away.",
            name=place.name,
        )


def write_service(folder: Path) -> Path:
    """Copies the pattern under the folder's name.  Raises Refused."""
    _must_be_new(folder, folder.name)
    shutil.copytree(PATTERN, folder)
    for file in folder.rglob("*.*"):
        text = file.read_text(encoding="utf-8")
        named = text.replace("new-service", folder.name)
        file.write_text(named.replace("new_service", folder.name.replace("-", "_")), "utf-8")
    return folder
