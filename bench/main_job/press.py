"""Presses: who presses which button with what, as the request that a browser would send.

Each press can be sent in three ways: to the product, to the floor, and inside this process, where
its statements are recorded.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from bench.main_job.ground import TENANT, new_key
from bench.main_job.load import get, post
from bench.main_job.recorder import Record, recorded
from samrum.core.person import Person
from samrum.office import identity
from samrum.web.shared import page
from samrum.web.shared.session import COOKIE

FORM: Final = "b" * 32  # the browser's half of the token against forged forms


@dataclass(frozen=True)
class Visitor:
    """Somebody who is logged in."""

    person: Person
    token: str

    @property
    def cookies(self) -> str:
        return f"{COOKIE}={self.token}; samrum-form={FORM}; samrum-language=sv"


@dataclass(frozen=True)
class Press:
    """A form that is sent, or a page that is opened when there are no fields.

    `texts` are this press's own, by name, for the floor.
    """

    by: Visitor
    path: str
    fields: Mapping[str, str]
    texts: Mapping[str, str]

    @property
    def request(self) -> bytes:
        """As a browser sends it to the product."""
        if not self.fields:
            return get(self.path, self.by.cookies)
        return post(self.path, urlencode(self.fields), self.by.cookies)

    def also(self, texts: Mapping[str, str]) -> Press:
        """The same press, with more texts for the floor."""
        return replace(self, texts={**self.texts, **texts})

    def to_floor(self, name: str) -> bytes:
        """As it is sent to the floor of this name."""
        return post(f"/{name}", json.dumps(dict(self.texts)), kind="application/json")

    def record(self) -> tuple[Record, str]:
        """Do it here: the statements it takes, and where the browser is sent on to."""
        with recorded() as record:
            status, headers = _answer(self)
        if status not in (200, 303):
            raise RuntimeError(f"{self.path} was answered with {status}")
        return record, headers.get("Location", "")


def log_in(person: Person) -> Visitor:
    return Visitor(person, identity.begin_session(person, tenant=TENANT))


def pressed(by: Visitor, name: str, *args: object, **fields: str) -> Press:
    """The press of a button on the form at an address."""
    key = new_key()
    ours = {
        "csrfmiddlewaretoken": FORM,
        "key": key,
        "whose": page.WHOSE.sign(f"{by.person.id}|{by.person.id}"),
    }
    texts = {"token": by.token, "key": key, "person": by.person.id}
    return Press(by, reverse(name, args=args), {**ours, **fields}, texts)


def opened(by: Visitor, name: str, *args: object, **query: str) -> Press:
    """A page that is opened."""
    path = reverse(name, args=args)
    return Press(by, f"{path}?{urlencode(query)}" if query else path, {}, {"token": by.token})


def _answer(press: Press) -> tuple[int, dict[str, str]]:
    path, _, query = press.path.partition("?")
    body = urlencode(press.fields).encode()
    answered: list[Any] = []
    environ = {
        "REQUEST_METHOD": "POST" if press.fields else "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_COOKIE": press.by.cookies,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
    }
    parts = _application()(environ, lambda status, headers: answered.extend((status, headers)))
    b"".join(parts)
    return int(answered[0][:3]), dict(answered[1])


@cache
def _application() -> Any:
    return get_wsgi_application()
