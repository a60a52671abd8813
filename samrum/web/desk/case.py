"""One case at the desk: everything that is known, said and done in it, and what to do now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final

from django.http import HttpRequest, HttpResponse

from samrum.core.access import Reader
from samrum.core.case import Case, Step
from samrum.core.served import delivery
from samrum.office import room_cases, see, transfer
from samrum.office.see import CaseView, ReadItem
from samrum.office.ties import namesakes
from samrum.packages.package import StepTemplate
from samrum.web.desk import facts, hiding, letters, rules, support
from samrum.web.desk.looking import show
from samrum.web.desk.words import outcome, stage_name
from samrum.web.shared import after_decision, events, page
from samrum.web.shared.addresses import url
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

DOES: Final = {
    "assess": "desk:assessment",
    "decide": "desk:decision",
    "answer-message": "desk:message",
    "read-registers": "desk:registers",
    "judge-timeliness": "desk:appeal",
    "review-decision": "desk:appeal",
    "hand-over": "desk:appeal",
    "hear": "desk:hearing",
    "hear-told": "desk:told",
    "tell-delay": "desk:delay",
    "answer-demand": "desk:demand",
    "consider-child": "desk:child",
    "follow-transfer": "desk:transfer",
    "begin-support": "desk:support",
}
"""Where an act of a step is done; a correction has an address of its own."""


@dataclass(frozen=True, slots=True)
class Todo:
    """An open step: who does it, by when; ours has a `button` and the `address` it leads to."""

    title: str
    explains: str
    who: str
    due: date | None
    late: bool
    if_late: str
    button: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody who has read the case on a day, and how often."""

    name: str
    last: datetime
    times: int
    what: str


def case(request: HttpRequest, id: str) -> HttpResponse:
    """The case page."""
    reader = page.reader(request)
    view = see.case(reader, id)
    if view.relation != "unit":
        return page.go("resident:case", id)
    todos = _todos(view)
    return show(
        request,
        id,
        "desk/case.html",
        view=view,
        ours=[todo for todo in todos if todo.who == "caseworker"],
        doing={todo.address for todo in todos},
        others=[todo for todo in todos if todo.who != "caseworker"],
        stage=stage_name(view.case.stage),
        mine=view.case.caseworker == reader.id,
        facts=facts.known(view, reader.id),
        unknown=facts.not_said(view),
        readings=facts.readings(view),
        warnings=facts.warnings(view),
        namesake=_is_namesake(reader, view),
        advice=rules.advice(view),
        letters=letters.listed(view),
        hidden=hiding.hidden(view),
        outcome=outcome,
        reached=delivery(view.case, view.package),
        carried_out=support.standing(view),
        versions=after_decision.versions(view.case),
        timeline=events.days(events.rows(view, reader.id)),
        readers=_readers(see.readings_beside(reader, view)),
        leads_to_a_room=room_cases.leads_to_a_room(view),
        rooms=room_cases.rooms_of(reader, view.case) if view.package.room else (),
        may_move=bool(transfer.asking(reader, view).neighbours),
        may_close=view.case.stage in ("decided", "withdrawn") and not view.case.steps,
        done=_done(request.GET.get("done", "")),
    )


def _is_namesake(reader: Reader, view: CaseView) -> bool:
    """Whether to ask her if she is close to the resident: the same surname, and nobody has put the
    question yet."""
    asked = any(one.concerns == reader.id for one in view.case.bias)
    waits = view.case.stage == "received" and not asked
    return waits and namesakes(reader.person.name, view.resident.name)


def _todos(view: CaseView) -> list[Todo]:
    """The open steps, ours first, each with what is due first."""
    steps = sorted(view.case.steps.values(), key=lambda step: step.due or date.max)
    return [_todo(view, step) for step in steps]


def _todo(view: CaseView, step: Step) -> Todo:
    template = view.package.step(step.id)
    if template is None:
        return Todo(step.id, "", step.who, step.due, step.late, "")
    address = _address(view.case, template) if step.who == "caseworker" else ""
    return Todo(
        in_words(template.title),
        in_words(template.explains),
        step.who,
        step.due,
        step.late,
        in_words(template.if_late),
        _("Fill in") if template.form else _button(template.act),
        address,
    )


def _button(act: str) -> str:
    """What the button says that leads to the act."""
    return {
        "assess": _("Assess"),
        "decide": _("Decide"),
        "answer-message": _("Answer"),
        "handle-correction": _("Look at the correction"),
        "read-registers": _("Ask the registers again"),
        "review-bias": _("Examine it"),
        "judge-timeliness": _("Look at the appeal"),
        "review-decision": _("Review the decision"),
        "hand-over": _("Hand over"),
        "look-at-hiding": _("Look at it again"),
        "hear": _("Hear the party"),
        "hear-told": _("Write down what was told"),
        "tell-delay": _("Tell of the delay"),
        "answer-demand": _("Answer the demand"),
        "consider-child": _("Assess what is best for the child"),
        "begin-support": _("It has begun, or say why it waits"),
        "follow-transfer": _("See how it stands"),
    }.get(act, "")


def _address(case: Case, template: StepTemplate) -> str:
    """Where a step of ours is done."""
    act = template.act
    if template.form:
        return url("desk:step", case.id, template.id)
    if act == "handle-correction":
        pending = (one.number for one in case.corrections if one.standing == "pending")
        number = next(pending, 0)
        return url("desk:correction", case.id, number) if number else ""
    if act == "look-at-hiding":
        waits = next((one.number for one in case.hidings if one.waits), 0)
        return url("desk:hidden-item", case.id, waits) if waits else ""
    if act == "review-bias":
        waiting = next((one.number for one in case.bias if one.is_open), 0)
        return url("desk:bias-review", case.id, waiting) if waiting else ""
    return url(DOES[act], case.id) if act in DOES else ""


def _readers(items: Iterable[ReadItem]) -> list[Read]:
    """Who has read the case, one line for each person and day, the latest first."""
    return [
        Read(name, max(one.at for one in read), len(read), _what(read))
        for (_day, name), grouped in groupby(items, key=lambda one: (one.at.date(), one.by_name))
        for read in [list(grouped)]
    ]


def _what(read: list[ReadItem]) -> str:
    """What of the case was read, each thing once."""
    kinds = {"case": _("the case"), "document": _("document %(n)s"), "letter": _("letter %(n)s")}
    told = (one.what.partition(" ") for one in read if one.what != "reason")
    said = dict.fromkeys(f"“{one.reason}”" for one in read if one.what == "reason")
    things = (kinds.get(kind, kind).replace("%(n)s", number) for kind, _s, number in told)
    return ", ".join((*said, *dict.fromkeys(things)))


def _done(what: str) -> str:
    """What has just been done, in words; "" for anything that no page of ours says."""
    if not what:
        return ""
    return {
        "taken": _("You take care of this case now."),
        "handed": _("The case has been handed over."),
        "note": _("The note is in the journal."),
        "told": _("What was told is in the journal."),
        "declined": _("The resident sees why it need not be told."),
        "heard": _("The resident has been told, and gets a letter about it."),
        "delayed": _("The resident has been told, with the new day."),
        "demand-refused": _("The demand is refused, and the letter says how to appeal."),
        "arrival": _("The day is changed. The day it was before stays in the journal."),
        "child": _("The assessment of the child's best interests is in the case."),
        "left-out": _("It is in the journal why no hearing is held."),
        "fact": _("The fact is in the case, with where it comes from."),
        "filled": _("What you filled in is in the case. The rules have looked at it."),
        "message": _("The message is sent."),
        "asked": _("The resident has been asked, and gets a letter about it."),
        "assessed": _("Your assessment is in the case."),
        "correction": _("The correction is handled, and the resident sees your answer."),
        "registers": _("The registers have been asked again."),
        "hidden": _("It is hidden from the party, who sees that it is there and on which ground."),
        "kept-hidden": _("It stays hidden, and the party sees your answer."),
        "lifted": _("The party can see it again."),
        "closed": _("The case is closed."),
        "transfer": _("It is written down, and the other municipality can read it."),
        "taken-over": _("The case is ours now, with what was handed over."),
        "bias": _("It is reported. Somebody else examines it now."),
        "bias-review": _("It is settled, and stands in the journal with your reason."),
        "judged": _("It is decided whether the appeal is taken up, and the resident is told."),
        "reviewed": _("The review is in the case. Now the appeal is to be handed over."),
        "answered": _("The answer is in the case, and the resident can read it."),
        "handed-over": _("The appeal is handed over with everything in the case."),
        "delivery": _("The decision is delivered in this way from now on."),
        "arrived": _("The day on which the decision arrived is in the case."),
        "begun": _("The day it began is in the case."),
        "interrupted": _("The interruption is in the case, and the time begins anew."),
        "explained": _("The reason is in the case, and the resident can read it."),
        "changed": _("The new decision is made, and the old version is kept."),
    }.get(what, "")
