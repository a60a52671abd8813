"""Sessions: who is logged in.  The token itself is never stored, only its hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from samrum.core.person import Mandate, Person
from samrum.journal import codec, people
from samrum.journal.database import execute


@dataclass(frozen=True, slots=True)
class Session:
    """A session with everything that decides what its person may see; read in one statement."""

    person: Person
    mandates: dict[str, tuple[Mandate, ...]]
    language: str
    acting_for: str
    begun_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class LogIn:
    """One of somebody's sessions, as she sees it: `mark` names it and opens nothing."""

    mark: str
    begun_at: datetime
    seen_at: datetime


_FIND: Final = """
    select p.state, s.language, s.acting_for::text, s.begun_at, s.seen_at,
           array(select giver::text from journal_mandate m
                 where m.tenant = s.tenant and m.holder = s.person order by giver, number),
           array(select mandate from journal_mandate m
                 where m.tenant = s.tenant and m.holder = s.person order by giver, number)
    from journal_session s
    join journal_person p on p.tenant = s.tenant and p.id = s.person
    where s.tenant = %s and s.token = %s
"""


_MARK: Final = "left(encode(sha256(token), 'hex'), 16)"


def begin(tenant: int, token: str, person: Person, at: datetime) -> None:
    """Keep a session in the language of its person."""
    execute(
        tenant,
        "insert into journal_session"
        " (tenant, token, person, language, acting_for, begun_at, seen_at)"
        " values (%s, %s, %s, %s, null, %s, %s)",
        (tenant, _hash(token), person.id, person.language, at, at),
    )


def find(tenant: int, token: str) -> Session | None:
    """The session behind a token, also one whose time is over: that is for the office to say."""
    row = execute(tenant, _FIND, (tenant, _hash(token))).fetchone()
    if row is None:
        return None
    state, language, acting_for, begun_at, seen_at, givers, texts = row
    held = people.by_giver(zip(givers, texts, strict=True))
    return Session(codec.one_person(state), held, language, acting_for or "", begun_at, seen_at)


def of(tenant: int, person: str) -> list[LogIn]:
    """The sessions of a person, the latest used first, also those whose time is over."""
    rows = execute(
        tenant,
        f"select {_MARK}, begun_at, seen_at from journal_session"
        " where tenant = %s and person = %s order by seen_at desc, begun_at desc, token",
        (tenant, person),
    )
    return [LogIn(*row) for row in rows.fetchall()]


def mark(token: str) -> str:
    """What names the session behind a token where others may read it: 64 bits of the hash of what
    is stored, so that neither the token nor what is stored can be had from it."""
    return sha256(_hash(token)).hexdigest()[:16]


def seen(tenant: int, token: str, at: datetime) -> None:
    """Say when its person last pressed something."""
    _set(tenant, token, "seen_at", at)


def choose_language(tenant: int, token: str, language: str) -> None:
    """Speak this language from now on."""
    _set(tenant, token, "language", language)


def act_for(tenant: int, token: str, person: str) -> None:
    """Act for this person from now on; "" for oneself."""
    _set(tenant, token, "acting_for", person or None)


def end(tenant: int, token: str) -> None:
    """Take the session away; nothing happens where there is none."""
    execute(
        tenant,
        "delete from journal_session where tenant = %s and token = %s",
        (tenant, _hash(token)),
    )


def end_of(tenant: int, person: str) -> int:
    """End all sessions of a person; how many there were."""
    done = execute(
        tenant,
        "delete from journal_session where tenant = %s and person = %s",
        (tenant, person),
    )
    return done.rowcount


def end_one(tenant: int, person: str, mark: str) -> int:
    """End this session of a person, if she has it; how many there were."""
    done = execute(
        tenant,
        f"delete from journal_session where tenant = %s and person = %s and {_MARK} = %s",
        (tenant, person, mark),
    )
    return done.rowcount


def end_unused(tenant: int, before: datetime) -> int:
    """End the sessions that nobody has used since `before`; how many there were."""
    done = execute(
        tenant,
        "delete from journal_session where tenant = %s and seen_at < %s",
        (tenant, before),
    )
    return done.rowcount


def _set(tenant: int, token: str, column: str, value: object) -> None:
    execute(
        tenant,
        f"update journal_session set {column} = %s where tenant = %s and token = %s",
        (value, tenant, _hash(token)),
    )


def _hash(token: str) -> bytes:
    return sha256(token.encode(errors="replace")).digest()
