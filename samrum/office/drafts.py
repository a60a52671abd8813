"""A draft: what somebody has typed and not handed in.  It is her own and not the authority's.

It belongs to the person and not to the device: she can begin on the telephone and end at the
library.  Two devices at once never overwrite each other: the later one gets both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import msgspec

from samrum.core.access import Reader
from samrum.core.document import Upload
from samrum.core.fact import Answer
from samrum.journal import codec
from samrum.journal import drafts as table
from samrum.office.municipality import now
from samrum.office.relation import NotHere, known_id

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


def remove(reader: Reader, resident: str, key: str) -> None:
    """Throw away what was typed."""
    table.remove(reader.tenant, reader.id, known_id(resident), _known_key(key))


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
