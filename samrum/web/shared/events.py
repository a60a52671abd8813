"""What has happened in a case, one row for each event, in words that need no explanation.

A row says what; the page puts who and when beside it.  Answers that were given in one act are one
row.  Every kind of event has its sentence: a test holds it to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from samrum.core.bias import BiasRaised, BiasReviewed
from samrum.core.case import (
    AssessmentMade,
    CaseClosed,
    CaseOpened,
    CaseRebased,
    CaseTaken,
    CaseWithdrawn,
    CorrectionAsked,
    CorrectionHandled,
    DecisionMade,
    DecisionOpened,
    DocumentReceived,
    Event,
    FactGiven,
    LetterOrdered,
    LetterReported,
    MessageSent,
    NoteWritten,
    Reach,
    ReachChosen,
    RegisterRead,
    RulesApplied,
    StepClosed,
    StepDone,
    StepLate,
    StepOpened,
    SupplementAsked,
)
from samrum.core.fact import Value
from samrum.core.handover import HandedToHuman
from samrum.core.hiding import HidingKept, HidingLifted, HidingQuestioned, ItemHidden
from samrum.core.insight import Veiled
from samrum.core.party import RULES, Party
from samrum.packages.package import ServicePackage
from samrum.packages.wording import said
from samrum.web.shared import after_decision, moving
from samrum.web.shared.dates import day, first_word
from samrum.web.shared.law_events import LawEvent, law_sentence
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words, language, ngettext

NOT_FOR_THE_ROW: Final = (FactGiven, StepClosed)
TOLD_BY: Final = (
    (after_decision.AFTER, after_decision.sentence),
    (moving.MOVING, moving.sentence),
    (LawEvent, law_sentence),
)
"""What has words in a file of its own."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the timeline; `text` is what somebody wrote, in her own words."""

    icon: str
    what: str
    who: str
    at: datetime
    text: str = ""
    weight: str = ""


def rows(view: Any, reader: str) -> list[Row]:
    """The timeline of a case (office.see.CaseView), newest first, as `reader` is told it."""
    acts = groupby(view.timeline, key=lambda item: (item.by, item.at))
    told = (row for _act, items in acts for row in _act_rows(list(items), view, reader))
    return list(reversed(list(told)))


def days(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The rows under the day they belong to."""
    return [(name, list(inside)) for name, inside in groupby(rows, key=lambda row: day(row.at))]


def who(by: Party, name: str, names: Mapping[str, str], reader: str) -> str:
    """Who did something, as `reader` would say it."""
    if by.role == "rules":
        return _("Automatically")
    if by.role == "post":
        return _("Our post room")
    if not by.id:
        return _("Hidden from you")
    if by.role == "municipality":
        return by.agency
    if by.role == "system":
        return _told_by_system(by, name, names, reader)
    person = _("You") if by.id == reader else name
    if not by.on_behalf_of:
        return person
    other = _("you") if by.on_behalf_of == reader else names.get(by.on_behalf_of, "")
    if by.role == "representative":
        return _("%(person)s, for %(other)s") % {"person": person, "other": other}
    by_way_of = {"phone": _("on the phone"), "counter": _("at the counter"), "paper": _("on paper")}
    return _("%(other)s %(way)s; %(person)s typed it") % {
        "person": person,
        "other": _("You") if by.on_behalf_of == reader else other,
        "way": by_way_of.get(by.via, ""),
    }


def _told_by_system(by: Party, name: str, names: Mapping[str, str], reader: str) -> str:
    """Another system, and whose words it handed in; one that is let in no more has no name."""
    system = name or _("Another system")
    if not by.on_behalf_of:
        return system
    other = _("You") if by.on_behalf_of == reader else names.get(by.on_behalf_of, "")
    return _("%(other)s, through %(system)s") % {"other": other, "system": system}


def fact_name(package: ServicePackage, fact: str) -> str:
    """What a fact is called."""
    term = package.terms.get(fact)
    return in_words(term.words) if term else fact


def fact_value(package: ServicePackage, fact: str, value: Value, standing: str = "known") -> str:
    """How an answer reads: "500 m", "Yes", "You did not know"."""
    if standing == "unknown":
        return _("I do not know")
    if standing == "declined":
        return _("I do not want to say")
    term = package.terms.get(fact)
    return said(term, value, language()) if term else str(value)


def register_name(name: str) -> str:
    """What a register is called by those who are in it."""
    known = {
        "population": _("the population register"),
        "permits": _("our register of permits"),
        "vehicles": _("the vehicle register"),
        "schools": _("the school register"),
    }
    return known.get(name, name)


def reach(chosen: Reach) -> str:
    """A way to reach somebody, in words."""
    if chosen.channel == "email" and not chosen.address:
        return _("e-mail")
    if chosen.channel == "email":
        return _("e-mail to %(address)s") % {"address": chosen.address}
    return _("digital mail") if chosen.channel == "digital_mail" else _("a letter on paper")


def size(number: int) -> str:
    """The size of a file, in bytes, as people read it."""
    if number < 1_000_000:
        return f"{max(1, round(number / 1000))} kB"
    text = f"{number / 1_000_000:.1f}"
    return (text if language() == "en" else text.replace(".", ",")) + " MB"


def _act_rows(items: list[Any], view: Any, reader: str) -> list[Row]:
    """The rows of one act; the answers given in it are the first of them."""
    first = items[0]
    by = who(first.by, first.by_name, view.names, reader)
    made = []
    given = [item.event for item in items if isinstance(item.event, FactGiven)]
    for item in items:
        if isinstance(item.event, NOT_FOR_THE_ROW):
            continue
        icon, what, text, weight = _sentence(item.event, view)
        did = who(RULES, "", {}, reader) if isinstance(item.event, RegisterRead) else by
        made.append(Row(icon, what, did, item.at, text, weight))
    if given:
        place = 1 if isinstance(first.event, CaseOpened) else 0
        made.insert(place, Row("pen", _answers(given, view.package), by, first.at))
    return made


def _answers(given: list[FactGiven], package: ServicePackage) -> str:
    if len(given) > 1:
        return ngettext("%(n)s answer was given", "%(n)s answers were given", len(given)) % {
            "n": len(given)
        }
    (one,) = given
    return _("Answer given: %(fact)s: %(value)s") % {
        "fact": fact_name(package, one.fact),
        "value": fact_value(package, one.fact, one.answer.value, one.answer.standing),
    }


def _sentence(event: Event | Veiled, view: Any) -> tuple[str, str, str, str]:
    """Icon, sentence, what somebody wrote, and how heavy the row is."""
    for kinds, sentence in TOLD_BY:
        if isinstance(event, kinds):
            return sentence(event, view)
    match event:
        case CaseOpened():
            title = in_words(view.package.title)
            return "document", _("Application handed in: %(title)s") % {"title": title}, "", "big"
        case DocumentReceived(upload):
            return "document", _("Document handed in: %(name)s") % {"name": upload.name}, "", ""
        case RegisterRead(register, outcome):
            return "lock", _read(register, outcome), "", "small"
        case RulesApplied():
            return "rule", _("The rules were applied to what is known"), "", "small"
        case StepOpened() | StepDone() | StepLate():
            return _step(event, view)
        case MessageSent(text=text):
            return "message", _("Message sent"), text, ""
        case SupplementAsked(text):
            return "message", _("We asked for something more"), text, ""
        case CorrectionAsked() | CorrectionHandled() | NoteWritten():
            return _remark(event, view.package)
        case AssessmentMade(text=text):
            return "we", _("The caseworker wrote down an assessment of the case"), text, ""
        case DecisionMade() | DecisionOpened() | LetterOrdered() | LetterReported():
            return _outcome(event)
        case Veiled() | ItemHidden() | HidingQuestioned() | HidingKept() | HidingLifted():
            return _hiding(event)
        case BiasRaised() | BiasReviewed():
            return _bias(event, view)
        case HandedToHuman(because=because):
            return "rule", _("The case was left to a human to decide"), in_words(because), ""
        case ReachChosen(chosen):
            way = _("From now on we reach you by %(way)s") % {"way": reach(chosen)}
            return "letter", way, "", ""
        case CaseTaken(caseworker=""):
            return "we", _("Nobody takes care of the case for now"), "", ""
        case CaseTaken(caseworker):
            name = view.names.get(caseworker, "")
            return "we", _("%(name)s handles the case") % {"name": name}, "", ""
        case CaseWithdrawn(reason):
            return "back", _("The application was taken back"), reason, "big"
        case CaseRebased():
            return "rule", _("The case goes on under a newer version of the service"), "", "small"
        case CaseClosed():
            return "done", _("The case was closed"), "", "big"
        case _:
            raise ValueError(f"{type(event).__name__} has no sentence")


def _bias(event: BiasRaised | BiasReviewed, view: Any) -> tuple[str, str, str, str]:
    about = {"name": view.names.get(event.concerns, "") or _("somebody who is not named")}
    match event:
        case BiasRaised(text=text, sign=sign):
            raised = _("The question was raised whether %(name)s is biased")
            return "warning", raised % about, text or tie_words(sign), ""
        case BiasReviewed(finding=finding, reason=reason):
            found = {
                "biased": _(
                    "It was examined whether %(name)s is biased: she takes no part in the case"
                ),
                "impartial": _("It was examined whether %(name)s is biased: she is not"),
                "irrelevant": _(
                    "It was examined whether %(name)s is biased: it obviously does not matter here"
                ),
            }
            return "we", found[finding] % about, reason, ""


def tie_words(sign: str) -> str:
    """What the rules have seen between somebody and the resident."""
    return {
        "address": _("The same address as the resident"),
        "mandate": _("One has acted for the other"),
        "same_person": _("The resident herself"),
    }.get(sign, "")


def _hiding(
    event: Veiled | ItemHidden | HidingQuestioned | HidingKept | HidingLifted,
) -> tuple[str, str, str, str]:
    match event:
        case Veiled():
            return "lock", _("Something was added to the case that you may not see"), "", ""
        case ItemHidden(provision=provision, reason=reason):
            about = {"provision": provision}
            return (
                "lock",
                _("Something was hidden from the party: %(provision)s") % about,
                reason,
                "",
            )
        case HidingQuestioned(text=text):
            return "pen", _("The party asked to see what is hidden"), text, ""
        case HidingKept(answer=answer):
            return "lock", _("We looked at it again, and it stays hidden"), answer, ""
        case HidingLifted():
            return "done", _("What was hidden can be seen again"), "", ""


def _read(register: str, outcome: str) -> str:
    about = {"register": register_name(register)}
    first = {"register": first_word(register_name(register))}
    match outcome:
        case "found":
            return _("We looked in %(register)s and found what we needed") % about
        case "not_found":
            return _("We looked in %(register)s and found nothing") % about
        case "protected":
            return _("%(register)s says that your details are protected") % first
        case _:
            return _("%(register)s did not answer; we will try again") % first


def _step(event: StepOpened | StepDone | StepLate, view: Any) -> tuple[str, str, str, str]:
    about = {"step": step_name(view, event.step)}
    match event:
        case StepOpened(who="resident", due=due):
            about["day"] = day(due)
            turn = _for_her(due is not None, staff=view.relation == "unit")
            return "you", turn % about, "", ""
        case StepOpened():
            return "we", _("Our turn: %(step)s") % about, "", "small"
        case StepDone():
            return "done", _("Done: %(step)s") % about, "", ""
        case StepLate():
            return "wait", _late(view, event.step) % about, "", ""


def _late(view: Any, step: str) -> str:
    """That a day has passed: who waits for us is told that it is we who are late."""
    template = view.package.step(step)
    ours = template is not None and template.who != "resident"
    if ours and view.relation != "unit":
        return _("We are late: it is our turn %(step)s")
    return _("Late: %(step)s")


def _for_her(dated: bool, *, staff: bool) -> str:
    """That it is the resident's turn, as the staff are told it or she herself."""
    if staff:
        by = _("The resident's turn: %(step)s, by %(day)s")
        return by if dated else _("The resident's turn: %(step)s")
    return _("Your turn: %(step)s, by %(day)s") if dated else _("Your turn: %(step)s")


def step_name(view: Any, id: str) -> str:
    """What a step is called: a step of ours in the words we use towards who waits for it."""
    template = view.package.step(id)
    if template is None:
        return id
    ours = {
        "assess": _("to read what has been sent in"),
        "decide": _("to decide"),
        "answer-message": _("to answer a message"),
        "handle-correction": _("to look into what may be wrong"),
        "read-registers": _("to find out in another way"),
        "judge-timeliness": _("to see whether the appeal came in time"),
        "review-decision": _("to read the decision once more"),
        "hand-over": _("to send the appeal on"),
        "look-at-hiding": _("to look again at what is hidden"),
        "review-bias": _("to examine whether somebody is biased"),
        "hear": _("to let you answer what others have said"),
        "hear-told": _("to listen to what you want to tell us"),
        "tell-delay": _("to tell you if it takes longer"),
        "answer-demand": _("to answer your demand for a decision"),
        "consider-child": _("to assess what is best for the child"),
        "begin-support": _("to begin what was granted"),
        "follow-transfer": _("to see whether another municipality takes the case over"),
    }
    waits = view.relation in ("self", "mandate") and template.who == "caseworker"
    if not waits:
        return in_words(template.title)
    if template.form and view.case.stage == "received":
        return _("to find out more")
    return _("to follow up how it goes") if template.form else ours.get(template.act, "…")


def _remark(
    event: CorrectionAsked | CorrectionHandled | NoteWritten, package: ServicePackage
) -> tuple[str, str, str, str]:
    match event:
        case CorrectionAsked(fact, value, reason):
            about = {
                "fact": fact_name(package, fact),
                "value": fact_value(package, fact, value),
            }
            return (
                "pen",
                _("Correction asked for: %(fact)s should be %(value)s") % about,
                reason,
                "",
            )
        case CorrectionHandled(accepted=accepted, answer=answer):
            sentence = (
                _("The correction was made") if accepted else _("The correction was not made")
            )
            return "pen", sentence, answer, ""
        case NoteWritten(text, objects_to):
            if not objects_to:
                return "document", _("Note written"), text, ""
            return "pen", _("Objection to note %(number)s") % {"number": objects_to}, text, ""


def _outcome(
    event: DecisionMade | DecisionOpened | LetterOrdered | LetterReported,
) -> tuple[str, str, str, str]:
    match event:
        case DecisionMade():
            return "done", _("The decision was made"), "", "big"
        case DecisionOpened():
            return "document", _("The decision was read"), "", ""
        case LetterOrdered(title=title):
            return "letter", _("Letter written: %(title)s") % {"title": title}, "", ""
        case LetterReported(fate=fate):
            fates = {
                "sent": _("The letter was sent"),
                "unsure": _("We are not sure that the letter left; we are looking into it"),
                "failed": _("The letter could not be sent; we are looking into it"),
            }
            return "letter", fates[fate], "", "small"
