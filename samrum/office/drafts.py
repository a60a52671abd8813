"""A draft: what somebody has typed and not handed in.  It is her own and not the authority's.

It belongs to the person and not to the device: she can begin on the telephone and end at the
library.  Two devices at once never overwrite each other: the later one gets both.  What nobody goes
on with is forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
from django.conf import settings

from samrum.channels.store import Store
from samrum.core.access import Reader
from samrum.core.document import Upload
from samrum.core.fact import Answer
from samrum.journal import codec
from samrum.journal import drafts as table
from samrum.journal.database import transaction
from samrum.journal.destroyed import still_named
from samrum.office.municipality import municipalities, now, on_the_wall
from samrum.office.relation import NotHere, known_id

KEPT: Final = timedelta(days=90)
_KEY: Final = re.compile(r"[\w.:-]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Draft:
    """`version` counts from 1, 0 for a draft that nobody has begun; `page` is where she was."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    uploads: tuple[Upload, ...] = ()
    page: str = ""
    version: int = 0
    changed_at: datetime | None = None


class Changed(Exception):
    """Another device was there first: what is kept, and what was to be kept now."""

    def __init__(self, kept: Draft, mine: Draft) -> None:
        super().__init__(f"version {kept.version} is kept, {mine.version} was to be")
        self.kept = kept
        self.mine = mine


def draft(reader: Reader, resident: str, key: str) -> Draft:
    """What the reader has typed for `resident` under `key`, empty if nothing.

    `key` is "apply:<service>" or "<case>:<step>".
    """
    found = table.find(reader.tenant, reader.id, known_id(resident), _known_key(key))
    return Draft() if found is None else _draft(found)


def begun(reader: Reader, resident: str, keys: Iterable[str]) -> Mapping[str, datetime]:
    """Under which of these keys the reader has typed something for `resident`, and when last."""
    known = [_known_key(key) for key in keys]
    return table.changed(reader.tenant, reader.id, known_id(resident), known)


def keep(
    reader: Reader,
    resident: str,
    key: str,
    *,
    answers: Mapping[str, Answer],
    uploads: tuple[Upload, ...] = (),
    page: str = "",
    expected: int,
) -> Draft:
    """Keep what was typed, on top of version `expected`.  Raises Changed when that is not the last.

    Keeping the same again is no change, so a double press is harmless.
    """
    at = now(reader.tenant)
    mine = Draft(answers, uploads, page, expected + 1, at)
    content = codec.written({"answers": answers, "page": page, "uploads": uploads})
    if table.keep(
        reader.tenant, reader.id, known_id(resident), _known_key(key), content, expected, at
    ):
        return mine
    found = table.find(reader.tenant, reader.id, resident, key)
    if found is None:  # handed in from another device
        raise Changed(Draft(), mine)
    if found.content == content:
        return _draft(found)
    raise Changed(_draft(found), mine)


def throw_away(reader: Reader, resident: str, key: str) -> None:
    """Throw away what was typed; its files go too, once a night has found that nothing else names
    them (`remove_let_go`)."""
    with transaction(reader.tenant):
        mine = draft(reader, resident, key)
        table.remove(reader.tenant, reader.id, resident, key)
        let_go(reader, mine.uploads)


def let_go(reader: Reader, uploads: Iterable[Upload]) -> None:
    """Note what was taken out of a draft."""
    table.let_go(reader.tenant, {one.sha256 for one in uploads}, now(reader.tenant))


def kept_until(tenant: int, changed_at: datetime) -> date:
    """The last day of a draft that nobody changes any more."""
    return on_the_wall(tenant, changed_at).date() + KEPT


def forget_old(tenant: int) -> int:
    """Forget the drafts that nobody has changed for as long as they are kept; how many."""
    at = now(tenant)
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    with transaction(tenant):
        gone = [_CONTENT.decode(one) for one in table.remove_unchanged(tenant, today - KEPT)]
        table.let_go(tenant, {one.sha256 for draft in gone for one in draft.uploads}, at)
    return len(gone)


def remove_let_go(tenant: int) -> int:
    """Remove the files that drafts let go of before today and that nothing names; how many were
    looked at.  What was handed in anew within the hour stays: it is about to be named."""
    today = now(tenant).replace(hour=0, minute=0, second=0, microsecond=0)
    files = table.let_go_before(tenant, today)
    if files:
        unnamed = files.difference(*(still_named(one, files) for one in municipalities()))
        for sha256 in sorted(unnamed):
            Store(Path(settings.FILES)).remove_unless_new(sha256)
        table.strike(tenant, files, today)
    return len(files)


def _known_key(key: str) -> str:
    """Raises NotHere for what cannot be a key."""
    if not _KEY.fullmatch(key):
        raise NotHere
    return key


@dataclass(frozen=True, slots=True)
class _Content:
    answers: dict[str, Answer]
    page: str
    uploads: tuple[Upload, ...]


_CONTENT: Final[msgspec.json.Decoder[Any]] = msgspec.json.Decoder(_Content)


def _draft(kept: table.Draft) -> Draft:
    told = _CONTENT.decode(kept.content)
    return Draft(told.answers, told.uploads, told.page, kept.version, kept.changed_at)
