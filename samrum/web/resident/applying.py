"""Applying for a service: one page of questions at a time, then read through and hand in."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.person import Person
from samrum.office import act, drafts, identity, persons, see
from samrum.web.resident import answers, flow, reaching
from samrum.web.resident.answers import Filling
from samrum.web.resident.fields import Told
from samrum.web.shared import events, page, session
from samrum.web.shared.addresses import url
from samrum.web.shared.dates import today
from samrum.web.shared.page import Fault
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words, language

REACH: Final = "reach"


def begin(request: HttpRequest, service: str) -> HttpResponse:
    """Begins, or goes on where she was; who may act for others says first for whom it is."""
    if request.method == "POST":
        return _for_whom(request, service)
    others = _others(request, service)
    if _not_covered(request, others):
        return _outside_the_mandate(request, service)
    filling = _filling(request, service)
    first = filling.pages[0].id
    if not filling.draft.version and (not others or "for" in request.GET):
        return page.go("resident:apply-page", service, first)
    reader = page.reader(request)
    kept, saved = filling.page(filling.draft.page), filling.draft.changed_at
    about = {
        "filling": filling,
        "service": filling.package,
        "others": others,
        "people": [
            (reader.id, _("For me")),
            *((one.id, _("For %(name)s") % {"name": one.name}) for one in others),
        ],
        "goes_on": kept.id if kept else first,
        "kept_until": saved and drafts.kept_until(reader.tenant, saved),
        "contact": page.contact(request, service),
    }
    return page.show(request, "resident/begin.html", about)


def questions(request: HttpRequest, service: str, name: str) -> HttpResponse:
    """One page of questions; the last of them is how we shall reach her."""
    filling = _filling(request, service)
    if name == REACH:
        return _reach(request, filling)
    return flow.questions(request, filling, name, _way(filling))


def check(request: HttpRequest, service: str) -> HttpResponse:
    """Everything on one page, with the promise that it is true, and the button that hands it in."""
    filling = _filling(request, service)
    if request.method == "POST":
        return _hand_in(request, filling)
    if not filling.draft.version:
        return page.go("resident:apply", service)
    return _check(request, filling)


def remove(request: HttpRequest, service: str) -> HttpResponse:
    """Throws the draft away."""
    answers.throw_away(_filling(request, service))
    return page.go("resident:cases", removed="1")


def upload(request: HttpRequest, service: str, sha256: str) -> HttpResponse:
    """A file of the draft, as it was sent."""
    found = flow.file(_filling(request, service), sha256)
    if found is None:
        raise Http404
    return found


def _filling(request: HttpRequest, service: str) -> Filling:
    reader, resident = page.reader(request), page.visit(request).acting_for
    package = see.service(reader.tenant, service)
    return Filling(
        reader,
        resident,
        f"apply:{service}",
        package,
        package.forms["apply"],
        drafts.draft(reader, resident, f"apply:{service}"),
        see.prefill(reader, resident, service),
    )


def _way(filling: Filling) -> flow.Way:
    service = filling.package.id
    return flow.Way(
        title=in_words(filling.form.title),
        page=lambda id: url("resident:apply-page", service, id),
        file=lambda sha256: url("resident:upload-show", service, sha256),
        start=url("resident:service", service),
        last=url("resident:apply-page", service, REACH),
        check=url("resident:apply-check", service),
        leave=url("resident:cases") + "?saved=1",
        more=1,
    )


def _for_whom(request: HttpRequest, service: str) -> HttpResponse:
    reader, chosen = page.reader(request), request.POST.get("for", "")
    other = "" if chosen in ("", reader.id) else chosen
    identity.act_for(session.token(request), other, tenant=reader.tenant)
    return page.go("resident:apply", service, **{"for": "chosen"})


def _others(request: HttpRequest, service: str) -> list[Person]:
    """Whom she may apply for, beside herself."""
    reader, day = page.reader(request), today()
    if page.visit(request).typing:
        return []
    return [
        person
        for person in see.acting_for(reader)
        if any(one.covers(service, day) for one in reader.mandates.get(person.id, ()))
    ]


def _not_covered(request: HttpRequest, others: list[Person]) -> bool:
    """Whether she acts for somebody in whose name she may not apply for this."""
    now = page.visit(request)
    mine = now.typing or not now.for_another
    return not mine and now.acting_for not in {one.id for one in others}


def _outside_the_mandate(request: HttpRequest, service: str) -> HttpResponse:
    name = page.visit(request).acting_for_name
    return page.told(
        request,
        _("You may not apply for this in the name of %(name)s.") % {"name": name},
        because=_("The power of attorney that you have is for something else."),
        instead=_(
            "Ask for a power of attorney that covers this too, or stop and apply for yourself."
        ),
        status=403,
    )


def _reach(request: HttpRequest, filling: Filling) -> HttpResponse:
    """How we shall reach her: the same question for every service."""
    faults: tuple[Fault, ...] = ()
    chosen = reaching.kept(filling)
    if request.method == "POST":
        chosen, faults = reaching.posted(request)
        if not faults:
            reaching.keep(filling, chosen)
            if request.POST.get("do") == "leave":
                return page.go("resident:cases", saved="1")
            return page.go("resident:apply-check", filling.package.id)
    about = {
        "filling": filling,
        "service": filling.package,
        "chosen": chosen,
        "faults": faults,
        "place": answers.place(filling, None, more=1),
        "earlier": filling.pages[-1].id,
        "contact": page.contact(request, filling.package.id),
    }
    return page.show(request, "resident/apply_reach.html", about, 422 if faults else 200)


def _check(request: HttpRequest, filling: Filling, faults: tuple[Fault, ...] = ()) -> HttpResponse:
    name = page.visit(request).acting_for_name
    promise = _("What I have told you is true, and I have left nothing out that matters.")
    if page.visit(request).for_another:
        promise = _("What I have told you for %(name)s is true, as far as I know.") % {"name": name}
    reach = Told(
        _("How we reach you"), events.reach(reaching.kept(filling)).capitalize(), page=REACH
    )
    hand_in = _("Send the application")
    return flow.check(
        request,
        filling,
        _way(filling),
        promise=promise,
        hand_in=hand_in,
        also=(reach,),
        faults=faults,
    )


def _hand_in(request: HttpRequest, filling: Filling) -> HttpResponse:
    """Hand in, once per key: a second press gets the receipt of the first."""
    before = act.acknowledged(filling.reader, page.key(request))
    if before:
        return page.go("resident:receipt", before.case)
    if not filling.draft.version:
        return page.go("resident:cases", gone="1")
    faults = flow.true_or_fault(request)
    if faults or filling.lacking():
        return _check(request, filling, faults)
    receipt = act.apply(
        filling.reader,
        service=filling.package.id,
        resident=filling.resident,
        answers=filling.asked(),
        uploads=filling.draft.uploads,
        reach=reaching.kept(filling),
        language=_language(request, filling),
        key=page.key(request),
        via=page.via(request),
    )
    return page.go("resident:receipt", receipt.case)


def _language(request: HttpRequest, filling: Filling) -> str:
    """The language of the letters: that of the page, or her own while somebody types for her."""
    if not page.visit(request).typing:
        return language()
    return persons.known_person(filling.resident, tenant=filling.reader.tenant).language
