"""Helping a resident on the phone, at the counter or from paper: who she is, and typing for her."""

from __future__ import annotations

from typing import Final, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from samrum.core.party import Via
from samrum.core.person import Person
from samrum.core.refusal import Refused
from samrum.office import assisted, see
from samrum.office.relation import TYPED
from samrum.web.desk.words import stage_words
from samrum.web.shared import assisting, page
from samrum.web.shared.addresses import url
from samrum.web.shared.page import Fault
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

LONGEST_NUMBER: Final = 40
LONGEST_NAME: Final = 200


def find(request: HttpRequest) -> HttpResponse:
    """Finds a resident by her national number, which never stands in an address."""
    faults: tuple[Fault, ...] = ()
    number = request.POST.get("number", "")[:LONGEST_NUMBER]
    name = request.POST.get("name", "")[:LONGEST_NAME]
    if request.method == "POST":
        found, faults = _found(request, number, name)
        if found:
            return page.go("desk:person", found.id)
    about = {
        "number": number,
        "name": name,
        "by_hand": bool(faults) and page.reader(request).person.is_cleared,
        "faults": faults,
    }
    return page.show(request, "desk/find.html", about, 422 if faults else 200)


def person(request: HttpRequest, id: str) -> HttpResponse:
    """What we can do together with her: her cases here, and what she can apply for."""
    reader = page.reader(request)
    resident = assisted.looked_up(reader, id, "person")
    rows = assisted.cases_of(reader, id)
    titles = {one.id: in_words(one.title) for one in see.services(reader.tenant)}
    about = {
        "resident": resident,
        "rows": [
            (row, titles.get(row.service, row.service), _stands(row.stage, row.outcome, row.unread))
            for row in rows
        ],
        "targets": [
            *((f"case:{row.id}", f"{titles.get(row.service, '')} {row.number}") for row in rows),
            *((f"apply:{one}", titles[one]) for one in assisted.services_of(reader)),
        ],
        "chosen": f"case:{request.GET.get('case', '')}",
        "ways": assisting.ways(),
        "via": "phone",
    }
    return page.show(request, "desk/person.html", about)


def typing(request: HttpRequest, id: str) -> HttpResponse:
    """Begins to type for her, on the page that was chosen."""
    reader = page.reader(request)
    resident = assisted.resident(reader, id)
    via = request.POST.get("via", "")
    address = _address(request, resident)
    if via not in TYPED or not address:
        return page.go("desk:person", id)
    response = HttpResponseRedirect(address)
    response.status_code = 303
    assisting.begin(response, reader, resident.id, cast(Via, via))
    return response


def typed(request: HttpRequest) -> HttpResponse:
    """Ends it: from here on she is herself."""
    now, inside = page.visit(request), assisting.room(request)
    response = page.go("desk:person", now.acting_for) if now.typing else page.go("desk:help")
    if inside:
        response = page.go("room:room", inside)
    assisting.end(response)
    return response


def _found(request: HttpRequest, number: str, name: str) -> tuple[Person | None, tuple[Fault, ...]]:
    reader = page.reader(request)
    if not number.strip():
        return None, (Fault("number", _("Write the personal number.")),)
    try:
        if name.strip():
            return assisted.enter(reader, number, name), ()
        return assisted.find(reader, number), ()
    except Refused as refused:
        return None, (Fault("number", " ".join(page.sentences(refused))),)


def _stands(stage: str, outcome: str, unread: bool) -> str:
    return stage_words(stage, outcome, unread=unread) if stage != "received" else ""


def _address(request: HttpRequest, resident: Person) -> str:
    """Where the typing begins: in a case of hers, or with an application."""
    reader = page.reader(request)
    kind, _colon, which = request.POST.get("what", "").partition(":")
    if kind == "case" and which in {row.id for row in assisted.cases_of(reader, resident.id)}:
        return url("resident:case", which)
    if kind == "apply" and which in assisted.services_of(reader):
        return url("resident:apply", which)
    return ""
