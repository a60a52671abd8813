"""The keys of the desk: what they do, and turning them off (WCAG 2.2, 2.1.4)."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from samrum.web.shared import page
from samrum.web.shared.words import gettext as _

COOKIE: Final = f"{settings.COOKIE_PREFIX}samrum-keys"
A_YEAR: Final = 365 * 24 * 60 * 60


def keys(request: HttpRequest) -> HttpResponse:
    """Lists the keys; the button turns them off or on in this browser."""
    if request.method == "POST":
        on = request.POST.get("keys") != "off"
        response = page.go("desk:keys")
        response.set_cookie(
            COOKIE,
            "on" if on else "off",
            max_age=A_YEAR,
            secure=settings.BEHIND_TLS,
            httponly=True,
            samesite="Lax",
        )
        return response
    about = {
        "on": request.COOKIES.get(COOKIE) != "off",
        "everywhere": _everywhere(),
        "places": _places(),
    }
    return page.show(request, "desk/keys.html", about)


def _everywhere() -> list[tuple[str, str]]:
    return [
        ("w", _("To the worklist")),
        ("h", _("Help a resident; in a case: type for this resident")),
        ("n", _("Next case; in the worklist: take the next case")),
        ("?", _("This page")),
    ]


def _places() -> list[tuple[str, str]]:
    return [
        ("j", _("In the worklist: one case down")),
        ("k", _("In the worklist: one case up")),
        ("Enter", _("Open the case")),
        ("/", _("In the worklist: search")),
        ("m", _("In the worklist: the twenty after")),
        ("p", _("In the worklist: the twenty before")),
        ("d", _("In a case: do what is first to do")),
        ("a", _("In a case: assess")),
        ("t", _("In a case: take it, or hand it over")),
    ]
