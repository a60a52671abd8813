"""A caseworker types for a resident: for whom, and how the resident is there.

The caseworker then uses the resident's own pages, or those of one room.  It is kept in her browser,
signed and bound to her, and ends when she says so or closes the browser.
"""

from __future__ import annotations

from typing import Final, cast

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from samrum.core.access import Reader
from samrum.core.party import Via
from samrum.core.person import Person
from samrum.office import assisted, room_typing
from samrum.office.relation import TYPED, NotHere
from samrum.web.shared.addresses import url
from samrum.web.shared.words import gettext as _

COOKIE: Final = f"{settings.COOKIE_PREFIX}samrum-typing"
IN_THE_FRAME: Final = ("desk:typed", "shared:stay")
"""What the frame of a page sends, also of a room's: no longer typing, and staying logged in."""
SIGNED: Final = signing.Signer(salt="samrum.typing")


def begin(response: HttpResponse, reader: Reader, person: str, via: Via, *, room: str = "") -> None:
    """From now on `reader` types for `person`, who is there by way of `via`; in one `room` only, or
    on the pages of a resident."""
    response.set_cookie(
        COOKIE,
        SIGNED.sign_object({"by": reader.id, "for": person, "via": via, "room": room}),
        secure=settings.BEHIND_TLS,
        httponly=True,
        samesite="Lax",
    )


def end(response: HttpResponse) -> None:
    """She is herself again."""
    response.delete_cookie(COOKIE, samesite="Lax")


def now(request: HttpRequest, reader: Reader) -> tuple[Person, Via] | None:
    """For whom `reader` types at this moment, and how that person is there."""
    if reader.person.post is None or COOKIE not in request.COOKIES:
        return None
    try:
        told = SIGNED.unsign_object(request.COOKIES[COOKIE])
        if told["by"] != reader.id or told["via"] not in TYPED:
            return None
        inside = told.get("room", "")
        if not inside:
            return assisted.resident(reader, told["for"]), cast(Via, told["via"])
        here = (url("room:room", inside), *map(url, IN_THE_FRAME))
        if not request.path.startswith(here):
            return None
        return room_typing.somebody(reader, inside, told["for"]), cast(Via, told["via"])
    except (signing.BadSignature, NotHere, KeyError, TypeError):
        return None


def room(request: HttpRequest) -> str:
    """The room in which somebody types, "" outside all rooms."""
    try:
        told = SIGNED.unsign_object(request.COOKIES.get(COOKIE, ""))
    except signing.BadSignature:
        return ""
    return str(told.get("room", ""))


def ways() -> list[tuple[str, str]]:
    """How a resident can be there without typing herself."""
    return [
        ("phone", _("On the phone")),
        ("counter", _("Here at the counter")),
        ("paper", _("On paper, in a letter or a form")),
    ]
