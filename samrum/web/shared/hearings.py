"""What a hearing is about, as a page tells it: each thing that others have brought in, in full."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from samrum.core.hearing import Hearing, Material
from samrum.web.shared import events
from samrum.web.shared.dates import day, first_word
from samrum.web.shared.law_events import ground_name
from samrum.web.shared.words import gettext as _


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing: what it is called, what it says, where it is from; `document` is the number of a
    document to open, 0 for everything else."""

    key: str
    name: str
    value: str
    source: str
    document: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A hearing as it stands: what it was about and what came of it, in words."""

    hearing: Hearing
    material: tuple[Shown, ...]
    stands: str


def held(view: Any) -> list[Held]:
    """The hearings of a case, the latest first."""
    return [
        Held(one, tuple(shown(view, one.material)), _stands(view, one))
        for one in reversed(view.case.hearings)
    ]


def shown(view: Any, material: Iterable[Material]) -> list[Shown]:
    """Each thing in the words of the reader's language."""
    return [_shown(view, one) for one in material]


def _shown(view: Any, one: Material) -> Shown:
    if one.kind == "paper":
        number = int(one.name)
        name = next((d.name for d in view.case.documents if d.number == number), "")
        return Shown(one.key, name, "", _("A document that somebody else has handed in"), number)
    if one.kind == "note":
        about = {"number": one.name}
        return Shown(one.key, _("Note %(number)s") % about, str(one.says), _source(one))
    if one.kind == "reading":
        name = first_word(events.register_name(one.name))
        return Shown(one.key, name, _("It found nothing."), _source(one))
    name = events.fact_name(view.package, one.name)
    value = events.fact_value(view.package, one.name, one.says)
    return Shown(one.key, name, value or _("Not known"), _source(one))


def _source(one: Material) -> str:
    """Who or what it is from."""
    match one.kind:
        case "register" | "reading":
            return _("From %(register)s") % {"register": events.register_name(one.by)}
        case "document":
            return _("Read in a document by us")
        case "ours":
            return _("Written down by us")
        case _:
            return _("Told by %(who)s") % {"who": one.by}


def _stands(view: Any, one: Hearing) -> str:
    """What came of a hearing."""
    if one.left_out:
        return _("No hearing: %(ground)s") % {"ground": ground_name(view, one.ground)}
    if one.answered_at is None:
        return _("Not answered. To be answered by %(day)s.") % {"day": day(one.until)}
    when = {"day": day(one.answered_at)}
    return _("Answered %(day)s") % when if one.answer else _("Nothing to add, %(day)s") % when
