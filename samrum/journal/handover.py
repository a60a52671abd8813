"""A change of the key that signs checkpoints.

The newest checkpoint is signed by both keys, and kept with the public half of the former one: it is
the bridge from what that one has signed to what the new one will.  Up to the bridge only the former
key counts, after it only the new one; so a former key that is stolen later signs nothing that
holds, and an old checkpoint that somebody has kept proves what it proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from samrum.journal import note
from samrum.journal.database import execute
from samrum.journal.note import Checkpoint, NotANote, PublicKey


class HandedOver(Exception):
    """A key that would sign again after its time."""


@dataclass(frozen=True, slots=True)
class Handover:
    """`former` signed checkpoints of up to `size` heads; `note` is that one, signed by both."""

    size: int
    former: PublicKey
    note: str


@dataclass(frozen=True, slots=True)
class Signers:
    """Which key has to have signed a checkpoint, by its number of heads.

    `newest` signs what comes after the last of the `handovers`, which stand with the newest first;
    `wrong` says of those that cannot be used why.
    """

    newest: PublicKey
    handovers: Sequence[Handover] = ()
    wrong: Sequence[str] = ()

    def of(self, size: int) -> PublicKey:
        """The key of a checkpoint of so many heads."""
        reaching = [one.former for one in self.handovers if size <= one.size]
        return reaching[-1] if reaching else self.newest

    def opened(self, text: str) -> Checkpoint:
        """What a note says, if the key of its time has signed it.  Raises NotANote."""
        return note.opened(text, self.of(note.read(text).size))


def newest(tenant: int) -> Handover | None:
    """The last change of the key, None where there was none.  Raises NotANote."""
    return next((_handover(*row) for row in _rows(tenant)), None)


def add(tenant: int, made: Handover, at: datetime) -> None:
    """Keep a change of the key."""
    execute(
        tenant,
        "insert into journal_handover (tenant, number, size, former, note, at)"
        " select %(tenant)s, count(*) + 1, %(size)s, %(former)s, %(note)s, %(at)s"
        " from journal_handover where tenant = %(tenant)s",
        {
            "tenant": tenant,
            "size": made.size,
            "former": str(made.former),
            "note": made.note,
            "at": at,
        },
    )


def signers(tenant: int, key: PublicKey) -> Signers:
    """Who signed what, told by the changes that are kept: each counts only if the key after it has
    signed it too, from `key` backwards.  Nothing is believed because it stands in the database."""
    usable: list[Handover] = []
    after = key
    for row in _rows(tenant):
        try:
            one = _handover(*row)
            if one.former == key:
                continue  # who asks by a former key is told nothing of what came after it
            if {note.opened(one.note, signer).size for signer in (after, one.former)} != {one.size}:
                raise NotANote("it is of another number of heads")
        except NotANote as fault:
            wrong = f"the change of the key at {row[0]} heads cannot be used: {fault}"
            return Signers(key, usable, [wrong])
        usable.append(one)
        after = one.former
    return Signers(key, usable)


def _rows(tenant: int) -> Sequence[tuple[int, str, str]]:
    return execute(
        tenant,
        "select size, former, note from journal_handover where tenant = %s order by number desc",
        (tenant,),
    ).fetchall()


def _handover(size: int, former: str, text: str) -> Handover:
    return Handover(size, PublicKey.read(former), text)
