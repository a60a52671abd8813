"""What happens, in an order that never changes: the leaves of the tree of heads.

Leaves are numbered one after the other by whoever makes a checkpoint (samrum.journal.checkpoint),
after the commit of what they cover; so who has read up to a number has missed nothing before it,
and whatever she was told can be proven.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samrum.journal.database import execute


@dataclass(frozen=True, slots=True)
class Moved:
    """A case moved from version `after` to version `to`; `number` is the place of the leaf."""

    number: int
    case: str
    after: int
    to: int


def size(tenant: int) -> int:
    """How many leaves there are."""
    row = execute(
        tenant,
        "select number + 1 from journal_leaf where tenant = %s order by number desc limit 1",
        (tenant,),
    ).fetchone()
    return row[0] if row else 0


def moved(
    tenant: int,
    place: int,
    most: int,
    *,
    followed: Sequence[str],
    handed_in: Sequence[str],
    by: str,
) -> list[Moved]:
    """At most so many moves from `place` on: of cases of the services that are `followed`, and of
    those that `by` has `handed_in`."""
    rows = execute(
        tenant,
        "select l.number, l.stream::text, coalesce((select max(b.seq) from journal_leaf b"
        "  where b.tenant = l.tenant and b.stream = l.stream and b.seq < l.seq), 0), l.seq"
        " from journal_leaf l join journal_case c on c.tenant = l.tenant and c.id = l.stream"
        " where l.tenant = %(tenant)s and l.number >= %(place)s"
        " and (c.service = any(%(followed)s) or c.service = any(%(handed_in)s)"
        "  and exists (select from journal_receipt r where r.tenant = c.tenant"
        "   and r.stream = c.id and r.actor = %(by)s))"
        " order by l.number limit %(most)s",
        {
            "tenant": tenant,
            "place": place,
            "followed": list(followed),
            "handed_in": list(handed_in),
            "by": by,
            "most": most,
        },
    )
    return [Moved(*row) for row in rows]
