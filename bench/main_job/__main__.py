"""The main job: acts and whole jobs over HTTP, and pages among up to a million cases.

Everything runs on this machine: the pages under granian, PostgreSQL, and the load; each figure
stands beside its floor, measured in the same run.  --record writes docs/bench-main-job.md, also
of a run that broke off.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from pathlib import Path

from bench.main_job import figure, page
from bench.main_job.figure import Figure
from bench.main_job.ground import PORT, settle, stand

SIZES = "1000,100000,1000000"
PARTS = ("acts", "jobs", "pages")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much to measure."""
    folder = Path("var/bench/main-job")
    parser.add_argument("--sizes", default=SIZES, help=f"numbers of cases ({SIZES})")
    parser.add_argument("--quick", action="store_true", help="a look in a minute: small, few")
    parser.add_argument("--only", choices=PARTS, help="one part of it")
    parser.add_argument(
        "--var", type=Path, default=folder, help=f"where its database is ({folder})"
    )
    parser.add_argument("--record", action="store_true", help="write docs/bench-main-job.md")


def run(args: argparse.Namespace) -> int:
    """0 when every figure that is wanted was reached."""
    began = time.monotonic()
    figures: list[Figure] = []
    machine, ended = figure.machine(), ""
    print(f"On {machine}.", flush=True)
    try:
        for one in _figures(args):
            figures.append(one)
            print(f"{one.about}: {one.name} {one.value:.2f} {one.unit}", flush=True)
    except Exception as error:
        ended = f"{type(error).__name__}, {error}"
        raise
    finally:
        if args.record:
            page.write(figures, machine, _command(args), ended)
    print(f"\n{figure.table(figures)}\n")
    print(figure.one_line(figures, time.monotonic() - began))
    return 0 if all(one.reached is not False for one in figures) else 1


def _command(args: argparse.Namespace) -> str:
    """How such a run is begun, wherever its database is."""
    quick = " --quick" if args.quick else ""
    only = f" --only {args.only}" if args.only else ""
    sizes = f" --sizes {args.sizes}" if args.sizes != SIZES else ""
    return f"./do bench main-job{quick}{only}{sizes}"


def _figures(args: argparse.Namespace) -> Iterator[Figure]:
    cluster = stand(args.var)
    floors = args.var.absolute() / "floors"
    floors.mkdir(exist_ok=True)
    os.environ["BENCH_FLOORS"] = str(floors)
    settle()
    from bench.main_job import acts, jobs, pages, server
    from bench.main_job.crowd import Crowd
    from bench.main_job.people import Newcomers

    sizes = [int(one) for one in args.sizes.split(",")] if not args.quick else [1_000, 10_000]
    rounds, count = (2, 60) if args.quick else (5, 200)
    crowd, newcomers, database = Crowd(cluster, sizes[0]), Newcomers(), server.database(cluster)
    if crowd.size > sizes[0]:
        print(f"There are {crowd.size:,} cases in {args.var} already: no page is measured at less.")
        sizes = [crowd.size, *(one for one in sizes if one > crowd.size)]
    with server.product(PORT) as product, server.bare(PORT + 1) as bare:
        if args.only in (None, "acts"):
            for kind in acts.kinds(crowd, newcomers):
                yield from acts.measure(kind, product, bare, database, rounds, count)
        if args.only in (None, "jobs"):
            yield from jobs.over_http(newcomers, product, bare, rounds, count)
            yield from jobs.through_the_office(newcomers, rounds, count)
    if args.only in (None, "pages"):
        measured: list[pages.Measured] = []
        for size in sizes:
            grown = time.monotonic()
            crowd.grow(size)
            yield Figure(f"{size:,} cases", "made", time.monotonic() - grown, "s")
            with server.product(PORT) as product:
                measured += pages.measure(pages.Readers(crowd), product, count)
                yield from pages.memory(size, product, database)
        yield from pages.figures(measured)
