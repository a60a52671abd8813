"""What the procedure law makes happen in a case, in the words of the timeline."""

from __future__ import annotations

from typing import Any

from samrum.core import delay, demand, oral, support
from samrum.core.arrival import ArrivalCorrected
from samrum.core.case.procedure import ProcedureEvent
from samrum.core.child import ChildConsidered
from samrum.core.delay import DelayForeseen, DelayTold
from samrum.core.demand import DecisionDemanded, DemandRefused
from samrum.core.hearing import HearingAnswered, HearingBegun, HearingLeftOut
from samrum.core.oral import TellingAsked, TellingDeclined
from samrum.web.shared.dates import day
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

LawEvent = ProcedureEvent | support.Event


def law_sentence(event: LawEvent, view: Any) -> tuple[str, str, str, str]:
    """Icon, sentence, what somebody wrote, and how heavy the row is."""
    match event:
        case HearingBegun(until=until):
            about = {"day": day(until)}
            return "message", _("Told what others have said, to answer by %(day)s") % about, "", ""
        case HearingAnswered(text=""):
            return "done", _("Nothing to add to what others have said"), "", ""
        case HearingAnswered(text=text):
            return "message", _("Answered what others have said"), text, ""
        case HearingLeftOut(ground=ground, reason=reason):
            about = {"ground": ground_name(view, ground)}
            return "document", _("No hearing before the decision: %(ground)s") % about, reason, ""
        case TellingAsked(wish):
            return "phone", _("Wants to tell us something instead of writing it"), wish, ""
        case TellingDeclined(reason):
            return "phone", _("We found that it need not be told"), reason, ""
        case ArrivalCorrected() | ChildConsidered():
            return _written_down(event)
        case _:
            return _of_support(event) if isinstance(event, support.Event) else _waiting(event)


def _written_down(event: ArrivalCorrected | ChildConsidered) -> tuple[str, str, str, str]:
    match event:
        case ArrivalCorrected(to, reason):
            about = {"day": day(to, plain=True)}
            return "pen", _("The case counts as come in on %(day)s") % about, reason, ""
        case ChildConsidered(best_interests, views, why_not):
            said = views or why_not
            text = f"{best_interests}\n\n{said}" if said else best_interests
            return "we", _("What is best for the child was assessed"), text, ""


def _of_support(event: support.Event) -> tuple[str, str, str, str]:
    """What has become of support that was granted."""
    match event:
        case support.SupportBegun(on):
            return "done", _("What was granted began %(day)s") % {"day": day(on)}, "", "big"
        case support.SupportInterrupted(on, reason):
            about = {"day": day(on)}
            return "warning", _("What was granted was interrupted %(day)s") % about, reason, "big"
        case support.WaitExplained(reason):
            return "wait", _("Why what was granted has not begun"), reason, ""
        case support.SupportGivenUp(reason):
            return "back", _("What was granted is not wanted any more"), reason, "big"
        case support.SupportReported(quarter, begun_on=None):
            about = {"quarter": quarter}
            told = _("Reported as not begun in time (%(quarter)s), to IVO and the auditors")
            return "letter", told % about, "", ""
        case support.SupportReported(quarter):
            about = {"quarter": quarter}
            told = _("Reported as begun (%(quarter)s), to IVO and the auditors")
            return "letter", told % about, "", ""


def _waiting(event: delay.Event | demand.Event) -> tuple[str, str, str, str]:
    match event:
        case DelayForeseen(promised):
            about = {"day": day(promised)}
            return "wait", _("The day we promised is near: %(day)s") % about, "", "small"
        case DelayTold(reason, expected_by):
            about = {"day": day(expected_by)}
            return "wait", _("It takes longer. We expect to decide by %(day)s") % about, reason, ""
        case DecisionDemanded(text, due):
            about = {"day": day(due)}
            return "you", _("A decision was demanded, to be answered by %(day)s") % about, text, ""
        case DemandRefused(reasons):
            return "done", _("The demand for a decision was refused"), reasons, "big"


def ground_name(view: Any, id: str) -> str:
    """What a ground for leaving out a hearing is called."""
    grounds = {one.id: one.title for one in view.package.hearing_grounds}
    return in_words(grounds[id]) if id in grounds else id


def told_by(told: oral.Told | None, resident: str) -> str:
    """Who told something, how and when, empty for what was not told."""
    if told is None:
        return ""
    about = {"who": told.name or resident, "day": day(told.on)}
    return {
        "phone": _("Told by %(who)s on the phone, %(day)s") % about,
        "counter": _("Told by %(who)s at the counter, %(day)s") % about,
        "visit": _("Told by %(who)s on a visit, %(day)s") % about,
    }[told.way]
