"""How another system is told no: a problem document (RFC 9457) with our three sentences.

`code` is for programs and stays; the sentences are for the person who reads the log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse

from samrum.core.refusal import Refused
from samrum.office.words import gettext as _
from samrum.packages.form import AnswerFault

MEDIA: Final = "application/problem+json"
UNDER: Final = "/api/"
LONGEST_FACT: Final = 200  # characters of what is said back
PASSED_ON: Final = ("Allow", "Retry-After")


class Problem(Exception):
    """Raised to answer with a problem document; what `code` means is said by `sentences`."""

    def __init__(self, status: int, code: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.headers = headers or {}
        self.more: dict[str, Any] = {}

    def saying(self, **more: Any) -> Problem:
        """The same with members of its own."""
        self.more |= more
        return self


class ProblemDocument(msgspec.Struct):
    """A problem document; `errors` says what is wrong with which fact, `hint` is for whoever
    mends the sender."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    what: str
    because: str
    instead: str
    provision: str = ""
    hint: str = ""
    errors: dict[str, dict[str, str]] = {}


class Problems:
    """Middleware: whatever refuses a request to the API before it is there, says so as JSON."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if not request.path_info.startswith(UNDER) or response.status_code < 400:
            return response
        if response.get("Content-Type", "") == MEDIA:
            return response
        code = BY_STATUS.get(response.status_code, "broken")
        headers = {name: response[name] for name in PASSED_ON if name in response}
        return told(Problem(response.status_code, code, headers))


def told(problem: Problem) -> HttpResponse:
    """The answer that tells of a problem."""
    what, because, instead = sentences(problem.code)
    return _document(problem.status, problem.code, what, because, instead, problem)


def refused(refusal: Refused, status: int, code: str, **headers: str) -> HttpResponse:
    """The answer that tells of a refusal."""
    what, because, instead = (
        _(one).format(**_plain(refusal.about)) if one else "" for one in refusal.sentences
    )
    problem = Problem(status, code, headers)
    if refusal.provision:
        problem.saying(provision=refusal.provision)
    return _document(status, code, what, because, instead, problem)


def faults(found: Mapping[str, AnswerFault]) -> dict[str, dict[str, str]]:
    """What is wrong with each answer, in words."""
    return {
        fact[:LONGEST_FACT]: {
            "what": _(one.what).format(**_plain(one.about)),
            "because": _(one.because).format(**_plain(one.about)),
            "instead": _(one.instead).format(**_plain(one.about)),
        }
        for fact, one in sorted(found.items())
    }


def _document(
    status: int, code: str, what: str, because: str, instead: str, problem: Problem
) -> HttpResponse:
    document = {
        "type": f"urn:samrum:problem:{code}",
        "title": what,
        "status": status,
        "code": code,
        "detail": f"{because} {instead}".strip(),
        "what": what,
        "because": because,
        "instead": instead,
        **problem.more,
    }
    headers = dict(problem.headers)
    return HttpResponse(msgspec.json.encode(document), MEDIA, status, headers=headers)


def _plain(about: Mapping[str, object]) -> dict[str, object]:
    """What fills a sentence: days as a program writes them."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in about.items()
    }


BY_STATUS: Final = {
    400: "not-understood",
    403: "not-for-you",
    404: "not-here",
    405: "wrong-method",
    413: "too-large",
    503: "resting",
}


def sentences(code: str) -> tuple[str, str, str]:
    """What, because, instead."""
    match code:
        case "no-token" | "wrong-token":
            return (
                _("No system is let in with this."),
                _("There is no access token, or it is not valid here."),
                _("Ask the issuer of tokens for a new one, and send it as a bearer token."),
            )
        case "in-the-clear":
            return (
                _("Nothing is answered here without encryption."),
                _("Whoever stands on the way could read the token and what is sent."),
                _("Use the https address, and ask the issuer for a new token."),
            )
        case "not-for-you":
            return (
                _("This system is not let in here."),
                _("The municipality does not know it, or has not given it such a scope."),
                _("Ask the municipality to let the system in."),
            )
        case "not-here":
            return (
                _("There is nothing at this address."),
                _("It may be mistyped, or it is not for this system to see."),
                _("Follow the links that the API gives."),
            )
        case "wrong-method":
            return (
                _("The address is not used in this way."),
                _("It does not answer this method."),
                _("Use one of the methods in the header Allow."),
            )
        case "too-large":
            return (
                _("The request is too large."),
                _("It is larger than anything that is received at once."),
                _("Send one document at a time."),
            )
        case "not-json":
            return (
                _("The request is not read."),
                _("Its content is not said to be JSON."),
                _("Send JSON, and say so in the header Content-Type."),
            )
        case _:
            return _more(code)


def _more(code: str) -> tuple[str, str, str]:
    match code:
        case "no-key":
            return (
                _("Nothing was done."),
                _("The request has no key that makes sending it twice harmless."),
                _("Send the header Idempotency-Key: 1 to 200 letters, digits or . _ : -"),
            )
        case "changed":
            return (
                _("Nothing was done, because the case has changed."),
                _("It is no longer the version that the header If-Match names."),
                _("Read the case again, and decide anew whether to send this."),
            )
        case "wrong-answers":
            return (
                _("What was answered cannot be received."),
                _("Some answers are missing, or are not what the form asks for."),
                _("See under errors what is said of each, and send it again."),
            )
        case "resting":
            return (
                _("Nothing can be answered for a moment."),
                _("We do not reach what we need to answer."),
                _("Send the same again in a minute."),
            )
        case "not-understood":
            return (
                _("The request is not understood."),
                _("It is not what the description of the API says."),
                _("Compare it with /api/v1/openapi.json."),
            )
        case _:
            return (
                _("Something went wrong on our side."),
                _("It is not the fault of the request."),
                _("Send the same again later. If it happens again, tell the municipality."),
            )
