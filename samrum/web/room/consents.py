"""Consents: the matrix of who may read what, asking for one, signing it, taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.consent import Consent, Signature
from samrum.core.room import (
    AnswerConsent,
    AskForConsent,
    RevokeConsent,
    UseProvision,
    kind_of,
    may_do,
)
from samrum.core.room.keys import provisions_for
from samrum.office.room_paper import AskedConsent, consent_on_paper, language_of
from samrum.office.room_see import RoomView
from samrum.web.room import naming
from samrum.web.room.looking import Pressed, look, press, show
from samrum.web.room.room import present
from samrum.web.shared import page
from samrum.web.shared.typed import day_of, text_of
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words, language

HOLDS: Final = timedelta(days=180)  # the last day that stands in the field beforehand


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the matrix: `open`, `single` facts of the kind only, `shut`, or not hers to know
    (`untold`).  `asks` is what the form for a new consent is opened with, "" for nothing."""

    how: Literal["open", "single", "shut", "untold"]
    words: str
    until: date | None = None
    asks: str = ""


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent as the reader may read it, with what she may do to it."""

    consent: Consent
    to: str
    about: str
    standing: str
    words: str
    signed: tuple[tuple[str, bool, str], ...]
    missing: tuple[str, ...]
    may_sign: bool
    may_revoke: bool


def consents(request: HttpRequest, id: str) -> HttpResponse:
    """The matrix, and every consent with who signed it and until when it holds."""
    view, reader = look(request, id, "consents"), page.reader(request).id
    now = page.visit(request)
    signer = now.acting_for if now.typing else reader
    told = [_row(view, one, reader, signer) for one in reversed(view.room.consents)]
    agencies = _readers(view)
    may_ask = may_do(view.relation, "AskForConsent", typing=False)
    if request.GET.get("done") not in (None, "signed", "refused", "revoked", "asked", "used"):
        raise Http404
    return show(
        request,
        id,
        "room/consents.html",
        view=view,
        rows=told,
        agencies=[(one, naming.reads_as(view, one, reader)) for one in agencies],
        matrix=[
            (naming.kind(kind), [_cell(view, kind, one, may_ask) for one in agencies])
            for kind in view.kinds
        ],
        signers=[naming.signer(view, one, reader) for one in view.signers],
        provisions=view.room.provisions,
        to_verify=[in_words(one) for one in view.package.to_verify],
        naming=naming,
        may_ask=may_ask,
        signs=reader in view.signers,
        may_provide=may_do(view.relation, "UseProvision", typing=False),
        done=request.GET.get("done", ""),
    )


def consent(request: HttpRequest, id: str) -> HttpResponse:
    """Asks for a consent: for whom, which kinds, why, until when; a guardian signs it at once."""
    view, pressed = look(request, id), None
    if not may_do(view.relation, "AskForConsent", typing=False):
        raise Http404
    reader = page.reader(request).id
    begun = request.POST if request.method == "POST" else request.GET
    kinds = tuple(one for one in begun.getlist("kinds") if one in view.kinds)
    to, purpose = begun.get("to", ""), text_of(request, "purpose")
    until = day_of(request, "until") if request.method == "POST" else view.today + HOLDS
    if request.method == "POST":
        asked = AskForConsent(to, kinds, (), purpose, until, signs=reader in view.signers)
        pressed = press(request, id, asked, "kinds" if to else "to")
        if pressed.receipt:
            return page.go("room:consents", id, done="asked")
    about = {
        "to": to,
        "kinds": kinds,
        "purpose": purpose,
        "until": until or "",
        "readers": [(one, naming.reads_as(view, one, reader)) for one in _possible(view)],
        "all_kinds": [(kind, naming.kind(kind)) for kind in view.kinds],
        "signs": reader in view.signers,
    }
    return show(request, id, "room/consent.html", pressed, view=view, **about)


def paper(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """A consent to sign with a pen, or to read aloud on the phone."""
    view, reader = look(request, id, "consents"), page.reader(request).id
    found = next((one for one in view.room.consents if one.number == number), None)
    if found is None:
        raise Http404
    row = _row(view, found, reader, reader)
    signers = tuple(view.names.get(one, "") for one in view.signers)
    asked = AskedConsent(row.to, row.about, found.purpose, found.until, signers)
    content = consent_on_paper(page.here(request), view, language_of(language()), asked)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="consent-{number}.pdf"'
    return answer


def signature(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Says yes or no to a consent."""
    yes = request.POST.get("answer") == "yes"
    pressed = press(request, id, AnswerConsent(number, yes), "answer")
    if pressed.receipt:
        return page.go("room:consents", id, done="signed" if yes else "refused")
    return show(request, id, "room/refused.html", pressed)


def revocation(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Takes a consent back: at once, without a reason."""
    view, reader = look(request, id), page.reader(request).id
    found = next((one for one in view.room.consents if one.number == number), None)
    if found is None:
        raise Http404
    pressed: Pressed | None = None
    if request.method == "POST":
        pressed = press(request, id, RevokeConsent(number), "revoke")
        if pressed.receipt:
            return page.go("room:consents", id, done="revoked")
    row = _row(view, found, reader, reader)
    return show(request, id, "room/revocation.html", pressed, view=view, row=row)


def provision(request: HttpRequest, id: str) -> HttpResponse:
    """Tells another agency what a provision of law lets one's agency tell it."""
    view, pressed = look(request, id), None
    member = view.seen.member
    if member is None or not may_do(view.relation, "UseProvision", typing=False):
        raise Http404
    child = view.age is not None and view.age < 18
    choices = [
        (f"{law}|{one.agency}", f"{law}: {one.agency}")
        for one in present(view)
        if one.role == "professional" and one.agency != member.agency
        for law in provisions_for(member.branch, one.branch, child=child)
    ]
    law, _bar, to = request.POST.get("law", "").partition("|")
    kinds, reason = tuple(request.POST.getlist("kinds")), text_of(request, "reason")
    until = day_of(request, "until") if request.method == "POST" else view.today + HOLDS
    if request.method == "POST":
        pressed = press(request, id, UseProvision(to, kinds, law, reason, until), "law")
        if pressed.receipt:
            return page.go("room:consents", id, done="used")
    about = {
        "choices": choices,
        "law": f"{law}|{to}",
        "kinds": kinds,
        "reason": reason,
        "until": until or "",
        "all_kinds": [(kind, naming.kind(kind)) for kind in view.kinds if kind != "plan"],
    }
    return show(request, id, "room/provision.html", pressed, view=view, **about)


def _possible(view: RoomView) -> list[str]:
    """To whom a consent can be given: the agencies in the room, relatives by themselves."""
    found = {one.reads_as for one in present(view) if one.role in ("professional", "relative")}
    return sorted(found)


def _readers(view: RoomView) -> list[str]:
    """The columns of the matrix: agencies in the room, and whoever a consent names."""
    return sorted({*_possible(view), *(one.to for one in view.room.consents)})


def _cell(view: RoomView, kind: str, to: str, may_ask: bool) -> Cell:
    """What somebody can read today of a kind that the family or the room holds.

    Who does not see every consent cannot be told "no" of another agency: there may be one.
    """
    if kind == "plan" and to == view.room.agency:
        return Cell("open", _("Keeps the plan"))
    holding = [one for one in view.room.consents if one.to == to]
    holding = [one for one in holding if view.stands(one) == "given"]
    whole = [one.until for one in holding if kind in one.kinds]
    if whole:
        return Cell("open", _("Yes"), max(whole))
    used = [
        one
        for one in view.room.provisions
        if one.to == to and kind in one.kinds and view.today <= one.until
    ]
    if used:
        return Cell("open", used[-1].law, used[-1].until)
    single = [one.until for one in holding if kind in {_kind(view, fact) for fact in one.facts}]
    if single:
        return Cell("single", _("A single fact"), max(single))
    asks = urlencode({"to": to, "kinds": kind}) if may_ask and to in _possible(view) else ""
    member = view.seen.member
    if "consents" in view.seen.whole or (member and member.reads_as == to):
        return Cell("shut", _("No"), asks=asks)
    return Cell("untold", _("Not shown to you"), asks=asks)


def _kind(view: RoomView, fact: str) -> str:
    return kind_of(view.terms[fact]) if fact in view.terms else ""


def _row(view: RoomView, one: Consent, reader: str, signer: str) -> ConsentRow:
    """`signer` is whose answer can be given: the reader's, or what she types for another."""
    signers, standing = view.signers, view.stands(one)
    may = may_do(view.relation, "AnswerConsent", typing=signer != reader)
    return ConsentRow(
        one,
        naming.reads_as(view, one.to, reader),
        ", ".join(_about(view, one)),
        standing,
        naming.consent_standing(standing),
        tuple(
            (naming.signer(view, who, reader), signed.yes, _typed(view, signed, reader))
            for who, signed in one.signatures.items()
        ),
        tuple(naming.signer(view, who, reader) for who in signers if who not in one.signatures),
        may and standing == "waiting" and signer in signers and signer not in one.signatures,
        may and standing in ("waiting", "given") and one.may_end(signer, signers),
    )


def _about(view: RoomView, one: Consent) -> Iterator[str]:
    yield from (naming.kind(kind) for kind in one.kinds)
    yield from (_("only “%(fact)s”") % {"fact": naming.fact(view, fact)} for fact in one.facts)


def _typed(view: RoomView, signed: Signature, reader: str) -> str:
    """By what way it was said, and who wrote it down; "" where she pressed herself."""
    if not signed.typed_by:
        return ""
    about = {"who": naming.person(view, signed.typed_by, reader)}
    return {
        "phone": _("on the phone, written down by %(who)s"),
        "counter": _("at the counter, written down by %(who)s"),
    }.get(signed.via, _("on paper, written down by %(who)s")) % about
