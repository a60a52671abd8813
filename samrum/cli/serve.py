"""Serve the pages until told to stop; production only if the doctor finds it safe."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import sys
from pathlib import Path

from samrum.core.refusal import Refused
from samrum.site import ground
from samrum.site.variables import told, told_environment

# Threads keep a database connection each and wait for it most of the time; more only queue there.
THREADS_PER_WORKER = 4
PATIENCE = 3  # seconds to finish what is being answered; idle threads never end by themselves


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")


def run(args: argparse.Namespace) -> int:
    """Blocks while it serves; gives 1 if production would be unsafe."""
    see_that_it_is_free(args.host, args.port)
    ground.stand()
    if told_environment() != "production":
        ground.make_tables()
    elif not _is_safe():
        return 1
    ground.gather_static_files()
    serve(args.host, args.port)
    return 0


def see_that_it_is_free(host: str, port: int) -> None:
    """Raises Refused when somebody else listens there."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise Refused(
            "Nothing can be served on {host}:{port}.",
            because="The system said: {error}.",
            instead="End the program that uses it, or choose another one with --port.",
            host=host,
            port=port,
            error=os.strerror(error.errno or 0),
        ) from error


def _is_safe() -> bool:
    from samrum.site import doctor

    dangers = doctor.examine()
    print(doctor.in_words(dangers), file=sys.stderr)
    if doctor.forbid_serving(dangers, "production"):
        print("\nNot served: put every DANGER right, then start again.", file=sys.stderr)
        return False
    return True


def serve(host: str, port: int) -> None:
    """Answer on this address until told to stop."""
    _measure_together()
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    import samrum.site.wsgi  # noqa: F401  (a fault in the pages shows here, once, not in each worker)

    connections.close_all()
    where = f"Serving on http://{host}:{port}, for {told('SAMRUM_ADDRESS')}"
    print(f"{where} (stop with Ctrl-C).", flush=True)
    Granian(
        "samrum.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(told("SAMRUM_WORKERS")),
        blocking_threads=THREADS_PER_WORKER,
        blocking_threads_idle_timeout=600,
        backpressure=64,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
        log_level=LogLevels.error,
    ).serve()


def _measure_together() -> None:
    """A folder in which the serving processes count together (samrum.web.shared.measuring); it has
    to be named before the first of them looks."""
    folder = Path(told("SAMRUM_VAR")).absolute() / "measured"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
