"""The gate: every address of the pages stands in one table, or it does not exist.

`samrum/web/doors.txt` says for each address by its name which methods it answers, for whom it is
open, and what it is for.  An address that is absent from the table stops the server from starting;
what it protects behind the door is decided in samrum.core.access.  What everybody is then answered
stands in `samrum/web/policy.txt`, and an address that is absent from that does not start either.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, cast
from urllib.parse import urlencode

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from samrum.core.refusal import Refused
from samrum.office.relation import NotHere
from samrum.office.why import WhyNeeded
from samrum.web.shared import page, parking, policy
from samrum.web.shared.addresses import names, url

logger = logging.getLogger(__name__)
OF_THE_DISK: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
TABLE: Final = Path(__file__).resolve().parent.parent / "doors.txt"
Who = Literal["anyone", "resident", "staff", "system"]


@dataclass(frozen=True, slots=True)
class Door:
    """One address: its name, its methods, who may knock, and what is behind it."""

    name: str
    methods: tuple[str, ...]
    who: Who
    what: str


class Gate:
    """Middleware: lets a request through to its page, or sends it to log in, or finds nothing."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer
        without = sorted(set(names()) - set(doors()))
        if without:
            raise ImproperlyConfigured(f"These addresses are not in doors.txt: {without}")
        unwritten = sorted(set(doors()) - set(policy.cells()))
        if unwritten:
            raise ImproperlyConfigured(f"These addresses are not in policy.txt: {unwritten}")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Decides at the door, before the page is asked."""
        match = request.resolver_match
        door = doors().get(match.view_name) if match else None
        if door is None:
            raise Http404
        if request.method not in door.methods:
            return page.wrong_way_in(request, door.methods)
        if door.who in ("anyone", "system"):  # a system is asked for its token behind the door
            return None
        return _known(request, door)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What is hidden and what is absent look alike; a refusal is told in three sentences."""
        if isinstance(error, NotHere):
            return page.not_here(request)
        if isinstance(error, WhyNeeded):
            asking = url("desk:reading", error.case)
            next = request.get_full_path() if request.method == "GET" else ""
            return HttpResponseRedirect(f"{asking}?{urlencode({'next': next})}")
        if isinstance(error, Refused):
            return page.refused(request, error)
        if isinstance(error, page.AWAY):
            logger.error("The database cannot be reached", exc_info=error)
            return page.resting(request)
        if isinstance(error, OSError) and error.errno in OF_THE_DISK:
            logger.error("Nothing can be written to the disk", exc_info=error)
            return page.resting(request)
        return None


def _known(request: HttpRequest, door: Door) -> HttpResponse | None:
    visit = page.visit(request)
    if visit.reader is None:
        return parking.to_login(request)
    if door.who == "staff":
        if visit.reader.person.post is None:
            raise Http404
        page.as_herself(request)
    if request.method == "POST":
        return page.for_another(request)
    return None


@cache
def doors() -> dict[str, Door]:
    """The table, by the name of the address."""
    lines = (line.strip() for line in TABLE.read_text(encoding="utf-8").splitlines())
    rows = (line.split(maxsplit=3) for line in lines if line and not line.startswith("#"))
    return {
        name: Door(name, _methods(methods), cast(Who, who), what)
        for name, methods, who, what in rows
    }


def _methods(written: str) -> tuple[str, ...]:
    methods = tuple(written.split(","))
    return ("HEAD", *methods) if "GET" in methods else methods
