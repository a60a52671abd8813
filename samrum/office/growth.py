"""What a witness outside needs: a checkpoint, and the proof that it grew from the one she knows."""

from __future__ import annotations

from typing import Final

from samrum.journal import checkpoint
from samrum.journal.witness import Growth, proof_of_growth
from samrum.office.relation import NotHere

AT_ONCE: Final = (
    10_000  # leaves that are looked at for one answer; who is further behind asks again
)


def since(tenant: int, size: int) -> str:
    """The newest checkpoint with its proof from the one of `size` heads, or one on the way there;
    without a proof from none (0).  Raises NotHere where no checkpoint has that size."""
    if size == 0:
        found = checkpoint.newest(tenant)
        if found is None:
            raise NotHere
        return Growth(0, (), found.note).text
    before = checkpoint.of_size(tenant, size)
    after = checkpoint.since(tenant, size, AT_ONCE)
    if before is None or after is None:
        raise NotHere
    added = checkpoint.hashes(tenant, size, after.tree.size)
    return Growth(size, proof_of_growth(before.tree, added), after.note).text
