"""The ground a trial stands on: an installation of its own, or the one that runs it."""

from __future__ import annotations

import os

from samrum.journal.cluster import Cluster
from trials.frame import VAR


def stand(name: str) -> bool:
    """A database with tables in the folder `name`, and Django over it, until the process ends;
    commits wait for the disk as in production.  False where one stands already: the tests bring
    their own."""
    if "DATABASE_URL" in os.environ:
        return False
    cluster = Cluster(VAR / name)
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
    return True
