"""The way in and out: choosing a language, logging in with an e-identity, logging out."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from secrets import token_urlsafe
from typing import Any, Final, Protocol, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.module_loading import import_string

from samrum.core.person import Person
from samrum.core.refusal import Refused
from samrum.office import identity, persons
from samrum.office.municipality import address
from samrum.office.security_log import note
from samrum.web.shared import page, parking, session
from samrum.web.shared.addresses import url
from samrum.web.shared.words import language as spoken_language
from samrum.web.shared.words import spoken

logger = logging.getLogger(__name__)
PENDING: Final = "login"
OUT: Final = signing.Signer(salt="samrum.out")


class EIdentity(Protocol):
    """The e-identity provider, as settings.E_IDENTITY names it."""

    def begin(self, back: str, language: str, again: bool) -> tuple[str, dict[str, Any]]:
        """Where to send the person, and what to remember until she is back; `again` has her show
        who she is even if she just has.  Raises Refused."""

    def finish(self, pending: Mapping[str, Any], brought: Mapping[str, str]) -> persons.Identity:
        """Who she is, from what she brought back in the address.  Raises Refused."""

    def end(self, back: str, state: str, language: str) -> str | None:
        """Where to end the session at the provider, None if it has no such place.  Raises Refused
        where it does not answer soon."""


@cache
def e_identity() -> EIdentity:
    """The provider of this installation."""
    return cast(EIdentity, import_string(settings.E_IDENTITY)())


def language(request: HttpRequest) -> HttpResponse:
    """Chooses the language, for this session and for the next visit."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(parking.safe(request.POST.get("next", "/")))
    if chosen in spoken():
        session.remember_language(response, chosen)
        if page.visit(request).reader:
            tenant = page.here(request).tenant
            identity.choose_language(session.token(request), chosen, tenant=tenant)
    return response


def login(request: HttpRequest) -> HttpResponse:
    """Says what logging in means and shows the way, at the address to which the provider brings her
    back: at another one, its cookies would not be found again."""
    next, ours = _wanted(request), address(page.here(request))
    if urlsplit(ours).hostname != urlsplit(f"//{request.get_host()}").hostname:
        onward = f"?{urlencode({'next': next})}" if next else ""
        return HttpResponseRedirect(ours + url("shared:login") + onward)
    reader = page.visit(request).reader
    if reader:
        return HttpResponseRedirect(next or _first_page(reader.person))
    about = {"next": next, "waiting": next == url("shared:parked")}
    return page.show(request, "shared/login.html", about)


def start(request: HttpRequest) -> HttpResponse:
    """Sends the person to the provider; what belongs to this log-in stays on our side.

    Only a press on one of our own pages does that: whoever is led here from elsewhere is shown the
    page where she can press, so that no other site logs anybody in behind her back.
    """
    if request.headers.get("Sec-Fetch-Site", "") in ("cross-site", "same-site"):
        return page.go("shared:login", next=_wanted(request))
    ends = request.GET.get("ends", "")
    back = address(page.here(request)) + url("shared:login-back")
    try:
        provider, pending = e_identity().begin(back, spoken_language(), again=bool(ends))
    except Refused as refused:
        return _not_in(request, refused)
    begun = {"pending": pending, "next": _wanted(request), "ends": ends}
    request.session[PENDING] = {**begun, "by": getattr(page.visit(request).reader, "id", "")}
    return HttpResponseRedirect(provider)


def come_back(request: HttpRequest) -> HttpResponse:
    """Takes the person in when the provider says who she is."""
    begun = request.session.pop(PENDING, None)
    request.session.cycle_key()  # what somebody knew of the session before is worth nothing now
    try:
        twice = any(len(values) > 1 for _name, values in request.GET.lists())  # RFC 6749, 3.1
        if begun is None or twice:
            raise Refused(
                "You were not logged in.",
                because="This log-in was begun in another browser, or has already been used.",
                instead="Go back to our log-in page and begin again.",
            )
        known = e_identity().finish(begun["pending"], request.GET.dict())
    except Refused as refused:
        return _not_in(request, refused)
    tenant = page.here(request).tenant
    person = persons.log_in(known, tenant=tenant)
    response = HttpResponseRedirect(begun["next"] or _first_page(person))
    identity.end_session(session.token(request), tenant=tenant)
    if begun["ends"] and begun["by"] == person.id:
        many = identity.end_log_ins(person, begun["ends"], tenant=tenant)
        response = page.go("shared:log-ins", ended=str(many))
    token = identity.begin_session(person, tenant=tenant)
    note("logged in", tenant, person.id, session=identity.mark_of(token), assurance=known.level)
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        identity.choose_language(token, spoken_language(), tenant=tenant)
    session.remember(response, token)
    return response


def logout(request: HttpRequest) -> HttpResponse:
    """Ends the session here, whatever the provider says, and then the one at the provider.

    Nothing stays in the browser, so what the provider is to bring back proves itself (`OUT`).  She
    is sent there from a page, not by a redirect: a browser holds the redirect after a form to
    form-action, which names nobody but us.
    """
    tenant, token = page.here(request).tenant, session.token(request)
    if gone := page.visit(request).reader:
        note("logged out", tenant, gone.id, session=identity.mark_of(token))
    identity.end_session(token, tenant=tenant)
    request.session.flush()
    request.visit = page.NOBODY  # type: ignore[attr-defined]
    state = OUT.sign(token_urlsafe(16))
    there = _end_at_provider(request, state)
    if there:
        about = {"there": there, "path": url("resident:home")}
        response = page.show(request, "shared/leaving.html", about)
    else:
        response = page.go("resident:home", state=state)
    session.forget(response)
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def has_logged_out(request: HttpRequest) -> bool:
    """Whether she comes to this page from logging out."""
    try:
        OUT.unsign(request.GET.get("state", ""))
    except signing.BadSignature:
        return False
    return page.visit(request).reader is None


def stay(request: HttpRequest) -> HttpResponse:
    """The press itself has prolonged the session."""
    return HttpResponseRedirect(parking.safe(request.POST.get("next", "")))


def parked(request: HttpRequest) -> HttpResponse:
    """Gives back what was typed before the session ended, ready to be sent."""
    kept = parking.parked(request)
    if kept is None:
        return page.go("resident:cases")
    now = page.visit(request)
    if kept["acting_for"] != now.acting_for:
        other = "" if kept["acting_for"] == page.reader(request).id else kept["acting_for"]
        identity.act_for(session.token(request), other, tenant=page.here(request).tenant)
        return page.go("shared:parked")
    about = {
        "kept": kept,
        "typed": parking.typed(kept["fields"]),
        "key": dict(kept["fields"]).get("key", ""),
    }
    return page.show(request, "shared/parked.html", about)


def _end_at_provider(request: HttpRequest, state: str) -> str | None:
    """Where her session at the provider ends, None where that cannot be done now."""
    back = address(page.here(request)) + url("resident:home")
    try:
        return e_identity().end(back, state, spoken_language())
    except Refused as refused:
        logger.warning(
            "Logged out here, and not at the provider: %s",
            refused.about.get("reason", "it cannot be used"),
        )
        return None


def _wanted(request: HttpRequest) -> str:
    """The page that she was on her way to, empty if she came only to log in."""
    asked = request.GET.get("next", "")
    return parking.safe(asked) if asked else ""


def _first_page(person: Person) -> str:
    """Where somebody begins: the desk for those who work here, her own cases for others."""
    return url("desk:worklist" if person.post else "resident:cases")


def _not_in(request: HttpRequest, refused: Refused) -> HttpResponse:
    note("log-in refused", page.here(request).tenant, because=refused.sentences[1])
    what, because, instead = page.sentences(refused)
    about = {"what": what, "because": because, "instead": instead}
    return page.show(request, "shared/not_in.html", about, status=403)
