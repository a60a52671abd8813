"""Lillevik, and other systems that knock at its doors with tokens of the demo's issuer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.test import Client
from joserfc.jwk import KeySet

from samrum.api import door
from samrum.channels import demo_provider
from samrum.channels.access_token import Issuer, NotProven, proven
from samrum.channels.demo_provider import DemoProvider
from samrum.cli.lillevik.lives import DRIVER
from samrum.journal import checkpoint
from samrum.office.municipality import now
from samrum.site import checkpoints
from tests.web.lillevik import CAST, Town, settle

ISSUER, AUDIENCE = "https://issuer.example", "https://lillevik.example/api"
HERE, NEIGHBOUR = "localhost", "storvik.localhost"


@dataclass
class Knocking:
    """Other systems, by their name in Lillevik's file, and the town that they knock at."""

    town: Town
    provider: DemoProvider
    keys: Iterator[int] = field(default_factory=count)

    def token(self, name: str, *scopes: str) -> str:
        """A token as the issuer gives it to a system."""
        client = demo_provider.Client(
            f"lillevik-{name}", KeySet([]), scopes=scopes, audience=AUDIENCE
        )
        form = {"scope": " ".join(scopes)}
        return str(json.loads(self.provider._access_token(client, form).body)["access_token"])

    def system(self, name: str, *scopes: str, host: str = HERE) -> Client:
        """A system with its token."""
        headers = {"Authorization": f"Bearer {self.token(name, *scopes)}", "Accept-Language": "en"}
        return Client(headers=headers, SERVER_NAME=host)

    @property
    def e_service(self) -> Client:
        return self.system("e-service", "intake:parking-permit")

    @property
    def statistics(self) -> Client:
        return self.system("statistics", "follower:parking-permit")

    def hands_in(self, **changed: Any) -> str:
        """The e-service hands in for Anna: the id of the case."""
        answer = send(self.e_service, "/api/v1/cases", {**application(), **changed}, self.key())
        assert answer.status_code == 201, answer.content
        return str(answer.json()["case"])

    def cover(self) -> None:
        """A checkpoint is made, and with it what has happened gets its place."""
        checkpoint.make(1, "lillevik.example", checkpoints.our_key(), now(1))

    def key(self) -> str:
        return f"key-{next(self.keys)}"


def application(**changed: Any) -> dict[str, Any]:
    """An application for a parking permit, by a driver."""
    return {
        "service": "parking-permit",
        "resident": CAST["anna"].number,
        "language": "sv",
        "reach": {"channel": "letter"},
        "answers": {fact: {"value": value} for fact, value in {**DRIVER, **changed}.items()},
    }


def send(system: Client, path: str, content: Any, key: str = "", **headers: str) -> Any:
    """Post JSON, with a key unless it is ""."""
    if key:
        headers["Idempotency-Key"] = key
    return system.post(path, json.dumps(content), "application/json", headers=headers)


def knock(monkeypatch: pytest.MonkeyPatch) -> Knocking:
    provider = DemoProvider(ISSUER, {}, [], demo=True)
    http = httpx.Client(transport=httpx.WSGITransport(app=provider))
    issuer = Issuer(ISSUER, AUDIENCE, http)

    def proof(token: str) -> tuple[str, tuple[str, ...]]:
        try:
            found = proven(issuer, token)
        except NotProven as error:
            raise PermissionError(str(error)) from error
        return found.client, found.scopes

    monkeypatch.setattr(door, "proof", lambda: proof)
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", [HERE, NEIGHBOUR])
    return Knocking(settle(), provider)
