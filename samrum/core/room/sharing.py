"""Facts, questions and consents: what is given once, asked for, and shared under a legal key.

A question of another agency leads to the same answer whether or not the fact is known: without a
key, what is known and what is not look the same to who asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, assert_never

from samrum.core.consent import ADULT, Consent, years
from samrum.core.party import Party
from samrum.core.refusal import Refused
from samrum.core.room.asked import (
    AnswerConsent,
    AskForConsent,
    AskForFact,
    ConfirmFact,
    DeclineQuestion,
    RevokeConsent,
    ShareFact,
    TellFact,
    UseProvision,
)
from samrum.core.room.evolve import evolve
from samrum.core.room.happened import (
    ConsentAnswered,
    ConsentAsked,
    ConsentRevoked,
    Event,
    FactAsked,
    FactConfirmed,
    FactShared,
    FactTold,
    ProvisionUsed,
    QuestionClosed,
)
from samrum.core.room.keys import key_to, kind_of, provisions_for
from samrum.core.room.known import Question, Room
from samrum.core.room.speaking import speaker, types
from samrum.core.said import said
from samrum.packages.vocabulary import Term

LONGEST: Final = timedelta(days=366)
PLAN: Final = "plan"  # the room's own: no agency holds it, and none can let another read it
READERS: Final = ("professional", "relative")

Telling = TellFact | ConfirmFact | AskForFact | ShareFact | DeclineQuestion
Consenting = AskForConsent | AnswerConsent | RevokeConsent | UseProvision


def share(
    room: Room,
    command: Telling | Consenting,
    *,
    by: Party,
    at: datetime,
    terms: Mapping[str, Term],
    kinds: Sequence[str],
) -> list[Event]:
    """Return what happens, and which open questions it answers; raise `Refused` if it may not."""
    match command:
        case AskForConsent():
            _must_be_here(room, command.to, at)
            events: list[Event] = [_consent(room, command, at, kinds)]
            if command.signs:
                signer = _signer(room, by, at)
                events.append(ConsentAnswered(len(room.consents) + 1, signer, True))
        case UseProvision():
            events = _provide(room, command, by, at, kinds)
        case _:
            events = _told(room, command, by, at, terms)
    after = room
    for event in events:
        after = evolve(after, event, by=by, at=at)
    return [*events, *_answered(after, at.date(), terms)]


def _told(
    room: Room,
    command: Telling | AnswerConsent | RevokeConsent,
    by: Party,
    at: datetime,
    terms: Mapping[str, Term],
) -> list[Event]:
    match command:
        case TellFact(fact, answer):
            holder = by.agency if by.role == "professional" and not types(by) else ""
            return [FactTold(_term(fact, terms).id, answer, holder)]
        case ConfirmFact(fact):
            return _confirm(room, fact)
        case AskForFact(fact, why):
            return _ask(room, _term(fact, terms), said(why), by, at)
        case ShareFact(question, until):
            return _share(room, question, until, by, at)
        case DeclineQuestion(question):
            _open(room, question)
            return [QuestionClosed(question, True)]
        case AnswerConsent(consent, yes):
            return _answer(room, consent, yes, by, at)
        case RevokeConsent(consent):
            return _revoke(room, consent, by, at)
        case _:
            assert_never(command)


def _answered(room: Room, day: date, terms: Mapping[str, Term]) -> list[Event]:
    """The open questions that can be answered now: the fact is known, and there is a key to it."""
    events: list[Event] = []
    for question in room.questions:
        card = room.card_of_family(question.fact)
        term = terms.get(question.fact)
        if question.closed_at is not None or card is None or term is None:
            continue
        if key_to(room, question.agency, kind_of(term), day, fact=term.id):
            events += [FactShared(term.id, question.agency), QuestionClosed(question.number, False)]
    return events


def _term(fact: str, terms: Mapping[str, Term]) -> Term:
    if fact not in terms:
        raise Refused(
            "This cannot be asked or told here.",
            because="It has no name in the shared list of facts.",
            instead="Choose one of the facts in the list.",
        )
    return terms[fact]


def _confirm(room: Room, fact: str) -> list[Event]:
    if room.card_of_family(fact) is None:
        raise _nothing_told()
    return [FactConfirmed(fact, "")]


def _ask(room: Room, term: Term, why: str, by: Party, at: datetime) -> list[Event]:
    """With a key, what is known is there without a question; without one, the question is asked."""
    card = room.card_of_family(term.id)
    if card and key_to(room, by.agency, kind_of(term), at.date(), fact=term.id):
        return [FactShared(term.id, by.agency)]
    pending = any(
        one.fact == term.id and one.agency == by.agency and one.closed_at is None
        for one in room.questions
    )
    return [] if pending else [FactAsked(term.id, by.agency, why)]


def _share(room: Room, number: int, until: date | None, by: Party, at: datetime) -> list[Event]:
    question = _open(room, number)
    if room.card_of_family(question.fact) is None:
        raise _nothing_told()
    signer = _signer(room, by, at)
    before = _waiting_for(room, question, until, signer, at.date())
    if before is not None:
        return [] if signer in before.signatures else [ConsentAnswered(before.number, signer, True)]
    asked = AskForConsent(question.agency, (), (question.fact,), question.why, until)
    return [_consent(room, asked, at, ()), ConsentAnswered(len(room.consents) + 1, signer, True)]


def _waiting_for(
    room: Room, question: Question, until: date | None, signer: str, day: date
) -> Consent | None:
    """A consent to this fact and nothing else, for what is asked now, that waits for a signature
    and holds no longer than she says; one that waits for hers goes before one that she has signed.
    """
    signers = room.signers(day)
    wanted = (question.agency, (), (question.fact,), question.why)
    same = [
        one
        for one in room.consents
        if (one.to, one.kinds, one.facts, one.purpose) == wanted
        and one.standing(signers, day) == "waiting"
        and until is not None
        and one.until <= until
    ]
    return min(same, key=lambda one: signer in one.signatures, default=None)


def _open(room: Room, number: int) -> Question:
    found = next((one for one in room.questions if one.number == number), None)
    if found is None or found.closed_at is not None:
        raise Refused(
            "There is nothing to answer here any more.",
            because="The question has been answered, or was never asked.",
            instead="Look among the questions that are open.",
        )
    return found


def _nothing_told() -> Refused:
    return Refused(
        "There is nothing to share yet.",
        because="Nobody in the family has told this.",
        instead="Write the answer first.",
    )


def _consent(
    room: Room, command: AskForConsent, at: datetime, kinds: Sequence[str]
) -> ConsentAsked:
    today = at.date()
    if not command.to:
        raise Refused(
            "The consent cannot be asked for yet.",
            because="It does not say who may read.",
            instead="Choose for whom it is.",
            provision="OSL 12:2",
        )
    unknown = [kind for kind in command.kinds if kind not in kinds]
    if unknown or not (command.kinds or command.facts):
        raise Refused(
            "The consent cannot be asked for yet.",
            because="A consent is never general: it says which kinds of facts it is for.",
            instead="Choose at least one kind.",
            provision="OSL 12:2",
        )
    if not command.purpose.strip():
        raise Refused(
            "The consent cannot be asked for yet.",
            because="It does not say what it is for.",
            instead="Write what the agency needs the facts for.",
            provision="OSL 12:2",
        )
    if command.until is None or not today <= command.until <= today + LONGEST:
        raise Refused(
            "The consent cannot be asked for yet.",
            because="It needs a last day, at most a year from now.",
            instead="Choose until when it is to hold.",
            provision="OSL 12:2",
        )
    return ConsentAsked(
        command.to, command.kinds, command.facts, command.purpose.strip(), command.until
    )


def _answer(room: Room, number: int, yes: bool, by: Party, at: datetime) -> list[Event]:
    consent = _known(room, number)
    if consent.standing(room.signers(at.date()), at.date()) not in ("waiting", "given"):
        raise Refused(
            "This consent cannot be answered any more.",
            because="It has been declined or taken back, or its last day has passed.",
            instead="Ask for consent anew.",
        )
    signer = _signer(room, by, at)
    before = consent.signatures.get(signer)
    return [] if before and before.yes == yes else [ConsentAnswered(number, signer, yes)]


def _signer(room: Room, by: Party, at: datetime) -> str:
    """Who signs.  Nobody signs for another: an agency cannot consent for the family."""
    signer = speaker(by)
    if signer not in room.signers(at.date()):
        raise Refused(
            "This consent is not for you to give.",
            because="Only those whom the law asks can sign it: the person it is about, the"
            " guardians, or both, by age.",
            instead="Ask them, and write down what they say.",
            provision="OSL 12:2-3",
        )
    return signer


def _revoke(room: Room, number: int, by: Party, at: datetime) -> list[Event]:
    """Taking back asks for no reason, and for nobody else's signature."""
    consent, who = _known(room, number), speaker(by)
    if consent.revoked_at is not None:
        return []
    if not consent.may_end(who, room.signers(at.date())):
        raise Refused(
            "This consent is not for you to take back.",
            because="Who may give it, or has signed it, can take it back.",
            instead="Speak with them: each of them can take it back alone, at once.",
            provision="OSL 12:2-3",
        )
    return [ConsentRevoked(number, who)]


def _known(room: Room, number: int) -> Consent:
    found = next((one for one in room.consents if one.number == number), None)
    if found is None:
        raise Refused(
            "The consent is not there.",
            because="No consent in this room has that number.",
            instead="Choose one of those in the list.",
        )
    return found


def _must_be_here(room: Room, to: str, at: datetime) -> None:
    """Raises Refused where nobody in the room reads as `to`: it would be a consent to nobody."""
    readers = {one.reads_as for one in room.present(at.date()) if one.role in READERS}
    if to and to not in readers:
        raise Refused(
            "The consent cannot be asked for yet.",
            because="Whoever it is for is not in the room.",
            instead="Choose for whom it is.",
            provision="OSL 12:2",
        )


def _provide(
    room: Room, command: UseProvision, by: Party, at: datetime, kinds: Sequence[str]
) -> list[Event]:
    today = at.date()
    told = {one.agency: one.branch for one in room.present(today) if one.role == "professional"}
    child = room.born is not None and years(room.born, today) < ADULT
    laws: Sequence[str] = ()
    if by.agency in told and command.to in told and command.to != by.agency:
        laws = tuple(provisions_for(told[by.agency], told[command.to], child=child))
    held = set(kinds) - {PLAN}
    if command.law not in laws or not command.kinds or not held.issuperset(command.kinds):
        raise Refused(
            "This cannot be told under that provision.",
            because="It does not hold between these two agencies, or for these facts.",
            instead="Choose another provision, or ask the family for consent.",
            provision="OSL 8:1-2",
        )
    if command.until is None or not today <= command.until <= today + LONGEST:
        raise Refused(
            "This cannot be told without end.",
            because="It needs a last day, at most a year from now.",
            instead="Choose until when it is needed.",
        )
    reason = said(command.reason)
    return [ProvisionUsed(by.agency, command.to, command.kinds, command.law, reason, command.until)]
