"""Who is at the pages in this request, and which language she reads."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from samrum.office import identity, see
from samrum.web.shared import assisting, page
from samrum.web.shared.page import NOBODY, Visit
from samrum.web.shared.words import first, speak, spoken, stand_in

logger = logging.getLogger(__name__)
COOKIE: Final = f"{settings.COOKIE_PREFIX}samrum-person"
WARN_MINUTES: Final = 30


class WhoIsHere:
    """Middleware: puts `visit` on the request and sets the language and the clock of the page."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        here = page.here(request)
        stand_in(here)
        speak(_asked_language(request))
        try:
            request.visit = _visit(request)  # type: ignore[attr-defined]
        except page.AWAY:
            logger.exception("The database cannot be reached")
            return page.resting(request)
        return self.answer(request)


def token(request: HttpRequest) -> str:
    """What the browser holds of the session."""
    return request.COOKIES.get(COOKIE, "")


def remember(response: HttpResponse, token: str) -> None:
    """Gives the browser the session; it forgets it when it is closed."""
    response.set_cookie(
        COOKIE, token, secure=settings.BEHIND_TLS, httponly=True, samesite="Lax", path="/"
    )


def forget(response: HttpResponse) -> None:
    """Takes the session from the browser."""
    response.set_cookie(
        COOKIE, "", max_age=0, secure=settings.BEHIND_TLS, httponly=True, samesite="Lax", path="/"
    )


def remember_language(response: HttpResponse, language: str) -> None:
    """Lets the browser remember which language was chosen, for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 60 * 60,
        secure=settings.BEHIND_TLS,
        httponly=True,
        samesite="Lax",
    )


def _visit(request: HttpRequest) -> Visit:
    if not token(request):
        return NOBODY
    session = identity.session(token(request), tenant=page.here(request).tenant)
    if session is None:
        return NOBODY
    speak(session.language)
    typing = assisting.now(request, session.reader)
    if typing:
        person, via = typing
        return Visit(session.reader, person.id, person.name, WARN_MINUTES, via)
    acting_for = session.acting_for or session.reader.id
    name = session.reader.person.name
    if session.acting_for:
        people = {person.id: person.name for person in see.acting_for(session.reader)}
        name = people.get(acting_for, "")
    return Visit(session.reader, acting_for, name, WARN_MINUTES)


def _asked_language(request: HttpRequest) -> str:
    """The language that was chosen here before, else the first we speak of those she reads."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in spoken():
        return chosen
    asked = request.headers.get("Accept-Language", "")[:200].split(",")
    reads = (one.split(";")[0].split("-")[0].strip().lower() for one in asked)
    return next((one for one in reads if one in spoken()), first())
