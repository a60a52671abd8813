"""The persons of this installation: who logs in, who works here, who may act for whom."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from psycopg.errors import UniqueViolation

from samrum.channels.registers import Protected, Registered
from samrum.core import person
from samrum.core.access import Reader, System
from samrum.core.case import Reading
from samrum.core.party import RULES, Party
from samrum.core.person import MandateKind, Person, Post
from samrum.core.refusal import Refused
from samrum.journal import cases, chain, entries, people, sessions
from samrum.journal.database import transaction
from samrum.office.clock import not_before
from samrum.office.municipality import kept_number, municipality, now
from samrum.office.registers import Answered, ask
from samrum.office.relation import NotHere, known_id
from samrum.office.security_log import note


@dataclass(frozen=True, slots=True)
class Identity:
    """What an e-identity and the population register say about somebody; `language` "" is the
    one that the municipality speaks first.  `level` is how surely the e-identity says it (acr)."""

    number: str
    name: str
    language: str = ""
    address: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    protected: bool = False
    level: str = ""


def register(identity: Identity, *, tenant: int = 1, by: Party = RULES) -> Person:
    """The person with this number, as `by` now says she is; made known if she is new."""
    identity = replace(identity, language=identity.language or municipality(tenant).languages[0])
    known = people.load_by_number(tenant, identity.number)
    if known is None:
        try:
            return _change(tenant, new_id(), lambda id: _registering(id, identity), by)
        except UniqueViolation:  # she logged in twice at once, for the first time
            known = people.load_by_number(tenant, identity.number)
            assert known is not None, "her number is taken"
    return _change(tenant, known.person.id, lambda id: _registering(id, identity), by)


def log_in(identity: Identity, *, tenant: int = 1) -> Person:
    """The person behind an e-identity, with what the population register says about her today.

    A register that does not answer changes nothing that was known.
    """
    identity = replace(identity, number=kept_number(tenant, identity.number))
    kept = people.load_by_number(tenant, identity.number)
    known = kept.person if kept else None
    here, at = municipality(tenant), now(tenant)
    return register(
        _as_registered(identity, known, ask(here, "population", identity.number, at)), tenant=tenant
    )


def is_known(number: str, *, tenant: int = 1) -> bool:
    """Whether somebody with this number has been here."""
    return people.load_by_number(tenant, number) is not None


def appoint(id: str, post: Post, *, tenant: int = 1) -> Person:
    """Let a person work as `post`.  Raises Refused for somebody unknown."""
    return _change(tenant, id, lambda _: person.AppointPost(post), RULES)


def end_post(id: str, *, tenant: int = 1) -> int:
    """Somebody does not work here any more: she is logged out everywhere at once; from how many
    sessions.  Raises Refused for somebody unknown."""
    with transaction(tenant):
        _change(tenant, id, lambda _: person.EndPost(), RULES)
        return log_out(id, tenant=tenant)


def log_out(id: str, *, tenant: int = 1) -> int:
    """End all sessions of somebody, whose device may be lost; how many there were."""
    many = sessions.end_of(tenant, id)
    note("sessions ended", tenant, id, many=many)
    return many


def by_number(number: str, *, tenant: int = 1) -> Person | None:
    """The person with this number, however it is written."""
    kept = people.load_by_number(tenant, kept_number(tenant, number))
    return kept.person if kept else None


def protect(id: str, *, tenant: int = 1, protected: bool = True) -> None:
    """A register, or who runs this, says that her data are protected, or not any more: what tells
    where she is, is not kept."""

    def protecting(id: str) -> person.Command:
        kept = people.load(tenant, id)
        assert kept is not None, "she is held by who changes her"
        known = kept.person
        return person.RegisterPerson(
            id, known.number, known.name, known.language, protected=protected
        )

    _change(tenant, id, protecting, RULES)


def protect_if_told(id: str, read: Mapping[str, Reading], *, tenant: int = 1) -> None:
    """What a register says of one case holds for its resident: everywhere, from now on."""
    if any(reading.outcome == "protected" for reading in read.values()):
        protect(id, tenant=tenant)


def name_for(reader: Reader, id: str) -> str:
    """The name of somebody, "" where it is not shown to the reader.  Raises NotHere."""
    found = known_person(id, tenant=reader.tenant)
    return "" if found.protected and not reader.person.is_cleared else found.name


def known_person(id: str, *, tenant: int = 1) -> Person:
    """Raises NotHere."""
    found = people.load(tenant, known_id(id))
    if found is None:
        raise NotHere
    return found.person


def resident_of(reader: Reader | System, id: str) -> Person:
    """Herself as her session has her, anybody else as she is kept.  Raises NotHere."""
    herself = isinstance(reader, Reader) and id == reader.id
    return reader.person if herself else known_person(id, tenant=reader.tenant)


def give_mandate(
    reader: Reader,
    *,
    number: str,
    kind: MandateKind,
    services: tuple[str, ...],
    valid_from: date,
    valid_to: date | None = None,
    giver: str = "",
) -> Person:
    """Let the person with national number `number` act for the giver: the giver afterwards.

    The giver is the reader herself; staff may enter what a court or a paper says about `giver`.
    Raises Refused when nobody with this number has been here.
    """
    giver = giver or reader.id
    by = _may_give(reader, giver)
    holder = people.load_by_number(reader.tenant, kept_number(reader.tenant, number))
    if holder is None or (holder.person.protected and not reader.person.is_cleared):
        raise Refused(
            "The mandate cannot be given yet.",
            because="Nobody with the number {number} has logged in here.",
            instead="Ask her to log in once, or check the number.",
            number=number,
        )
    given = person.GiveMandate(holder.person.id, kind, services, valid_from, valid_to)
    return _change(reader.tenant, giver, lambda _: given, by)


def revoke_mandate(reader: Reader, number: int, *, giver: str = "") -> Person:
    """Take back a mandate that the reader (or, for staff, `giver`) has given."""
    giver = giver or reader.id
    by = _may_give(reader, giver)
    return _change(reader.tenant, giver, lambda _: person.RevokeMandate(number), by)


def new_id() -> str:
    """A UUID of version 7 (RFC 9562): time first, so that new rows stand beside each other."""
    moment = int(time.time() * 1000).to_bytes(6, "big")
    sixteen = bytearray(moment + secrets.token_bytes(10))
    sixteen[6] = sixteen[6] & 0x0F | 0x70
    sixteen[8] = sixteen[8] & 0x3F | 0x80
    return str(UUID(bytes=bytes(sixteen)))


def _as_registered(said: Identity, known: Person | None, answered: Answered) -> Identity:
    if known is not None:
        said = replace(
            said,
            language=known.language,
            address=known.address,
            email=known.email,
            phone=known.phone,
            protected=known.protected,
        )
    match answered:
        case Registered():
            return replace(
                said,
                name=answered.name,
                language=answered.language or said.language,
                address=answered.address,
                protected=False,
            )
        case Protected():
            return replace(said, address=(), email="", phone="", protected=True)
        case _:
            return said


def _registering(id: str, identity: Identity) -> person.RegisterPerson:
    return person.RegisterPerson(
        id,
        identity.number,
        identity.name,
        identity.language,
        identity.address,
        identity.email,
        identity.phone,
        identity.protected,
    )


def _may_give(reader: Reader, giver: str) -> Party:
    """As whom the reader gives or takes back a mandate of `giver`.  Raises NotHere."""
    if reader.id == giver:
        return Party(giver, "resident")
    post = reader.person.post
    if post is None or not municipality(reader.tenant).services_of(post.unit):
        raise NotHere
    known_id(giver)
    return Party(reader.id, "caseworker", post.agency, giver, via="desk")


def _change(tenant: int, id: str, asking: Callable[[str], person.Command], by: Party) -> Person:
    """Let something happen to a person, in one transaction: how she is afterwards."""
    with transaction(tenant):
        kept = people.load(tenant, id, hold=True)
        before, head = (kept.person, kept.head) if kept else (None, chain.Head())
        at = not_before(now(tenant), head.at)
        events = person.decide(before, asking(id), by=by, at=at)
        after = before
        for event in events:
            after = person.evolve(after, event, at=at)
        assert after is not None, "decide refuses what nobody was registered for"
        if not events:
            return after
        stream = chain.Stream(tenant, id, "person")
        head, made = chain.extend(stream, head, [(event, by) for event in events], at)
        entries.add(made)
        if before is None:
            people.add(tenant, after, head)
        else:
            people.change(tenant, before, after, head)
            if before.protected != after.protected:
                cases.protect(tenant, id, after.protected)
        return after
