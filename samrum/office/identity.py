"""Who is logged in: sessions, their language, and for whom somebody acts.

A session ends after half an hour without a press, and at the latest after eight hours.  It is read
with its person and the mandates she holds in one statement.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from samrum.core.access import Reader
from samrum.core.person import Person
from samrum.journal import sessions
from samrum.office.municipality import municipality, now
from samrum.office.relation import NotHere

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=8)
SEEN_AGAIN: Final = timedelta(minutes=1)  # a press within this time costs no write


@dataclass(frozen=True, slots=True)
class Session:
    """`acting_for` is the id of the person that the reader acts for, "" for herself."""

    reader: Reader
    language: str
    acting_for: str
    ends_at: datetime


def begin_session(person: Person, *, tenant: int = 1) -> str:
    """Log `person` in: the token to keep in a cookie.  It is stored only as a hash."""
    token = secrets.token_urlsafe(32)
    sessions.begin(tenant, token, person, now(tenant))
    return token


def session(token: str, *, tenant: int = 1) -> Session | None:
    """The session behind a token, None if there is none or it has ended."""
    found = sessions.find(tenant, token) if token else None
    if found is None:
        return None
    at = now(tenant)
    ends_at = min(found.seen_at + IDLE, found.begun_at + LONGEST)
    if at > ends_at:
        sessions.end(tenant, token)
        return None
    if at - found.seen_at > SEEN_AGAIN:
        sessions.seen(tenant, token, at)
        ends_at = min(at + IDLE, found.begun_at + LONGEST)
    reader = Reader(found.person, found.mandates, tenant)
    acting_for = found.acting_for if _may_act_for(reader, found.acting_for, at) else ""
    return Session(reader, found.language, acting_for, ends_at)


def reader(token: str, *, tenant: int = 1) -> Reader | None:
    """Who holds this token."""
    found = session(token, tenant=tenant)
    return found.reader if found else None


def choose_language(token: str, language: str, *, tenant: int = 1) -> None:
    """Remember the language for this session; one that is not spoken here changes nothing."""
    if language in municipality(tenant).languages:
        sessions.choose_language(tenant, token, language)


def act_for(token: str, person: str, *, tenant: int = 1) -> None:
    """Act for `person` from now on, or for oneself with "".  Raises NotHere without a mandate."""
    found = session(token, tenant=tenant)
    if found is None or (person and not _may_act_for(found.reader, person, now(tenant))):
        raise NotHere
    sessions.act_for(tenant, token, person)


def end_session(token: str, *, tenant: int = 1) -> None:
    """Log out.  Logging out twice is logging out once."""
    sessions.end(tenant, token)


def forget_ended(tenant: int) -> int:
    """Take away what is left of sessions that ended without a word; how many there were.

    Who was logged in, and when, is nobody's business afterwards.
    """
    return sessions.end_unused(tenant, now(tenant) - IDLE)


def _may_act_for(reader: Reader, person: str, at: datetime) -> bool:
    return any(
        mandate.covers(service, at.date())
        for mandate in reader.mandates.get(person, ())
        for service in mandate.services
    )
