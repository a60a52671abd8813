"""Send the letters that wait and call late what is late, until told to stop."""

from __future__ import annotations

import argparse
import logging
import time

from samrum.site import ground

PAUSE = 1.0  # seconds between looks at the outbox
DAYS_EVERY = 300.0  # seconds between looks at the calendar


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to stay."""
    parser.add_argument("--once", action="store_true", help="do what waits now, then leave")


def run(args: argparse.Namespace) -> int:
    """Blocks until told to stop; with --once gives 0 when nothing waits any more."""
    ground.stand()
    import django.db
    import psycopg

    looked_at_days = float("-inf")
    while True:
        look_at_days = time.monotonic() - looked_at_days >= DAYS_EVERY
        try:
            busy = _round(look_at_days)
        except (
            django.db.Error,
            psycopg.Error,
        ):  # the database is away for a moment; what waits is still there
            logging.getLogger(__name__).exception("The round was cut short; the next one goes on.")
            busy = False
        if look_at_days:
            looked_at_days = time.monotonic()
        if not busy:
            if args.once:
                return 0
            time.sleep(PAUSE)


def _round(look_at_days: bool) -> bool:
    """One look at every municipality's outbox; whether something was found."""
    from samrum.office.deadlines import call_late
    from samrum.office.municipality import municipalities
    from samrum.office.post_room import send_waiting

    busy = False
    for tenant in municipalities():
        if look_at_days:
            call_late(tenant)
        busy = send_waiting(tenant) > 0 or busy
    return busy
