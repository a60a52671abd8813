"""What another system does: hand in an application, and act in a case; each once per key."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from samrum.api import door, wire
from samrum.api.problem import Problem
from samrum.core.access import System
from samrum.core.case import Apply
from samrum.office import act, forms, see, systems
from samrum.office.municipality import now
from samrum.office.relation import NotHere

KEY: Final = re.compile(r"[A-Za-z0-9_.:-]{1,200}")
VERSION: Final = re.compile(r'\*|"?([0-9]{1,9})"?')


@door.for_systems
def cases(request: HttpRequest, system: System) -> HttpResponse:
    """Hand in an application for a resident, who is named by her national number."""
    used = key(request)
    told = door.body(request, wire.shape_of(Apply))
    person = systems.resident(system, told.resident, service=told.service)
    package = see.service(system.tenant, told.service)
    said = wire.core(Apply, told, id="", number="", package="", readings={})
    at, again = now(system.tenant), act.acknowledged(system, used) is not None
    answers = forms.application(package, said.answers, said.uploads, at, again=again)
    receipt = act.apply(
        system,
        service=said.service,
        resident=person.id,
        answers=answers,
        uploads=said.uploads,
        reach=said.reach,
        language=said.language,
        key=used,
        via="machine",
    )
    where = reverse("api:case", args=(receipt.case,))
    return _acknowledged(receipt, 201, Location=where)


@door.for_systems
def case(request: HttpRequest, system: System, case: str, name: str) -> HttpResponse:
    """Do one act in a case."""
    kind = wire.acts().get(name)
    if kind is None:
        raise NotHere
    used, expected = key(request), version(request)
    told = door.body(request, wire.shape_of(kind))
    known, package = see.to_judge(system, case)
    at, again = now(system.tenant), act.acknowledged(system, used) is not None
    command = forms.checked(wire.core(kind, told), known, package, at, again=again)
    receipt = act.act(system, command, case=case, key=used, expected=expected, via="machine")
    return _acknowledged(receipt, 200)


def key(request: HttpRequest) -> str:
    """What makes sending it twice harmless.  Raises Problem."""
    found = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(found):
        raise Problem(400, "no-key")
    return found


def version(request: HttpRequest) -> int | None:
    """The version that the case must still have, None for any.  Raises Problem."""
    said = request.headers.get("If-Match")
    if said is None:
        return None
    found = VERSION.fullmatch(said)
    if found is None:
        raise Problem(400, "not-understood").saying(hint="If-Match")
    return int(found[1]) if found[1] else None


def _acknowledged(receipt: act.Receipt, status: int, **headers: str) -> HttpResponse:
    etag = f'"{receipt.version}"'
    return door.answer(wire.receipt_of(receipt), status, ETag=etag, **headers)
