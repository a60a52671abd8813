"""What follows by itself when something has happened in a case.

Three things, in this order: the rules are applied again when something they look at has changed;
steps open and close as their conditions begin and cease to hold; letters are ordered.  All pure:
the same case, events and package give the same consequences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from samrum.core.appeal import (
    AppealAnswered,
    AppealHandedOver,
    AppealMade,
    AppealWithdrawn,
    ReviewMade,
    TimelinessJudged,
)
from samrum.core.case import (
    Case,
    CaseOpened,
    CaseRebased,
    CaseWithdrawn,
    DecisionChanged,
    DecisionMade,
    DocumentReceived,
    Event,
    FactGiven,
    LetterOrdered,
    Reach,
    RegisterRead,
    RulesApplied,
    StepClosed,
    StepLate,
    StepOpened,
    SupplementAsked,
    evolve,
)
from samrum.core.delay import DelayTold
from samrum.core.demand import DecisionDemanded, DemandRefused
from samrum.core.hearing import HearingBegun
from samrum.core.insight import for_letters
from samrum.core.notice import DeliveryChosen
from samrum.core.party import RULES
from samrum.core.surroundings import surroundings
from samrum.core.transfer import FileHandedOver, TransferAsked
from samrum.packages.feel import Names, names_of
from samrum.packages.package import LetterTemplate, ServicePackage, StepTemplate

_TOUCHES_THE_RULES = (FactGiven, DocumentReceived, RegisterRead, CaseRebased)


def follows(
    case: Case, events: Iterable[Event], *, package: ServicePackage, at: datetime
) -> tuple[Case, list[Event]]:
    """Return `case` after everything that follows from `events`, and those further events."""
    happened = list(events)
    before = len(happened)
    for find in (_rules, _steps, _letters):
        for event in find(case, happened, package, at):
            case = evolve(case, event, by=RULES, at=at)
            happened.append(event)
    return case, happened[before:]


def _rules(case: Case, happened: list[Event], package: ServicePackage, at: datetime) -> list[Event]:
    """Apply the rules when a fact, document or register reading has changed before a decision."""
    touched = any(isinstance(event, _TOUCHES_THE_RULES) for event in happened)
    if case.stage != "received" or not (touched or case.recommendation is None):
        return []
    return [RulesApplied(package.ruleset.apply(surroundings(case, package, at.date())))]


def _steps(case: Case, happened: list[Event], package: ServicePackage, at: datetime) -> list[Event]:
    """Open the steps whose condition holds and that are not done; close the others."""
    around = names_of(surroundings(case, package, at.date()))
    wanted = {
        step.id: step
        for step in package.steps
        if case.stage != "closed" and step.when.holds(around)
    }
    closed: list[Event] = [StepClosed(id) for id in case.steps if id not in wanted]
    opened: list[Event] = [
        StepOpened(id, step.who, due)
        for id, step in wanted.items()
        for due in [_due(step, at, around)]
        if id not in case.steps or (step.due_on is not None and due != case.steps[id].due)
    ]
    return closed + opened


def _due(step: StepTemplate, at: datetime, around: Names) -> date | None:
    """The day a step is due; a day that the case tells moves with the case."""
    if step.due_on is not None:
        day = step.due_on.value(around)
        return day if isinstance(day, date) else None
    return None if step.due_days is None else at.date() + timedelta(days=step.due_days)


def _letters(
    case: Case, happened: list[Event], package: ServicePackage, at: datetime
) -> list[Event]:
    """Order the letters that the package writes on what has happened, in the reader's language."""
    moments = {moment for event in happened if (moment := _moment(event))}
    if "revoked" in moments:  # the service's own letters tell of what was applied for
        moments.discard("decided")
    wanted = [template for template in package.letters if template.on in moments]
    if not wanted:
        return []
    base = names_of(surroundings(case, package, at.date()))
    open_to_her = for_letters(case, package.terms)
    told = base
    if open_to_her is not case:
        told = names_of(surroundings(open_to_her, package, at.date()))
    ordered: list[Event] = []
    for template in wanted:
        around = around_letter(case, template, base)
        if template.when is None or template.when.holds(around):
            language, reach = _addressed(case, template, package)
            text = template.texts[language].fill(around_letter(case, template, told))
            title = template.title[language]
            ordered.append(LetterOrdered(template.id, language, title, text, reach))
    return ordered


def _addressed(case: Case, template: LetterTemplate, package: ServicePackage) -> tuple[str, Reach]:
    """In which language a letter is written and how it goes: to the resident in hers."""
    if template.to == "instance":
        return package.languages[0], Reach("instance")
    return case.language, case.reach


def around_letter(case: Case, template: LetterTemplate, around: Names) -> Names:
    """Return the surroundings of a letter: a letter on a step also sees that step."""
    step = case.steps.get(template.on.partition(":")[2])
    if step is None:
        return around
    return around.having(
        "step", {"id": step.id, "due": step.due, "opened_on": step.opened_at.date()}
    )


_LATER: Final[Mapping[type, str]] = {
    HearingBegun: "heard",
    DelayTold: "delayed",
    DecisionDemanded: "demanded",
    DemandRefused: "demand-refused",
    DeliveryChosen: "delivery",
    AppealMade: "appealed",
    TimelinessJudged: "judged",
    ReviewMade: "reviewed",
    AppealHandedOver: "handed-over",
    AppealWithdrawn: "appeal-withdrawn",
    AppealAnswered: "answered",
    TransferAsked: "transfer-asked",
    FileHandedOver: "transferred",
}


def _moment(event: Event) -> str:
    """Return the word by which a letter template names this event, empty for the others."""
    match event:
        case CaseOpened():
            return "received"
        case StepOpened(step=step):
            return f"opened:{step}"
        case StepLate(step=step):
            return f"late:{step}"
        case SupplementAsked():
            return "asked"
        case DecisionMade():
            return "decided"
        case CaseWithdrawn():
            return "withdrawn"
        case DecisionChanged(kind=kind):
            return kind
        case _:
            return _LATER.get(type(event), "")
