"""Deciding: written, read through together with the letter, made, and acknowledged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, cast, get_args

from django.http import Http404, HttpRequest, HttpResponse

from samrum.core.case import Decide
from samrum.core.decision import Outcome, draft_reasons, provisions
from samrum.core.hearing import unheard
from samrum.core.proposal import content, validity
from samrum.core.refusal import Refused
from samrum.office.foresee import foresee
from samrum.office.letter_parts import parts
from samrum.office.see import CaseView
from samrum.office.staff import colleagues
from samrum.web.desk import rules
from samrum.web.desk.looking import Pressed, look, press, show
from samrum.web.desk.words import language_name, outcome, outcome_help
from samrum.web.shared import page
from samrum.web.shared.dates import today
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import day_in, no_day, refusal, text_of, too_long
from samrum.web.shared.words import gettext as _

MOST_PROVISIONS: Final = 30
LONGEST_LINE: Final = 500
FIELDS: Final = ("content", "reasons", "valid_from", "valid_to", "more")


@dataclass(frozen=True, slots=True)
class Written:
    """The decision as it stands in the form: all texts as they were typed."""

    outcome: str = ""
    content: str = ""
    reasons: str = ""
    valid_from: str = ""
    valid_to: str = ""
    provisions: tuple[str, ...] = ()
    more: str = ""
    reporter: str = ""
    participants: tuple[str, ...] = field(default=())


def decision(request: HttpRequest, id: str) -> HttpResponse:
    """The form; `do` says which button was pressed: draft, change, look or decide."""
    if request.method != "POST":
        view = look(request, id)
        return _form(request, id, _first(view), view=view)
    written, do = _posted(request), request.POST.get("do", "look")
    if do == "draft":
        view = look(request, id)
        return _form(request, id, _drafted(view, written), view=view)
    if do == "change":
        return _form(request, id, written)
    command, faults = _command(written)
    if command is None or faults:
        return _form(request, id, written, Pressed(faults=faults))
    if do != "decide":
        return _read_through(request, id, written, command)
    pressed = press(request, id, command, _field(command))
    if pressed.receipt:
        return page.go("desk:decided", id)
    return _form(request, id, written, pressed)


def decided(request: HttpRequest, id: str) -> HttpResponse:
    """The receipt: what was decided, what leaves the house, and the way to the next case."""
    view = look(request, id)
    made = view.case.decision
    if made is None:
        raise Http404
    entry = next(item for item in view.timeline if item.kind == "DecisionMade")
    on = {one.id for one in view.package.letters if one.on == "decided"}
    return show(
        request,
        id,
        "desk/decided.html",
        view=view,
        decision=made,
        outcome=outcome(made.outcome),
        decider=view.names.get(made.decider, ""),
        version=entry.seq,
        letters=[one for one in view.case.letters if one.template in on],
    )


def _form(
    request: HttpRequest,
    id: str,
    written: Written,
    pressed: Pressed | None = None,
    view: CaseView | None = None,
) -> HttpResponse:
    view = view or look(request, id, pressed)
    reader = page.reader(request)
    named = _named(view)
    return show(
        request,
        id,
        "desk/decision.html",
        pressed,
        view,
        written=written,
        outcomes=[(one, outcome(one), outcome_help(one)) for one in view.package.outcomes],
        provision_choices=[(one, one) for one in dict.fromkeys((*named, *written.provisions))],
        colleagues=[(one.id, one.name) for one in colleagues(reader) if one.id != reader.id],
        advice=rules.advice(view),
        unheard=bool(unheard(view.case.hearings, view.case.from_others, today())),
        answers_until=next((one.until for one in view.case.hearings if one.waits(today())), None),
        assessed=outcome(view.case.assessment.outcome) if view.case.assessment else "",
        letter_language=view.case.language,
        in_language=language_name(view.case.language),
    )


def _read_through(request: HttpRequest, id: str, written: Written, command: Decide) -> HttpResponse:
    """The decision with the very letter it leads to, before it is made."""
    try:
        seen = foresee(page.reader(request), command, case=id, via="desk")
        letters = [(one, parts(one)) for one in seen.letters]
    except Refused as refused:
        fault = refusal(_field(command), refused)
        return _form(request, id, written, Pressed(faults=(fault,)))
    view = look(request, id)
    names = {one.id: one.name for one in colleagues(page.reader(request))}
    return show(
        request,
        id,
        "desk/decision_check.html",
        view=view,
        written=written,
        command=command,
        outcome=outcome(command.outcome),
        reporter=names.get(command.reporter, ""),
        participants=[names[one] for one in command.participants if one in names],
        letters=letters,
        in_language=language_name(view.case.language),
    )


def _first(view: CaseView) -> Written:
    """The form as it is opened: what she has assessed, else what the rules recommend."""
    made, recommended = view.case.assessment, view.case.recommendation
    chosen = made.outcome if made else recommended.applied.outcome if recommended else ""
    if chosen not in view.package.outcomes:
        return Written()
    return _drafted(view, Written(outcome=chosen))


def _drafted(view: CaseView, written: Written) -> Written:
    """The form with what the rules propose for the outcome that is chosen."""
    applied = view.case.recommendation.applied if view.case.recommendation else None
    granting = written.outcome in ("grant", "partial")
    days = validity(view.case, view.package, today()) if granting else (None, None)
    first, last = (day.isoformat() if day else "" for day in days)
    return replace(
        written,
        content=content(view.package, written.outcome, view.case.language),
        reasons=draft_reasons(applied, view.case.language),
        provisions=provisions(applied) or view.package.legal_basis[:1],
        valid_from=first,
        valid_to=last,
    )


def _named(view: CaseView) -> tuple[str, ...]:
    """The provisions that can be ticked: those of the rules, else what the service rests on."""
    applied = view.case.recommendation.applied if view.case.recommendation else None
    return provisions(applied) or view.package.legal_basis


def _posted(request: HttpRequest) -> Written:
    texts: Mapping[str, Any] = {name: text_of(request, name).strip() for name in FIELDS}
    provisions = request.POST.getlist("provisions")[:MOST_PROVISIONS]
    reporters, taking_part = (request.POST.getlist(one) for one in ("reporter", "participants"))
    named = any(reporters) or any(taking_part)
    known = {one.id for one in colleagues(page.reader(request))} if named else set()
    return Written(
        outcome=request.POST.get("outcome", ""),
        provisions=tuple(one[:LONGEST_LINE] for one in provisions),
        reporter=next((one for one in reporters if one in known), ""),
        participants=tuple(one for one in dict.fromkeys(taking_part) if one in known),
        **texts,
    )


def _command(written: Written) -> tuple[Decide | None, tuple[Fault, ...]]:
    """What the form asks for, or what in it cannot be understood."""
    faults = list(too_long({"reasons": written.reasons}))
    faults += too_long({"content": written.content, "more": written.more}, LONGEST_LINE * 4)
    first, last = day_in(written.valid_from), day_in(written.valid_to)
    for name, typed, read in (
        ("valid_from", written.valid_from, first),
        ("valid_to", written.valid_to, last),
    ):
        if typed and read is None:
            faults.append(no_day(name))
    if written.outcome not in get_args(Outcome):
        faults.insert(0, Fault("outcome", _("Choose what you decide.")))
    if faults:
        return None, tuple(faults)
    lines = (line.strip()[:LONGEST_LINE] for line in written.more.splitlines())
    return Decide(
        cast(Outcome, written.outcome),
        written.content,
        written.reasons,
        tuple(dict.fromkeys((*written.provisions, *filter(None, lines)))),
        first,
        last,
        written.reporter,
        written.participants,
    ), ()


def _field(command: Decide) -> str:
    """Where a refusal of the decision is said: at the first field that can be behind it."""
    lasting = command.outcome in ("grant", "partial")
    for field_name, wrong in (
        ("content", not command.content),
        ("reasons", not command.reasons and command.outcome != "grant"),
        ("provisions", not command.provisions and command.outcome != "grant"),
        ("valid_from", lasting and command.valid_from is None),
        ("valid_to", lasting),
    ):
        if wrong:
            return field_name
    return "outcome"
