"""Commands, cases and receipts as JSON: each shape follows from a dataclass of the core.

What comes in is strict: nothing unknown, no text without an end, a file in base64 in place of an
upload.  What goes out is what `office.see` gave, field by field.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from samrum.api.problem import Problem
from samrum.core.access import SYSTEM_ROLES, may_do
from samrum.core.appeal import AppealDecision
from samrum.core.case import Apply, Case, Command, Letter, Reach
from samrum.core.document import Upload
from samrum.office import press, uploads
from samrum.office.see import CaseRow, CaseView

LONGEST: Final = 5_000  # characters of a text
Text = Annotated[str, Meta(max_length=LONGEST, pattern="^[^\\u0000]*$")]
Name = Annotated[str, Meta(max_length=200, pattern="^[^\\u0000]*$")]
# Not \s, which Python and the dialect of the description (ECMA-262) read differently.
Address = Annotated[
    str, Meta(max_length=200, pattern="^[^\\u0000-\\u0020\\u007f-\\u00a0\\u2028\\u2029]*$")
]
IN_FOURS: Final = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
Base64 = Annotated[str, Meta(extra_json_schema={"contentEncoding": "base64", "pattern": IN_FOURS})]

# What a system does not say: it follows, or is for others to say.
NOT_SAID: Final[Mapping[type, frozenset[str]]] = {
    Apply: frozenset({"id", "number", "package", "readings"}),
    AppealDecision: frozenset({"came_in_on"}),
}


class File(msgspec.Struct, forbid_unknown_fields=True):
    """A file that is handed in; `kind` is the fact that it proves, or "other"."""

    kind: Name
    name: Text
    content: Base64


class ReachIn(msgspec.Struct, forbid_unknown_fields=True):
    """How the resident wants to be reached; `address` is an e-mail address."""

    channel: Literal["email", "digital_mail", "letter"] = "letter"
    address: Address = ""


IN_PLACE_OF: Final[Mapping[Any, Any]] = {str: Text, Upload: File, Reach: ReachIn}


@cache
def acts() -> Mapping[str, type]:
    """What the access table lets a system do in a case, by its name in an address."""
    names = {kebab(kind.__name__): kind for kind in get_args(Command) if kind is not Apply}
    return {name: kind for name, kind in sorted(names.items()) if _is_for_systems(kind)}


def _is_for_systems(kind: type) -> bool:
    return any(may_do(role, kind.__name__, typing=False) for role in SYSTEM_ROLES)


def kebab(name: str) -> str:
    """SendMessage as send-message."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


@cache
def shape_of(kind: type) -> Any:
    """What a dataclass of the core looks like as JSON that comes in."""
    hints, left_out = get_type_hints(kind), NOT_SAID.get(kind, frozenset())
    told = [
        (one.name, _type_of(hints[one.name]), *_default(one))
        for one in fields(kind)
        if one.name not in left_out
    ]
    told.sort(key=len)  # what has no default comes first
    made = msgspec.defstruct(kind.__name__, told, forbid_unknown_fields=True)
    if not str(kind.__doc__).startswith(f"{kind.__name__}("):  # what dataclass writes by itself
        made.__doc__ = kind.__doc__
    return made


def _type_of(hint: Any) -> Any:
    if hint in IN_PLACE_OF:
        return IN_PLACE_OF[hint]
    if is_dataclass(hint):
        return shape_of(hint)  # type: ignore[arg-type]
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal or not inner:
        return hint
    made = tuple(one if one is ... else _type_of(one) for one in inner)
    if origin in (Union, UnionType):
        return Union[made]  # noqa: UP007  (of a tuple)
    return dict[Name, made[1]] if origin is Mapping else origin[made]  # type: ignore[index, valid-type]


def _default(one: Field[Any]) -> tuple[Any, ...]:
    if one.default is not MISSING:
        return (one.default,)
    if one.default_factory is not MISSING:
        return (msgspec.field(default_factory=one.default_factory),)
    return ()


def core(kind: type, told: Any, **more: Any) -> Any:
    """What came in as the command of the core that it stands for; files are kept on the way."""
    hints = get_type_hints(kind)
    said = {name: _core(hints[name], getattr(told, name)) for name in told.__struct_fields__}
    return kind(**said, **more)


def _core(hint: Any, told: Any) -> Any:
    match told:
        case File():
            return _kept(told)
        case msgspec.Struct():
            return core(hint, told)
        case tuple():
            inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
            return tuple(_core(inner, one) for one in told)
        case dict():
            inner = get_args(hint)[1]
            return {name: _core(inner, one) for name, one in told.items()}
        case _:
            return told


def _kept(file: File) -> Upload:
    try:
        content = b64decode(file.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Problem(400, "not-understood").saying(hint="content is not base64") from error
    return uploads.receive(BytesIO(content), kind=file.kind, name=file.name)


# -- What goes out ----------------------------------------------------------------------------

IN_A_CASE: Final = (
    *("id", "number", "service", "language", "stage", "received_at", "expected_by", "closed_at"),
    *("steps", "done", "facts", "documents", "messages", "hearings", "decision"),
)
IN_A_LETTER: Final = ("number", "template", "language", "title", "ordered_at", "fate", "sent_at")
IN_A_LIST: Final = (
    *("id", "number", "service", "stage", "turn", "due", "received_at", "changed_at", "outcome"),
    "version",
)


class Resident(msgspec.Struct):
    id: str
    name: str
    number: str


class Happened(msgspec.Struct):
    """Something that has happened: what is in it stands in the case itself."""

    version: int
    kind: str
    by: str
    at: datetime


def _out(name: str, kind: type, shown: tuple[str, ...], *more: tuple[str, Any]) -> Any:
    hints = get_type_hints(kind)
    return msgspec.defstruct(name, [*((one, hints[one]) for one in shown), *more])


LetterOut: Final[Any] = _out("Letter", Letter, IN_A_LETTER)
CaseOut: Final[Any] = _out(
    "Case",
    Case,
    IN_A_CASE,
    ("version", int),
    ("letters", list[LetterOut]),
    ("turn", Literal["", "resident", "caseworker"]),
    ("resident", Resident),
    ("timeline", list[Happened]),
)
RowOut: Final[Any] = _out("CaseInList", CaseRow, IN_A_LIST)


class Page(msgspec.Struct):
    """Some of the cases; `next` is the address of the rest, "" at the end."""

    items: list[RowOut]
    next: str


class Receipt(msgspec.Struct):
    """What was acknowledged: `version` is the index of the entry in the journal of the case, `hash`
    that entry's (docs/journal-format.md); a second request with the same key is answered alike."""

    case: str
    number: str
    version: int
    hash: str
    at: datetime


def case_of(view: CaseView) -> Any:
    """A case as the system may see it."""
    told = {name: getattr(view.case, name) for name in IN_A_CASE}
    person = view.resident
    letters = [
        LetterOut(**{name: getattr(one, name) for name in IN_A_LETTER}) for one in view.case.letters
    ]
    timeline = [Happened(i.seq, i.kind, i.by.role, i.at) for i in view.timeline]
    return CaseOut(
        **told,
        version=view.version,
        letters=letters,
        turn=view.turn,
        resident=Resident(person.id, person.name, person.number),
        timeline=timeline,
    )


def row_of(row: CaseRow) -> Any:
    """A case in a list."""
    return RowOut(**{name: getattr(row, name) for name in IN_A_LIST})


def receipt_of(receipt: press.Receipt) -> Receipt:
    """A receipt; a repeated one is alike to the last sign."""
    at = receipt.at.astimezone(UTC)
    return Receipt(receipt.case, receipt.number, receipt.version, receipt.hash, at)
