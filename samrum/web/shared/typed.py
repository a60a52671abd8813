"""What somebody has typed or chosen, read in one way on all pages, and what is wrong with it.

What cannot be read is None or nothing, never an error of ours: the page says what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.http import HttpRequest

from samrum.core.refusal import Refused
from samrum.web.shared import page
from samrum.web.shared.page import Fault
from samrum.web.shared.words import gettext as _

LONGEST: Final = 10_000  # characters of a text; the fields of macros.html say the same
MOST_DIGITS: Final = 9


def text_of(request: HttpRequest, field: str, otherwise: str = "") -> str:
    """What was written in a field, with the line ends that we keep."""
    return request.POST.get(field, otherwise).replace("\r\n", "\n")


def day_in(text: str) -> date | None:
    """A day as a field sends it (2026-12-03), None where none was chosen or it is no day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def day_of(request: HttpRequest, field: str) -> date | None:
    """The day that was chosen in a field of a form, as `day_in`."""
    return day_in(request.POST.get(field, ""))


def moment_of(request: HttpRequest, field: str) -> datetime | None:
    """The moment that a page wrote in a hidden field of its form, None where there is none."""
    try:
        return datetime.fromisoformat(request.POST.get(field, ""))
    except ValueError:
        return None


def number_in(text: str) -> int:
    """A number of something, 0 where none was chosen; nothing of ours has so many digits."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0


def number_of(request: HttpRequest, field: str) -> int:
    """The number that was chosen in a field of a form, as `number_in`."""
    return number_in(request.POST.get(field, ""))


def numbers_of(request: HttpRequest, field: str) -> tuple[int, ...]:
    """The numbers that were ticked in a field of a form."""
    return tuple(filter(None, map(number_in, request.POST.getlist(field))))


def no_day(field: str) -> Fault:
    """What is said at a field in which no day can be read."""
    return Fault(field, _("Write the day as 2026-12-03."))


def too_long(texts: Mapping[str, str], most: int = LONGEST) -> tuple[Fault, ...]:
    """What is wrong with texts, by their fields, that are longer than anybody reads."""
    what = _("The text is too long: at most %(most)s characters. Shorten it, or send it in parts.")
    fields = (field for field in texts if len(texts[field]) > most)
    return tuple(Fault(field, what % {"most": most}) for field in fields)


def refusal(field: str, refused: Refused) -> Fault:
    """The three sentences of a refusal at a field, with the law behind it."""
    law = f" ({refused.provision})" if refused.provision else ""
    return Fault(field, " ".join(page.sentences(refused)) + law)
