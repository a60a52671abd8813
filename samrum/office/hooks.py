"""Telling other systems what happens, where their webhook is: in order, at least once.

It works after the commit and after the checkpoint, from the order that `samrum.office.feed` gives.
A system that does not answer is waited for, longer and longer, and then told everything; it knows
by an event's id what it has had before.
"""

from __future__ import annotations

import json
import logging
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from joserfc.jwk import KeySet, OKPKey

from samrum.channels import webhook
from samrum.channels.webhook import NotDelivered, Webhook
from samrum.core.access import System
from samrum.journal import hooks
from samrum.journal.cluster import secret_in
from samrum.office import clock, feed
from samrum.office.municipality import KnownSystem, municipality

logger = logging.getLogger(__name__)
LEASE: Final = timedelta(minutes=5)
LONGEST: Final = 60.0  # seconds of telling one system before the others have their turn
WAITS: Final = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
)


def tell_waiting(tenant: int) -> int:
    """Tell every system what it has not been told; return how many events arrived."""
    systems = municipality(tenant).systems.values()
    return sum(_tell(tenant, one) for one in systems if one.webhook)


def our_key() -> OKPKey:
    """The key that proves that it is us who tell; made the first time."""
    return OKPKey.import_key(json.loads(secret_in(Path(settings.VAR) / "secrets/webhooks", _made)))


def public_keys() -> dict[str, Any]:
    """What others check our signatures with (RFC 7517)."""
    return dict(KeySet([our_key()]).as_dict(private=False))


def _tell(tenant: int, known: KnownSystem) -> int:
    at = clock.moment()
    hooks.begin(tenant, known.id, feed.end(tenant), at)
    held = hooks.hold(tenant, known.id, at, at + LEASE)
    if held is None:
        return 0
    system = System(known.id, known.name, known.roles, tenant)
    began, place, told = time.monotonic(), held.place, 0
    try:
        while time.monotonic() - began < LONGEST:
            happened, following = feed.happened(system, place, 1)
            for one in happened:
                _deliver(known, feed.cloud_event(municipality(tenant), one))
            told += len(happened)
            if following == place:
                break
            place = following
    except NotDelivered as error:
        wait = WAITS[min(held.attempts, len(WAITS) - 1)]
        logger.warning("%s was not told what happened (%s); again in %s", known.id, error, wait)
        attempts = 1 if place > held.place else held.attempts + 1
        hooks.settle(tenant, held, place, attempts, clock.moment() + wait)
        return told
    hooks.settle(tenant, held, place, 0, clock.moment())
    return told


def _deliver(known: KnownSystem, event: dict[str, Any]) -> None:
    webhook.deliver(Webhook(known.webhook, known.private), event, our_key())


def _made() -> str:
    return json.dumps(webhook.new_key().as_dict(private=True))
