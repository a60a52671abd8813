"""Access tokens: which system another one is, as an issuer that we trust has signed it.

JWT access tokens (RFC 9068) of the client credentials grant (RFC 6749, 4.4).  The type in the head
tells them from id tokens, which the same issuer may sign for somebody who logs in; audience, issuer
and time are asked for always, and the algorithms are ours to choose and not the token's (RFC 8725).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from samrum.channels.eidentity import ALGORITHMS, LEEWAY, Http, keys_of

TYPES: Final = ("at+jwt", "application/at+jwt")
LONGEST: Final = 8_000  # characters


@dataclass(slots=True)
class Issuer:
    """Who signs tokens for us; `audience` is the name under which it knows us."""

    issuer: str
    audience: str
    http: Http
    clock: Callable[[], float] = time.time
    _metadata: tuple[float, dict[str, Any]] | None = field(default=None, init=False, repr=False)
    _keys: tuple[float, KeySet] | None = field(default=None, init=False, repr=False)


@dataclass(frozen=True, slots=True)
class Proven:
    """A client that is proven, and the scopes that it was given."""

    client: str
    scopes: tuple[str, ...]


class NotProven(Exception):
    """The token proves nothing: why, in a few words for an engineer."""


def proven(issuer: Issuer, token: str) -> Proven:
    """Who holds this token.  Raises NotProven, and Refused where the issuer does not answer."""
    if len(token) > LONGEST:
        raise NotProven("it is too long")
    claims = _claims(issuer, token)
    client = claims.get("client_id", claims.get("azp"))
    scope = claims.get("scope", "")
    if not isinstance(client, str) or not client or not isinstance(scope, str):
        raise NotProven("it names no client")
    return Proven(client, tuple(scope.split()))


def _claims(issuer: Issuer, token: str) -> dict[str, Any]:
    try:
        decoded = jwt.decode(token, keys_of(issuer, token), algorithms=ALGORITHMS)
        if str(decoded.header.get("typ", "")).lower() not in TYPES:
            raise NotProven("it is no access token (RFC 9068)")
        jwt.JWTClaimsRegistry(
            now=int(issuer.clock()),
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer.issuer},
            aud={"essential": True, "value": issuer.audience},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        ).validate(decoded.claims)
    # Text from outside: whatever fails in reading it means that it is not a valid token.
    except (JoseError, ValueError, TypeError) as error:
        raise NotProven(
            f"{getattr(error, 'error', type(error).__name__)}: {error}"[:120]
        ) from error
    return dict(decoded.claims)
