"""Every address of the pages, on what is there around somebody, and on what is not there at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from trials.access.town import SERVICE, Town

if TYPE_CHECKING:
    from samrum.web.shared.gate import Door

NOBODY = str(UUID(int=4711))
NOTHING = {"id": NOBODY, "sha256": "0" * 64, "week": "2020-01-06", "case": NOBODY}
DECIDED = frozenset(
    f"{door}:{name}"
    for door, names in {
        "resident": ("decision", "appeal", "appeal-papers"),
        "desk": ("decided", "appeal", "appeal-papers", "delivery", "change", "closing"),
    }.items()
    for name in names
)
PERSONS = frozenset(("desk:person", "desk:typing", "desk:mandate"))
WORRIES = frozenset(("room:reported",))
REQUESTS = frozenset(("desk:transfer-asked",))
# Where the case that is to be moved could be seen, from either side.
MOVING = REQUESTS | {
    *("desk:case", "desk:transfer", "desk:reading", "desk:message", "desk:note"),
    *("resident:case", "resident:messages", "resident:readers", "resident:readers-file"),
}
# What an address names beside the case or the room, where 1 will not do.
WHICH: Mapping[str, Mapping[str, object]] = {
    "desk:step": {"step": "certificate"},
    "resident:apply-page": {"name": "photo"},
    "resident:step-page": {"name": "photo"},
    "room:fact": {"fact": "family.evenings"},
    "room:question": {"number": 2},
    "room:signature": {"number": 3},
    "room:leaving": {"number": 4},
    "room:hiding": {"number": 3},
    "room:step-answer": {"number": 4},
    "room:step-passing": {"number": 4},
}
# What is asked for, where the page would show too little by itself.
ASKED: Mapping[str, Mapping[str, str]] = {
    "desk:worklist": {"whose": "unit", "turn": "any"},
    "desk:register": {"from": "2020-01-01"},
    "desk:register-list": {"from": "2020-01-01"},
    "desk:delegated": {"from": "2020-01-01"},
    "desk:delegated-list": {"from": "2020-01-01"},
}
USUAL: Mapping[str, object] = {
    "service": SERVICE,
    "step": "supplement",
    "fact": "mobility.walks",
    "number": 1,
    "which": 1,
    "name": "photo",
    "key": "key",
    "language": "sv",
}


def names() -> Iterator[tuple[str, Mapping[str, object]]]:
    """The name of every address that the site answers, with the parts that it wants."""
    from samrum.web.shared.addresses import paths

    for name, path in paths():
        yield name, {part: kind for kind, part in re.findall(r"<(\w+):(\w+)>", path)}


def has_object(name: str, wanted: Mapping[str, object]) -> bool:
    """Whether the address names something that is somebody's."""
    return bool({"id", "sha256", "case"} & set(wanted))


def address(town: Town, name: str, wanted: Mapping[str, object], whose: str) -> str:
    """The door as it leads to what is around `whose`, or to nothing where she has none."""
    from django.urls import reverse

    known = parts(town, name, whose)
    return reverse(name, kwargs={one: known[one] for one in wanted})


def parts(town: Town, name: str, whose: str) -> dict[str, object]:
    """What stands in the address of this door when it leads to what is around `whose`."""
    id = object_of(town, name, whose) or NOBODY
    known = {"sha256": town.sha256, "week": town.week, "id": id, "case": id}
    return {**USUAL, **WHICH.get(name, {}), **known}


def nowhere(name: str, wanted: Mapping[str, object]) -> str:
    """The same door to something that does not exist."""
    from django.urls import reverse

    absent: dict[str, object] = {**USUAL, **WHICH.get(name, {}), **NOTHING}
    return reverse(name, kwargs={one: absent[one] for one in wanted})


def object_of(town: Town, name: str, whose: str) -> str:
    """The id that stands in the address of this door."""
    if name in PERSONS:
        return town.ids[whose]
    if name in WORRIES:
        return town.worries.get(whose, "")
    if name in REQUESTS:
        return town.requests.get(whose, "")
    if name.startswith("room:"):
        return town.rooms.get(whose, "")
    return (town.decided if name in DECIDED else town.open)[whose]


def with_query(path: str, asked: Mapping[str, Any]) -> str:
    """An address with a question."""
    return f"{path}?{urlencode(asked)}" if asked else path


def door(name: str) -> Door | None:
    """The row of doors.txt, None for an address that is not in it."""
    from samrum.web.shared import gate

    return gate.doors().get(name)
