"""What is known about a case once something has happened.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from samrum.core import appeal, bias, delay, handover, hiding, notice, oral, support, transfer
from samrum.core.case.happened import (
    AssessmentMade,
    CaseClosed,
    CaseOpened,
    CaseRebased,
    CaseTaken,
    CaseTakenOver,
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
    ReachChosen,
    RegisterRead,
    RulesApplied,
    StepClosed,
    StepDone,
    StepLate,
    StepOpened,
    SupplementAsked,
)
from samrum.core.case.known import (
    Case,
    Correction,
    Letter,
    Message,
    Note,
    Reading,
    Step,
)
from samrum.core.case.procedure import ProcedureEvent, evolve_procedure
from samrum.core.change import DecisionChanged, Earlier
from samrum.core.decision import Assessment, Decision, Recommendation
from samrum.core.document import Document
from samrum.core.fact import Fact
from samrum.core.party import Party
from samrum.core.replace import replace

Nouns = handover.Event | bias.Event | hiding.Event | support.Event | transfer.Event | ProcedureEvent


def evolve(case: Case | None, event: Event, *, by: Party, at: datetime) -> Case:
    """Return what is known about `case` once `by` made `event` happen at `at`."""
    if isinstance(event, CaseOpened):
        return _opened(event, at)
    if case is None:
        raise ValueError(f"{type(event).__name__} stands in the journal before CaseOpened")
    if isinstance(event, Nouns):
        return _of_noun(case, event, by, at)
    match event:
        case FactGiven() | RegisterRead() | DocumentReceived() | RulesApplied():
            return _known(case, event, by, at)
        case StepOpened() | StepClosed() | StepDone() | StepLate():
            return _stepped(case, event, at)
        case MessageSent() | SupplementAsked():
            return _messaged(case, event, by, at)
        case NoteWritten() | CorrectionAsked() | CorrectionHandled():
            return _spoken(case, event, by, at)
        case LetterOrdered() | LetterReported():
            return _written(case, event, at)
        case AssessmentMade(outcome, text):
            return replace(case, assessment=Assessment(outcome, text, by.id, at))
        case DecisionMade() | DecisionOpened() | DecisionChanged():
            return _decided(case, event, by, at)
        case notice.DeliveryChosen() | notice.DeliveryProved():
            return _noticed(case, event, at)
        case ReachChosen(reach):
            return replace(case, reach=reach)
        case CaseTaken(caseworker):
            return replace(case, caseworker=caseworker)
        case CaseWithdrawn():
            return replace(case, stage="withdrawn")
        case CaseRebased(after=package):
            return replace(case, package=package)
        case CaseTakenOver():
            return _taken_over(case, event, at)
        case CaseClosed():
            return replace(case, stage="closed", closed_at=at)
        case (
            appeal.AppealMade()
            | appeal.AppealConfirmed()
            | appeal.TimelinessJudged()
            | appeal.ReviewMade()
            | appeal.AppealHandedOver()
            | appeal.AppealWithdrawn()
            | appeal.AppealAnswered()
        ):
            return _appealed(case, event, by, at)
        case _:
            assert_never(event)


def _of_noun(case: Case, event: Nouns, by: Party, at: datetime) -> Case:
    """What belongs to a noun with a file of its own."""
    if isinstance(event, handover.Event):
        return replace(case, handover=handover.evolve(event, by=by, at=at))
    if isinstance(event, bias.Event):
        return replace(case, bias=bias.evolve(case.bias, event, by=by, at=at))
    if isinstance(event, hiding.Event):
        return replace(case, hidings=hiding.evolve(case.hidings, event, by=by, at=at))
    if isinstance(event, transfer.Event):
        return replace(case, transfer=transfer.evolve(case.transfer, event, by=by, at=at))
    if isinstance(event, support.Event):
        known = support.evolve(case.support, event, at=at, today=at.date())
        return replace(case, support=known)
    return evolve_procedure(case, event, by=by, at=at)


def _opened(event: CaseOpened, at: datetime) -> Case:
    return Case(
        id=event.id,
        number=event.number,
        service=event.service,
        package=event.package,
        resident=event.resident,
        language=event.language,
        stage="received",
        received_at=at,
        reach=event.reach,
        expected_by=event.expected_by,
    )


def _taken_over(case: Case, event: CaseTakenOver, at: datetime) -> Case:
    """The time that it may take counts from the day it was first handed in."""
    before = transfer.Before(event.municipality, event.number, event.received_on, at)
    return replace(
        case, before=before, received_at=datetime.combine(event.received_on, at.timetz())
    )


def _known(
    case: Case,
    event: FactGiven | RegisterRead | DocumentReceived | RulesApplied,
    by: Party,
    at: datetime,
) -> Case:
    match event:
        case FactGiven(name, answer, source, told):
            fact = Fact(answer.value, answer.standing, source, by.id, at, told=told)
            tellings = oral.heard(case.tellings, told)
            return replace(case, facts={**case.facts, name: fact}, tellings=tellings)
        case RegisterRead(register, outcome, values):
            reading = Reading(outcome, values, at)
            found = {
                name: Fact(value, "known", "register", by.id, at, register)
                for name, value in values.items()
            }
            return replace(
                case,
                facts={**_before(case, event), **found},
                registers={**case.registers, register: reading},
            )
        case DocumentReceived(upload):
            document = Document(
                len(case.documents) + 1,
                upload.kind,
                upload.name,
                upload.media_type,
                upload.size,
                upload.sha256,
                by.id,
                at,
                from_party=bool(by.for_resident),
            )
            messages = _answered(case, by_resident=True) if by.for_resident else case.messages
            return replace(case, documents=(*case.documents, document), messages=messages)
        case RulesApplied(applied):
            return replace(case, recommendation=Recommendation(applied, at), handover=None)


def _before(case: Case, event: RegisterRead) -> Mapping[str, Fact]:
    """Return the facts without those the register said before: what it no longer says is gone.

    A register that failed has said nothing new.
    """
    if event.outcome == "failed":
        return case.facts
    return {name: fact for name, fact in case.facts.items() if fact.register != event.register}


def _stepped(
    case: Case, event: StepOpened | StepClosed | StepDone | StepLate, at: datetime
) -> Case:
    match event:
        case StepOpened(step, who, due):
            return replace(case, steps={**case.steps, step: Step(step, who, at, due)})
        case StepLate(step):
            return replace(case, steps={**case.steps, step: replace(case.steps[step], late=True)})
        case StepClosed(step):
            return replace(case, steps=_without(case.steps, step))
        case StepDone(step):
            return replace(case, steps=_without(case.steps, step), done=(*case.done, step))


def _without(steps: Mapping[str, Step], step: str) -> dict[str, Step]:
    return {id: known for id, known in steps.items() if id != step}


def _messaged(case: Case, event: MessageSent | SupplementAsked, by: Party, at: datetime) -> Case:
    number = len(case.messages) + 1
    match event:
        case MessageSent(text, from_resident):
            message = Message(number, text, by.id, from_resident, at)
            before = _answered(case, by_resident=from_resident)
            return replace(case, messages=(*before, message))
        case SupplementAsked(text):
            message = Message(number, text, by.id, False, at, asks=True)
            return replace(case, messages=(*case.messages, message))


def _answered(case: Case, *, by_resident: bool) -> tuple[Message, ...]:
    """The messages, with those answered that waited for the resident or else for us."""
    return tuple(
        replace(one, answered=True) if (one.asks if by_resident else one.from_resident) else one
        for one in case.messages
    )


def _spoken(
    case: Case,
    event: NoteWritten | CorrectionAsked | CorrectionHandled,
    by: Party,
    at: datetime,
) -> Case:
    match event:
        case NoteWritten(text, objects_to, told):
            note = Note(len(case.notes) + 1, text, by.id, at, objects_to, told)
            tellings = oral.heard(case.tellings, told)
            return replace(case, notes=(*case.notes, note), tellings=tellings)
        case CorrectionAsked(fact, value, reason):
            asked = Correction(len(case.corrections) + 1, fact, value, reason, by.id, at)
            return replace(case, corrections=(*case.corrections, asked))
        case CorrectionHandled(number, accepted, answer):
            handled = tuple(
                replace(one, standing="accepted" if accepted else "declined", answer=answer)
                if one.number == number
                else one
                for one in case.corrections
            )
            return replace(case, corrections=handled)


def _written(case: Case, event: LetterOrdered | LetterReported, at: datetime) -> Case:
    match event:
        case LetterOrdered(template, language, title, text, reach):
            letter = Letter(len(case.letters) + 1, template, language, title, text, reach, at)
            return replace(case, letters=(*case.letters, letter))
        case LetterReported(number, fate, sha256, told):
            reported = tuple(
                replace(one, fate=fate, sha256=sha256, told=told, sent_at=_sent(fate, at))
                if one.number == number
                else one
                for one in case.letters
            )
            return replace(case, letters=reported)


def _sent(fate: str, at: datetime) -> datetime | None:
    return at if fate == "sent" else None


def _noticed(
    case: Case, event: notice.DeliveryChosen | notice.DeliveryProved, at: datetime
) -> Case:
    if case.decision is None:
        raise ValueError(f"{type(event).__name__} stands in the journal before DecisionMade")
    made_at = case.decision.made_at
    known = case.notice or notice.Notice(made_at, made_at)
    return replace(case, notice=notice.evolve(known, event, at=at))


def _appealed(case: Case, event: appeal.Event, by: Party, at: datetime) -> Case:
    """An appeal against a decision opens the case again; one that sets it aside, for a new one."""
    appeals = appeal.evolve(case.appeals, event, by=by.id, at=at)
    case = replace(case, appeals=appeals)
    if case.decision is not None:
        case = replace(case, stage="decided", closed_at=None)
    if not isinstance(event, appeal.AppealAnswered):
        return case
    if event.ruling is not None and case.decision is not None:
        return _ruled(case, event, event.ruling, by, at)
    if event.decide_by is None:
        return case
    case = replace(case, expected_by=event.decide_by, promise=delay.Promise())
    if case.decision is None or not appeal.comes_back(appeals[-1]):
        return case
    old = Earlier(case.decision, "set_aside", "", event.text, by.id, at)
    anew = replace(case, decision=None, assessment=None, notice=None, handover=None)
    return replace(anew, stage="received", earlier=(*case.earlier, old))


def _ruled(
    case: Case, event: appeal.AppealAnswered, ruling: appeal.Ruling, by: Party, at: datetime
) -> Case:
    """What a higher instance has decided is what holds; ours is kept as the version before."""
    assert case.decision is not None, "only a decision can have been changed"
    old = Earlier(case.decision, "ruled", "", event.text, by.id, at)
    made = Decision(
        ruling.outcome,
        ruling.content,
        ruling.valid_from,
        ruling.valid_to,
        event.text,
        (),
        (),
        "",
        "",
        (),
        "",
        at,
        ruled_by=ruling.by,
        ruled_on=event.answered_on,
        reference=ruling.reference,
    )
    return replace(case, decision=made, notice=None, earlier=(*case.earlier, old))


def _decided(
    case: Case, event: DecisionMade | DecisionOpened | DecisionChanged, by: Party, at: datetime
) -> Case:
    match event:
        case DecisionChanged(kind, ground, because):
            if case.decision is None:
                raise ValueError("DecisionChanged stands in the journal before DecisionMade")
            old = Earlier(case.decision, kind, ground, because, by.id, at)
            appeals = appeal.changed(case.appeals) if kind != "corrected" else case.appeals
            return replace(case, earlier=(*case.earlier, old), appeals=appeals, closed_at=None)
        case DecisionOpened():
            if case.decision is None:
                raise ValueError("DecisionOpened stands in the journal before DecisionMade")
            return replace(case, decision=replace(case.decision, opened_at=at))
        case DecisionMade():
            decision = Decision(
                event.outcome,
                event.content,
                event.valid_from,
                event.valid_to,
                event.reasons,
                event.provisions,
                event.decisive_facts,
                by.id,
                event.reporter,
                event.participants,
                event.ruleset,
                at,
                delegation=event.delegation,
            )
            return _in_force(case, decision)


def _in_force(case: Case, decision: Decision) -> Case:
    """The case with a decision in force.  A corrected slip is no new decision to be told of."""
    old = case.earlier[-1] if case.earlier else None
    if old is not None and old.kind == "corrected" and old.decision == case.decision:
        decision = replace(decision, opened_at=old.decision.opened_at)
        return replace(case, stage="decided", decision=decision)
    told = notice.Notice(decision.made_at, decision.made_at)
    appeals = appeal.decided(case.appeals)
    return replace(case, stage="decided", decision=decision, notice=told, appeals=appeals)
