"""Set up Lillevik, a made-up municipality, and serve it: be a resident, then her caseworker."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from samrum.cli.progress import Progress
from samrum.cli.serve import see_that_it_is_free
from samrum.core.refusal import Refused
from samrum.journal.cluster import Cluster
from samrum.site import ground

SEED = 20261122
# All that lies in a folder that is being filled.
OF_A_HALF = frozenset(
    ("checkpoints", "files", "lillevik-is-begun", "post", "postgres", "postgres.turn")
    + ("postgres.users", "registers", "secrets")
)
CASES = 160
HOSTS = ("lillevik.localhost", "storvik.localhost", "soelund.localhost")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to serve, and what to fill it with."""
    parser.add_argument("--port", type=int, default=8000, help="port to serve on (8000)")
    parser.add_argument("--var", type=Path, default=Path("var/demo"), help="folder to keep it in")
    parser.add_argument("--cases", type=int, default=CASES, help=f"cases to play ({CASES})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"what to make them from ({SEED})")
    parser.add_argument(
        "--arrivals", type=Path, metavar="FILE", help="replay a log of arrivals into it (CSV)"
    )
    parser.add_argument("--prepare", action="store_true", help="set it up, do not serve")


def run(args: argparse.Namespace) -> int:
    """Blocks while it serves."""
    began = time.monotonic()
    if not args.prepare:
        see_that_it_is_free("127.0.0.1", args.port)
    _be_a_demo(args)
    clear_what_was_broken_off(args.var)
    print("Starting the database ...", flush=True)
    ground.stand()
    ground.make_tables()
    _fill(args)
    if args.arrivals:
        _replay(args.arrivals, args.seed)
    if args.prepare:
        return 0
    return _serve(args.port, time.monotonic() - began)


def _be_a_demo(args: argparse.Namespace) -> None:
    """What this process and those it starts are for; a demo never runs as production."""
    for others in ("SAMRUM_MUNICIPALITIES", "SAMRUM_SERVICES"):
        os.environ.pop(others, None)
    os.environ["SAMRUM_ENV"] = "demo"
    os.environ["SAMRUM_DEMO_LOGIN"] = "1"
    os.environ["SAMRUM_VAR"] = str(args.var.absolute())
    os.environ["SAMRUM_ADDRESS"] = f"http://localhost:{args.port}"
    os.environ["SAMRUM_HOSTS"] = ",".join(("localhost", "127.0.0.1", *HOSTS))


def begun(var: Path) -> Path:
    """The file that says that somebody began to fill the folder."""
    return var / "lillevik-is-begun"


def whole(var: Path) -> Path:
    """The file that says that it was filled to the end."""
    return var / "lillevik-is-whole"


def clear_what_was_broken_off(var: Path) -> None:
    """Remove a Lillevik that somebody began to fill and did not finish: nobody was ever in it.

    A folder in which anything else lies is left alone.  Raises Refused where somebody is filling it
    at this moment.
    """
    if not begun(var).exists() or whole(var).exists():
        return
    if not {file.name for file in var.iterdir()} <= OF_A_HALF:
        return
    left = Cluster(var)  # its server may have outlived whoever was killed
    left.start()
    left.stop()
    if left.running:
        raise Refused(
            "Lillevik is being filled at this moment.",
            because="Another program uses {folder}.",
            instead="Wait for it, or end it and start again.",
            folder=var,
        )
    shutil.rmtree(var)
    print(f"Filling {var} was broken off; it is filled anew.", flush=True)


def _fill(args: argparse.Namespace) -> None:
    from samrum.cli.lillevik.people import ANNA
    from samrum.cli.lillevik.seed import TENANT, seed
    from samrum.cli.soelund import seed as soelund
    from samrum.cli.storvik import seed as storvik
    from samrum.office.persons import is_known

    if whole(args.var).exists():
        print(f"Lillevik is here already, in {args.var}.", flush=True)
        return
    if is_known(ANNA.number, tenant=TENANT):
        raise Refused(
            "Lillevik is only half there.",
            because="Filling {folder} was broken off.",
            instead="Remove that folder and start again.",
            folder=args.var,
        )
    begun(args.var).touch()
    print(f"Playing {args.cases} cases in Lillevik ...", flush=True)
    seed(args.seed, args.cases, Progress("Cases"))
    storvik.seed()
    soelund.seed()
    whole(args.var).touch()


def _replay(file: Path, seed: int) -> None:
    from samrum.cli.lillevik.arrivals import read_arrivals, replay

    arrivals = read_arrivals(file)
    print(f"Replaying {len(arrivals)} arrivals ...", flush=True)
    replay(arrivals, seed + 1, Progress("Arrivals"))


def _serve(port: int, seconds: float) -> int:
    """The pages, the e-identity provider to log in with, and the post room, until told to stop.

    The pages run in a process of their own: this one has set letters on paper, and what it forks
    would wait for ever for the threads that did.
    """
    from samrum.cli.door import open_door

    door = open_door(f"http://localhost:{port}")
    os.environ["SAMRUM_OIDC"] = os.environ["SAMRUM_API_ISSUER"] = door.issuer
    us = (sys.executable, "-m", "samrum")
    started = [
        subprocess.Popen([*us, "serve", "--port", str(port)]),
        subprocess.Popen([*us, "work"]),
    ]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        began = time.monotonic()
        if not _listens(started[0], port):
            return 1
        _welcome(port, door.issuer, seconds + time.monotonic() - began)
        with suppress(KeyboardInterrupt):
            started[0].wait()
    finally:
        for one in started:
            _end(one)
        door.stop()
    return 0


def _end(one: subprocess.Popen[bytes]) -> None:
    """Ask it to end, and once more: what is told while it begins may be lost on it."""
    for _ in range(2):
        one.terminate()
        with suppress(subprocess.TimeoutExpired):
            one.wait(timeout=5)
            return
    one.kill()


def _listens(pages: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until a browser can be sent there; False where the pages have ended before."""
    while pages.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        time.sleep(0.1)
    return False


def _welcome(port: int, issuer: str, seconds: float) -> None:
    print(
        f"""
Lillevik is ready, after {seconds:.0f} s:   http://localhost:{port}/

  Anna Berg    a resident: apply for a parking permit, for herself or for her mother Maj
  Bo Lind      a caseworker: his desk is http://localhost:{port}/desk/
  Maj Berg     has a decision to read
  Mette        reads Danish, and has something left to hand in
  Elis Berg    is eleven; a room stands around him, with his mother Anna, Siv, Cecilia, Pia, Dragan
  Erik Holm    must never see anything

Storvik, the neighbour, is asked to take cases over:   http://storvik.localhost:{port}/

  Vera Dahl    a caseworker there: her desk is http://storvik.localhost:{port}/desk/
  Sara Nyberg  has moved there; Siv asked Storvik a month ago, and nobody has answered
  Olle Sand    is to move there; Siv can ask Storvik to take his case

Sølund, in Denmark, has its own pages:   http://soelund.localhost:{port}/

  Kirsten Madsen   72, has a decision on rehabilitation to read
  Jesper Krogh     45, has his goals left to set
  Birgit Dahl      a caseworker: her desk is http://soelund.localhost:{port}/desk/

Another system asks for a token as lillevik-e-service with the secret "demo" at
{issuer}/token, see docs/api.md.

Log in by picking a person; there are no passwords. Letters lie in the folder post/.
Stop with Ctrl-C; what you did is kept until the folder is removed.
""",
        flush=True,
    )
