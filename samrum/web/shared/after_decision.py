"""What happens after a decision, in words: delivery, appeal, change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from samrum.core import appeal, notice
from samrum.core.case import Case
from samrum.core.change import DecisionChanged
from samrum.web.shared.dates import day
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

Sentence = tuple[str, str, str, str]
AFTER = DecisionChanged | appeal.Event | notice.Event


def sentence(event: AFTER, view: Any) -> Sentence:
    """Icon, sentence, what somebody wrote, and how heavy the row is."""
    match event:
        case DecisionChanged(kind=kind, because=because):
            return "pen", change_words(kind), because, "big"
        case notice.DeliveryChosen(method):
            about = {"way": delivery_words(view.package, method)}
            return "letter", _("The decision is delivered in this way: %(way)s") % about, "", ""
        case notice.DeliveryProved(on, proof):
            about = {"day": day(on), "how": proof_words(proof)}
            return "letter", _("The decision arrived %(day)s: %(how)s") % about, "", ""
        case _:
            return _appeal(event)


def _appeal(event: appeal.Event) -> Sentence:
    match event:
        case appeal.AppealMade(text=text):
            return "message", _("The decision was appealed"), text, "big"
        case appeal.AppealConfirmed():
            return "done", _("The appeal was confirmed in writing"), "", ""
        case appeal.TimelinessJudged(takes_up=True, text=text):
            return "we", _("The appeal is taken up"), text, ""
        case appeal.TimelinessJudged(text=text):
            return "we", _("The appeal came too late and is not taken up"), text, "big"
        case appeal.ReviewMade(outcome="upheld", text=text):
            return "we", _("We read the decision once more, and it stands"), text, ""
        case appeal.ReviewMade(text=text):
            return "we", _("We read the decision once more, and changed it"), text, ""
        case appeal.AppealHandedOver():
            return "letter", _("The appeal was sent on, with everything in the case"), "", "big"
        case appeal.AppealWithdrawn(reason=reason):
            return "back", _("The appeal was taken back"), reason, "big"
        case appeal.AppealAnswered(answer=answer, text=text, ruling=ruling):
            told = f"{ruling.content}\n\n{text}" if ruling else text
            return "letter", answer_words(answer), told, "big"


def answer_words(answer: str) -> str:
    """What who examines appeals has answered."""
    return {
        "upheld": _("The appeal has been answered: the decision stands"),
        "changed": _("The appeal has been answered: the decision was changed there"),
        "set_aside": _("The appeal has been answered: the decision was set aside"),
        "dismissed": _("The appeal has been answered: it is not examined"),
        "written_off": _("The appeal has been answered: the examination ends"),
    }[answer]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the decision that no longer holds: what became of it, when and why."""

    what: str
    at: datetime
    because: str
    made_at: datetime
    content: str
    reasons: str


def versions(case: Case) -> list[Version]:
    """The earlier versions of a decision, the latest last."""
    return [
        Version(
            change_words(one.kind),
            one.changed_at,
            one.because,
            one.decision.made_at,
            one.decision.content,
            one.decision.reasons,
        )
        for one in case.earlier
    ]


def change_words(kind: str) -> str:
    """What became of the decision that stood before."""
    return {
        "corrected": _("A slip in the decision was corrected"),
        "changed": _("The decision was changed"),
        "revoked": _("What was granted was revoked"),
        "set_aside": _("The decision was set aside after an appeal"),
        "ruled": _("The decision was changed after an appeal"),
    }[kind]


def proof_words(proof: str) -> str:
    """How we know on which day she got the decision."""
    return {
        "receipt": _("a signed receipt came back"),
        "in_person": _("it was handed over in person"),
        "told": _("she told us herself"),
    }.get(proof, _("we have noted it"))


def delivery_words(package: Any, method: str) -> str:
    """What a way of delivery is called."""
    known = package.delivery_method(method)
    return in_words(known.title) if known else method
