"""How much one press may send.

A browser that is refused in the middle of sending shows nothing but a lost connection.  So what is
too much is read to its end and thrown away, within reason, and then refused in plain words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Final, cast

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse

from samrum.web.shared import page
from samrum.web.shared.words import gettext as _

MOST_BYTES: Final = 60 * 1024 * 1024  # a few pages, photographed
MOST_READ: Final = 10 * MOST_BYTES
_PIECE: Final = 1024 * 1024


class Bounds:
    """Middleware: refuses a request whose body is larger than anything our pages send."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = _length(request)
        if length <= MOST_BYTES:
            return self.answer(request)
        if isinstance(request, WSGIRequest):
            _read_to_the_end(cast(IO[bytes], request.environ["wsgi.input"]), length)
        return page.told(
            request,
            _("The files are too large to be received."),
            because=_("Together they are more than %(most)s MB.") % {"most": MOST_BYTES >> 20},
            instead=_("Go back and send one file at a time, or take smaller pictures."),
            status=413,
        )


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _read_to_the_end(body: IO[bytes], length: int) -> None:
    left = min(length, MOST_READ)
    while left > 0:
        piece = body.read(min(_PIECE, left))
        if not piece:
            return
        left -= len(piece)
