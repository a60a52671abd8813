"""A mandate that somebody has on paper: a power of attorney, or what a court has decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.http import HttpRequest, HttpResponse

from samrum.core.access import Reader
from samrum.core.person import Mandate, MandateKind, Person
from samrum.core.refusal import Refused
from samrum.office import assisted, persons, see
from samrum.web.shared import page
from samrum.web.shared.dates import today
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import day_in, number_of
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

FIELDS = ("kind", "number", "from", "to")


@dataclass(frozen=True, slots=True)
class Given:
    """A mandate as the page shows it."""

    mandate: Mandate
    holder: str
    scope: str
    kind: str


def mandate(request: HttpRequest, id: str) -> HttpResponse:
    """Who may act for her; one more from paper, or the end of one."""
    reader = page.reader(request)
    giver, faults = assisted.looked_up(reader, id, "mandates"), ()
    if number_of(request, "end") in giver.mandates:
        persons.revoke_mandate(reader, number_of(request, "end"), giver=giver.id)
        return page.go("desk:mandate", id, done="ended")
    if request.method == "POST":
        faults = _enter(request, giver)
        if not faults:
            return page.go("desk:mandate", id, done="1")
    typed = {name: request.POST.get(name, "")[:40] for name in FIELDS}
    about = {
        "resident": giver,
        "given": [_given(reader, one) for one in giver.mandates.values()],
        "kinds": _kinds(),
        "services": _services(reader.tenant),
        "typed": {**typed, "from": typed["from"] or today().isoformat()},
        "chosen": request.POST.getlist("services"),
        "done": request.GET.get("done", ""),
        "faults": faults,
    }
    return page.show(request, "desk/mandate.html", about, 422 if faults else 200)


def _enter(request: HttpRequest, giver: Person) -> tuple[Fault, ...]:
    posted, reader = request.POST, page.reader(request)
    known = {id for id, _title in _services(reader.tenant)}
    chosen = tuple(one for one in dict.fromkeys(posted.getlist("services")) if one in known)
    first, last = day_in(posted.get("from", "")), day_in(posted.get("to", ""))
    kind, number = posted.get("kind", ""), posted.get("number", "").strip()[:40]
    checks = (
        ("kind", kind not in dict(_kinds()), _("Say what kind of paper it is.")),
        ("number", not number, _("Write the personal number of the one who may act.")),
        ("services", not chosen, _("Choose what it is for.")),
        ("from", first is None, _("Write the first day, such as 2026-12-03.")),
        ("to", last is None and bool(posted.get("to")), _("Write the last day as 2026-12-03.")),
    )
    faults = tuple(Fault(field, what) for field, wrong, what in checks if wrong)
    if faults or first is None:
        return faults
    try:
        holder = assisted.find(reader, number)
        if _is_there(giver, holder, chosen, first, last):
            return ()
        persons.give_mandate(
            reader,
            number=holder.number,
            kind=cast(MandateKind, kind),
            services=chosen,
            valid_from=first,
            valid_to=last,
            giver=giver.id,
        )
    except Refused as refused:
        field = "to" if last and last < first else "number"
        return (Fault(field, " ".join(page.sentences(refused))),)
    return ()


def _is_there(
    giver: Person, holder: Person, services: tuple[str, ...], first: date, last: date | None
) -> bool:
    """Whether the same mandate was entered already: a second press changes nothing."""
    return any(
        (one.holder, one.services, one.valid_from, one.valid_to)
        == (holder.id, services, first, last)
        and one.revoked_at is None
        for one in giver.mandates.values()
    )


def _kinds() -> list[tuple[str, str]]:
    return [
        ("power_of_attorney", _("A power of attorney that the resident has signed")),
        ("guardian", _("A guardian, by law or by a court's decision")),
    ]


def _services(tenant: int) -> list[tuple[str, str]]:
    named = [(one.id, in_words(one.title)) for one in see.services(tenant)]
    return [*named, ("*", _("Everything, also services that come later"))]


def _given(reader: Reader, one: Mandate) -> Given:
    titles = dict(_services(reader.tenant))
    return Given(
        one,
        persons.name_for(reader, one.holder) or _("Shown to cleared colleagues"),
        ", ".join(titles.get(service, service) for service in one.services),
        dict(_kinds())[one.kind],
    )
