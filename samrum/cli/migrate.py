"""Bring the database's tables to the state this version expects."""

from __future__ import annotations

import argparse

from samrum.site import ground


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(args: argparse.Namespace) -> int:
    """Starts the database if need be, and makes or changes the tables as their owner."""
    ground.stand()
    made = ground.make_tables()
    for name in made:
        print(f"Done: {name}")
    print("The tables are as this version expects them." if made else "Nothing was left to do.")
    return 0
