"""The resident's appeal: made with one press, and then whose turn it is until it is handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from samrum.core.appeal import Appeal, AppealDecision, ConfirmAppeal, WithdrawAppeal
from samrum.core.case.after import may_appeal
from samrum.core.served import delivery
from samrum.office import bundle
from samrum.office.municipality import now
from samrum.office.see import CaseView
from samrum.web.resident import acts, mine
from samrum.web.shared import page
from samrum.web.shared.after_decision import answer_words
from samrum.web.shared.dates import day
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import day_in, no_day, too_long
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

ORDER: Final = ("received", "taken_up", "reviewed", "handed_over")


@dataclass(frozen=True, slots=True)
class Mark:
    """One step on the way of an appeal: `state` is done, now or later."""

    title: str
    text: str
    state: str


def appeal(request: HttpRequest, id: str) -> HttpResponse:
    """Appeals, confirms what was said on the phone, and shows how far the appeal has come."""
    view = mine.seen(request, id)
    open_to_her = may_appeal(view.case, now(page.reader(request).tenant))
    if view.case.appeal is None and not open_to_her:
        raise Http404
    text, faults = request.POST.get("text", ""), ()
    if request.method == "POST":
        faults = _pressed(request, id, text)
        if not faults:
            return page.go("resident:appeal", id, done="1")
    made = view.case.appeal
    about = {
        "appeal": made,
        "may": open_to_her,
        "late": made is not None and made.standing == "dismissed",
        "ends": made is not None and (made.is_open or made.standing == "handed_over"),
        "decided": view.case.decision is not None,
        "instance": in_words(view.package.appeal_instance),
        "reached": delivery(view.case, view.package),
        "marks": marks(view, made) if made else [],
        "may_open": bundle.may_open(view),
        "cover": _cover(view),
        "typing": page.visit(request).typing,
        "on_paper": page.via(request) == "paper",
        "text": text,
        "came_in": request.POST.get("came_in", ""),
        "faults": faults,
        "said": "done" in request.GET,
    }
    return mine.show(request, view, "resident/appeal.html", 422 if faults else 200, **about)


def withdrawal(request: HttpRequest, id: str) -> HttpResponse:
    """Takes the appeal back, after having said what that means."""
    view = mine.seen(request, id)
    made = view.case.appeal
    if made is None:
        raise Http404
    reason, faults = request.POST.get("reason", ""), ()
    if request.method == "POST":
        faults = too_long({"reason": reason})
        faults = faults or acts.pressed(request, id, WithdrawAppeal(reason), "reason")
        if not faults:
            return page.go("resident:appeal", id)
    about = {
        "appeal": made,
        "instance": in_words(view.package.appeal_instance),
        "reason": reason,
        "faults": faults,
    }
    status = 422 if faults else 200
    return mine.show(request, view, "resident/appeal_withdrawal.html", status, **about)


def papers(request: HttpRequest, id: str) -> HttpResponse:
    """Everything that was handed over, as one file."""
    mine.seen(request, id)
    name, file = bundle.opened(page.reader(request), id)
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def marks(view: CaseView, made: Appeal) -> list[Mark]:
    """The way of an appeal, from her press to whoever examines it."""
    instance = {"instance": in_words(view.package.appeal_instance)}
    if made.standing == "dismissed":
        late = _("It came too late, so it is not examined.")
        return [_received(made), Mark(late, made.judged, "done")]
    if made.standing in ("withdrawn", "lapsed"):
        return [_received(made), Mark(*_ended(made), "done")]
    told = (
        (_("We see whether it came in time"), ""),
        (_("We read the decision once more"), made.reviewed),
        (_("We send everything to %(instance)s") % instance, ""),
    )
    standing = "handed_over" if made.answer else made.standing
    reached = ORDER.index(standing) if standing in ORDER else -1
    states = ("done" if n < reached else "now" if n == reached else "later" for n in range(3))
    steps = [Mark(*words, state) for words, state in zip(told, states, strict=True)]
    if made.answer:
        answered = Mark(answer_words(made.answer), made.answer_text, "done")
        return [_received(made), *steps, answered]
    if made.withdrawn:
        return [_received(made), *steps, Mark(*_ended(made), "done")]
    last = Mark(
        _("%(instance)s examines your case") % {"instance": instance["instance"].capitalize()},
        _("You get an answer from there."),
        "now" if made.standing == "handed_over" else "later",
    )
    return [_received(made), *steps, last]


def _ended(made: Appeal) -> tuple[str, str]:
    """What an appeal that came to an end before it was answered says about itself."""
    if made.standing == "lapsed":
        return _("Your case was decided"), _("So there was nothing left to examine.")
    if made.standing == "handed_over":
        return _("You have taken it back"), _("We have told who examines appeals.")
    return _("You have taken it back"), _("We do nothing more with it.")


def _cover(view: CaseView) -> int:
    """The number of the letter that went to the instance, 0 until it has been set."""
    sent = (one for one in view.case.letters if one.reach.channel == "instance" and one.sha256)
    return next((one.number for one in sent), 0)


def _received(made: Appeal) -> Mark:
    if made.standing == "unwritten":
        return Mark(_("You called and appealed"), _("It waits to be confirmed in writing."), "now")
    when = {"day": day(made.came_in_on, plain=True)}
    return Mark(_("Your appeal came in %(day)s") % when, "", "done")


def _pressed(request: HttpRequest, id: str, text: str) -> tuple[Fault, ...]:
    if request.POST.get("do") == "confirm":
        return acts.pressed(request, id, ConfirmAppeal(), "text")
    wrong = too_long({"text": text})
    came_in, faults = _came_in(request)
    if wrong or faults:
        return (*wrong, *faults)
    return acts.pressed(request, id, AppealDecision(text, came_in), "text")


def _came_in(request: HttpRequest) -> tuple[date | None, tuple[Fault, ...]]:
    """The day a paper came, where one is typed."""
    typed = request.POST.get("came_in", "")
    if not typed:
        return None, ()
    day = day_in(typed)
    if day:
        return day, ()
    return None, (no_day("came_in"),)
