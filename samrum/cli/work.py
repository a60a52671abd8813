"""Send the letters that wait, sign checkpoints, call late what is late, tell what is broken."""

from __future__ import annotations

import argparse
import logging
import time
from datetime import datetime, timedelta

from samrum.core.refusal import Refused
from samrum.site import ground

PAUSE = 1.0  # seconds between looks at the outbox
COVER_EVERY = 15.0  # seconds between checkpoints while something moves
LOOK_BACK = timedelta(days=1)  # how far back functions look when the work begins
DAYS_EVERY = 300.0  # seconds between looks at the calendar


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to stay."""
    parser.add_argument("--once", action="store_true", help="do what waits now, then leave")


def run(args: argparse.Namespace) -> int:
    """Blocks until told to stop; with --once gives 0 when nothing waits any more."""
    ground.stand()
    import django.db
    import psycopg

    from samrum.site import egress

    egress.close()
    looked_at_days = covered = float("-inf")
    looked_at: dict[int, datetime] = {}
    while True:
        if time.monotonic() - covered >= COVER_EVERY:
            _cover()
            covered = time.monotonic()
        look_at_days = time.monotonic() - looked_at_days >= DAYS_EVERY
        try:
            busy = _round(look_at_days, looked_at)
        except (OSError, django.db.Error, psycopg.Error):  # what waits is still there
            logging.getLogger(__name__).exception("The round was cut short; the next one goes on.")
            busy = False
            _begin_afresh()
        if look_at_days:
            looked_at_days = time.monotonic()
        if not busy:
            if args.once:
                _cover()
                return 0
            time.sleep(PAUSE)


def _begin_afresh() -> None:
    """The database was away, or the disk is full: with a new connection, to a server that runs."""
    import django.db

    django.db.connections.close_all()
    try:
        ground.revive()
    except (OSError, Refused):
        logging.getLogger(__name__).exception("The database does not start; the next round tries.")


def _cover() -> None:
    """Sign a checkpoint for each municipality; what hinders it is said, and letters go on."""
    import django.db
    import psycopg

    from samrum.office.municipality import municipalities
    from samrum.site.checkpoints import cover

    for tenant, here in municipalities().items():
        try:
            cover(tenant)
        except Refused as refusal:
            logging.getLogger(__name__).error("%s: %s", here.name, refusal)
        except (OSError, django.db.Error, psycopg.Error):
            logging.getLogger(__name__).exception("No checkpoint was made; the next round tries.")


def _round(look_at_days: bool, looked_at: dict[int, datetime]) -> bool:
    """One look at every municipality's cases and outbox; whether something was found.

    `looked_at` is up to which change the functions have looked, by municipality.
    """
    from samrum.office import automation, clock, drafts, figures, identity
    from samrum.office.deadlines import call_late, foresee_delays
    from samrum.office.extract import make_waiting
    from samrum.office.follow_up import list_last_week
    from samrum.office.hooks import tell_waiting
    from samrum.office.municipality import municipalities
    from samrum.office.post_room import send_waiting
    from samrum.office.retention import by_rule
    from samrum.office.transfer import call_late as remind
    from samrum.site import daily

    busy = False
    if look_at_days:
        _forget_visits()
    for tenant in municipalities():
        if look_at_days:
            call_late(tenant)
            foresee_delays(tenant)
            remind(tenant)
            by_rule(tenant)
            list_last_week(tenant)
            if automation.is_night(tenant):
                automation.decide_waiting(tenant, ("nightly",))
            figures.tally(tenant)
            identity.forget_ended(tenant)
            drafts.forget_old(tenant)
            drafts.remove_let_go(tenant)
            daily.tell(tenant)
        since = looked_at.get(tenant) or clock.moment() - LOOK_BACK
        told = automation.decide_waiting(tenant, ("at-once",), since=since)
        looked_at[tenant] = told.newest or since
        busy = send_waiting(tenant) > 0 or busy
        busy = make_waiting(tenant) > 0 or busy
        busy = tell_waiting(tenant) > 0 or busy
    return busy


def _forget_visits() -> None:
    """Take away what the pages kept of visits that have ended (the sessions of the browser)."""
    from django.contrib.sessions.backends.db import SessionStore

    SessionStore.clear_expired()
