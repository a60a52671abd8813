"""Whether the server runs, and whether it can be sent to: for the one who watches it.

Nothing here says more than yes or no; what is wrong is in the log and in `samrum doctor`.
"""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse

from samrum.api import door
from samrum.api.problem import Problem
from samrum.office import feed
from samrum.office.municipality import municipalities


class Health(msgspec.Struct):
    """It is."""

    ok: bool = True


@door.for_anyone
def alive(request: HttpRequest) -> Health:
    """Whether the process answers; the database is not asked."""
    return Health()


@door.for_anyone
def ready(request: HttpRequest) -> HttpResponse | Health:
    """Whether pages can be answered: the database is there, and its tables are."""
    try:
        for tenant in municipalities():
            feed.end(tenant)
    except Exception as error:  # whatever it is, nobody should be sent here now
        raise Problem(503, "resting", {"Retry-After": "10"}) from error
    return Health()
