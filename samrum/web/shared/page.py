"""A page: what is put around it, how its forms are told apart, and how it says no.

Every form carries three hidden fields: Django's token against forged forms; `key`, which makes a
second press of the same form the same act; and `whose`, which says, signed, for whom the form was
made.  A form that was opened for one person is never sent for another.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any, Final, cast
from urllib.parse import urlencode

import django.db
import psycopg
from django.core import signing
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import loader
from django.template.backends.utils import csrf_input

from samrum.core.access import Reader
from samrum.core.party import Via
from samrum.core.refusal import Refused
from samrum.office.municipality import Municipality, Unit, municipality, tenant_of
from samrum.web.shared.addresses import url
from samrum.web.shared.dates import spoken
from samrum.web.shared.words import gettext as _

logger = logging.getLogger(__name__)
AT_WORST: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Samrum</title></head><body>
<p lang="sv">Något gick fel hos oss. Försök igen om några minuter, eller ring oss.</p>
<p lang="da">Noget gik galt hos os. Prøv igen om nogle minutter, eller ring til os.</p>
<p>Something went wrong on our side. Try again in a few minutes, or call us.</p>
</body></html>
"""
# How it shows that the database is away; some statements go past Django, which has its own words.
AWAY: Final = (
    *(django.db.OperationalError, django.db.InterfaceError),
    *(psycopg.OperationalError, psycopg.InterfaceError),
)
WHOSE: Final = signing.Signer(salt="samrum.whose")


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at our pages: who is logged in (None: nobody) and for whom she acts.

    `acting_for` is the id of the person she acts for, her own when it is herself; `minutes` is how
    long the session lasts when nothing is pressed.  A caseworker who types for a resident does so
    `via` phone, counter or paper.
    """

    reader: Reader | None = None
    acting_for: str = ""
    acting_for_name: str = ""
    minutes: int = 0
    via: Via = "portal"

    @property
    def for_another(self) -> bool:
        return self.reader is not None and self.acting_for != self.reader.id

    @property
    def typing(self) -> bool:
        return self.via != "portal"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of a form: where it stands, and what to do about it."""

    field: str
    what: str


NOBODY: Final = Visit()


def visit(request: HttpRequest) -> Visit:
    """Who is at the pages in this request."""
    return cast(Visit, getattr(request, "visit", NOBODY))


def reader(request: HttpRequest) -> Reader:
    """Who is logged in; only behind a door that asks for it."""
    known = visit(request).reader
    assert known is not None, "the gate lets nobody through to this page without logging in"
    return known


def as_herself(request: HttpRequest) -> None:
    """Behind the staff's doors nobody acts or types for another."""
    now = visit(request)
    if now.reader and (now.for_another or now.typing):
        herself = Visit(now.reader, now.reader.id, now.reader.person.name, now.minutes)
        request.visit = herself  # type: ignore[attr-defined]


def via(request: HttpRequest) -> Via:
    """By what way an act on this page reaches us."""
    return visit(request).via


def here(request: HttpRequest) -> Municipality:
    """The municipality whose pages these are, by the host name; the first for a strange one."""
    known = getattr(request, "here", None)  # asked for half a dozen times while a page is made
    if known is None:
        known = request.here = _of_host(request)  # type: ignore[attr-defined]
    return cast(Municipality, known)


def _of_host(request: HttpRequest) -> Municipality:
    try:
        host = request.get_host()
    except DisallowedHost:  # refused further in; until then there is a page to be made
        host = ""
    return municipality(tenant_of(host.partition(":")[0]))


def contact(request: HttpRequest, service: str = "") -> Unit:
    """Whom to ask: the unit that works with the service, else the first of the municipality."""
    units = here(request).units
    return units.get(here(request).unit_of(service)) or next(iter(units.values()))


def show(
    request: HttpRequest, template: str, about: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Answers with a page; 422 is used when a form was not understood."""
    around = {
        "request": request,
        "csrf_input": csrf_input(request),
        "visit": visit(request),
        "here": here(request),
        "contact": contact(request),
        "nonce": getattr(request, "nonce", ""),
        "key": request.POST.get("key") or token_urlsafe(18),
        "whose": whose(request),
        "path": request.get_full_path(),
        "faults": (),
    }
    text = loader.get_template(template).render({**around, **(about or {})})
    return HttpResponse(text, status=status)


def go(name: str, *args: object, **query: str) -> HttpResponse:
    """Sends the browser on after a form, so that going back or loading anew sends nothing."""
    address = url(name, *args)
    if query:
        address += "?" + urlencode(query)
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def key(request: HttpRequest) -> str:
    """The form's own key: the same for every press of the same form."""
    given = request.POST.get("key", "")
    return given if 16 <= len(given) <= 100 else token_urlsafe(18)


def whose(request: HttpRequest) -> str:
    """For whom a form on this page is made, signed."""
    now = visit(request)
    return WHOSE.sign(f"{now.reader.id}|{now.acting_for}") if now.reader else ""


def made_for(request: HttpRequest) -> tuple[str, str]:
    """Who had this form open and for whom; two empty texts when the signature is not ours."""
    try:
        person, _bar, acting_for = WHOSE.unsign(request.POST.get("whose", "")).partition("|")
    except signing.BadSignature:
        return "", ""
    return person, acting_for


def for_another(request: HttpRequest) -> HttpResponse | None:
    """Stops a form that was opened while she acted for somebody else, in another tab perhaps."""
    now = visit(request)
    if now.reader and made_for(request) == (now.reader.id, now.acting_for):
        return None
    return told(
        request,
        _("Nothing was sent."),
        because=_(
            "This page was opened for somebody other than the person you are acting for now."
        ),
        instead=_("Check who you are acting for, open the page again and send it from there."),
        status=409,
    )


def sentences(refused: Refused) -> tuple[str, str, str]:
    """The three sentences of a refusal in the reader's language, filled in."""
    about = {name: spoken(value) for name, value in refused.about.items()}
    what, because, instead = (
        _(sentence).format(**about) if sentence else "" for sentence in refused.sentences
    )
    return what, because, instead


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal that no page took care of."""
    what, because, instead = sentences(error)
    return told(request, what, because=because, instead=instead, status=409)


def not_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page is not there, or not for this reader: nobody can tell which."""
    return told(
        request,
        _("We cannot find this page."),
        because=_("The address may be mistyped, or the page is not for you to see."),
        instead=_("Go to the start page, or ask us and we will help you find it."),
        status=404,
    )


def wrong_way_in(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    """The address is there, but is not to be used like this."""
    response = told(
        request,
        _("This page cannot be used in that way."),
        because=_("It is opened from another page."),
        instead=_("Go to the start page and begin from there."),
        status=405,
    )
    response["Allow"] = ", ".join(methods)
    return response


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent is not something that our pages send."""
    return told(
        request,
        _("We could not read what was sent."),
        because=_("It was too large, or damaged on the way."),
        instead=_("Go back, make the text or the file smaller, and try again."),
        status=400,
    )


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token that our own forms carry."""
    return told(
        request,
        _("Nothing was sent."),
        because=_(
            "The page had been open for a very long time, or your browser blocks our cookies."
        ),
        instead=_("Go back, reload the page and press once more."),
        status=403,
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed on our side: perhaps the very parts that a page is made of."""
    try:
        return told(
            request,
            _("Something went wrong on our side."),
            because=_("It is not your fault, and what you had saved is still there."),
            instead=_("Try again in a few minutes. If it happens again, call us."),
            status=500,
        )
    except Exception:  # whatever it was, somebody waits for an answer
        logger.exception("The page that says that something went wrong could not be made")
        return HttpResponse(AT_WORST, status=500)


def resting(request: HttpRequest) -> HttpResponse:
    """The pages are there, but what they stand on is not just now.

    Something that was sent may have been kept before the answer was lost.  Reloading sends the same
    form with the same key, so it is received once.
    """
    because = _("We cannot reach our own records just now. What you had saved is safe.")
    instead = _("Wait a minute and reload the page.")
    if request.method == "POST":
        because = _(
            "We cannot reach our own records just now, so we do not know whether this was received."
        )
        instead = _(
            "Wait a minute and reload this page. If the browser asks, let it send again: it is "
            "received once, however often it is sent."
        )
    what = _("The service is resting for a moment.")
    response = told(request, what, because=because, instead=instead, status=503)
    response["Retry-After"] = "60"
    return response


def told(
    request: HttpRequest, what: str, *, because: str, instead: str, status: int
) -> HttpResponse:
    """A page that says no: what, because, instead, and a way on."""
    about = {"what": what, "because": because, "instead": instead, "status": status}
    return show(request, "shared/told.html", about, status)
