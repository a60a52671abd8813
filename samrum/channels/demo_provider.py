"""An e-identity provider for demonstrations and tests: real in its protocol, not in its people.

Whoever picks a person on its page is that person, so it starts only where it is told that this is a
demonstration, and only on this machine.  The protocol is kept for real: discovery, pushed requests,
authorization codes that work once, PKCE, clients that prove themselves with their own keys
(private_key_jwt), keys that can change.  What a real provider refuses, this one refuses.  It
remembers in the browser who was picked last, as real ones do, until she logs out there.

It is a WSGI application; `demo_server.serve` runs it on a port of its own, in a thread.  Its codes
live in the process, so it runs in one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from samrum.channels.demo_pages import LANGUAGES, STYLE, Person, Shown, error_page, pick_page
from samrum.core.refusal import Refused

ALGORITHMS = ("ES256", "PS256", "RS256")
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
CODE_LASTS = 60  # seconds
TOKEN_LASTS = 5 * 60
REQUEST_LASTS = 15 * 60
SESSION_LASTS = 60 * 60
SESSION_COOKIE = "demo-e-identity"
ASSERTION_AT_MOST = 5 * 60
MOST_REMEMBERED = 10_000
LARGEST_FORM = 64 * 1024
_SECRET_LENGTH = range(43, 129)  # RFC 7636, 4.1


@dataclass(frozen=True, slots=True)
class Client:
    """Who may ask this provider, where it may send people back to, and its public keys.

    A client that asks for itself and not for a person has `scopes`, tokens for `audience`, and may
    prove itself with a `secret` (client_secret_basic), "" for none.
    """

    client_id: str
    keys: KeySet
    redirect_uris: tuple[str, ...] = ()
    logged_out_uris: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    audience: str = ""
    secret: str = field(default="", repr=False)


class Wrong(Exception):
    """A request this provider refuses (RFC 6749, 4.1.2.1 and 5.2)."""

    def __init__(self, error: str, description: str, status: str = "400 Bad Request") -> None:
        super().__init__(error, description)
        self.error = error
        self.description = description
        self.status = status


@dataclass(frozen=True, slots=True)
class Reply:
    status: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Remembered:
    """Things that work once and not for long; the oldest give way when there are too many."""

    clock: Callable[[], float]
    _held: dict[str, tuple[float, Any]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, name: str, value: Any, lasts: float) -> bool:
        """False when the name is held already."""
        with self._lock:
            if name in self._held and self._held[name][0] > self.clock():
                return False
            self._held.pop(name, None)
            self._held[name] = (self.clock() + lasts, value)
            while len(self._held) > MOST_REMEMBERED:
                del self._held[next(iter(self._held))]
            return True

    def get(self, name: str) -> Any:
        until, value = self._held.get(name, (0.0, None))
        return value if until > self.clock() else None

    def take(self, name: str) -> Any:
        with self._lock:
            until, value = self._held.pop(name, (0.0, None))
        return value if until > self.clock() else None


def nobody(_query: str) -> Sequence[Person]:
    return ()


@dataclass(slots=True)
class DemoProvider:
    """`cast` stands on the page; `find` searches the others by what somebody typed."""

    issuer: str
    clients: Mapping[str, Client]
    cast: Sequence[Person]
    find: Callable[[str], Sequence[Person]] = nobody
    demo: bool = False
    clock: Callable[[], float] = time.time
    _key: ECKey = field(init=False, repr=False)
    _old_keys: list[ECKey] = field(default_factory=list, init=False, repr=False)
    _memory: Remembered = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.demo:
            raise Refused(
                "The demonstration's log-in was not started.",
                because="It lets everybody be anybody, and nobody said that this is a "
                "demonstration.",
                instead="Set up an e-identity provider, or say that this is a demonstration.",
            )
        self._key = _new_key()
        self._memory = Remembered(self.clock)

    def change_keys(self) -> None:
        """Sign with a new key from now on; the old one can still be checked against."""
        self._old_keys = [self._key, *self._old_keys][:2]
        self._key = _new_key()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        reply = self._reply(environ)
        shared = (("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"))
        start(reply.status, [*shared, *reply.headers, ("Content-Length", str(len(reply.body)))])
        return [reply.body]

    def _reply(self, environ: WSGIEnvironment) -> Reply:
        asked = (environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""))
        try:
            match asked:
                case ("GET", "/.well-known/openid-configuration"):
                    return _json(self._description())
                case ("GET", "/keys"):
                    keys = KeySet([self._key, *self._old_keys])
                    return _json(keys.as_dict(private=False))
                case ("GET", "/style.css"):
                    return Reply("200 OK", STYLE, (("Content-Type", "text/css; charset=utf-8"),))
                case ("POST", "/pushed"):
                    return self._push(_form(environ))
                case ("POST", "/token"):
                    return self._token(_form(environ), environ.get("HTTP_AUTHORIZATION", ""))
                case ("GET", "/authorize"):
                    return self._authorize(_query(environ), _session(environ))
                case ("POST", "/authorize"):
                    return self._picked(_form(environ))
                case ("GET", "/end"):
                    return self._end(_query(environ), _session(environ))
                case _:
                    return Reply("404 Not Found", b"Not found", (("Content-Type", "text/plain"),))
        except Wrong as wrong:
            if asked[1] in ("/authorize", "/end"):
                said = error_page(wrong.description, _query(environ).get("ui_locales", ""))
                return _html(said, wrong.status)
            return _json({"error": wrong.error, "error_description": wrong.description}, wrong)

    def _description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "pushed_authorization_request_endpoint": f"{self.issuer}/pushed",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic"],
            "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "profile"],
            "claims_supported": ["sub", "name", "acr"],
            "ui_locales_supported": list(LANGUAGES),
            "authorization_response_iss_parameter_supported": True,
        }

    def _push(self, form: Mapping[str, str]) -> Reply:
        """A request sent ahead, from the client itself (RFC 9126)."""
        client = self._proven(form)
        asked = {k: v for k, v in form.items() if not k.startswith("client_assertion")}
        self._check_request(client, asked)
        name = f"urn:ietf:params:oauth:request_uri:{secrets.token_urlsafe(32)}"
        self._memory.put(name, asked, CODE_LASTS)
        return _json({"request_uri": name, "expires_in": CODE_LASTS}, status="201 Created")

    def _authorize(self, query: Mapping[str, str], session: str) -> Reply:
        """The page on which one picks a person; `q` searches, `language` changes the language."""
        if "login" in query:
            name = query["login"]
            asked = self._memory.get(f"login:{name}")
            if asked is None:
                raise Wrong("invalid_request", "late")
        else:
            asked, name = self._asked(query), secrets.token_urlsafe(32)
            self._memory.put(f"login:{name}", asked, REQUEST_LASTS)
        said = query.get("q", "").strip()[:100]
        back = urlsplit(asked["redirect_uri"])
        found = self.find(said) if said else ()
        here = self._memory.get(f"session:{session}")
        if here and not here.is_offered(back.hostname or ""):
            here = None
        shown = Shown(
            login=name,
            language=query.get("language") or asked.get("ui_locales", ""),
            people=[one for one in self.cast if one.is_offered(back.hostname or "")],
            said=said,
            found=[one for one in found if one.is_offered(back.hostname or "")][:20],
            here=here,
        )
        return _html(pick_page(shown), form_action=f"{back.scheme}://{back.netloc}")

    def _asked(self, query: Mapping[str, str]) -> dict[str, str]:
        client = self._client(query)
        if "request_uri" in query:
            asked = self._memory.take(query["request_uri"])
            if asked is None or asked["client_id"] != client.client_id:
                raise Wrong("invalid_request_uri", "late")
            return dict(asked)
        self._check_request(client, query)
        return dict(query)

    def _picked(self, form: Mapping[str, str]) -> Reply:
        # Kept, not taken: whoever presses twice, or goes back and picks another, may go on.
        asked = self._memory.get(f"login:{form.get('login', '')}")
        if asked is None:
            raise Wrong("invalid_request", "late")
        answer = {"state": asked.get("state", ""), "iss": self.issuer}
        person = self._person(form.get("person", ""))
        if person is None:
            answer["error"] = "access_denied"
            return _away(asked["redirect_uri"], answer)
        code, session = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._memory.put(f"code:{code}", (asked, person), CODE_LASTS)
        self._memory.put(f"session:{session}", person, SESSION_LASTS)
        answer["code"] = code
        return _away(asked["redirect_uri"], answer, _remember(session))

    def _person(self, person_id: str) -> Person | None:
        if not person_id:
            return None
        known = [*self.cast, *self.find(person_id)]
        return next((person for person in known if person.person_id == person_id), None)

    def _token(self, form: Mapping[str, str], basic: str = "") -> Reply:
        if form.get("grant_type") == "client_credentials":
            return self._access_token(self._by_secret(basic) or self._proven(form), form)
        client = self._proven(form)
        if form.get("grant_type") != "authorization_code":
            raise Wrong("unsupported_grant_type", "the grant type is not known")
        # Taken, not read: a code works once, whoever comes first.
        held = self._memory.take(f"code:{form.get('code', '')}")
        if held is None or held[0]["client_id"] != client.client_id:
            raise Wrong("invalid_grant", "the code is unknown, used or too old")
        asked, person = held
        if form.get("redirect_uri") != asked["redirect_uri"]:
            raise Wrong("invalid_grant", "another redirect_uri than in the request")
        verifier = form.get("code_verifier", "")
        if len(verifier) not in _SECRET_LENGTH or not hmac.compare_digest(
            _challenge(verifier), asked["code_challenge"]
        ):
            raise Wrong("invalid_grant", "the code_verifier does not fit the code_challenge")
        return _json(
            {
                "access_token": secrets.token_urlsafe(32),
                "token_type": "Bearer",
                "expires_in": CODE_LASTS,
                "id_token": self._id_token(client, asked, person),
            }
        )

    def _access_token(self, client: Client, form: Mapping[str, str]) -> Reply:
        """A token for a client that asks for itself (RFC 6749, 4.4; RFC 9068)."""
        scopes = form.get("scope", " ".join(client.scopes)).split()
        if not client.scopes or not set(scopes) <= set(client.scopes):
            raise Wrong("invalid_scope", "the client may not have all of these scopes")
        now = int(self.clock())
        claims = {
            "iss": self.issuer,
            "sub": client.client_id,
            "client_id": client.client_id,
            "aud": client.audience,
            "iat": now,
            "exp": now + TOKEN_LASTS,
            "jti": secrets.token_urlsafe(16),
            "scope": " ".join(scopes),
        }
        header = {"alg": "ES256", "kid": self._key.kid, "typ": "at+jwt"}
        return _json(
            {
                "access_token": jwt.encode(header, claims, self._key),
                "token_type": "Bearer",
                "expires_in": TOKEN_LASTS,
                "scope": " ".join(scopes),
            }
        )

    def _by_secret(self, basic: str) -> Client | None:
        """The client that proves itself with its secret; None where it does not try."""
        if not basic:
            return None
        try:
            said = b64decode(basic.removeprefix("Basic "), validate=True).decode()
        except ValueError:
            said = ""
        name, _, secret = said.partition(":")
        client = self.clients.get(name)
        right = client is not None and client.secret != ""
        if not right or not hmac.compare_digest(client.secret.encode(), secret.encode()):
            raise Wrong("invalid_client", "the client is not proven", "401 Unauthorized")
        return client

    def _id_token(self, client: Client, asked: Mapping[str, str], person: Person) -> str:
        now = int(self.clock())
        claims = {
            "iss": self.issuer,
            "sub": person.person_id,
            "aud": client.client_id,
            "iat": now,
            "auth_time": now,
            "exp": now + CODE_LASTS,
            "name": person.name,
            "acr": person.level,
        }
        if "nonce" in asked:
            claims["nonce"] = asked["nonce"]
        return jwt.encode({"alg": "ES256", "kid": self._key.kid}, claims, self._key)

    def _end(self, query: Mapping[str, str], session: str) -> Reply:
        """Logs out whoever was picked in this browser (RP-Initiated Logout 1.0).

        A real one that gets no id_token_hint asks her first whether she wants to.
        """
        client = self._client(query)
        back = query.get("post_logout_redirect_uri", "")
        if back not in client.logged_out_uris:
            raise Wrong("invalid_request", "address")
        self._memory.take(f"session:{session}")
        state = {"state": query["state"]} if "state" in query else {}
        return _away(back, state, _remember("", lasts=0))

    def _client(self, said: Mapping[str, str]) -> Client:
        client = self.clients.get(said.get("client_id", ""))
        if client is None:
            raise Wrong("invalid_client", "client")
        return client

    def _check_request(self, client: Client, asked: Mapping[str, str]) -> None:
        # Until the address is known to be the client's, nobody is sent there: the page says it.
        if asked.get("redirect_uri") not in client.redirect_uris:
            raise Wrong("invalid_request", "address")
        needed = {
            "response_type": asked.get("response_type") == "code",
            "scope": "openid" in asked.get("scope", "").split(),
            "state": bool(asked.get("state")),
            "nonce": bool(asked.get("nonce")),
            "code_challenge_method": asked.get("code_challenge_method") == "S256",
            "code_challenge": len(asked.get("code_challenge", "")) == 43,
        }
        for name, right in needed.items():
            if not right:
                raise Wrong("invalid_request", f"{name} is missing or not what it must be")

    def _proven(self, form: Mapping[str, str]) -> Client:
        """The client, when its assertion is under its own key, for us, fresh, and new."""
        unproven = Wrong("invalid_client", "the client is not proven", "401 Unauthorized")
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            raise unproven
        client = self.clients.get(form.get("client_id", ""))
        if client is None:
            raise unproven
        now = int(self.clock())
        try:
            token = jwt.decode(form.get("client_assertion", ""), client.keys, ALGORITHMS)
            jwt.JWTClaimsRegistry(
                now=now,
                iss={"essential": True, "value": client.client_id},
                sub={"essential": True, "value": client.client_id},
                aud={"essential": True, "values": [self.issuer, f"{self.issuer}/token"]},
                exp={"essential": True},
                jti={"essential": True},
            ).validate(token.claims)
        except (JoseError, ValueError, TypeError) as error:
            raise unproven from error
        used = f"assertion:{client.client_id}:{token.claims['jti']}"
        too_long = token.claims["exp"] > now + ASSERTION_AT_MOST
        if too_long or not self._memory.put(used, True, ASSERTION_AT_MOST):
            raise unproven
        return client


def _new_key() -> ECKey:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _query(environ: WSGIEnvironment) -> dict[str, str]:
    return _pairs(environ.get("QUERY_STRING", ""))


def _form(environ: WSGIEnvironment) -> dict[str, str]:
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = -1
    if not 0 <= length <= LARGEST_FORM:
        raise Wrong("invalid_request", "the form is too large")
    return _pairs(environ["wsgi.input"].read(length).decode("utf-8", "replace"))


def _session(environ: WSGIEnvironment) -> str:
    """What this browser holds of its session here, "" for nothing."""
    try:
        held = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(SESSION_COOKIE)
    except CookieError:
        return ""
    return held.value if held else ""


def _remember(session: str, lasts: int = SESSION_LASTS) -> tuple[str, str]:
    kept = f"{SESSION_COOKIE}={session}; Max-Age={lasts}; Path=/; HttpOnly; SameSite=Lax"
    return ("Set-Cookie", kept)


def _pairs(text: str) -> dict[str, str]:
    """Each name once: a request that says a thing twice means nothing sure (RFC 6749, 3.1)."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise Wrong("invalid_request", "there are too many fields") from None
    if len({name for name, _ in pairs}) < len(pairs):
        raise Wrong("invalid_request", "a field is given twice")
    return dict(pairs)


def _json(said: Mapping[str, Any], wrong: Wrong | None = None, status: str = "200 OK") -> Reply:
    body = json.dumps(said).encode()
    headers = (("Content-Type", "application/json"),)
    return Reply(wrong.status if wrong else status, body, headers)


def _html(page: str, status: str = "200 OK", form_action: str = "") -> Reply:
    # A browser holds the redirect after a form to form-action too, so the client is named in it.
    policy = (
        f"default-src 'none'; style-src 'self'; form-action 'self' {form_action}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    headers = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", policy),
        ("Referrer-Policy", "no-referrer"),
    )
    return Reply(status, page.encode(), headers)


def _away(address: str, said: Mapping[str, str], *more: tuple[str, str]) -> Reply:
    joined = "&" if urlsplit(address).query else "?"
    to = f"{address}{joined}{urlencode(said)}" if said else address
    return Reply("303 See Other", b"", (("Location", to), ("Content-Type", "text/plain"), *more))
