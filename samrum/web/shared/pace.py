"""How fast one may press: enough for anybody's fingers, and too slow for a machine that tries out.

Two limits hold at once, each in the minute that runs: one for a session, and a generous one for a
network address, because a whole library, school or office may come from one. Who is too fast waits;
nobody is locked out, and what was typed is still on the page. Each serving process counts for
itself, so the limits of an installation are these times its processes.  ASVS 5.0, 2.4.1 and 15.3.4.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from samrum.web.shared import page, session
from samrum.web.shared.words import gettext as _

MINUTE: Final = 60
OF_A_SESSION: Final = 240
OF_AN_ADDRESS: Final = 6_000
LOGINS_OF_AN_ADDRESS: Final = 300
LOGIN: Final = "/login/start/"


@dataclass
class Counts:
    """How often each has come in the minute that runs."""

    now: Callable[[], float] = time.monotonic
    minute: int = -1
    seen: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def too_many(self, limits: dict[str, int]) -> bool:
        """Counts one more for each; whether one of them is above its limit."""
        with self.lock:
            minute = int(self.now() // MINUTE)
            if minute != self.minute:
                self.minute = minute
                self.seen.clear()
            self.seen.update(limits.keys())
            return any(self.seen[name] > most for name, most in limits.items())

    def seconds_left(self) -> int:
        """Until the next minute begins."""
        return MINUTE - int(self.now() % MINUTE)


class Pace:
    """Middleware: tells who presses too fast to wait, where settings.PACE says so."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer
        self.counts = Counts()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.PACE or not self.counts.too_many(limits(request)):
            return self.answer(request)
        response = page.told(
            request,
            _("Wait a moment."),
            because=_("More has come from here in one minute than anybody can press."),
            instead=_("Wait a minute and press again. What you have typed is still on the page."),
            status=429,
        )
        response["Retry-After"] = str(self.counts.seconds_left())
        return response


def limits(request: HttpRequest) -> dict[str, int]:
    """Who is counted in this request, each with the most in a minute."""
    address = address_of(request)
    found = {f"address {address}": OF_AN_ADDRESS}
    if request.path == LOGIN:
        found[f"login {address}"] = LOGINS_OF_AN_ADDRESS
    if token := session.token(request):
        found[f"session {sha256(token.encode(errors='replace')).hexdigest()}"] = OF_A_SESSION
    return found


def address_of(request: HttpRequest) -> str:
    """Where the request comes from: behind TLS, what our own proxy has seen, which is the last."""
    seen = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_TLS else ""
    return seen.rpartition(",")[2].strip()[:60] or request.META.get("REMOTE_ADDR", "")
