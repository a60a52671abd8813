"""What another system reads: its cases, what is in them, what has happened, what it was told."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

import msgspec
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from msgspec import UNSET, Meta, UnsetType

from samrum.api import door, wire
from samrum.core.access import System
from samrum.core.case import Stage
from samrum.office import act, feed, hooks, see
from samrum.office.municipality import municipality
from samrum.office.relation import NotHere
from samrum.packages.package import Question
from samrum.packages.vocabulary import Term

MOST: Final = 200
Limit = Annotated[int, Meta(ge=1, le=MOST)]
Place = Annotated[int, Meta(ge=0, le=2**53)]


class CaseQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Which cases: `after` is a case's id, `number` a whole case number."""

    after: (
        Annotated[str, Meta(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")] | UnsetType
    ) = UNSET
    limit: Limit = feed.AT_ONCE
    number: (
        Annotated[str, Meta(min_length=1, max_length=40, pattern="^[^\\u0000]*$")] | UnsetType
    ) = UNSET
    stage: Stage | UnsetType = UNSET


class EventQuery(msgspec.Struct, forbid_unknown_fields=True):
    """From which place on; `next` of an answer is the place to ask from the next time."""

    after: Place = 0
    limit: Limit = feed.AT_ONCE


class CaseEvent(msgspec.Struct):
    """What a CloudEvent of ours is about."""

    case: str
    version: int
    link: str


class CloudEvent(msgspec.Struct):
    """CloudEvents 1.0, structured mode."""

    specversion: Literal["1.0"]
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: Literal["application/json"]
    data: CaseEvent


class Events(msgspec.Struct):
    """What has happened, in order; nothing new when `items` is empty."""

    items: list[CloudEvent]
    next: int


class Asked(msgspec.Struct):
    """A question of a form: `fact` is what an answer is sent under; `choices` are its values."""

    fact: str
    type: str
    needed: bool
    unknown_allowed: bool
    unit: str
    choices: list[str]
    asks: dict[str, str]
    when: bool


class ServiceForms(msgspec.Struct):
    """A service: what each of its forms asks.  `when`: it is asked only after certain answers."""

    id: str
    version: str
    title: dict[str, str]
    languages: list[str]
    forms: dict[str, list[Asked]]


@door.for_systems
def cases(request: HttpRequest, system: System) -> wire.Page:
    """Some of the cases that are for this system, in the order they were opened."""
    asked = door.query(request, CaseQuery)
    rows, after = feed.listed(
        system,
        after=asked.after or "",
        most=asked.limit,
        number=asked.number or "",
        stage=asked.stage or "",
    )
    said = {name: getattr(asked, name) for name in ("number", "stage") if getattr(asked, name)}
    on = urlencode({**said, "limit": asked.limit, "after": after})
    following = f"{reverse('api:cases')}?{on}" if after else ""
    return wire.Page([wire.row_of(row) for row in rows], following)


@door.for_systems
def case(request: HttpRequest, system: System, case: str) -> HttpResponse:
    """One case, as far as it is for this system."""
    view = see.case(system, case)
    return door.answer(wire.case_of(view), ETag=f'"{view.version}"')


@door.for_systems
def document(request: HttpRequest, system: System, case: str, number: int) -> FileResponse:
    """The file of a document."""
    found = see.document(system, case, number)
    known = found.document
    return FileResponse(
        found.open(), as_attachment=True, filename=known.name, content_type=known.media_type
    )


@door.for_systems
def letter(request: HttpRequest, system: System, case: str, number: int) -> FileResponse:
    """A letter as it was sent, without the address in its window."""
    found = see.letter(system, case, number)
    if not found.letter.sha256:
        raise NotHere
    name = f"{found.letter.title}.pdf"
    return FileResponse(
        found.open(), as_attachment=True, filename=name, content_type="application/pdf"
    )


@door.for_systems
def receipt(request: HttpRequest, system: System, key: str) -> wire.Receipt:
    """What a request with this key was answered."""
    found = act.acknowledged(system, key)
    if found is None:
        raise NotHere
    return wire.receipt_of(found)


@door.for_systems
def events(request: HttpRequest, system: System) -> dict[str, Any]:
    """What has happened in the cases that are for this system."""
    asked = door.query(request, EventQuery)
    found, following = feed.happened(system, asked.after, asked.limit)
    here = municipality(system.tenant)
    return {"items": [feed.cloud_event(here, one) for one in found], "next": following}


@door.for_anyone
def keys(request: HttpRequest) -> dict[str, Any]:
    """The public keys that what we tell other systems is signed with (RFC 7517)."""
    return hooks.public_keys()


@door.for_systems
def service(request: HttpRequest, system: System, service: str) -> ServiceForms:
    """What a service asks, form by form."""
    if service not in system.roles:
        raise NotHere
    found = see.service(system.tenant, service)
    forms = {
        name: [
            _asked(found.terms[one.fact], one, page.shown is not None or one.shown is not None)
            for page in form.pages
            for one in page.questions
        ]
        for name, form in found.forms.items()
    }
    return ServiceForms(found.id, found.version, dict(found.title), list(found.languages), forms)


def _asked(term: Term, question: Question, when: bool) -> Asked:
    return Asked(
        question.fact,
        term.type,
        question.needed,
        question.unknown_allowed,
        term.unit,
        [one.value for one in term.choices],
        dict(question.asks),
        when,
    )
