"""The ground a trial of rooms stands on: an installation of its own, or the one that runs it."""

from __future__ import annotations

import os

from samrum.journal.cluster import Cluster
from trials.frame import VAR


def stand() -> None:
    """A database with tables, and Django over it; commits wait for the disk as in production.

    It stands until the process ends.  The tests bring their own.
    """
    if "DATABASE_URL" in os.environ:
        return
    cluster = Cluster(VAR / "room")
    cluster.start()
    os.environ.update(
        SAMRUM_ENV="demo",
        SAMRUM_VAR=str(cluster.var),
        DATABASE_URL=cluster.app_dsn,
        DATABASE_OWNER_URL=cluster.owner_dsn,
    )
    from samrum.site import ground

    ground.set_up()
    ground.make_tables()
