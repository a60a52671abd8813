"""A case that is moved to another municipality, in the words of the timeline."""

from __future__ import annotations

from typing import Any

from samrum.core import transfer
from samrum.core.case import CaseTakenOver
from samrum.core.transfer import (
    CaseKept,
    FileHandedOver,
    TransferAnswered,
    TransferAsked,
    TransferLate,
    TransferReferred,
    TransferRuled,
)
from samrum.web.shared.dates import day
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

Sentence = tuple[str, str, str, str]
MOVING = transfer.Event | CaseTakenOver


def sentence(event: MOVING, view: Any) -> Sentence:
    """Icon, sentence, what somebody wrote, and how heavy the row is."""
    match event:
        case CaseTakenOver(municipality, number, received_on):
            about = {"name": municipality, "number": number, "day": day(received_on, plain=True)}
            told = _("Taken over from %(name)s, where it was %(number)s and came in on %(day)s")
            return "on", told % about, "", "big"
        case TransferAsked(request):
            told = _("%(name)s was asked to take the case over") % {"name": request.to_name}
            return "message", told, request.connection, "big"
        case TransferAnswered(accepted, text):
            return _answered(accepted, text)
        case TransferReferred(text):
            about = {"name": examiner(view.package)}
            return "letter", _("We have applied to %(name)s to move the case") % about, text, ""
        case TransferRuled(moves, text):
            about = {"name": examiner(view.package)}
            ruled = (
                _("%(name)s has decided that the case moves")
                if moves
                else _("%(name)s has decided that the case stays here")
            )
            return "done", ruled % about, text, "big"
        case CaseKept(reason):
            return (
                "we",
                _("We no longer ask another municipality to take the case over"),
                reason,
                "",
            )
        case FileHandedOver(number):
            told = _("The case goes on in the other municipality as %(number)s")
            return "on", told % {"number": number}, "", "big"
        case TransferLate():
            return "wait", _("Nobody has answered the request yet"), "", "small"


def _answered(accepted: bool, text: str) -> Sentence:
    if accepted:
        return "done", _("The other municipality takes the case over"), text, ""
    return "message", _("The other municipality does not take the case over"), text, ""


def examiner(package: Any) -> str:
    """Who rules where two municipalities do not agree."""
    return in_words(package.transfer.examiner) if package.transfer else "…"
