"""What the procedure law makes happen in a case, in the words of the timeline."""

from __future__ import annotations

from typing import Any

from samrum.core import hearing, oral
from samrum.core.hearing import HearingAnswered, HearingBegun, HearingLeftOut
from samrum.core.oral import TellingAsked, TellingDeclined
from samrum.web.shared.dates import day
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

LawEvent = hearing.Event | oral.Event


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
