"""The speed of the rule language: single cases, a population, and loading, beside its peers.

Each figure is the least of several rounds; ours and the peers' rounds take turns, so that both
meet the same machine. Answers are compared before anything is timed: a peer that answers otherwise
is told so. A line of JSON for each figure, then a table; --record writes docs/bench-rules.md.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from bench.rules import bulk, loading, peers, single
from bench.rules.figure import Figure, as_line, as_table, machine, write_page


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much to measure."""
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measurement (5)")
    parser.add_argument("--cases", type=int, default=10_000_000, help="cases in bulk (10 million)")
    parser.add_argument("--record", action="store_true", help="write docs/bench-rules.md")


def run(args: argparse.Namespace) -> int:
    """0 when every figure that was wanted was reached."""
    print(json.dumps(machine()), flush=True)
    try:
        peers.install()
    except peers.NotHere as reason:
        print(json.dumps({"peers": str(reason)}), flush=True)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for measured in (
            single.measure(args.rounds, Path(folder)),
            bulk.measure(args.cases, args.rounds, Path(folder)),
            loading.measure(args.rounds),
        ):
            for figure in measured:
                figures.append(figure)
                print(as_line(figure), flush=True)
    print(as_table(figures))
    if args.record:
        write_page(figures, peers.versions())
    return 0 if all(figure.is_reached is not False for figure in figures) else 1
