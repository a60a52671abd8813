"""The daily look at what is broken: what was found last, and what the last mail has told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from samrum.core.danger import Danger
from samrum.journal.database import execute


@dataclass(frozen=True, slots=True)
class Look:
    """`found` at `looked_at`; `told` is what whoever runs this was told at `told_at`."""

    looked_at: datetime | None
    found: tuple[Danger, ...]
    told_at: datetime | None
    told: tuple[Danger, ...]


def newest(tenant: int) -> Look | None:
    """What was found last; None before the first look."""
    row = execute(
        tenant,
        "select looked_at, found, told_at, told from journal_look"
        " where tenant = %s and looked_at is not null",
        (tenant,),
    ).fetchone()
    return None if row is None else _look(*row)


def hold(tenant: int, at: datetime, until: datetime) -> Look | None:
    """The right to look, and what is known from before; None while it is not time, or somebody
    else has it."""
    execute(
        tenant,
        "insert into journal_look (tenant, look_again) values (%s, %s) on conflict do nothing",
        (tenant, at),
    )
    row = execute(
        tenant,
        "update journal_look set look_again = %s where tenant = %s and look_again <= %s"
        " returning looked_at, found, told_at, told",
        (until, tenant, at),
    ).fetchone()
    return None if row is None else _look(*row)


def keep(tenant: int, at: datetime, found: Sequence[Danger]) -> None:
    """This was found."""
    execute(
        tenant,
        "update journal_look set looked_at = %s, found = %s where tenant = %s",
        (at, msgspec.json.encode(found).decode(), tenant),
    )


def told(tenant: int, at: datetime, found: Sequence[Danger], again: datetime) -> None:
    """What was found has been told; the next look is not before `again`."""
    execute(
        tenant,
        "update journal_look set told_at = %s, told = %s, look_again = %s where tenant = %s",
        (at, msgspec.json.encode(found).decode(), again, tenant),
    )


def _look(looked_at: datetime | None, found: str, told_at: datetime | None, told: str) -> Look:
    return Look(looked_at, _dangers(found), told_at, _dangers(told))


def _dangers(text: str) -> tuple[Danger, ...]:
    return msgspec.json.decode(text, type=tuple[Danger, ...])
