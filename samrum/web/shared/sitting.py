"""What somebody read in one go, in one sentence: the list of readers as a person would tell it.

The journal holds each reading, and so does the file; on a page five lines of the same minute hide
the one that matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from samrum.web.shared.dates import clock
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import ngettext

APART: Final = timedelta(minutes=15)  # longer than this without reading is a new sitting


@dataclass(frozen=True, slots=True)
class Line:
    """One reading in plain words; `key` lifts the secrecy, `ground` is that of data protection.

    `kind` is what was read as `things` tells it, such as "document 2".
    """

    name: str
    as_what: str
    at: datetime
    what: str
    key: str = ""
    ground: str = ""
    reason: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Sitting:
    """`lines` are the readings, the latest first: of one person, as one thing, on one day."""

    lines: tuple[Line, ...]

    @property
    def name(self) -> str:
        return self.lines[0].name

    @property
    def as_what(self) -> str:
        return self.lines[0].as_what

    @property
    def at(self) -> datetime:
        return self.lines[0].at

    @property
    def time(self) -> str:
        """When it was, by the clock: a moment, or from and to."""
        first, last = clock(self.lines[-1].at), clock(self.at)
        return last if first == last else f"{first}–{last}"

    @property
    def read(self) -> str:
        """What was read, as one sentence, in the order in which it was first opened."""
        opened = [one.kind for one in reversed(self.lines) if one.kind != "reason"]
        if not opened:
            return _("Said why, and has read nothing")
        return _("Read %(things)s") % {"things": _listed(things(opened))}

    @property
    def reasons(self) -> tuple[str, ...]:
        return _once(one.reason for one in self.lines)

    @property
    def keys(self) -> tuple[str, ...]:
        return _once(one.key for one in self.lines)

    @property
    def grounds(self) -> tuple[str, ...]:
        return _once(one.ground for one in self.lines)


def sittings(lines: Iterable[Line]) -> list[Sitting]:
    """The readings, the latest first, gathered by who read: the latest sitting first."""
    found: list[Sitting] = []
    latest: dict[tuple[str, str], int] = {}
    for line in lines:
        who = (line.name, line.as_what)
        place = latest.get(who)
        if place is not None and _goes_on(found[place].lines[-1].at, line.at):
            found[place] = replace(found[place], lines=(*found[place].lines, line))
        else:
            latest[who] = len(found)
            found.append(Sitting((line,)))
    return found


def things(kinds: Sequence[str]) -> list[str]:
    """What was opened, each thing once: "document 2" and "document 5" are two documents."""
    opened: dict[str, set[str]] = {}
    for one in kinds:
        kind, _space, number = one.partition(" ")
        opened.setdefault(kind, set()).add(number)
    return [_thing(kind, len(numbers)) for kind, numbers in opened.items()]


def _goes_on(later: datetime, earlier: datetime) -> bool:
    return later - earlier <= APART and later.date() == earlier.date()


def _thing(kind: str, many: int) -> str:
    told: Mapping[str, Callable[[], str]] = {
        "case": lambda: _("the case"),
        "person": lambda: _("who you are"),
        "mandates": lambda: _("who may act for you"),
        "told": lambda: _("what has been told before"),
        "document": lambda: _many(many, _("a document"), ngettext("document", "documents", many)),
        "letter": lambda: _many(many, _("a letter"), ngettext("letter", "letters", many)),
        "room": lambda: _("the room"),
        "consents": lambda: _("the consents"),
        "readers": lambda: _("this list"),
        "members": lambda: _("who is in the room"),
        "plan": lambda: _("the plan on paper"),
        "meetings": lambda: _("the meetings"),
        "contacts": lambda: _("the contacts"),
        "facts": lambda: _("what has been told"),
        "journal": lambda: _("what has happened"),
    }
    return told[kind]() if kind in told else kind


def _many(many: int, one: str, several: str) -> str:
    """A number in words where there is one: nobody says "2 letters" aloud."""
    small = {2: _("two"), 3: _("three"), 4: _("four"), 5: _("five"), 6: _("six")}
    return one if many == 1 else f"{small.get(many, many)} {several}"


def _listed(things: Sequence[str]) -> str:
    if len(things) == 1:
        return things[0]
    about = {"these": ", ".join(things[:-1]), "last": things[-1]}
    return _("%(these)s and %(last)s") % about


def _once(told: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in told if one))
