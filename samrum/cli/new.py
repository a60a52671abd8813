"""Write something new to begin with: a small service package that passes its own check."""

from __future__ import annotations

import argparse
import re
import shutil
from pathlib import Path
from typing import Final

from samrum.core.refusal import Refused

PATTERN: Final = Path(__file__).parent / "new_service" / "new-service"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("service",), help="what to write")
    parser.add_argument("folder", type=Path, help="the folder; its name becomes the service's id")


def run(args: argparse.Namespace) -> int:
    folder = write_service(args.folder.resolve())
    print(f"Wrote a small service in {folder.name}/. Change it, and check it as you go:")
    print(f"  samrum package check {args.folder}")
    return 0


def write_service(folder: Path) -> Path:
    """Copies the pattern under the folder's name.  Raises Refused."""
    if not _NAME.fullmatch(folder.name):
        raise Refused(
            "{name} cannot be the name of a service.",
            because="It stands in addresses and in the journal.",
            instead="Use small letters and digits, joined by hyphens, such as bin-collection.",
            name=folder.name,
        )
    if folder.exists():
        raise Refused(
            "{name} is already there.",
            because="Nothing is written over.",
            instead="Choose another name, or move what is there away.",
            name=folder.name,
        )
    shutil.copytree(PATTERN, folder)
    for file in folder.rglob("*.*"):
        text = file.read_text(encoding="utf-8")
        named = text.replace("new-service", folder.name)
        file.write_text(named.replace("new_service", folder.name.replace("-", "_")), "utf-8")
    return folder
