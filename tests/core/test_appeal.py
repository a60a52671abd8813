"""After the decision: when she got it, her appeal, and what may become of the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from samrum.core.appeal import (
    AppealAnswered,
    AppealDecision,
    AppealHandedOver,
    AppealMade,
    ConfirmAppeal,
    HandOver,
    JudgeTimeliness,
    RecordAnswer,
    ReviewDecision,
    ReviewMade,
    Ruling,
    TimelinessJudged,
)
from samrum.core.case import (
    CaseClosed,
    ChangeDecision,
    Decide,
    DecisionChanged,
    DecisionMade,
    DecisionOpened,
    Event,
    LetterOrdered,
    LetterReported,
    Reach,
)
from samrum.core.happen import happen
from samrum.core.notice import ChooseDelivery, DeliveryChosen, DeliveryProved, ProveDelivery
from samrum.core.served import delivery
from tests.packages.parking_permit import permit_under_law
from tests.story import ANNA, BO, BO_ON_THE_PHONE, MONDAY, OPENED, given

LAW = ("13 kap. 8 § TrF",)
TODAY = MONDAY.date()
REFUSED = DecisionMade("refuse", "No.", None, None, "Too far.", LAW, (), "", (), "")
FIRST, LAST = date(2026, 11, 23), date(2029, 11, 22)
GRANTED = DecisionMade("grant", "Yes.", FIRST, LAST, "", LAW, (), "", (), "")
APPEALED = AppealMade("It is wrong.", TODAY, True)
TAKEN_UP = TimelinessJudged(True, "", "")
REVIEWED = ReviewMade("upheld", "It is right.")
HANDED_OVER = AppealHandedOver("a" * 64, ("The appeal", "The decision"))


def change(kind: str, ground: str, to: Decide) -> ChangeDecision:
    return ChangeDecision(kind, ground, "It was wrong.", to)  # type: ignore[arg-type]


def letter(template: str) -> LetterOrdered:
    return LetterOrdered(template, "sv", "Titel", "Text", Reach())


SENT = [letter("refusal"), LetterReported(1, "sent", "", "")]
SIMPLIFIED = [DeliveryChosen("simplified"), letter("delivery-simplified")]
SIMPLIFIED += [LetterReported(1, "sent", "", "")]
SERVED: list[tuple[str, list[Event], date | None, date | None]] = [
    ("nothing is known: no time runs", [], None, None),
    ("an ordinary letter that left presumes nothing", SENT, None, None),
    ("it was opened in the portal", [DecisionOpened()], TODAY, date(2026, 12, 14)),
    (
        "a receipt came back",
        [DeliveryProved(date(2026, 11, 25), "receipt")],
        date(2026, 11, 25),
        date(2026, 12, 16),
    ),
    ("simplified, without its control message", SIMPLIFIED, None, None),
    (
        "simplified, two weeks after it was sent",
        [*SIMPLIFIED, letter("control-message")],
        date(2026, 12, 7),
        date(2026, 12, 28),
    ),
    (
        "simplified, but opened before that",
        [*SIMPLIFIED, letter("control-message"), DecisionOpened()],
        TODAY,
        date(2026, 12, 14),
    ),
]


@pytest.mark.parametrize(
    ("events", "served_on", "appeal_by"), [row[1:] for row in SERVED], ids=[r[0] for r in SERVED]
)
def test_the_time_to_appeal_begins_when_she_got_the_decision(
    events: list[Event], served_on: date | None, appeal_by: date | None
) -> None:
    reached = delivery(given(OPENED, REFUSED, *events).now, permit_under_law())

    assert (reached.served_on, reached.appeal_by) == (served_on, appeal_by)


def test_a_control_message_goes_out_on_the_next_working_day() -> None:
    on_friday = MONDAY + timedelta(days=4)
    case = given(OPENED, REFUSED, *SIMPLIFIED, at=on_friday).now

    assert delivery(case, permit_under_law()).control_after == date(2026, 11, 29)  # a Sunday


def test_she_appeals_with_one_press_and_no_words() -> None:
    made = given(OPENED, REFUSED).when(AppealDecision(), by=ANNA, law=True)

    assert made == [AppealMade("", TODAY, True)]


def test_an_appeal_on_paper_counts_from_the_day_it_came() -> None:
    on_paper = BO_ON_THE_PHONE.__class__("bo", "caseworker", on_behalf_of="anna", via="paper")
    later = MONDAY + timedelta(days=3)
    command = AppealDecision("It is wrong.", came_in_on=TODAY)

    assert given(OPENED, REFUSED).when(command, by=on_paper, at=later) == [APPEALED]
    (online,) = given(OPENED, REFUSED).when(command, by=ANNA, at=later)
    assert online == AppealMade("It is wrong.", later.date(), True)


def test_a_paper_that_came_before_the_decision_is_no_appeal() -> None:
    on_paper = BO_ON_THE_PHONE.__class__("bo", "caseworker", on_behalf_of="anna", via="paper")
    told = given(OPENED, REFUSED).refuses(
        AppealDecision("", TODAY - timedelta(days=1)), by=on_paper
    )

    assert told.startswith("The day cannot be right.")


def test_what_is_said_on_the_phone_has_to_be_confirmed_in_writing() -> None:
    told = given(OPENED, REFUSED, AppealMade("", TODAY, False))

    assert told.now.appeal is not None and told.now.appeal.standing == "unwritten"
    assert "in writing" in told.refuses(JudgeTimeliness(True), by=BO, law=True)
    assert "on the phone" in told.refuses(ConfirmAppeal(), by=BO_ON_THE_PHONE, law=True)


@pytest.mark.parametrize(
    "events", [[APPEALED], [APPEALED, TAKEN_UP], [APPEALED, TAKEN_UP, REVIEWED, HANDED_OVER]]
)
def test_one_appeals_once(events: list[Event]) -> None:
    assert "already appealed" in given(OPENED, REFUSED, *events).refuses(AppealDecision())


def test_a_dismissal_can_be_appealed_too() -> None:
    late = TimelinessJudged(False, "", "Too late.")
    (made,) = given(OPENED, REFUSED, APPEALED, late).when(AppealDecision("I was ill."))

    assert made == AppealMade("I was ill.", TODAY, True, "dismissal")


STEPS = [
    ([], JudgeTimeliness(True), "Nobody has appealed"),
    ([APPEALED], ReviewDecision("Right."), "Nobody has judged yet"),
    ([APPEALED, TAKEN_UP], HandOver("a", ()), "Nobody has looked at the decision once more"),
    ([APPEALED, TAKEN_UP, REVIEWED], ReviewDecision("Right."), "is to be handed over"),
    ([APPEALED, TAKEN_UP, REVIEWED, HANDED_OVER], HandOver("a", ()), "no longer ours"),
    ([APPEALED, TimelinessJudged(False, "", "Late.")], ReviewDecision("No."), "been dismissed"),
    ([APPEALED, TAKEN_UP], ReviewDecision(" "), "does not say what you found"),
]


@pytest.mark.parametrize(("events", "command", "because"), STEPS)
def test_the_steps_of_an_appeal_come_one_after_the_other(
    events: list[Event], command: JudgeTimeliness, because: str
) -> None:
    assert because in given(OPENED, REFUSED, *events).refuses(command, by=BO)


def test_a_closed_case_is_open_again_once_it_is_appealed() -> None:
    case = given(OPENED, REFUSED, DecisionOpened(), CaseClosed(), APPEALED).now

    assert (case.stage, case.closed_at) == ("decided", None)


def test_there_is_nothing_to_appeal_before_the_decision() -> None:
    assert "has not been decided" in given(OPENED).refuses(AppealDecision())


def test_a_changed_decision_is_the_review_that_the_appeal_waits_for() -> None:
    to = Decide("grant", "Yes.", "", LAW, FIRST, LAST)
    command = change("changed", "obvious", to)
    events = given(OPENED, REFUSED, APPEALED, TAKEN_UP).when(command, by=BO, law=True)

    changed = DecisionChanged("changed", "obvious", "It was wrong.", False)
    assert (events[0], events[2]) == (changed, ReviewMade("granted", "It was wrong."))
    assert isinstance(events[1], DecisionMade)


def test_the_old_version_stays_and_the_new_one_is_unread() -> None:
    changed = DecisionChanged("changed", "wrong", "New facts.", False)
    case = given(OPENED, REFUSED, DecisionOpened(), changed, GRANTED).now

    (old,) = case.earlier
    assert (old.decision.content, old.because, old.changed_by) == ("No.", "New facts.", "anna")
    assert case.decision is not None and case.decision.content == "Yes."
    assert case.decision.opened_at is None


def test_a_corrected_slip_starts_no_new_time() -> None:
    corrected = DecisionChanged("corrected", "slip", "A wrong date.", False)
    later = given(OPENED, REFUSED, DecisionOpened()).now
    case = given(OPENED, REFUSED, DecisionOpened(), corrected, REFUSED).now

    assert case.decision is not None and case.decision.opened_at == MONDAY
    assert delivery(case, permit_under_law()) == delivery(later, permit_under_law())


NO_CHANGE = [
    ("slip", "changed", "knows no such ground"),
    ("wrong", "corrected", "knows no such ground"),
    ("whim", "changed", "knows no such ground"),
]


@pytest.mark.parametrize(("ground", "kind", "because"), NO_CHANGE)
def test_a_decision_is_changed_only_on_a_ground_of_the_law(
    ground: str, kind: str, because: str
) -> None:
    to = Decide("refuse", "No.", "Too far.", LAW)

    assert because in given(OPENED, REFUSED).refuses(change(kind, ground, to), by=BO, law=True)


def test_a_change_says_why() -> None:
    to = Decide("grant", "Yes.", "", LAW, FIRST, LAST)
    command = ChangeDecision("changed", "wrong", " ", to)

    assert "what was wrong" in given(OPENED, REFUSED).refuses(command, by=BO, law=True)


WORSE = [
    ("a refusal after a grant", GRANTED, Decide("refuse", "No.", "Because.", LAW), True),
    ("a part of it", GRANTED, Decide("partial", "Half.", "Because.", LAW, FIRST, LAST), True),
    ("a shorter time", GRANTED, Decide("grant", "Y", "", LAW, FIRST, date(2027, 1, 1)), True),
    ("a later start", GRANTED, Decide("grant", "Y", "", LAW, date(2027, 1, 1), LAST), True),
    ("a longer time", GRANTED, Decide("grant", "Y", "", LAW, FIRST, date(2030, 1, 1)), False),
    ("a grant after a refusal", REFUSED, Decide("grant", "Y", "", LAW, FIRST, LAST), False),
    ("another refusal", REFUSED, Decide("dismiss", "No.", "Because.", LAW), False),
]


@pytest.mark.parametrize(
    ("before", "to", "worse"), [row[1:] for row in WORSE], ids=[row[0] for row in WORSE]
)
def test_what_is_to_somebodys_detriment_is_seen_without_being_told(
    before: DecisionMade, to: Decide, worse: bool
) -> None:
    command = change("changed", "misled", to)
    package = replace(permit_under_law(), guards=())
    case = given(OPENED, before).case

    changed = happen(case, command, by=BO, at=MONDAY, package=package).decided[0]

    assert isinstance(changed, DecisionChanged) and changed.to_detriment == worse


def test_a_day_of_delivery_is_between_the_decision_and_today() -> None:
    later = MONDAY + timedelta(days=2)
    proof = ProveDelivery(TODAY + timedelta(days=1), "receipt")

    (proved,) = given(OPENED, REFUSED).when(proof, by=BO, at=later)
    assert proved == DeliveryProved(TODAY + timedelta(days=1), "receipt")
    assert "cannot be right" in given(OPENED, REFUSED).refuses(proof, by=BO)


def test_only_a_way_of_the_country_delivers_a_decision() -> None:
    told = given(OPENED, REFUSED).refuses(ChooseDelivery("pigeon"), by=BO, law=True)

    assert "knows no such way" in told


RULED = Ruling("grant", "You get it.", "The court", "1234-26", date(2026, 11, 24), LAST)
AT_THE_COURT = (OPENED, REFUSED, APPEALED, TAKEN_UP, REVIEWED, HANDED_OVER)


def answered(ruling: Ruling | None) -> RecordAnswer:
    return RecordAnswer("changed", "The winter counts.", TODAY, ruling=ruling)


def test_what_the_court_decided_is_the_decision_of_the_case() -> None:
    case = given(*AT_THE_COURT, by=BO).then(answered(RULED), by=BO).now

    made = case.decision
    assert made is not None
    assert (made.outcome, made.content, made.valid_to) == ("grant", "You get it.", LAST)
    assert (made.ruled_by, made.reference, made.day) == ("The court", "1234-26", TODAY)
    assert (made.decider, made.delegation, made.reasons) == ("", "", "The winter counts.")
    (before,) = case.earlier
    assert (before.decision.outcome, before.kind) == ("refuse", "ruled")
    assert case.stage == "decided" and delivery(case, permit_under_law()).appeal_by is None


def test_it_cannot_be_appealed_to_us_once_more() -> None:
    told = given(*AT_THE_COURT, by=BO).then(answered(RULED), by=BO)

    assert "has been answered" in told.refuses(AppealDecision("Again."), by=ANNA)


@pytest.mark.parametrize(
    "ruling",
    [
        None,
        replace(RULED, content=" "),
        replace(RULED, by=""),
        replace(RULED, reference=""),
        replace(RULED, valid_to=date(2026, 11, 1)),
    ],
)
def test_a_change_without_what_holds_now_is_not_kept(ruling: Ruling | None) -> None:
    said = given(*AT_THE_COURT, by=BO).refuses(answered(ruling), by=BO)

    assert "cannot" in said


def test_an_answer_that_lets_it_stand_has_no_ruling_of_its_own() -> None:
    stands = replace(answered(RULED), answer="upheld")

    (event,) = given(*AT_THE_COURT, by=BO).when(stands, by=BO)

    assert isinstance(event, AppealAnswered) and event.ruling is None
