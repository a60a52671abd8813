"""What every answer tells the browser it may not do, and by whose word it came encrypted.

A page runs only the scripts that carry this answer's nonce, loads nothing from anybody else, is
framed by nobody and is kept by no cache: many read their case on a computer at the library.  A
script may put HTML into the page by one way only, the policy that samrum.js makes for htmx; every
other way is refused by the browser.  Content Security Policy 3 and Trusted Types (W3C).
"""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_urlsafe
from typing import Final

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

PAGE: Final = (
    "default-src 'none'",
    "script-src 'nonce-{nonce}'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types samrum",
)
FILE: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
PROTO: Final = "HTTP_X_FORWARDED_PROTO"
HEADERS: Final = {
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class ProxysWord:
    """Middleware: whether somebody came encrypted is what our own proxy says, which is the last;
    what stands before it in X-Forwarded-Proto she may have written herself."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if PROTO in request.META:
            request.META[PROTO] = request.META[PROTO].rpartition(",")[2].strip()
        return self.answer(request)


class ContentPolicy:
    """Middleware: a fresh nonce for the page, and the headers on every answer.

    It stands outermost, so that style sheets and what is refused at once have them too.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.nonce = token_urlsafe(16)  # type: ignore[attr-defined]
        response = self.answer(request)
        policy = FILE if _is_a_file(response) else "; ".join(PAGE)
        response.setdefault(
            "Content-Security-Policy",
            policy.format(nonce=request.nonce),  # type: ignore[attr-defined]
        )
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        return response


def _is_a_file(response: HttpResponse) -> bool:
    """A document or letter that somebody opens: it may draw itself and nothing else."""
    return not response.get("Content-Type", "text/html").startswith("text/html")
