"""Which system another one is: what an issuer signed for us, and nothing else."""

from __future__ import annotations

import json
import time
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from samrum.channels.access_token import Issuer, NotProven, Proven, proven
from samrum.channels.demo_provider import Client, DemoProvider
from samrum.channels.eidentity import new_key
from samrum.core.refusal import Refused

ISSUER = "https://issuer.example"
AUDIENCE = "https://lillevik.example/api"
SCOPE = "intake:parking-permit"
CLIENT = Client(
    "e-service", KeySet([]), scopes=(SCOPE,), audience=AUDIENCE, secret="not to be known"
)
KEY = new_key()


@pytest.fixture
def provider() -> DemoProvider:
    return DemoProvider(ISSUER, {CLIENT.client_id: CLIENT}, [], demo=True)


def asks(provider: DemoProvider, secret: str = CLIENT.secret, **more: str) -> httpx.Response:
    """The system asks the demo's provider for a token."""
    basic = b64encode(f"{CLIENT.client_id}:{secret}".encode()).decode()
    with httpx.Client(transport=httpx.WSGITransport(app=provider)) as client:
        return client.post(
            f"{ISSUER}/token",
            data={"grant_type": "client_credentials", **more},
            headers={"Authorization": f"Basic {basic}"},
        )


def trusting(provider: DemoProvider, **more: Any) -> Issuer:
    http = httpx.Client(transport=httpx.WSGITransport(app=provider))
    return Issuer(ISSUER, AUDIENCE, http, **more)


def test_a_system_is_who_the_issuer_says(provider: DemoProvider) -> None:
    token = asks(provider).json()["access_token"]

    assert proven(trusting(provider), token) == Proven("e-service", (SCOPE,))


def test_a_client_gets_no_token_without_its_secret_nor_more_than_it_may_have(
    provider: DemoProvider,
) -> None:
    assert asks(provider, "wrong").status_code == 401
    assert asks(provider, scope="follower:parking-permit").json()["error"] == "invalid_scope"


def test_the_issuer_may_change_its_keys(provider: DemoProvider) -> None:
    issuer = trusting(provider)
    proven(issuer, asks(provider).json()["access_token"])
    provider.change_keys()
    issuer._keys = (0.0, issuer._keys[1])  # type: ignore[index]

    assert proven(issuer, asks(provider).json()["access_token"]).client == "e-service"


class Signs:
    """An issuer with one key, which says nothing but that key."""

    def get(self, url: str, /) -> httpx.Response:
        keys = KeySet([KEY]).as_dict(private=False)
        told = keys if url.endswith("/keys") else {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"}
        return httpx.Response(200, content=json.dumps(told))

    def post(self, url: str, /, *, data: Any) -> httpx.Response:
        raise AssertionError("nothing is posted for a token that is only checked")


def token(key: Any = KEY, alg: str = "ES256", typ: str | None = "at+jwt", **claims: Any) -> str:
    now = int(time.time())
    told = {
        "iss": ISSUER,
        "sub": "e-service",
        "client_id": "e-service",
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + 60,
        "scope": SCOPE,
        **claims,
    }
    header = {"alg": alg, "kid": KEY.kid} | ({"typ": typ} if typ else {})
    told = {name: value for name, value in told.items() if value is not None}
    return jwt.encode(header, told, key, algorithms=[alg])


def test_what_is_right_is_taken() -> None:
    for right in (token(), token(aud=["other", AUDIENCE]), token(typ="application/at+jwt")):
        assert proven(Issuer(ISSUER, AUDIENCE, Signs()), right).client == "e-service"


def test_a_system_is_its_client_at_its_issuer_and_no_person_is_in_a_token() -> None:
    """ASVS 10.3.3: what may pass to another says nothing about who it is."""
    told = {"sub": "198406149800", "email": "anna@example.org", "preferred_username": "bo"}
    told |= {"name": "Bo Lind", "act": {"sub": "bo"}, "azp": "another"}

    assert proven(Issuer(ISSUER, AUDIENCE, Signs()), token(**told)) == Proven("e-service", (SCOPE,))
    with pytest.raises(NotProven):
        proven(Issuer(ISSUER, AUDIENCE, Signs()), token(**told, iss="https://other.example"))
    with pytest.raises(NotProven):
        proven(Issuer(ISSUER, AUDIENCE, Signs()), token(**told | {"azp": None}, client_id=None))


NOW = int(time.time())
PUBLIC = OctKey.import_key(json.dumps(KEY.as_dict(private=False)).encode())
FORGED: dict[str, Callable[[], str]] = {
    "another audience": lambda: token(aud="https://storvik.example/api"),
    "no audience": lambda: token(aud=None),
    "another issuer": lambda: token(iss="https://other.example"),
    "expired": lambda: token(exp=NOW - 3600),
    "not yet valid": lambda: token(nbf=NOW + 3600),
    "without an end": lambda: token(exp=None),
    "an id token": lambda: token(typ="JWT"),
    "no type": lambda: token(typ=None),
    "another key": lambda: token(key=ECKey.generate_key("P-256")),
    "our public key as a secret": lambda: token(key=PUBLIC, alg="HS256"),
    "signed by nobody": lambda: "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.e30.",
    "no client": lambda: token(client_id=None),
    "a client that is no text": lambda: token(client_id=7),
    "a scope that is no text": lambda: token(scope=[SCOPE]),
    "no token at all": lambda: "x",
    "not even text": lambda: "\udcff.a.b",
    "three dots": lambda: "...",
    "too long": lambda: "a" * 10_000,
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_not_right_proves_nothing(name: str) -> None:
    with pytest.raises(NotProven):
        proven(Issuer(ISSUER, AUDIENCE, Signs()), FORGED[name]())


def test_an_issuer_that_does_not_answer_is_not_a_wrong_token() -> None:
    class Down(Signs):
        def get(self, url: str, /) -> httpx.Response:
            raise httpx.ConnectError("down")

    with pytest.raises(Refused):
        proven(Issuer(ISSUER, AUDIENCE, Down()), token())
