"""Acting for somebody: giving a power of attorney, taking it back, choosing for whom one acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from samrum.core.person import Mandate
from samrum.core.refusal import Refused
from samrum.office import assisted, identity, persons, see
from samrum.office.municipality import kept_number
from samrum.web.shared import page, parking, reader_log, session
from samrum.web.shared.dates import today
from samrum.web.shared.page import Fault
from samrum.web.shared.sitting import Line
from samrum.web.shared.typed import day_in
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words


@dataclass(frozen=True, slots=True)
class Given:
    """A mandate as the page shows it: `other` is the name of the one at the other end."""

    mandate: Mandate
    other: str
    person: str
    scope: str
    now: bool


def mandates(request: HttpRequest) -> HttpResponse:
    """Who may act for me, for whom I may act, and who has looked me up here."""
    reader = page.reader(request)
    lines = [_line(one) for one in assisted.readings_of(reader)]
    about = {
        "given": [
            _given(reader.tenant, one, one.holder)
            for one in reader.person.mandates.values()
            if one.revoked_at is None
        ],
        "held": [
            _given(reader.tenant, one, giver)
            for giver, held in reader.mandates.items()
            for one in held
            if one.revoked_at is None
        ],
        "said": next((one for one in ("given", "revoked") if one in request.GET), ""),
        **reader_log.about(lines, reader_log.Choice(), lines),
    }
    return page.show(request, "resident/mandates.html", about)


def _line(one: see.ReadItem) -> Line:
    return Line(one.by_name, one.by.agency, one.at, one.what, kind=one.what)


def mandate(request: HttpRequest) -> HttpResponse:
    """Gives somebody a power of attorney."""
    reader, faults = page.reader(request), ()
    services = [(one.id, in_words(one.title)) for one in see.services(reader.tenant)]
    if request.method == "POST":
        faults = _give(request, {id for id, _title in services})
        if not faults:
            return page.go("resident:mandates", given="1")
    about = {
        "choices": [*services, ("*", _("Everything, including services that come later"))],
        "typed": {name: request.POST.get(name, "") for name in ("number", "from", "to")},
        "chosen": request.POST.getlist("services"),
        "first": today().isoformat(),
        "faults": faults,
    }
    return page.show(request, "resident/mandate.html", about, 422 if faults else 200)


def revocation(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a power of attorney back; a guardian is none, and is not hers to end."""
    reader = page.reader(request)
    known = reader.person.mandates.get(number)
    if known is None or known.revoked_at is not None or known.kind == "guardian":
        return page.go("resident:mandates")
    if request.method == "POST":
        persons.revoke_mandate(reader, number)
        return page.go("resident:mandates", revoked="1")
    about = {"one": _given(reader.tenant, known, known.holder)}
    return page.show(request, "resident/revocation.html", about)


def acting_for(request: HttpRequest) -> HttpResponse:
    """Chooses for whom she acts from now on."""
    reader = page.reader(request)
    if request.method == "POST":
        chosen = request.POST.get("person", "")
        other = "" if chosen in ("", reader.id) else chosen
        identity.act_for(session.token(request), other, tenant=reader.tenant)
        return HttpResponseRedirect(parking.safe(request.POST.get("next", "")))
    about = {"people": see.acting_for(reader), "next": parking.safe(request.GET.get("next", ""))}
    return page.show(request, "resident/acting_for.html", about)


def _give(request: HttpRequest, services: set[str]) -> tuple[Fault, ...]:
    posted = request.POST
    chosen = tuple(one for one in posted.getlist("services") if one in services | {"*"})
    first, last = day_in(posted.get("from", "")), day_in(posted.get("to", ""))
    faults = [
        Fault(field, what)
        for field, wrong, what in (
            (
                "number",
                not posted.get("number", "").strip(),
                _("Write the person's personal number."),
            ),
            ("services", not chosen, _("Choose what it is for.")),
            ("from", first is None, _("Write the first day, such as 2026-12-03.")),
            ("to", last is None and bool(posted.get("to")), _("Write the last day as 2026-12-03.")),
        )
        if wrong
    ]
    if faults or first is None:
        return tuple(faults)
    try:
        _give_once(request, chosen, first, last)
    except Refused as refused:
        field = "to" if "last day" in refused.what else "number"
        return (Fault(field, " ".join(page.sentences(refused))),)
    return ()


def _give_once(
    request: HttpRequest, services: tuple[str, ...], first: date, last: date | None
) -> None:
    """Give it, unless the same one is given already: a second press changes nothing."""
    reader = page.reader(request)
    number = kept_number(reader.tenant, request.POST["number"])
    for one in reader.person.mandates.values():
        same = (one.services, one.valid_from, one.valid_to) == (services, first, last)
        if same and not one.revoked_at and _number(reader.tenant, one.holder) == number:
            return
    persons.give_mandate(
        reader,
        number=number,
        kind="power_of_attorney",
        services=services,
        valid_from=first,
        valid_to=last,
    )


def _number(tenant: int, person: str) -> str:
    return persons.known_person(person, tenant=tenant).number


def _given(tenant: int, one: Mandate, other: str) -> Given:
    titles = {known.id: in_words(known.title) for known in see.services(tenant)}
    scope = (
        _("Everything")
        if "*" in one.services
        else ", ".join(titles.get(service, service) for service in one.services)
    )
    day = today()
    now = any(one.covers(service, day) for service in one.services)
    return Given(one, persons.known_person(other, tenant=tenant).name, other, scope, now)
