"""The security log: who came in, who was turned away, and who tried what our pages never send.

It says that something was tried and never on what: addresses, names and numbers are not in it.  Who
it was stands as a mark that only the key of this installation leads back to somebody
(`samrum who`), and no longer once that key has been taken out.  What was read and done lawfully
stands in the journal.  ASVS 5.0, 16.2 and 16.3.
"""

from __future__ import annotations

import logging
from typing import Final, Literal, get_args

from django.conf import settings
from django.utils.crypto import salted_hmac

from samrum.core.person import Person
from samrum.journal import people

logger = logging.getLogger("samrum.security")

What = Literal[
    "logged in",
    "log-in refused",
    "logged out",
    "session over",
    "sessions ended",
    "asked to log in",
    "not let in",
    "turned away",
    "wrong method",
    "refused",
    "form without token",
    "not understood",
    "too fast",
]
MEANS: Final[dict[What, str]] = {
    "logged in": "somebody came in with her e-identity",
    "log-in refused": "the e-identity provider's answer let nobody in",
    "logged out": "somebody pressed Log out",
    "session over": "nobody had pressed anything for half an hour, or eight hours had passed",
    "sessions ended": "sessions were ended: by herself from another one, because she has"
    " left, or with `samrum staff log-out`",
    "asked to log in": "a page was asked for that is for who is logged in",
    "not let in": "a system came without a token that is valid, or without the right to anything",
    "turned away": "a page was asked for that is not there for whoever asked",
    "wrong method": "an address was asked in a way that it does not answer",
    "refused": "something was sent that may not be done, or not now, or not by whoever sent it",
    "form without token": "a form came that is not our own pages', or had been open too long",
    "not understood": "something was sent that our pages never send",
    "too fast": "more came than anybody's fingers can press",
}
MARK: Final = 16  # hexadecimal digits: 64 bits

assert set(MEANS) == set(get_args(What)), "each word is explained"


def note(what: What, tenant: int, person: str = "", **about: str | int) -> None:
    """Write a line about a person, if one is known; nothing in `about` may be what was sent."""
    who = {"who": mark(tenant, person)} if person else {}
    logger.info(what, extra={"about": {"municipality": tenant, **who, **about}})


def mark(tenant: int, person: str, key: str = "") -> str:
    """What stands in the log for a person."""
    made = salted_hmac(__name__, f"{tenant}/{person}", key or None, algorithm="sha256")
    return made.hexdigest()[:MARK]


def behind(tenant: int, seen: str) -> Person | None:
    """The person whom a mark stands for, also under an earlier key; None when it is nobody's."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    for id in people.ids(tenant):
        if any(mark(tenant, id, key) == seen for key in keys):
            kept = people.load(tenant, id)
            return kept.person if kept else None
    return None
