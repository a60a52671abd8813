"""Print who may see and do what: the tables of cases and rooms, and the answer of every address."""

from __future__ import annotations

import argparse
import json
from typing import Any

from samrum.core import access
from samrum.core.room import access as room_access
from samrum.web.shared import policy


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for machines")


def run(args: argparse.Namespace) -> int:
    """Prints the tables as they are read by the code and by the trials; 0."""
    if args.json:
        print(json.dumps(whole(), ensure_ascii=False, indent=1))
        return 0
    titles = ("A case: who sees what", "A case: who does what", "A room: who sees what")
    tables = (access.SEES, access.DOES, room_access.SEES)
    for title, text in zip(titles, tables, strict=True):
        print(f"{title}\n{text}")
    print(f"A room: who does what\n{room_access.DOES}")
    print(policy.TABLE.read_text(encoding="utf-8"), end="")
    return 0


def whole() -> dict[str, Any]:
    """The whole policy as plain values."""
    return {
        "case": {"sees": access.table(access.SEES), "does": access.table(access.DOES)},
        "room": {
            "sees": room_access.table(room_access.SEES),
            "does": room_access.table(room_access.DOES),
        },
        "addresses": {name: dict(row) for name, row in policy.cells().items()},
    }
