"""One press of a button: done once per key, all or nothing, and answered with a receipt.

What cases and rooms have in common when something is done in them; what is done is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.conf import settings

from samrum.core.refusal import Refused
from samrum.journal import chain, codec, receipts
from samrum.journal.database import transaction

_KEY: Final = re.compile(r"[\w.:/-]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was acknowledged: `stream` is the case or room, `hash` the last entry's, in hex,
    `repeated` a second press."""

    stream: str
    number: str
    version: int
    hash: str
    at: datetime
    repeated: bool

    @property
    def case(self) -> str:
        """The id of the case it was done in."""
        return self.stream


@dataclass(frozen=True, slots=True)
class Asked:
    """One press: its key, and a digest of what was asked under it."""

    tenant: int
    actor: str
    key: str
    digest: bytes


class KeyUsed(Refused):
    """The key was used before, for something else."""


class _Raced(Exception):
    """The same key was used by another transaction that was quicker."""


def asked_under(tenant: int, actor: str, key: str, told: tuple[object, ...]) -> Asked:
    """What `actor` asks for under this key.  Raises Refused for what cannot be kept."""
    if not _KEY.fullmatch(key):
        raise Refused(
            "The page cannot be received.",
            because="It came without the key that makes a second press harmless.",
            instead="Open the page again, and send it from there.",
        )
    try:
        content = codec.written((type(told[0]).__name__, *told))
    except UnicodeEncodeError as error:
        raise Refused(
            "This cannot be kept.",
            because="It holds half a sign, which is no text.",
            instead="Take out the sign after “{before}”, and send it again.",
            before=str(error.object)[max(0, error.start - 20) : error.start],
        ) from error
    return Asked(tenant, actor, key, sha256(content.encode()).digest())


def once(asked: Asked, do: Callable[[], Receipt]) -> Receipt:
    """Do it in one transaction; where the same press was quicker elsewhere, its answer."""
    try:
        with transaction(asked.tenant):
            return do()
    except _Raced:
        before = receipts.find(asked.tenant, asked.actor, asked.key)
        assert before is not None, "the key was taken by a transaction that has ended"
        return again(asked, before)


def again(asked: Asked, before: receipts.Acknowledged) -> Receipt:
    """The answer that this press was given the first time."""
    if before.asked != asked.digest:
        raise KeyUsed(
            "This page has been sent before, with something else on it.",
            because="What was sent first is kept in case {number}.",
            instead="Open the page again, and send it from there.",
            number=before.number,
        )
    return receipt_of(before)


def acknowledge(asked: Asked, stream: str, number: str, head: chain.Head, at: datetime) -> Receipt:
    """Keep the answer with the press, in the open transaction."""
    kept = receipts.Acknowledged(
        asked.actor, asked.key, asked.digest, stream, number, head.seq, head.hash, at
    )
    if not receipts.add(asked.tenant, kept):
        raise _Raced
    return Receipt(stream, number, head.seq, head.hash.hex(), at, False)


def must_be_covered(waited: timedelta | None) -> None:
    """Raises Refused when what was kept has waited too long for a checkpoint: then nobody could
    prove later what we acknowledged."""
    if settings.UNCOVERED and waited and waited > settings.UNCOVERED:
        raise Refused(
            "Nothing can be received right now.",
            because="We cannot prove at the moment that what we receive stays as it was sent.",
            instead="Nothing was kept of this. Send it again later.",
        )


def receipt_of(before: receipts.Acknowledged) -> Receipt:
    """The receipt that was kept, as that of a second press."""
    return Receipt(before.stream, before.number, before.version, before.hash.hex(), before.at, True)
