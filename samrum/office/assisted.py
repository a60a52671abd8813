"""Assisted digital: a resident is helped on the phone, at the counter or from paper.

She is found by her national number, here or in the population register.  For who may not see
protected residents, a protected one and one whom nobody has heard of look the same.  Looking her up
is a reading like another: it is written down, and she can see it.
"""

from __future__ import annotations

from typing import Literal, NoReturn

from samrum.channels.registers import Failed, Protected, Registered
from samrum.core.access import Reader
from samrum.core.party import Party
from samrum.core.person import Person
from samrum.core.refusal import Refused
from samrum.journal import cases, codec, people, reads
from samrum.journal.cases import CaseRow
from samrum.journal.happened import PersonRead
from samrum.office.municipality import kept_number, municipality, now, on_the_wall
from samrum.office.persons import Identity, register
from samrum.office.registers import ask
from samrum.office.relation import NotHere, known_id, relation
from samrum.office.see import ReadItem


def find(reader: Reader, number: str) -> Person:
    """The resident with this national number, made known here if the register knows her.

    Raises Refused when she cannot be found, NotHere for who works with no service.
    """
    by, known = _by(reader), _known(reader, number)
    if known is not None:
        return _open_to(reader, known) or _unknown(number)
    number, at = kept_number(reader.tenant, number), now(reader.tenant)
    match ask(municipality(reader.tenant), "population", number, at):
        case Registered(name=name, address=address, language=language):
            identity = Identity(number, name, language, address)
            return register(identity, tenant=reader.tenant, by=by)
        case Protected() if reader.person.is_cleared:
            raise Refused(
                "The register says that her data are protected, and gives no name.",
                because="What is protected is not carried on from the register.",
                instead="Write her name below, as her identity document says it.",
            )
        case Failed():
            raise Refused(
                "We cannot look her up just now.",
                because="The population register does not answer.",
                instead="Try again in a while, or write down what she says and type it later.",
            )
        case _:
            return _unknown(number)


def enter(reader: Reader, number: str, name: str) -> Person:
    """Make a resident known whom the register does not name.  Only for who is cleared.

    Raises Refused and NotHere.
    """
    by, number, name = _by(reader), kept_number(reader.tenant, number), name.strip()
    if not reader.person.is_cleared:
        raise NotHere
    if not number or not name:
        raise Refused(
            "She cannot be entered yet.",
            because="The number or the name is missing.",
            instead="Write both, as her identity document says them.",
        )
    known = _known(reader, number)
    if known is not None:
        return known
    at = now(reader.tenant)
    protected = isinstance(ask(municipality(reader.tenant), "population", number, at), Protected)
    identity = Identity(number, name, protected=protected)
    return register(identity, tenant=reader.tenant, by=by)


def resident(reader: Reader, id: str) -> Person:
    """Somebody whom the reader may help.  Raises NotHere."""
    _by(reader)
    kept = people.load(reader.tenant, known_id(id))
    found = _open_to(reader, kept.person) if kept else None
    if found is None or found.id == reader.id:
        raise NotHere
    return found


def looked_up(reader: Reader, id: str, what: Literal["person", "mandates"]) -> Person:
    """Somebody whom the reader may help, once it stands in the journal that she was looked up: who
    she is, or who may act for her.  Raises NotHere."""
    found = resident(reader, id)
    reads.record(reader.tenant, PersonRead(found.id, what), _by(reader), now(reader.tenant))
    return found


def readings_of(reader: Reader) -> tuple[ReadItem, ...]:
    """Who has looked the reader up, and when, the latest first."""
    made = reads.of(reader.tenant, reader.id)
    names = people.names(reader.tenant, {entry.actor for entry in made})
    found = []
    for entry in reversed(made):
        event = codec.event(entry.kind, entry.payload or "")
        assert isinstance(event, PersonRead), "a person's stream of readings holds nothing else"
        at, name = on_the_wall(entry.tenant, entry.at), names.get(entry.actor, "")
        found.append(ReadItem(entry.party, name, at, event.what, ""))
    return tuple(found)


def cases_of(reader: Reader, person: str) -> tuple[CaseRow, ...]:
    """The resident's cases that the reader's unit works with, the latest first."""
    today = now(reader.tenant).date()
    return tuple(
        row
        for row in cases.of_residents(reader.tenant, [known_id(person)])
        if relation(
            reader, resident=row.resident, service=row.service, protected=row.protected, day=today
        )
        == "unit"
    )


def services_of(reader: Reader) -> tuple[str, ...]:
    """The ids of the services that the reader's unit works with."""
    post = reader.person.post
    return municipality(reader.tenant).services_of(post.unit) if post else ()


def _by(reader: Reader) -> Party:
    """As whom the reader makes somebody known.  Raises NotHere."""
    post = reader.person.post
    if post is None or not services_of(reader):
        raise NotHere
    return Party(reader.id, "caseworker", post.agency, via="desk")


def _open_to(reader: Reader, person: Person) -> Person | None:
    return person if reader.person.is_cleared or not person.protected else None


def _known(reader: Reader, number: str) -> Person | None:
    """Who has been here with this number."""
    for written in dict.fromkeys((number.strip(), kept_number(reader.tenant, number))):
        kept = people.load_by_number(reader.tenant, written)
        if kept is not None:
            return kept.person
    return None


def _unknown(number: str) -> NoReturn:
    raise Refused(
        "We find nobody with the number {number}.",
        because="It may be mistyped, or the population register does not show her here.",
        instead="Ask her to say the number again, or let the colleague who is cleared for"
        " protected residents help her.",
        number=number,
    )
