"""The ground the benchmark stands on: an installation of its own, with Lillevik's people and cases.

The database is the embedded one as production has it: every commit waits for the disk.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Final

from samrum.journal.cluster import Cluster

if TYPE_CHECKING:
    from samrum.core.access import Reader

SEED: Final = 20261122
CASES: Final = 160  # played through the office; every other case is a copy of one of these
PORT: Final = 8760
TENANT: Final = 1
COLLEAGUES: Final = 30


def stand(folder: Path) -> Cluster:
    """Start the installation in `folder` and make its tables; Django is set up afterwards."""
    cluster = Cluster(folder)
    cluster.start()
    os.environ.update(
        SAMRUM_ENV="demo",
        SAMRUM_DEMO_LOGIN="1",
        SAMRUM_VAR=str(folder.absolute()),
        SAMRUM_ADDRESS=f"http://localhost:{PORT}",
        DATABASE_URL=cluster.app_dsn,
        DATABASE_OWNER_URL=cluster.owner_dsn,
    )
    from samrum.site import ground

    ground.set_up()
    ground.make_tables()
    return cluster


def settle() -> None:
    """Play Lillevik, once, and appoint colleagues for the caseworkers."""
    from samrum.cli.lillevik.people import ANNA
    from samrum.cli.lillevik.seed import POSTS, seed
    from samrum.core.person import Post
    from samrum.office import persons

    if persons.is_known(ANNA.number, tenant=TENANT):
        return
    seed(SEED, CASES, lambda done, of: None)
    unit = next(iter(POSTS.values()))
    for number in range(COLLEAGUES):
        said = persons.Identity(f"colleague-{number}", f"Kollega Nummer{number:03d}")
        known = persons.register(said, tenant=TENANT)
        post = Post(unit.agency, unit.unit, unit.title, cleared=True)
        persons.appoint(known.id, post, tenant=TENANT)


def caseworker(*, cleared: bool = False) -> Reader:
    """Bo; Karin when it takes somebody who is cleared for protected residents."""
    from samrum.cli.lillevik.people import BO, KARIN
    from samrum.cli.lillevik.seed import log_in

    return log_in(KARIN if cleared else BO)


def new_key() -> str:
    """The key of one press."""
    return secrets.token_urlsafe(18)
