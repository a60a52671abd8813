"""The door: which system knocks, what it may ask, and how a no is told.

A page behind it gets the request and the system, and gives what becomes JSON.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, Final

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from samrum.api import problem
from samrum.api.problem import Problem
from samrum.core.access import System
from samrum.core.refusal import Refused
from samrum.office import systems
from samrum.office.act import Changed
from samrum.office.forms import NotAnswered
from samrum.office.municipality import tenant_of
from samrum.office.press import KeyUsed
from samrum.office.relation import NotHere

logger = logging.getLogger(__name__)
View = Callable[..., Any]
MOST_BYTES: Final = 30 * 1024 * 1024
NO_TOKEN: Final = {"WWW-Authenticate": 'Bearer realm="samrum"'}
WRONG_TOKEN: Final = {"WWW-Authenticate": 'Bearer realm="samrum", error="invalid_token"'}
NO_SCOPE: Final = {"WWW-Authenticate": 'Bearer realm="samrum", error="insufficient_scope"'}


def for_systems(view: View) -> View:
    """A page for a system that has proven which one it is."""
    return _answering(lambda request, **places: view(request, who(request), **places), view)


def for_anyone(view: View) -> View:
    """A page that holds no secret."""
    return _answering(view, view)


def by_method(GET: View, POST: View) -> View:
    """One address that is read and written."""

    @csrf_exempt
    def chosen(request: HttpRequest, **places: Any) -> HttpResponseBase:
        made: HttpResponseBase = (POST if request.method == "POST" else GET)(request, **places)
        return made

    return chosen


def who(request: HttpRequest) -> System:
    """The system that the request's token lets in.  Raises Problem."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem(401, "no-token", NO_TOKEN)
    try:
        client, scopes = proof()(token.strip())
    except PermissionError as error:
        raise Problem(401, "wrong-token", WRONG_TOKEN).saying(hint=str(error)) from error
    except Refused as error:
        logger.warning("The issuer of tokens does not answer: %s", error)
        raise Problem(503, "resting", {"Retry-After": "60"}) from error
    system = systems.let_in(tenant_of(request.get_host().partition(":")[0]), client, scopes)
    if system is None or not system.roles:
        raise Problem(403, "not-for-you", NO_SCOPE)
    request.system = system.id  # type: ignore[attr-defined]
    return system


@cache
def proof() -> Callable[[str], tuple[str, tuple[str, ...]]]:
    """What settings.API_TOKENS names: the client and scopes of a token; PermissionError."""
    from django.utils.module_loading import import_string

    made: Callable[[str], tuple[str, tuple[str, ...]]] = import_string(settings.API_TOKENS)()
    return made


def body(request: HttpRequest, shape: Any) -> Any:
    """What the request holds, in this shape.  Raises Problem."""
    if request.content_type != "application/json":
        raise Problem(415, "not-json")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise Problem(413, "too-large")
    return _read(lambda: msgspec.json.decode(request.read(), type=shape))


def query(request: HttpRequest, shape: Any) -> Any:
    """What the address asks after the question mark, each name once.  Raises Problem."""
    if any(len(values) > 1 for _, values in request.GET.lists()):
        raise Problem(400, "not-understood")
    return _read(lambda: msgspec.convert(request.GET.dict(), shape, strict=False))


def answer(content: Any, status: int = 200, **headers: str) -> HttpResponse:
    """An answer in JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(msgspec.json.encode(content), "application/json", status, headers=named)


def _answering(view: View, named: View) -> View:
    @csrf_exempt  # no cookie lets anybody in here
    @wraps(named)
    def answering(request: HttpRequest, **places: Any) -> HttpResponseBase:
        shown = settings.BEHIND_TLS and "Authorization" in request.headers
        if shown and not request.is_secure():
            return problem.told(Problem(403, "in-the-clear"))
        try:
            made = view(request, **places)
        except Problem as found:
            return problem.told(found)
        except NotHere:
            return problem.told(Problem(404, "not-here"))
        except Changed as changed:
            etag = {"ETag": f'"{changed.view.version}"'}
            return problem.told(Problem(412, "changed", etag))
        except NotAnswered as wrong:
            found = Problem(422, "wrong-answers").saying(errors=problem.faults(wrong.faults))
            return problem.told(found)
        except KeyUsed as used:
            return problem.refused(used, 422, "key-used")
        except Refused as refusal:
            return problem.refused(refusal, 409, "refused")
        return made if isinstance(made, HttpResponseBase) else answer(made)

    return answering


def _read(reading: Callable[[], Any]) -> Any:
    try:
        return reading()
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise Problem(400, "not-understood").saying(hint=str(error)[:200]) from error
