"""What the pages and the API turned away, as it stands in the security log.

One place for all of them, so that nothing that says no can forget to tell.  Of the address only the
door's name is written; what somebody looked for is nobody's business.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from samrum.office import identity
from samrum.office.security_log import What, note
from samrum.web.shared import page, session
from samrum.web.shared.addresses import url

OF_PAGES: Final[dict[int, What]] = {
    400: "not understood",
    401: "asked to log in",
    403: "form without token",
    404: "turned away",
    405: "wrong method",
    409: "refused",
    413: "not understood",
    415: "not understood",
    429: "too fast",
}
OF_SYSTEMS: Final[dict[int, What]] = {**OF_PAGES, 401: "not let in", 403: "not let in"}
TELL_THEMSELVES: Final = ("shared:login-start", "shared:login-back")


class Noting:
    """Middleware: one line for each request that was turned away."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        what = _what(request, response)
        if what:
            reader = page.visit(request).reader
            about = {"door": _door(request), "answer": response.status_code}
            if reader:
                about["session"] = identity.mark_of(session.token(request))
            if system := getattr(request, "system", ""):
                about["system"] = system
            note(what, page.here(request).tenant, reader.id if reader else "", **about)
        return response


def _what(request: HttpRequest, response: HttpResponse) -> What | None:
    door = _door(request)
    if door in TELL_THEMSELVES or (not door and not page.visit(request).reader):
        return None  # what is not there at all is asked for by every machine that passes by
    to_login = response.get("Location", "").startswith(url("shared:login") + "?")
    status = 401 if to_login else response.status_code
    return (OF_SYSTEMS if door.startswith("api:") else OF_PAGES).get(status)


def _door(request: HttpRequest) -> str:
    """The name of the address that was knocked at, "" where there is none."""
    return request.resolver_match.view_name if request.resolver_match else ""
