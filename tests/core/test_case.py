"""What may happen in a case, and what may not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from samrum.core.case import (
    AnswerStep,
    Apply,
    AskForCorrection,
    Assess,
    AssessmentMade,
    CallLate,
    CaseClosed,
    CaseOpened,
    CaseRebased,
    CaseTaken,
    CaseWithdrawn,
    ChooseReach,
    CloseCase,
    CorrectionAsked,
    CorrectionHandled,
    Decide,
    DecisionMade,
    DecisionOpened,
    DocumentReceived,
    Event,
    FactGiven,
    FillInStep,
    GiveFact,
    HandInDocument,
    HandleCorrection,
    LetterOrdered,
    LetterReported,
    MessageSent,
    NoteWritten,
    ObjectToNote,
    OpenDecision,
    Reach,
    ReachChosen,
    Reading,
    ReadRegisters,
    RebaseCase,
    RegisterRead,
    ReportLetter,
    SendMessage,
    StepClosed,
    StepDone,
    StepLate,
    StepOpened,
    TakeCase,
    Withdraw,
    WriteNote,
    evolve,
)
from samrum.core.delay import TellDelay
from samrum.core.fact import Answer
from samrum.core.hearing import BeginHearing, HearingBegun, Material
from samrum.core.party import POST, RULES
from tests.story import (
    ANNA,
    ANNA_FOR_MAJ,
    BO,
    BO_ON_THE_PHONE,
    MONDAY,
    OPENED,
    Given,
    document,
    given,
)

DISTANCE = "mobility.walking_distance_max_m"
TOLD = FactGiven(DISTANCE, Answer(300), "resident")
GRANTED = DecisionMade(
    "grant",
    "You get a permit.",
    date(2026, 11, 23),
    date(2031, 11, 22),
    "You cannot walk further.",
    ("13 kap. 8 §",),
    (DISTANCE,),
    "",
    (),
    "rules",
)
WITHDRAWN = CaseWithdrawn("")
APPLY = Apply(
    "c1",
    "PRH 2026-000001",
    "parking-permit",
    "",
    "anna",
    "sv",
    Reach(),
    answers={"mobility.walks": Answer(True), DISTANCE: Answer(None, "unknown")},
    uploads=(document(),),
    readings={"population": Reading("failed", {}, MONDAY)},
)
NOTHING = Given(None)


def test_an_application_opens_a_case_with_all_that_was_handed_in() -> None:
    opened, *rest = NOTHING.when(APPLY)

    assert isinstance(opened, CaseOpened)
    assert opened.expected_by == MONDAY.date() + timedelta(days=28)
    assert rest == [
        FactGiven(DISTANCE, Answer(None, "unknown"), "resident"),
        FactGiven("mobility.walks", Answer(True), "resident"),
        DocumentReceived(document()),
        RegisterRead("population", "failed", {}),
    ]


def test_an_application_is_handed_in_once() -> None:
    told = given(OPENED).refuses(APPLY)

    assert told.startswith("This application has already been handed in. It became case PRH 2026")


def test_nothing_can_be_done_before_there_is_a_case() -> None:
    assert NOTHING.refuses(SendMessage("Hi")).startswith("Nothing can be added yet.")
    with pytest.raises(ValueError, match="before CaseOpened"):
        evolve(None, TOLD, by=ANNA, at=MONDAY)


def test_an_open_step_is_done_by_answering_it() -> None:
    open_step = given(OPENED, StepOpened("supplement", "resident", None))
    answers = {DISTANCE: Answer(200)}

    happened = open_step.when(AnswerStep("supplement", answers, (document(),)))

    assert happened == [
        FactGiven(DISTANCE, Answer(200), "resident"),
        DocumentReceived(document()),
        StepDone("supplement"),
    ]


def test_a_step_that_is_not_open_cannot_be_answered() -> None:
    told = given(OPENED).refuses(AnswerStep("supplement", {}))

    assert told.startswith("There is nothing to answer here any more.")


def test_what_a_caseworker_fills_in_is_hers_and_can_be_done_after_the_decision() -> None:
    open_step = given(OPENED, GRANTED, StepOpened("outcome", "caseworker", None))

    happened = open_step.when(FillInStep("outcome", {DISTANCE: Answer(200)}), by=BO)

    assert happened == [FactGiven(DISTANCE, Answer(200), "caseworker"), StepDone("outcome")]
    assert "nothing to answer here" in given(OPENED).refuses(FillInStep("outcome", {}), by=BO)


def test_a_message_of_the_residents_waits_until_somebody_answers() -> None:
    asked = given(OPENED).when(SendMessage("  When?  "))
    assert asked == [MessageSent("When?", from_resident=True)]

    case = given(OPENED, *asked).now
    assert [one.answered for one in case.messages] == [False]

    answered = evolve(case, MessageSent("Soon.", from_resident=False), by=BO, at=MONDAY)
    assert [one.answered for one in answered.messages] == [True, False]


def test_what_bo_types_for_anna_on_the_phone_is_annas_message() -> None:
    happened = given(OPENED).when(SendMessage("When?"), by=BO_ON_THE_PHONE)

    assert happened == [MessageSent("When?", from_resident=True)]


def test_what_anna_writes_for_maj_is_majs_message() -> None:
    happened = given(replace(OPENED, resident="maj")).when(SendMessage("When?"), by=ANNA_FOR_MAJ)

    assert happened == [MessageSent("When?", from_resident=True)]


@pytest.mark.parametrize("command", [SendMessage(" \n "), WriteNote("")])
def test_an_empty_text_is_not_sent(command: SendMessage | WriteNote) -> None:
    assert given(OPENED).refuses(command, by=BO).startswith("The text is empty.")


def test_a_note_can_be_objected_to_and_the_objection_is_a_note() -> None:
    noted = given(OPENED, NoteWritten("She can walk."), by=BO)

    assert noted.when(ObjectToNote(1, "I cannot.")) == [NoteWritten("I cannot.", objects_to=1)]
    assert noted.refuses(ObjectToNote(2, "No.")).startswith("The note is not there.")


def test_a_correction_waits_until_it_is_handled() -> None:
    asked = given(OPENED, TOLD).when(AskForCorrection(DISTANCE, Answer(30), "One nought too many"))
    assert asked == [CorrectionAsked(DISTANCE, 30, "One nought too many")]

    waiting = given(OPENED, TOLD, *asked)
    assert waiting.now.facts[DISTANCE].value == 300
    assert waiting.now.corrections[0].standing == "pending"

    accepted = waiting.then(HandleCorrection(1, True, ""), by=BO).now
    assert accepted.facts[DISTANCE].value == 30
    assert accepted.corrections[0].standing == "accepted"


def test_a_correction_to_i_do_not_know_makes_the_fact_unknown() -> None:
    asked = given(OPENED, TOLD).when(AskForCorrection(DISTANCE, Answer(None, "unknown"), "A guess"))

    corrected = given(OPENED, TOLD, *asked).then(HandleCorrection(1, True, ""), by=BO).now

    assert corrected.facts[DISTANCE].standing == "unknown"


def test_a_correction_that_is_declined_says_why_and_leaves_the_fact() -> None:
    waiting = given(OPENED, TOLD, CorrectionAsked(DISTANCE, 30, "Wrong"))

    assert waiting.refuses(HandleCorrection(1, False, " "), by=BO).startswith("The text is empty.")
    declined = waiting.when(HandleCorrection(1, False, "The certificate says 300."), by=BO)
    assert declined == [CorrectionHandled(1, False, "The certificate says 300.")]


def test_a_correction_is_handled_once() -> None:
    handled = given(OPENED, CorrectionAsked("x", 1, "r"), CorrectionHandled(1, False, "no"))

    for number in (1, 2):
        told = handled.refuses(HandleCorrection(number, True, ""), by=BO)
        assert told.startswith("The correction cannot be handled.")


def test_what_nobody_has_said_cannot_be_corrected() -> None:
    told = given(OPENED).refuses(AskForCorrection(DISTANCE, Answer(30), "Wrong"))

    assert told.startswith("This cannot be corrected.")


def test_email_needs_an_address() -> None:
    assert given(OPENED).refuses(ChooseReach(Reach("email", ""))).startswith("E-mail cannot")
    by_email = Reach("email", "anna@example.com")
    assert given(OPENED).when(ChooseReach(by_email)) == [ReachChosen(by_email)]
    assert given(OPENED, ReachChosen(by_email)).now.reach == by_email


def test_taking_a_case_twice_happens_once() -> None:
    assert given(OPENED).when(TakeCase("bo"), by=BO) == [CaseTaken("bo")]
    assert given(OPENED, CaseTaken("bo")).when(TakeCase("bo"), by=BO) == []


def test_what_a_document_shows_is_entered_with_its_source() -> None:
    case = given(OPENED, TOLD).then(GiveFact(DISTANCE, Answer(120), "document"), by=BO).now

    fact = case.facts[DISTANCE]
    assert (fact.value, fact.source, fact.given_by) == (120, "document", "bo")


def test_a_register_that_is_read_again_replaces_what_it_said() -> None:
    until = {"parking_permit.active_until": "2027-01-01"}
    case = given(OPENED, RegisterRead("permits", "found", until), by=BO).now
    assert "parking_permit.active_until" in case.facts

    for outcome in ("not_found", "protected"):
        again = evolve(case, RegisterRead("permits", outcome, {}), by=RULES, at=MONDAY)
        assert "parking_permit.active_until" not in again.facts


def test_a_register_that_fails_takes_nothing_back() -> None:
    found = {"residence.municipality": "9901"}
    case = given(OPENED, RegisterRead("population", "found", found), by=BO).now

    again = evolve(case, RegisterRead("population", "failed", {}), by=RULES, at=MONDAY)

    assert "residence.municipality" in again.facts
    assert again.registers["population"].outcome == "failed"


def test_a_decision_holds_the_five_things_it_must_show() -> None:
    command = Decide(
        "grant",
        " You get a permit. ",
        "You cannot walk far.",
        ("13 kap. 8 §",),
        date(2026, 11, 23),
        date(2031, 11, 22),
        reporter=" Dragan ",
        participants=("cecilia",),
    )

    case = given(OPENED).then(command, by=BO).now

    decision = case.decision
    assert decision is not None
    assert (case.stage, decision.made_at, decision.decider) == ("decided", MONDAY, "bo")
    assert (decision.content, decision.reporter) == ("You get a permit.", "Dragan")
    assert decision.participants == ("cecilia",)


def test_a_decision_that_would_never_be_valid_is_refused() -> None:
    backwards = Decide(
        "grant", "Yes.", "", (), valid_from=date(2027, 1, 1), valid_to=date(2026, 1, 1)
    )

    assert "The last day cannot come before" in given(OPENED).refuses(backwards, by=BO)
    for_a_day = replace(backwards, valid_to=backwards.valid_from)
    assert len(given(OPENED).when(for_a_day, by=BO)) == 1


REFUSED_BY_LAW = [
    (Decide("grant", "", ""), "It does not say what is decided.", "31 §"),
    (Decide("refuse", "No.", "", ("13 kap. 8 §",)), "It has no reasons.", "32 §"),
    (Decide("refuse", "No.", " \n ", ("13 kap. 8 §",)), "It has no reasons.", "32 §"),
    (Decide("partial", "Some.", "Because.", ()), "which provisions were applied", "32 §"),
    (Decide("dismiss", "No.", "Because.", ()), "which provisions were applied", "32 §"),
    (Decide("grant", "Yes.", ""), "limited time", "13 kap. 8 §"),
    (
        Decide("grant", "Yes.", "", (), date(2026, 11, 23), date(2031, 11, 23)),
        "at most five years",
        "13 kap. 8 §",
    ),
]


@pytest.mark.parametrize(("command", "because", "provision"), REFUSED_BY_LAW)
def test_the_law_refuses_a_decision_that_is_not_fit_to_send(
    command: Decide, because: str, provision: str
) -> None:
    told = given(OPENED).refuses(command, by=BO, law=True)

    assert because in told
    assert provision in told


ALLOWED_BY_LAW = [
    Decide("grant", "Yes.", "", (), date(2026, 11, 23), date(2031, 11, 22)),
    Decide("refuse", "No.", "You can walk far.", ("13 kap. 8 §",)),
    Decide("write_off", "It ends here.", "She moved away.", ("9 §",)),
]


@pytest.mark.parametrize("command", ALLOWED_BY_LAW)
def test_the_law_lets_a_decision_with_reasons_pass(command: Decide) -> None:
    (made,) = given(OPENED).when(command, by=BO, law=True)

    assert isinstance(made, DecisionMade)


DONE = [
    ("decided", [OPENED, GRANTED], "It was decided on 2026-11-23."),
    ("withdrawn", [OPENED, WITHDRAWN], "It was withdrawn."),
    ("closed", [OPENED, GRANTED, CaseClosed()], "It is closed."),
]
WORK = [
    AnswerStep("supplement", {}),
    GiveFact(DISTANCE, Answer(1), "document"),
    ReadRegisters({}),
    Withdraw(),
    Assess("grant", ""),
    Decide("grant", "Yes.", ""),
]


@pytest.mark.parametrize("command", WORK, ids=lambda command: type(command).__name__)
@pytest.mark.parametrize(("stage", "events", "because"), DONE, ids=[stage for stage, *_ in DONE])
def test_a_case_that_is_done_is_not_worked_on(
    stage: str, events: list[Event], because: str, command: Decide
) -> None:
    assert given(*events).now.stage == stage
    assert because in given(*events).refuses(command, by=BO)


READ = FactGiven(DISTANCE, Answer(300), "document")
HEAR = BeginHearing((f"document:{DISTANCE}",), MONDAY.date() + timedelta(days=14))


def test_one_is_heard_after_the_decision_and_not_once_the_case_has_ended() -> None:
    heard = HearingBegun((Material("document", DISTANCE, 300),), HEAR.until)

    assert given(OPENED, READ, GRANTED).when(HEAR, by=BO) == [heard]
    assert "It was withdrawn." in given(OPENED, READ, WITHDRAWN).refuses(HEAR, by=BO)
    assert "It is closed." in given(OPENED, READ, GRANTED, CaseClosed()).refuses(HEAR, by=BO)


def test_no_delay_is_told_once_the_case_is_decided() -> None:
    later = TellDelay("The certificate was late.", MONDAY.date() + timedelta(days=90))

    assert len(given(OPENED).when(later, by=BO)) == 1
    assert "It was decided on" in given(OPENED, GRANTED).refuses(later, by=BO)


def test_a_case_goes_on_under_a_new_version_that_knows_what_was_said_and_once() -> None:
    newer = RebaseCase("parking-permit 2.0.0")
    moved = CaseRebased("", "parking-permit 2.0.0")

    assert given(OPENED, TOLD).when(newer, by=RULES) == [moved]
    assert given(OPENED, TOLD, moved).when(newer, by=RULES) == []
    unknown = FactGiven("mobility.shoe_size", Answer(39), "resident")
    told = given(OPENED, TOLD, unknown).refuses(newer, by=RULES)
    assert "no longer knows what was said about: mobility.shoe_size." in told


def test_one_can_still_write_after_the_decision() -> None:
    assert given(OPENED, GRANTED).when(SendMessage("Thanks!"))
    assert given(OPENED, GRANTED).when(HandInDocument(document()))


def test_reading_the_decision_is_noted_the_first_time() -> None:
    assert given(OPENED).refuses(OpenDecision()).startswith("There is no decision to read yet.")
    assert given(OPENED, GRANTED).when(OpenDecision()) == [DecisionOpened()]
    assert given(OPENED, GRANTED, DecisionOpened()).when(OpenDecision()) == []
    with pytest.raises(ValueError, match="before DecisionMade"):
        given(OPENED, DecisionOpened())


def test_a_step_is_late_the_day_after_its_day() -> None:
    due = MONDAY.date() + timedelta(days=14)
    open_step = given(OPENED, StepOpened("supplement", "resident", due))
    call = CallLate("supplement")

    assert open_step.when(call, by=RULES, at=MONDAY + timedelta(days=14)) == []
    late = open_step.when(call, by=RULES, at=MONDAY + timedelta(days=15))
    assert late == [StepLate("supplement")]
    again = given(OPENED, StepOpened("supplement", "resident", due), *late)
    assert again.now.steps["supplement"].late
    assert again.when(call, by=RULES, at=MONDAY + timedelta(days=16)) == []


@pytest.mark.parametrize("step", [StepOpened("assess", "caseworker", None), StepClosed("x")])
def test_what_is_not_open_or_has_no_day_is_never_late(step: Event) -> None:
    later = MONDAY + timedelta(days=400)

    assert given(OPENED, step).when(CallLate("assess"), by=RULES, at=later) == []


def test_a_case_is_closed_once_it_is_decided_and_nothing_is_open() -> None:
    assert "It has not been decided." in given(OPENED).refuses(CloseCase(), by=BO)
    open_step = StepOpened("answer-message", "caseworker", None)
    told = given(OPENED, GRANTED, open_step).refuses(CloseCase(), by=BO)
    assert "Something is still open: answer-message." in told
    assert given(OPENED, GRANTED).when(CloseCase(), by=BO) == [CaseClosed()]
    assert given(OPENED, WITHDRAWN).when(CloseCase(), by=BO) == [CaseClosed()]
    assert given(OPENED, GRANTED, CaseClosed()).when(CloseCase(), by=BO) == []


LETTER = LetterOrdered("receipt", "en", "Received", "Hello!", Reach())


def test_what_became_of_a_letter_is_reported_until_it_was_sent() -> None:
    ordered = given(OPENED, LETTER)
    unsure = ReportLetter(1, "unsure", "0" * 64, "No answer")
    sent = ReportLetter(1, "sent", "0" * 64, "")

    assert ordered.when(unsure, by=POST) == [LetterReported(1, "unsure", "0" * 64, "No answer")]
    assert ordered.now.letters[0].fate == "ordered"
    known = given(OPENED, LETTER, *ordered.when(sent, by=POST))
    assert known.now.letters[0].fate == "sent"
    assert known.when(unsure, by=POST) == []
    assert ordered.when(ReportLetter(2, "sent", "", ""), by=POST) == []


def test_an_assessment_is_the_caseworkers_own() -> None:
    happened = given(OPENED).when(Assess("refuse", " She can walk far. "), by=BO)

    assert happened == [AssessmentMade("refuse", "She can walk far.")]
    assert given(OPENED, *happened, by=BO).now.assessment.made_by == "bo"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("steps", "turn"),
    [
        ((), ""),
        (("caseworker",), "caseworker"),
        (("caseworker", "resident"), "resident"),
        (("rules",), ""),
    ],
)
def test_it_is_the_residents_turn_before_ours(steps: tuple[str, ...], turn: str) -> None:
    opened = [StepOpened(f"s{n}", who, None) for n, who in enumerate(steps)]

    assert given(OPENED, *opened).now.turn == turn


@pytest.mark.parametrize("outcome", ["found", "not_found", "failed", "protected"])
def test_a_case_is_protected_when_any_register_says_so(outcome: str) -> None:
    read = RegisterRead("population", outcome, {})  # type: ignore[arg-type]

    assert given(OPENED, read).now.protected == (outcome == "protected")


def test_messages_are_numbered_in_their_order_from_one() -> None:
    told = given(OPENED, MessageSent("Hi.", True), MessageSent("Hello.", False))

    assert [one.number for one in told.now.messages] == [1, 2]
