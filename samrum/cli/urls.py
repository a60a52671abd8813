"""List every address of the pages: its name, path and methods, and for whom its door is open."""

from __future__ import annotations

import argparse
import json
import os
from typing import Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for machines")


def run(args: argparse.Namespace) -> int:
    """Prints them; 1 when one of them has no row in doors.txt or policy.txt."""
    found = addresses()
    if args.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for one in found:
            print(f"{one['name']:28} {','.join(one['methods']):14} {one['who']:9} {one['path']}")
    return int(any(not one["methods"] or not one["policy"] for one in found))


def addresses() -> list[dict[str, Any]]:
    """Every address that the site answers, in its order; without methods if it has no door."""
    os.environ.setdefault("SAMRUM_ENV", "test")  # an address is the same in every environment
    from samrum.site import ground

    ground.set_up()
    from samrum.web.shared import gate, policy
    from samrum.web.shared.addresses import paths

    doors, cells = gate.doors(), policy.cells()
    return [
        {
            "name": name,
            "path": path,
            "methods": list(doors[name].methods) if name in doors else [],
            "who": doors[name].who if name in doors else "",
            "what": doors[name].what if name in doors else "",
            "policy": name in cells,
        }
        for name, path in paths()
    ]
