"""May this be done, and what happens then?  Pure: time, identity and rules are arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal, assert_never

from samrum.core import bias, handover, hearing, hiding, oral, support, transfer
from samrum.core.case.after import After, after
from samrum.core.case.asked import (
    AnswerStep,
    Apply,
    AskForCorrection,
    AskForSupplement,
    Assess,
    CallLate,
    ChangeDecision,
    ChooseReach,
    CloseCase,
    Command,
    Decide,
    FillInStep,
    GiveFact,
    HandInDocument,
    HandleCorrection,
    ObjectToNote,
    OpenDecision,
    ReadRegisters,
    RebaseCase,
    ReportLetter,
    SendMessage,
    TakeCase,
    TakeOverCase,
    Withdraw,
    WriteNote,
)
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
    LetterReported,
    MessageSent,
    NoteWritten,
    ReachChosen,
    RegisterRead,
    StepDone,
    StepLate,
    SupplementAsked,
)
from samrum.core.case.known import (
    Case,
    Reach,
    Reading,
)
from samrum.core.case.moving import move
from samrum.core.case.procedure import Procedure, decide_procedure
from samrum.core.decision import decisive_facts
from samrum.core.document import Upload
from samrum.core.fact import Answer
from samrum.core.party import Party
from samrum.core.refusal import Refused
from samrum.core.said import said
from samrum.packages.package import ServicePackage

Nouns = (
    handover.Command
    | bias.Command
    | hiding.Command
    | support.Command
    | transfer.Command
    | Procedure
    | After
)


def decide(
    case: Case | None, command: Command, *, by: Party, at: datetime, package: ServicePackage
) -> list[Event]:
    """Return what happens if `by` does `command`; raise `Refused` if it may not be done.

    Access was checked before (samrum.core.access); the law is asked afterwards (samrum.core.law).
    """
    if isinstance(command, Apply):
        return _apply(case, command, package, at)
    if isinstance(command, TakeOverCase):
        return _take_over(case, command, package, at)
    if case is None:
        raise Refused(
            "Nothing can be added yet.",
            because="No case has been opened.",
            instead="Apply first.",
        )
    if isinstance(command, Nouns):
        return _of_noun(case, command, by=by, at=at, package=package)
    match command:
        case SendMessage(text):
            return [MessageSent(said(text), from_resident=bool(by.for_resident))]
        case WriteNote(text, told):
            return [_note(text, told, at)]
        case ObjectToNote(note, text):
            return _object(case, note, text)
        case ChooseReach(reach):
            return [ReachChosen(_reachable(reach))]
        case HandInDocument(upload):
            return [DocumentReceived(upload)]
        case TakeCase(caseworker):
            return [CaseTaken(caseworker)] if case.caseworker != caseworker else []
        case OpenDecision():
            return _open(case)
        case AskForCorrection() | HandleCorrection():
            return _correct(case, command)
        case ReportLetter(number, fate, sha256, told):
            return _report(case, number, fate, sha256, told)
        case CloseCase():
            return _close(case, at)
        case FillInStep(step, answers):
            return _fill_in(case, step, answers)
        case AnswerStep(step, answers, uploads):
            return _answer(case, step, answers, uploads)
        case CallLate(step):
            return _late(case, step, at)
        case _:
            return _work(_undecided(case), command, at=at, package=package)


def _of_noun(
    case: Case, command: Nouns, *, by: Party, at: datetime, package: ServicePackage
) -> list[Event]:
    """Decide what belongs to a noun with a file of its own."""
    if isinstance(command, handover.Command):
        return [*handover.decide(_undecided(case).handover, command)]
    if isinstance(command, bias.Command):
        return _impartial(case, bias.decide(case.bias, command, by=by))
    if isinstance(command, hiding.Command):
        grounds = {one.id: one.provision for one in package.secrecy}
        return [*hiding.decide(case.hidings, command, items=case.items, grounds=grounds)]
    if isinstance(command, support.Command):
        return [_support(case, command, package, at)]
    if isinstance(command, transfer.Command):
        return move(case, command, at=at, package=package)
    if isinstance(command, Procedure):
        changing = case.stage == "decided" and isinstance(command, hearing.Command)
        worked = case if changing else _undecided(case)
        return [*decide_procedure(worked, command, at=at, package=package)]
    made = _decide(case, command.to) if isinstance(command, ChangeDecision) else []
    return after(case, command, made, by=by, at=at, package=package)


def _support(
    case: Case, command: support.Command, package: ServicePackage, at: datetime
) -> support.Event:
    rule = package.support_rule if package.support else None
    return support.decide(case.support, command, what=case.granted, rule=rule, today=at.date())


def _work(
    case: Case,
    command: AskForSupplement | GiveFact | ReadRegisters | Withdraw | Assess | Decide | RebaseCase,
    *,
    at: datetime,
    package: ServicePackage,
) -> list[Event]:
    """Decide what is only possible while the case is still being worked on."""
    match command:
        case AskForSupplement(text):
            return [SupplementAsked(said(text))]
        case GiveFact():
            return [_fact(command, at)]
        case ReadRegisters(readings):
            return _registers(readings)
        case Withdraw(reason):
            asking = case.transfer is not None and case.transfer.is_open
            no_longer = [transfer.CaseKept("")] if asking else []
            return [CaseWithdrawn(reason.strip()), *no_longer]
        case Assess(outcome, text):
            return [AssessmentMade(outcome, text.strip())]
        case Decide():
            return _decide(case, command)
        case RebaseCase(reference):
            return _rebase(case, reference, package)
        case _:
            assert_never(command)


def _apply(case: Case | None, command: Apply, package: ServicePackage, at: datetime) -> list[Event]:
    if case is not None:
        raise Refused(
            "This application has already been handed in.",
            because="It became case {number}.",
            instead="Open that case and add what is new.",
            number=case.number,
        )
    opened = CaseOpened(
        command.id,
        command.number,
        command.service,
        command.package,
        command.resident,
        command.language,
        _reachable(command.reach),
        expected_by=at.date() + timedelta(days=package.expected_days),
    )
    return [
        opened,
        *_given(command.answers),
        *map(DocumentReceived, command.uploads),
        *_registers(command.readings),
    ]


def _take_over(
    case: Case | None, command: TakeOverCase, package: ServicePackage, at: datetime
) -> list[Event]:
    """As an application that was handed in elsewhere: what came along is said again here."""
    opened, *read = _apply(case, command.application, package, at)
    before = CaseTakenOver(command.municipality, command.number, command.received_on)
    facts = [
        FactGiven(one.fact, one.answer, one.source)
        for one in command.file.facts
        if one.fact in package.terms and one.source != "register"
    ]
    return [opened, before, *facts, *map(DocumentReceived, command.file.documents), *read]


def _answer(
    case: Case, step: str, answers: Mapping[str, Answer], uploads: tuple[Upload, ...]
) -> list[Event]:
    """A step that the service opens is answered, after the decision too: her goals, for one."""
    if step not in case.steps:
        _undecided(case)  # says more than that the step is gone
    _still_open(case, step)
    return [*_given(answers), *map(DocumentReceived, uploads), StepDone(step)]


def _fill_in(case: Case, step: str, answers: Mapping[str, Answer]) -> list[Event]:
    """A step of the caseworker's may be filled in after the decision too: what came of it."""
    _still_open(case, step)
    return [*_given(answers, "caseworker"), StepDone(step)]


def _still_open(case: Case, step: str) -> None:
    if step not in case.steps:
        raise Refused(
            "There is nothing to answer here any more.",
            because="The step has been done, or is no longer needed.",
            instead="Open the case to see what is left to do.",
        )


def _given(
    answers: Mapping[str, Answer], source: Literal["resident", "caseworker"] = "resident"
) -> list[Event]:
    return [FactGiven(fact, answer, source) for fact, answer in sorted(answers.items())]


def _registers(readings: Mapping[str, Reading]) -> list[Event]:
    return [
        RegisterRead(name, reading.outcome, reading.values)
        for name, reading in sorted(readings.items())
    ]


def _note(text: str, told: oral.Told | None, at: datetime) -> NoteWritten:
    if told is not None:
        oral.must_say_who(told, at)
    return NoteWritten(said(text), told=told)


def _fact(command: GiveFact, at: datetime) -> FactGiven:
    told = command.told if command.source == "caseworker" else None
    if command.source == "caseworker":
        oral.must_say_who(told, at)
    return FactGiven(command.fact, command.answer, command.source, told)


def _reachable(reach: Reach) -> Reach:
    if reach.channel == "email" and "@" not in reach.address:
        raise Refused(
            "E-mail cannot be chosen yet.",
            because="There is no e-mail address to write to.",
            instead="Give an address such as name@example.com, or choose a letter on paper.",
        )
    return reach


def _undecided(case: Case) -> Case:
    if case.stage == "received":
        return case
    why = {
        "decided": "It was decided on {day}.",
        "withdrawn": "It was withdrawn.",
        "closed": "It is closed.",
    }[case.stage]
    raise Refused(
        "The case cannot be changed in this way any more.",
        because=why,
        instead="Write a message, and a caseworker will answer.",
        day=case.decision.made_at.date() if case.decision else "",
    )


def _impartial(case: Case, events: list[bias.Event]) -> list[Event]:
    """Whoever is found biased no longer answers for the case."""
    biased = [
        one.concerns
        for one in events
        if isinstance(one, bias.BiasReviewed) and one.finding == "biased"
    ]
    return [*events, *([CaseTaken("")] if case.caseworker in biased else [])]


def _object(case: Case, note: int, text: str) -> list[Event]:
    if not any(known.number == note for known in case.notes):
        raise Refused(
            "The note is not there.",
            because="The case has no note number {note}.",
            instead="Open the journal and choose the note there.",
            note=note,
        )
    return [NoteWritten(said(text), objects_to=note)]


def _correct(case: Case, command: AskForCorrection | HandleCorrection) -> list[Event]:
    match command:
        case AskForCorrection(fact, answer, reason):
            if fact not in case.facts:
                raise Refused(
                    "This cannot be corrected.",
                    because="Nobody has said anything about it in this case.",
                    instead="Write a message and tell what should be added.",
                )
            return [CorrectionAsked(fact, answer.value, said(reason))]
        case HandleCorrection(number, accept, answer_text):
            return _handle(case, number, accept, answer_text)
        case _:
            assert_never(command)


def _handle(case: Case, number: int, accept: bool, answer: str) -> list[Event]:
    asked = next((one for one in case.corrections if one.number == number), None)
    if asked is None or asked.standing != "pending":
        raise Refused(
            "The correction cannot be handled.",
            because="It has been handled already, or was never asked for.",
            instead="Open the case again to see how it stands.",
        )
    handled = CorrectionHandled(number, accept, answer.strip())
    if not accept:
        return [replace(handled, answer=said(answer))]
    # Who corrects an answer to nothing says that she does not know; that is not a known nothing.
    corrected = Answer(asked.value, "unknown" if asked.value is None else "known")
    return [handled, FactGiven(asked.fact, corrected, "resident")]


def _decide(case: Case, command: Decide) -> list[Event]:
    if command.valid_from and command.valid_to and command.valid_to < command.valid_from:
        raise Refused(
            "The last day cannot come before the first day.",
            because="The decision would never be valid.",
            instead="Choose a last day after {first}.",
            first=command.valid_from,
        )
    applied = case.recommendation.applied if case.recommendation else None
    return [
        DecisionMade(
            command.outcome,
            command.content.strip(),
            command.valid_from,
            command.valid_to,
            command.reasons.strip(),
            command.provisions,
            decisive_facts(applied),
            command.reporter.strip(),
            command.participants,
            applied.ruleset if applied else "",
        )
    ]


def _late(case: Case, step: str, at: datetime) -> list[Event]:
    known = case.steps.get(step)
    if known is None or known.late or known.due is None or at.date() <= known.due:
        return []
    return [StepLate(step)]


def _open(case: Case) -> list[Event]:
    if case.decision is None:
        raise Refused(
            "There is no decision to read yet.",
            because="The case has not been decided.",
            instead="Look at the case to see whose turn it is.",
        )
    return [] if case.decision.opened_at else [DecisionOpened()]


def _report(
    case: Case, number: int, fate: Literal["sent", "unsure", "failed"], sha256: str, told: str
) -> list[Event]:
    letter = next((one for one in case.letters if one.number == number), None)
    if letter is None or letter.fate == "sent":
        return []
    return [LetterReported(number, fate, sha256, told)]


def _rebase(case: Case, reference: str, package: ServicePackage) -> list[Event]:
    """Move to `package`, which `reference` names; what was said must still have a name there."""
    lost = sorted(fact for fact in case.facts if fact not in package.terms)
    if lost:
        raise Refused(
            "The case cannot go on under the new version.",
            because="The new version no longer knows what was said about: {facts}.",
            instead="Finish it under the version that it began with.",
            facts=", ".join(lost),
        )
    return [CaseRebased(case.package, reference)] if case.package != reference else []


def _close(case: Case, at: datetime) -> list[Event]:
    if case.stage == "closed":
        return []
    if case.stage == "received":
        raise Refused(
            "The case cannot be closed yet.",
            because="It has not been decided.",
            instead="Decide the case first; writing it off is a decision too.",
        )
    if case.steps:
        raise Refused(
            "The case cannot be closed yet.",
            because="Something is still open: {steps}.",
            instead="Do what is open first.",
            steps=", ".join(sorted(case.steps)),
        )
    if support.runs(case.support, case.granted, at.date()):
        raise Refused(
            "The case cannot be closed yet.",
            because="What was granted is being carried out.",
            instead="Close it when the support has ended.",
        )
    return [CaseClosed()]
