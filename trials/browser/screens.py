"""Every screen: each address of doors.txt that shows something, as each person who may look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from typing import Any, Final

import samrum
from trials.browser.town import METRES, Town

WHO: Final[Mapping[str, tuple[str, ...]]] = {
    "resident": ("anna", "maj", "dragan"),
    "desk": ("bo", "siv"),
    "room": ("anna", "siv", "elis", "cecilia", "dragan"),
    "shared": ("", "anna"),
}
# Addresses that show nothing by themselves: they lead on.
LEAD_ON: Final = frozenset({"shared:login-start", "shared:login-back", "desk:next"})
# Doors that open only after something this town does not do; what they show is told with each.
ELSEWHERE: Final[Mapping[str, str]] = {
    "desk:appeal-papers": "a ZIP, once an appeal has been handed over",
    "resident:appeal-papers": "the same ZIP",
    "resident:everything-file": "a ZIP, once the worker has made it",
    "desk:follow-up": "for the data protection officer, who does not live in this town",
    "desk:alarm": "one alarm of hers",
    "desk:support": "what was granted begins late; this service grants nothing that begins",
    "resident:support": "the same, as the resident sees it",
    "desk:transfer": "to another municipality, and this town has no neighbour",
    "desk:transfer-asked": "the same, as the neighbour sees it",
    "desk:rehearsal": "a PDF, once a board has ordered it",
    "desk:step": "the form of a step of ours, which this service does not have",
    "resident:step-file": "a file of a step's draft; resident:upload-show is the same page",
    "shared:metrics": "figures for a program, with the token that is set",
    "shared:parked": "what was typed when a session ended; B1 presses every form instead",
}
MOST: Final = 40  # addresses tried for one door
EACH: Final = 2  # screens kept for one door and person

_ASKED: Final = re.compile(r'request\.GET(?:\.get\(|\[)"(\w+)"|"(\w+)" in request\.GET')


@dataclass(frozen=True, slots=True)
class Screen:
    """One address as one person sees it."""

    door: str
    who: str
    path: str
    kind: str
    """The media type of the answer."""


def screens(town: Town, *, doors: frozenset[str] = frozenset(), each: int = EACH) -> list[Screen]:
    """All screens that answer 200, tried with the ids of the town; only these doors when named."""
    from samrum.web.shared.gate import doors as table

    found: list[Screen] = []
    for name, door in table().items():
        if "GET" not in door.methods or name in LEAD_ON or (doors and name not in doors):
            continue
        for who in WHO.get(name.partition(":")[0], ()):
            tried = (_looked_at(town, name, who, path) for path in addresses(town, name))
            found += islice((one for one in tried if one is not None), each)
    return found


def unseen(found: list[Screen]) -> list[str]:
    """The doors of people that show something and were not seen by anybody."""
    from samrum.web.shared.gate import doors as table

    seen = {one.door for one in found} | LEAD_ON
    shows = {
        name
        for name, door in table().items()
        if "GET" in door.methods and name.partition(":")[0] in WHO
    }
    return sorted(shows - seen)


def queries() -> list[str]:
    """The names of everything that a page reads from its address."""
    web = Path(samrum.__file__).parent / "web"
    texts = (one.read_text(encoding="utf-8") for one in web.rglob("*.py"))
    return sorted({a or b for text in texts for a, b in _ASKED.findall(text)})


def addresses(town: Town, door: str) -> Iterator[str]:
    """Addresses of a door, made of what is in the town."""
    from django.urls import get_resolver

    space, _colon, name = door.partition(":")
    before, resolver = get_resolver().namespace_dict[space]
    pattern, *_more = resolver.reverse_dict.getlist(name)[0]
    way, keys = pattern[0]
    values = [_values(town, space, name, key) for key in keys]
    for some in islice(product(*values), MOST):
        yield "/" + before + way % dict(zip(keys, some, strict=True))


def _values(town: Town, space: str, name: str, key: str) -> list[Any]:
    match key:
        case "id" if space == "room" and name == "reported":
            return _worries(town)
        case "id" if space == "room":
            return [town.room]
        case "id" if name in ("person", "typing", "mandate"):
            return [town.reads("anna").id]
        case "id":
            return list(town.cases.values())
        case "case":
            return list(town.cases.values())
        case "key":
            return ["k" * 20]
        case "name" if space == "api":
            return ["messages"]
        case "number" if name == "revocation" and space == "resident":
            return _given(town)
        case "number" | "which":
            return [1, 0, 2, 3]
        case "service":
            return ["parking-permit"]
        case "fact":
            return ["family.siblings", "family.evenings"] if space == "room" else [METRES]
        case "step":
            return ["supplement", "certificate"]
        case "week":
            return ["2026-11-16"]
        case "name":
            return ["distance", "why-not-alone", "photo", "residence"]
        case "language":
            return ["sv", "da"]
        case "sha256":
            return _draft_files(town)
    raise AssertionError(f"{space}:{name} has the part {key}, which this trial cannot fill in")


def _given(town: Town) -> list[int]:
    """The numbers of the powers of attorney that somebody has given and not taken back."""
    mandates = [one for who in ("anna", "maj") for one in town.reads(who).person.mandates.items()]
    given = {
        number for number, one in mandates if one.revoked_at is None and one.kind != "guardian"
    }
    return sorted(given)


def _worries(town: Town) -> list[str]:
    from samrum.office import room_worry

    return [one.worry.id for one in room_worry.reports(town.reads("siv"))][:2]


def _draft_files(town: Town) -> list[str]:
    from samrum.office import drafts

    reader = town.reads("anna")
    return [
        one.sha256 for one in drafts.draft(reader, reader.id, "apply:parking-permit").uploads
    ] or ["0" * 64]


def _looked_at(town: Town, door: str, who: str, path: str) -> Screen | None:
    answer = client(town, who).get(path)
    if answer.status_code != 200:
        return None
    kind = answer["Content-Type"].partition(";")[0]
    answer.close()
    return Screen(door, who, path, kind)


def client(town: Town, who: str) -> Any:
    """A client in which somebody is logged in; "" for nobody."""
    from django.test import Client

    from samrum.web.shared.session import COOKIE

    made = Client(headers={"Accept-Language": "en"}, SERVER_NAME="localhost")
    if who:
        made.cookies[COOKIE] = town.tokens[who]
    return made
