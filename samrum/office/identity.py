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
from samrum.office import clock
from samrum.office.municipality import municipality, now
from samrum.office.relation import NotHere
from samrum.office.security_log import note

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=8)
EVERYWHERE: Final = "everywhere"
SEEN_AGAIN: Final = timedelta(minutes=1)  # a press within this time costs no write


@dataclass(frozen=True, slots=True)
class Session:
    """`acting_for` is the id of the person that the reader acts for, "" for herself."""

    reader: Reader
    language: str
    acting_for: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class LogIn:
    """One of the sessions that somebody has now.  `mark` names it and opens nothing; `here` says
    whether it is the one that asks; `ends_at` is when it ends if nothing more is pressed."""

    mark: str
    begun_at: datetime
    seen_at: datetime
    ends_at: datetime
    here: bool


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
    ends_at = _ends_at(found)
    if at > ends_at:
        sessions.end(tenant, token)
        note("session over", tenant, found.person.id, session=sessions.mark(token))
        return None
    if at - found.seen_at > SEEN_AGAIN:
        sessions.seen(tenant, token, at)
        ends_at = min(clock.moment() + IDLE, found.begun_at + LONGEST)
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


def mark_of(token: str) -> str:
    """What names the session behind a token, and opens nothing."""
    return sessions.mark(token)


def log_ins(reader: Reader, token: str) -> list[LogIn]:
    """Where the reader is logged in now, the session behind `token` first."""
    at, here = now(reader.tenant), sessions.mark(token)
    kept = [
        LogIn(one.mark, one.begun_at, one.seen_at, _ends_at(one), one.mark == here)
        for one in sessions.of(reader.tenant, reader.id)
    ]
    return sorted((one for one in kept if one.ends_at >= at), key=lambda one: not one.here)


def end_log_ins(person: Person, which: str, *, tenant: int = 1) -> int:
    """End the session of `person` that is named `which`, all she has with EVERYWHERE; how many.

    For who has just shown again that she is that person.
    """
    if which == EVERYWHERE:
        many = sessions.end_of(tenant, person.id)
    else:
        many = sessions.end_one(tenant, person.id, which)
    note("sessions ended", tenant, person.id, many=many)
    return many


def forget_ended(tenant: int) -> int:
    """Take away what is left of sessions that ended without a word; how many there were.

    Who was logged in, and when, is nobody's business afterwards.
    """
    return sessions.end_unused(tenant, clock.moment() - IDLE)


def _ends_at(session: sessions.Session | sessions.LogIn) -> datetime:
    return min(session.seen_at + IDLE, session.begun_at + LONGEST)


def _may_act_for(reader: Reader, person: str, at: datetime) -> bool:
    return any(
        mandate.covers(service, at.date())
        for mandate in reader.mandates.get(person, ())
        for service in mandate.services
    )
