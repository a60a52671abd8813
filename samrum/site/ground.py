"""The ground a command stands on: a database that runs, and Django set up over it.

A command that needs either calls `stand()` first and imports what builds on Django after that.
"""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.core.management import call_command

from samrum.core.refusal import Refused
from samrum.journal.cluster import Cluster
from samrum.packages.places import INSTALLED
from samrum.site.variables import told

_STANDS_ON: list[Cluster] = []


def stand() -> None:
    """Starts the embedded database unless DATABASE_URL names another, and sets Django up.

    The addresses go into the environment, so that the processes started from here use the same
    database. Raises NoDatabase and NotUnderstood.
    """
    if INSTALLED and not os.environ.get("SAMRUM_VAR"):
        raise Refused(
            "Nothing is done: SAMRUM_VAR is not set.",
            because="It says where everything is kept. A folder made where somebody stands would be"
            " another installation.",
            instead="Load the variables of this installation for every command of samrum.",
        )
    if not told("DATABASE_URL"):
        cluster = Cluster(Path(told("SAMRUM_VAR")))
        cluster.start()
        _STANDS_ON.append(cluster)
        os.environ["DATABASE_URL"] = cluster.app_dsn
        os.environ["DATABASE_OWNER_URL"] = cluster.owner_dsn
    set_up()


def revive() -> None:
    """Starts our own database again where it has ended; one elsewhere is not ours to start.

    Raises NoDatabase, and OSError while the disk is still full.
    """
    for cluster in _STANDS_ON:
        cluster.revive()


def set_up() -> None:
    """Sets Django up without touching the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samrum.site.settings")
    django.setup()


def make_tables() -> list[str]:
    """Brings the tables to the state the code expects, as the role that owns them; which steps were
    left to do."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    left = executor.migration_plan(executor.loader.graph.leaf_nodes())
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    return [f"{step.app_label} {step.name}" for step, _backwards in left]


def gather_static_files() -> None:
    """Puts style sheets and scripts under names that carry their content's sum, compressed."""
    call_command("collectstatic", interactive=False, verbosity=0)
