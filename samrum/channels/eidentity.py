"""Logging in with an e-identity: our half of OpenID Connect, as the one who relies on the answer.

Authorization code flow with PKCE (RFC 7636, S256), state, nonce, pushed requests where the provider
takes them (RFC 9126), our own key instead of a secret (private_key_jwt, RFC 7523), and the issuer
named in the answer (RFC 9207).  The provider's keys may change at any time: a key that is not known
is asked for once more.  `begin` and `finish` keep nothing; what must be remembered between them is
`Pending`, which belongs in the person's session and is taken out of it before `finish` is called.

Sources: OpenID Connect Core 1.0 (3.1), Discovery 1.0, RP-Initiated Logout 1.0; RFC 9700.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import ECKey, KeySet
from joserfc.jws import extract_compact

from samrum.channels import egress
from samrum.core.refusal import Refused

ALGORITHMS = ("ES256", "PS256", "RS256")
LOGIN_LASTS = 10 * 60  # seconds a person has with the provider
ASSERTION_LASTS = 60
METADATA_LASTS = 60 * 60
KEYS_REST = 30  # seconds between two fetches of the provider's keys for an unknown key
LEEWAY = 60  # seconds by which our clocks may differ
LARGEST_ANSWER = 256 * 1024
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Answer(Protocol):
    @property
    def status_code(self) -> int: ...
    @property
    def content(self) -> bytes: ...


class Http(Protocol):
    """What is used of an HTTP client; `httpx.Client` is one."""

    def get(self, url: str, /) -> Answer: ...
    def post(self, url: str, /, *, data: Mapping[str, str]) -> Answer: ...


class Signing(Protocol):
    """Whose keys are asked for: a provider, or an issuer of access tokens."""

    issuer: str
    http: Http
    clock: Callable[[], float]
    _metadata: tuple[float, dict[str, Any]] | None
    _keys: tuple[float, KeySet] | None


@dataclass(slots=True)
class Provider:
    """An e-identity provider as we are registered with it.

    `levels` are the levels of assurance (acr) we accept, best first; empty accepts any.
    `person_id_claim` is where this provider puts the person's number.
    """

    issuer: str
    client_id: str
    key: ECKey
    http: Http
    scopes: tuple[str, ...] = ("openid", "profile")
    levels: tuple[str, ...] = ()
    person_id_claim: str = "sub"
    clock: Callable[[], float] = time.time
    _metadata: tuple[float, dict[str, Any]] | None = field(default=None, init=False, repr=False)
    _keys: tuple[float, KeySet] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        if not safe(self.issuer):
            raise Refused(
                "The e-identity provider {issuer} cannot be used.",
                because="Its address is not https.",
                instead="Use its https address; http is for a provider on this machine.",
                issuer=self.issuer,
            )


@dataclass(frozen=True, slots=True)
class Pending:
    """A log-in that has begun: plain text and numbers, to be kept in the person's session.

    `again` asks the provider to have her show who she is once more, however lately she did.
    """

    issuer: str
    redirect_uri: str
    state: str
    nonce: str
    verifier: str = field(repr=False)
    begun: float
    again: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """Who logged in.  `subject` is the provider's own name for the person."""

    subject: str
    person_id: str
    name: str
    level_of_assurance: str
    at: datetime


def http_client(patience: float = 10) -> httpx.Client:
    """A client that follows no redirects, takes no proxy from the air, and waits so many seconds
    for each of: a connection, and the next that is said."""
    return httpx.Client(timeout=patience, follow_redirects=False, trust_env=False)


def new_key() -> ECKey:
    """A key of our own (P-256); its public half is registered with the provider."""
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)


def public_keys(key: ECKey) -> dict[str, Any]:
    """What we publish for providers to check our signatures with (RFC 7517)."""
    return dict(KeySet([key]).as_dict(private=False))


def begin(
    provider: Provider, redirect_uri: str, language: str = "sv", *, again: bool = False
) -> tuple[str, Pending]:
    """Where to send the person, and what to remember until she is back.  Raises Refused."""
    metadata = _metadata(provider)
    pending = Pending(
        issuer=provider.issuer,
        redirect_uri=redirect_uri,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        begun=provider.clock(),
        again=again,
    )
    asked = _request(provider, pending, language)
    if "pushed_authorization_request_endpoint" in metadata:
        asked = _pushed(provider, metadata, asked)
    return _with_query(metadata["authorization_endpoint"], asked), pending


def finish(provider: Provider, pending: Pending, callback: Mapping[str, str]) -> Identity:
    """Who the person is, from what she brought back in the address.  Raises Refused."""
    metadata = _metadata(provider)
    _check_callback(provider, pending, callback, metadata)
    answer = _token(provider, metadata, pending, callback["code"])
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise _not_valid("no id token")
    claims = _claims(provider, token)
    if not hmac.compare_digest(str(claims.get("nonce", "")), pending.nonce):
        raise _not_valid("nonce")
    if pending.again and not _since(claims.get("auth_time"), pending.begun):
        raise _not_valid("auth_time")
    return _identity(provider, claims)


def end_session(provider: Provider, back_to: str, state: str, language: str = "sv") -> str | None:
    """Where to send a person who logs out, None when the provider has no such place.

    The provider is asked each time, so that nobody is sent to one that is down.  It is told which
    client asks, and gets no id_token_hint: an id token holds the person's number, which would then
    stay in the address and in the history of the browser.  Raises Refused.
    """
    endpoint = _described(provider).get("end_session_endpoint")
    if endpoint is None:
        return None
    asked = {
        "client_id": provider.client_id,
        "post_logout_redirect_uri": back_to,
        "state": state,
        "ui_locales": language,
    }
    return _with_query(endpoint, asked)


def _request(provider: Provider, pending: Pending, language: str) -> dict[str, str]:
    digest = hashlib.sha256(pending.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": pending.redirect_uri,
        "scope": " ".join(provider.scopes),
        "state": pending.state,
        "nonce": pending.nonce,
        "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "ui_locales": language,
    }
    if provider.levels:
        asked["acr_values"] = " ".join(provider.levels)
    if pending.again:
        asked |= {"prompt": "login", "max_age": "0"}
    return asked


def _since(auth_time: object, begun: float) -> bool:
    """Whether she showed who she is after this log-in was begun (OpenID Connect Core, 3.1.2.1)."""
    return isinstance(auth_time, int | float) and auth_time >= begun - LEEWAY


def _pushed(
    provider: Provider, metadata: Mapping[str, Any], asked: dict[str, str]
) -> dict[str, str]:
    endpoint = metadata["pushed_authorization_request_endpoint"]
    status, answer = _post(provider, endpoint, asked | _assertion(provider))
    request_uri = answer.get("request_uri")
    if status != 201 or not isinstance(request_uri, str):
        raise _not_valid(f"pushed request {answer.get('error', status)}")
    return {"client_id": provider.client_id, "request_uri": request_uri}


def _check_callback(
    provider: Provider,
    pending: Pending,
    callback: Mapping[str, str],
    metadata: Mapping[str, Any],
) -> None:
    same = hmac.compare_digest(callback.get("state", "").encode(), pending.state.encode())
    in_time = 0 <= provider.clock() - pending.begun <= LOGIN_LASTS
    if not same or not in_time or pending.issuer != provider.issuer:
        raise Refused(
            "You were not logged in.",
            because="The log-in was begun in another window, or more than ten minutes ago.",
            instead="Go back to our log-in page and begin again.",
            reason="state" if not same else "too late" if not in_time else "another provider",
        )
    says_issuer = metadata.get("authorization_response_iss_parameter_supported") is True
    if callback.get("iss", provider.issuer if not says_issuer else "") != provider.issuer:
        raise _not_valid("issuer of the answer")
    if callback.get("error") == "access_denied":
        raise Refused(
            "You were not logged in.",
            because="The log-in was stopped at the e-identity service.",
            instead="Begin again when you want to, or call us: we can help you without it.",
            reason="stopped",
        )
    if "error" in callback or not callback.get("code"):
        raise _not_valid(f"answer {callback.get('error', 'without a code')}"[:80])


def _token(
    provider: Provider, metadata: Mapping[str, Any], pending: Pending, code: str
) -> dict[str, Any]:
    said = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": pending.redirect_uri,
        "code_verifier": pending.verifier,
        "client_id": provider.client_id,
    }
    status, answer = _post(provider, metadata["token_endpoint"], said | _assertion(provider))
    if status != 200:
        raise _not_valid(f"token {answer.get('error', status)}"[:80])
    return answer


def _assertion(provider: Provider) -> dict[str, str]:
    """We are who we say: a short-lived statement under our own key, for this provider alone."""
    now = int(provider.clock())
    claims = {
        "iss": provider.client_id,
        "sub": provider.client_id,
        "aud": provider.issuer,
        "jti": secrets.token_urlsafe(16),
        "iat": now,
        "exp": now + ASSERTION_LASTS,
    }
    header = {"alg": "ES256", "kid": provider.key.kid}
    return {
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": jwt.encode(header, claims, provider.key),
    }


def _claims(provider: Provider, token: str) -> dict[str, Any]:
    try:
        decoded = jwt.decode(token, keys_of(provider, token), algorithms=ALGORITHMS)
        claims = decoded.claims
        jwt.JWTClaimsRegistry(
            now=int(provider.clock()),
            leeway=LEEWAY,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": provider.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True},
        ).validate(claims)
    except ClaimError as error:
        raise _not_valid(f"id token: {error.error}, {error.description}"[:120]) from error
    # Text from outside: whatever fails in reading it means that it is not a valid token.
    except (JoseError, ValueError, TypeError) as error:
        raise _not_valid(f"id token: {type(error).__name__}") from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else provider.client_id) != provider.client_id:
        raise _not_valid("id token: azp")
    return claims


def _identity(provider: Provider, claims: Mapping[str, Any]) -> Identity:
    level, person_id = claims.get("acr", ""), claims.get(provider.person_id_claim)
    if provider.levels and level not in provider.levels:
        raise Refused(
            "You were not logged in.",
            because="This service needs an e-identity of a higher level of assurance.",
            instead="Log in with another e-identity, or call us: we can help you without it.",
            reason="level",
        )
    if not isinstance(person_id, str) or not person_id:
        raise _not_valid("no person number")
    name = claims.get("name", "")
    return Identity(
        subject=claims["sub"],
        person_id=person_id,
        name=name if isinstance(name, str) else "",
        level_of_assurance=level if isinstance(level, str) else "",
        at=datetime.fromtimestamp(provider.clock(), UTC),
    )


def _metadata(provider: Signing, needed: Sequence[str] = ENDPOINTS) -> dict[str, Any]:
    now = provider.clock()
    if provider._metadata is None or now - provider._metadata[0] > METADATA_LASTS:
        return _described(provider, needed)
    return provider._metadata[1]


def _described(provider: Signing, needed: Sequence[str] = ENDPOINTS) -> dict[str, Any]:
    """What the provider says of itself now."""
    address = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
    metadata = _get(provider, address)
    if metadata.get("issuer") != provider.issuer:
        raise _not_valid("issuer of the description")
    for name in needed:
        if name not in metadata:
            raise _not_valid(f"no {name}")
    for name, value in metadata.items():
        if name.endswith(("_endpoint", "jwks_uri")):
            if not safe(value):
                raise _not_valid(f"{name} is not https")
            with suppress(ValueError):  # a port that is none cannot be reached anyway
                egress.also(egress.at(value, "named by the e-identity provider"))
    provider._metadata = (provider.clock(), metadata)
    return metadata


def keys_of(provider: Signing, token: str) -> KeySet:
    """The provider's keys, among them the one that `token` names, if the provider has it.

    Raises Refused where it does not answer, and JoseError or ValueError for what is no token.
    """
    kid = extract_compact(token.encode()).headers().get("kid")
    now = provider.clock()
    if provider._keys is not None:
        fetched, keys = provider._keys
        with_kid = kid is None or any(key.kid == kid for key in keys)
        if now - fetched < (METADATA_LASTS if with_kid else KEYS_REST):
            return keys
    try:
        keys = KeySet.import_key_set(_get(provider, _metadata(provider, ("jwks_uri",))["jwks_uri"]))  # type: ignore[arg-type]
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise _not_valid("keys") from error
    provider._keys = (now, keys)
    return keys


def _get(provider: Signing, url: str) -> dict[str, Any]:
    status, answer = _asked(lambda: provider.http.get(url))
    if status != 200:
        raise _unreachable(f"status {status}")
    return answer


def _post(provider: Provider, url: str, said: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    return _asked(lambda: provider.http.post(url, data=said))


def _asked(ask: Callable[[], Answer]) -> tuple[int, dict[str, Any]]:
    try:
        answer = ask()
        if answer.status_code >= 500 or len(answer.content) > LARGEST_ANSWER:
            raise _unreachable(f"status {answer.status_code}")
        said = json.loads(answer.content)
    except Refused:
        raise
    # The client is passed in and the answer comes from outside: each failure means no answer.
    except Exception as error:
        raise _unreachable(type(error).__name__) from error
    if not isinstance(said, dict):
        raise _unreachable("no JSON object")
    return answer.status_code, said


def _with_query(endpoint: str, asked: Mapping[str, str]) -> str:
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"


def safe(address: object) -> bool:
    """Whether nobody on the way can read or change what is sent to `address`."""
    if not isinstance(address, str):
        return False
    try:
        parts = urlsplit(address)
        if parts.scheme == "https":
            return bool(parts.hostname)
        near = parts.hostname == "localhost" or ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
    return parts.scheme == "http" and near


def _not_valid(reason: str) -> Refused:
    return Refused(
        "You were not logged in.",
        because="The e-identity service's answer did not fit what we asked ({reason}).",
        instead="Go back to our log-in page and begin again. If it happens again, call us and "
        "tell us the words in brackets.",
        reason=reason,
    )


def _unreachable(reason: str) -> Refused:
    return Refused(
        "You cannot be logged in right now.",
        because="The e-identity service does not answer ({reason}).",
        instead="Try again in some minutes, or call us: we can help you without it.",
        reason=reason,
    )
