"""A place for what somebody typed when her session had ended before she pressed.

Nothing typed is lost, and nothing is shown to the wrong person: the text is kept encrypted, the key
only lies in her browser, and it is given back only to the person for whom the form was made.
"""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_bytes
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from samrum.web.shared import page
from samrum.web.shared.addresses import url

COOKIE: Final = f"{settings.COOKIE_PREFIX}samrum-parked"
KEPT_SECONDS: Final = 60 * 60
NONCE_BYTES: Final = 12
OURS: Final = ("csrfmiddlewaretoken", "whose", "key", "parked", "do")


def to_login(request: HttpRequest) -> HttpResponse:
    """Sends somebody who is not logged in to log in, and keeps what she had typed."""
    if request.headers.get("HX-Request"):
        return page.show(request, "shared/logged_out.html", status=401)
    if request.method != "POST":
        return page.go("shared:login", next=request.get_full_path())
    person, acting_for = page.made_for(request)
    if not person:
        return page.go("shared:login", next=url("resident:cases"))
    response = page.go("shared:login", next=url("shared:parked"))
    _keep(request, response, person, acting_for)
    return response


def parked(request: HttpRequest) -> dict[str, Any] | None:
    """What the reader had typed: `path`, `fields`, `files`, `acting_for`; None when nothing is
    kept, or when it was typed by somebody else."""
    try:
        secret = urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
        sealed = urlsafe_b64decode(request.session.get("parked", ""))
        text = ChaCha20Poly1305(secret).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
    except (InvalidTag, ValueError):
        return None
    kept: dict[str, Any] = json.loads(text)
    here = kept["person"] == page.reader(request).id
    return kept if here and time.time() - kept["at"] <= KEPT_SECONDS else None


def typed(fields: list[tuple[str, str]]) -> list[str]:
    """What a person wrote herself among the fields, to be shown to her."""
    return [value for name, value in fields if name not in OURS and " " in value.strip()]


def _keep(request: HttpRequest, response: HttpResponse, person: str, acting_for: str) -> None:
    secret, nonce = ChaCha20Poly1305.generate_key(), token_bytes(NONCE_BYTES)
    kept = {
        "at": time.time(),
        "path": request.get_full_path(),
        "fields": [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in ("csrfmiddlewaretoken", "whose")
        ],
        "files": [file.name for _field, files in request.FILES.lists() for file in files],
        "person": person,
        "acting_for": acting_for,
    }
    sealed = nonce + ChaCha20Poly1305(secret).encrypt(nonce, json.dumps(kept).encode(), None)
    request.session["parked"] = urlsafe_b64encode(sealed).decode()
    response.set_cookie(
        COOKIE,
        urlsafe_b64encode(secret).decode(),
        max_age=KEPT_SECONDS,
        secure=settings.BEHIND_TLS,
        httponly=True,
        samesite="Lax",
    )


def safe(next: str) -> str:
    """An address of our own pages to go on to, whatever was asked for."""
    ours = next.startswith("/") and not next.startswith(("//", "/\\"))
    return next if ours and next.isprintable() else resolve_url("resident:cases")
