"""Scale: acts, pages, checking and disk beside the number of cases, up to a million.

The crowd lies in its folder and grows from size to size; a run that is broken off goes on from
there.  --record writes docs/bench-scale.md and its pictures after each size.

On two cores 10,000 cases take a minute and a quarter with --count 20 --part 60000, and 0.4 GB of
the disk beside the log; both grow as the cases do.  Reading all of a journal again takes most of
the time, three minutes for each million entries.  The processes hold less than 1 GB together.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.main_job.figure import machine as this_machine
from bench.main_job.ground import TENANT, settle, stand
from bench.scale import page
from bench.scale.figures import EACH_MILLION, Measured, wanted

SIZES: Final = "1000,10000,100000,1000000"
PORT: Final = 8790


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much to measure."""
    folder = Path("var/bench/scale")
    parser.add_argument("--sizes", default=SIZES, help=f"numbers of cases ({SIZES})")
    parser.add_argument("--count", type=int, default=200, help="acts and pages of each kind (200)")
    parser.add_argument(
        "--part", type=int, default=0, help="check and rebuild at most this many entries (0: all)"
    )
    parser.add_argument("--var", type=Path, default=folder, help=f"where it lies ({folder})")
    parser.add_argument("--record", action="store_true", help="write docs/bench-scale.md")


def run(args: argparse.Namespace) -> int:
    """0 when everything that was wanted was reached."""
    measured: list[Measured] = []
    machine, ended = this_machine(), ""
    _tell(f"on {machine}")
    try:
        for size in _sizes_done(args, measured):
            if args.record:
                page.write(measured, machine, _command(args), "it goes on")
            _tell(f"measured among {size:,} cases")
    except BaseException as error:
        ended = f"{type(error).__name__}, {error}"
        raise
    finally:
        if args.record and measured:
            page.write(measured, machine, _command(args), ended)
    print(f"\n{page.table(measured)}\n")
    for sentence, so in wanted(measured):
        print(f"{'reached' if so else 'NOT reached'}: {sentence}")
    return 0 if all(so for _, so in wanted(measured)) else 1


def _sizes_done(args: argparse.Namespace, measured: list[Measured]) -> Iterator[int]:
    """Each size, when its figures have been added to those measured."""
    cluster = stand(args.var)
    floors = args.var.absolute() / "floors"
    floors.mkdir(exist_ok=True)
    os.environ["BENCH_FLOORS"] = str(floors)
    settle()
    from bench.main_job import server
    from bench.scale import measure
    from bench.scale.everybody import Everybody
    from samrum.site.checkpoints import cover

    crowd, database = Everybody(cluster, 0), server.database(cluster)
    for size in sorted(int(one) for one in args.sizes.split(",")):
        _tell(crowd.room_for(size))
        began, before = time.monotonic(), crowd.entries
        crowd.fill(size, _tell, lambda: cover(TENANT))
        if crowd.entries > before:
            rate = (crowd.entries - before) / (time.monotonic() - began)
            measured.append(Measured(crowd.size, "made", "entries", rate, "/s"))
        measured.append(Measured(crowd.size, "made", "entries in all", crowd.entries, ""))
        with server.product(PORT) as product:
            for one in measure.requests(crowd, product, database, args.count):
                _add(measured, one)
            measured += measure.memory(crowd.size, product, database)
        cover(TENANT)
        for one in measure.reading_again(crowd, database, args.part):
            _add(measured, one)
        measured += measure.on_the_disk(crowd)
        yield crowd.size


def _add(measured: list[Measured], one: Measured) -> None:
    measured.append(one)
    if one.name in ("median", EACH_MILLION, "faults"):
        _tell(f"{one.size:,} cases, {one.about}: {one.name} {one.value:.2f} {one.unit}")


def _command(args: argparse.Namespace) -> str:
    """How such a run is begun, wherever it lies."""
    sizes = f" --sizes {args.sizes}" if args.sizes != SIZES else ""
    count = f" --count {args.count}" if args.count != 200 else ""
    part = f" --part {args.part}" if args.part else ""
    return f"./do bench scale{sizes}{count}{part}"


def _tell(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", flush=True)
