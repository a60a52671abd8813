"""What a service asks of a shared room: who is in it, what its plan must show, and its letters.

It stands under `[room]` in the package of a service whose cases lead to a room.  What its law asks
is said in guards, as for a case (samrum.packages.guard), at the stages of a room; `refuse_when` is
FEEL over these names:

| name | what |
|---|---|
| `room` | of the room before the act: ROOM |
| `plan` | of the plan as it would be agreed on, or as it stands: PLAN |
| `declined` | at declined: `reason`; null elsewhere |
| `binding.<key>` | what the adopting board set |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from samrum.packages.check import check_template
from samrum.packages.expression import TextTemplate
from samrum.packages.fault import Fault
from samrum.packages.folder import text_of
from samrum.packages.guard import GuardRule, guard_of
from samrum.packages.names import Shape
from samrum.packages.sheet import Sheet
from samrum.packages.vocabulary import Secrecy

BRANCHES: Final = ("social", "health", "school", "association")
ROOM_STAGES: Final = ("planned", "agreed", "declined")
ROOM_MOMENTS: Final = ("called", "missed")
RECIPIENTS: Final = ("member", "child")
KINDS: Final = ("plan", *(one for one in get_args(Secrecy) if one not in ("open", "contact")))
"""The kinds of facts that can stand in a room: the plan, and what the vocabulary keeps apart."""

ROOM: Final = ("needs", "consented")
PLAN: Final = (
    *("services", "unanswered", "others", "no_others", "responsible", "follow_up_in"),
    "principals",
)
MEETING: Final = ("day", "time", "minutes", "place", "digital", "agenda")
ABOUT: Final = ("number", "name", "coordinator", "municipality", "phone", "address")

GUARDED: Final[Shape] = {
    "room": dict.fromkeys(ROOM),
    "plan": dict.fromkeys(PLAN),
    "declined": dict.fromkeys(("reason",)),
}
WRITTEN: Final[Shape] = {
    "meeting": dict.fromkeys(MEETING),
    "room": dict.fromkeys(ABOUT),
    "to": dict.fromkeys(("name", "plan")),
}


@dataclass(frozen=True, slots=True)
class RoomLetter:
    """A letter to each who is called to a meeting, or who was and did not come; a child under 18
    gets the one `to` the child where there is one."""

    id: str
    on: str
    to: str
    title: Mapping[str, str]
    texts: Mapping[str, TextTemplate]


@dataclass(frozen=True, slots=True)
class RoomRules:
    """`kinds` are the rows of the consent matrix, in order; `branches` who belongs in the room,
    `principals` those of them whose duty the plan is."""

    kinds: tuple[str, ...]
    branches: tuple[str, ...]
    principals: tuple[str, ...]
    guards: tuple[GuardRule, ...]
    letters: tuple[RoomLetter, ...]

    def letter(self, on: str, *, child: bool) -> RoomLetter | None:
        """The letter on this moment, in the words for a child where she is one."""
        found = [one for one in self.letters if one.on == on]
        wanted = "child" if child else "member"
        return next((one for one in found if one.to == wanted), None) or next(iter(found), None)


def room_letter_ids(sheet: Sheet) -> list[str]:
    """Return the ids of the room's letters, before they are read: their texts are no strays."""
    room = sheet.values.get("room")
    tables = room.get("letter") if isinstance(room, dict) else None
    found = [one.get("id") for one in tables or () if isinstance(one, dict)]
    return [id for id in found if isinstance(id, str)]


def read_room(
    sheet: Sheet,
    files: Mapping[str, bytes],
    languages: Sequence[str],
    bindings: Iterable[str],
    faults: list[Fault],
) -> RoomRules | None:
    """Return what stands under `[room]`, None for a service without one; faults are noted."""
    table = sheet.table("room")
    if not table.names():
        return None
    shape: Shape = {**GUARDED, "binding": dict.fromkeys(bindings)}
    branches = _some(table, "branches", BRANCHES)
    rules = RoomRules(
        kinds=_some(table, "kinds", KINDS),
        branches=branches,
        principals=_some(table, "principals", branches),
        guards=tuple(
            guard_of(one, languages, faults, dict.fromkeys(ROOM_STAGES, shape), own=True)
            for one in table.tables("guard")
        ),
        letters=tuple(_letter(one, files, languages, faults) for one in table.tables("letter")),
    )
    table.finish()
    return rules


def _some(sheet: Sheet, key: str, known: Sequence[str]) -> tuple[str, ...]:
    """A list of words that are known; one that is not would be passed over."""
    found = sheet.texts(key)
    for strange in (one for one in found if one not in known):
        sheet.fault(
            key,
            f"{strange!r} is not known here.",
            "A room would never meet it.",
            f"Use: {', '.join(known)}.",
        )
    return found


def _letter(
    sheet: Sheet, files: Mapping[str, bytes], languages: Sequence[str], faults: list[Fault]
) -> RoomLetter:
    id = sheet.text("id")
    letter = RoomLetter(
        id,
        sheet.one_of("on", ROOM_MOMENTS),
        sheet.one_of("to", RECIPIENTS, "member"),
        sheet.words("title", languages),
        {language: _text(sheet, files, id, language, faults) for language in languages},
    )
    sheet.finish()
    return letter


def _text(
    sheet: Sheet, files: Mapping[str, bytes], id: str, language: str, faults: list[Fault]
) -> TextTemplate:
    file = f"letters/{id}.{language}.md"
    if file not in files:
        sheet.fault(
            "id",
            f"The letter {id!r} has no text in {language}.",
            f"There is no {file}.",
            f"Write it, or take the language out of {sheet.file}.",
        )
        return TextTemplate("", file, language)
    text = text_of(file, files[file], faults).strip("\n")
    check_template(text, file, 1, WRITTEN, faults)
    return TextTemplate(text, f"{file}:1", language)
