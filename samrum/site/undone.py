"""What an installation should have done and has not: letters, registers, webhooks, jobs, backups.

The doctor tells it, and the daily mail (samrum.site.daily) the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from samrum.core.danger import Danger
from samrum.journal import undone
from samrum.journal.cluster import Cluster
from samrum.office import clock
from samrum.office.municipality import municipality, on_the_wall

DAY: Final = timedelta(days=1)
PATIENCE: Final = timedelta(hours=1)  # that a job may wait
ATTEMPTS: Final = 4  # in vain: about an hour, see samrum.office.sending and samrum.office.hooks
NEWEST_BACKUP: Final = "newest-backup.json"


def of_the_work(tenant: int, since: datetime | None = None) -> Iterator[Danger]:
    """What a municipality's letters, registers and jobs have not come to; what has happened counts
    from `since` on, and for a day where none is said."""
    since = since or on_the_wall(tenant, clock.moment() - DAY)
    yield from _of_the_letters(tenant, since)
    yield from _of_the_registers(tenant, since)
    yield from _of_the_webhooks(tenant)
    yield from _of_the_extracts(tenant)


def of_the_backups(var: Path, at: datetime | None = None) -> Iterator[Danger]:
    """Whether the newest backup of our own database is recent.  Of a database elsewhere, nothing is
    known here."""
    if not Cluster(var).data.exists():
        return
    within: timedelta = settings.BACKUP_WITHIN
    made = newest_backup(var)
    if made is None or (at or datetime.now(UTC)) - made > within:
        yield Danger(
            "There is no backup yet."
            if made is None
            else f"The newest backup is of {made:%Y-%m-%d %H:%M} UTC.",
            f"It should never be older than {within / timedelta(hours=1):g} hours; what came after"
            " it is lost with this machine.",
            "Run samrum backup, see that it runs by itself, and copy the file off the machine.",
            fatal=False,
            kind="backups",
        )


def newest_backup(var: Path) -> datetime | None:
    """When the newest backup was made here; None if none was, or if that cannot be read."""
    try:
        kept = json.loads((var / NEWEST_BACKUP).read_text(encoding="utf-8"))
        return datetime.fromisoformat(kept["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _of_the_letters(tenant: int, since: datetime) -> Iterator[Danger]:
    name, fates = municipality(tenant).name, undone.undelivered(tenant, since)
    if failed := fates.get("failed", 0):
        yield Danger(
            f"Letters of {name} that could not be delivered since {_moment(since)}: {failed}.",
            "The channel said no, or nothing may be sent by itself to whom they are for.",
            "Each stands in its case: let whoever handles it send the letter by hand.",
            fatal=False,
            kind="letters-failed",
            many=failed,
        )
    if unsure := fates.get("unsure", 0):
        yield Danger(
            f"Letters of {name} that may not have arrived since {_moment(since)}: {unsure}.",
            "The line broke before the channel had answered, so nothing sends them again.",
            "Look in the channel's own log, and let whoever handles the case know.",
            fatal=False,
            kind="letters-unsure",
            many=unsure,
        )
    if waiting := undone.letters_waiting(tenant, ATTEMPTS, clock.moment() - PATIENCE):
        yield Danger(
            f"Letters of {name} that wait to be sent for more than an hour: {waiting}.",
            "The channel does not take them, or `samrum work` does not run.",
            "See what samrum work says. They are sent by themselves when it is mended.",
            fatal=False,
            kind="letters-waiting",
            many=waiting,
        )


def _of_the_registers(tenant: int, since: datetime) -> Iterator[Danger]:
    name = municipality(tenant).name
    for register, many in undone.unanswered(tenant, since).items():
        yield Danger(
            f"The register {register} of {name} did not answer, times since {_moment(since)}:"
            f" {many}.",
            "What it would have said is unknown in those cases, so somebody has to decide them.",
            f"Ask who runs the register; its settings are [registers.{register}] in the"
            " municipality's file. Caseworkers ask it again from the case.",
            fatal=False,
            kind=f"register:{register}",
            many=many,
        )


def _of_the_webhooks(tenant: int) -> Iterator[Danger]:
    for system, attempts in undone.untold(tenant, ATTEMPTS).items():
        yield Danger(
            f"{system} of {municipality(tenant).name} does not take what it is told:"
            f" {attempts} attempts.",
            "Its webhook does not answer, or says no.",
            "Ask who runs that system. It is told everything when it answers again.",
            fatal=False,
            kind=f"webhook:{system}",
            many=attempts,
        )


def _of_the_extracts(tenant: int) -> Iterator[Danger]:
    if waiting := undone.extracts_waiting(tenant, clock.moment() - PATIENCE):
        yield Danger(
            f"People of {municipality(tenant).name} who wait for everything about themselves for"
            f" more than an hour: {waiting}.",
            "`samrum work` does not run, or cannot put the file together.",
            "See what samrum work says.",
            fatal=False,
            kind="extracts",
            many=waiting,
        )


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
