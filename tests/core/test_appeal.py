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
    AppealWithdrawn,
    ConfirmAppeal,
    HandOver,
    JudgeTimeliness,
    RecordAnswer,
    ReviewDecision,
    ReviewMade,
    Ruling,
    TimelinessJudged,
    WithdrawAppeal,
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
from samrum.core.demand import DecisionDemanded, DemandRefused
from samrum.core.happen import happen
from samrum.core.hearing import HearingAnswered, HearingBegun, Material
from samrum.core.notice import ChooseDelivery, DeliveryChosen, DeliveryProved, ProveDelivery
from samrum.core.served import delivery
from tests.packages.parking_permit import permit_under_law
from tests.story import ANNA, BO, BO_ON_THE_PHONE, MONDAY, OPENED, Given, after, given

LAW = ("13 kap. 8 § TrF",)
TODAY = MONDAY.date()
TOMORROW, THURSDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)
REFUSED = DecisionMade("refuse", "No.", None, None, "Too far.", LAW, (), "", (), "")
FIRST, LAST = date(2026, 11, 23), date(2029, 11, 22)
GRANTED = DecisionMade("grant", "Yes.", FIRST, LAST, "", LAW, (), "", (), "")
APPEALED = AppealMade("It is wrong.", TODAY, True)
TAKEN_UP = TimelinessJudged(True, "", "")
REVIEWED = ReviewMade("upheld", "It is right.")
HANDED_OVER = AppealHandedOver("a" * 64, ("The appeal", "The decision"))
TOO_LATE = TimelinessJudged(False, "", "Too late.")


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


# What the higher instance answers, and what is ours to do then


BY_THEN = date(2027, 1, 20)
DEMANDED = (DecisionDemanded("", BY_THEN), DemandRefused("The certificate is not here."))
NOT_DECIDED = AppealMade("I have waited.", TODAY, True, "demand")
WAITING_IN_COURT = (OPENED, *DEMANDED, NOT_DECIDED, TAKEN_UP, REVIEWED, HANDED_OVER)


def answer(what: str) -> RecordAnswer:
    return RecordAnswer(what, "So it is.", TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(("what", "ours"), [("set_aside", True), ("upheld", False)])
@pytest.mark.parametrize("before", [AT_THE_COURT, WAITING_IN_COURT])
def test_a_case_is_ours_to_decide_once_what_was_appealed_is_set_aside_and_only_then(
    before: tuple[Event, ...], what: str, ours: bool
) -> None:
    (event,) = given(*before, by=BO).when(answer(what), by=BO)

    assert isinstance(event, AppealAnswered)
    assert event.decide_by == (TODAY + timedelta(days=28) if ours else None)


def test_what_we_decided_before_the_court_told_us_to_decide_stands() -> None:
    crossed = given(*WAITING_IN_COURT, GRANTED, by=BO)

    (event,) = crossed.when(answer("set_aside"), by=BO)
    assert isinstance(event, AppealAnswered) and event.decide_by is None
    for told in (event, replace(event, decide_by=BY_THEN)):  # as it was written down before
        now = given(*WAITING_IN_COURT, GRANTED, told, by=BO).now
        assert now.decision is not None and now.decision.content == "Yes."
        assert (now.stage, now.earlier) == ("decided", ())
    later = crossed.then(answer("set_aside"), by=BO).now
    assert later.expected_by == OPENED.expected_by, "no new day is promised"
    assert "comes-back" not in [one.template for one in later.letters]


def test_an_appeal_against_our_not_deciding_ends_once_we_decide() -> None:
    case = given(OPENED, *DEMANDED, NOT_DECIDED, GRANTED).now
    assert case.appeal is not None and case.appeal.standing == "lapsed"

    gone = given(OPENED, *DEMANDED, NOT_DECIDED, AppealWithdrawn(""), GRANTED).now
    assert gone.appeal is not None and gone.appeal.standing == "withdrawn"
    over = given(*WAITING_IN_COURT, GRANTED).now
    assert over.appeal is not None and over.appeal.standing == "handed_over", "it lies there"


def test_the_decision_is_appealed_whatever_became_of_the_demand_for_it() -> None:
    (made,) = given(*WAITING_IN_COURT, REFUSED).when(AppealDecision("It is wrong."))

    assert made == APPEALED


def test_a_demand_that_was_refused_is_appealed_once() -> None:
    assert "already appealed" in given(OPENED, *DEMANDED, NOT_DECIDED).refuses(AppealDecision())


DISMISSED_ONCE = (OPENED, REFUSED, APPEALED, TOO_LATE)
AGAINST_THAT = (AppealMade("I was ill.", TODAY, True, "dismissal"), TAKEN_UP, REVIEWED, HANDED_OVER)


def test_an_appeal_that_had_come_in_time_after_all_is_taken_up() -> None:
    told = AppealAnswered("set_aside", "It came in time.", TODAY)
    late, against, again = given(*DISMISSED_ONCE, *AGAINST_THAT, told).now.appeals

    assert [one.number for one in (late, against, again)] == [1, 2, 3]
    assert [one.standing for one in (late, against, again)] == ["dismissed", "answered", "taken_up"]
    assert (again.text, again.against, again.judged) == (
        APPEALED.text,
        "decision",
        "It came in time.",
    )


def test_a_dismissal_that_stands_takes_nothing_up() -> None:
    told = AppealAnswered("upheld", "It came too late.", TODAY)

    assert len(given(*DISMISSED_ONCE, *AGAINST_THAT, told).now.appeals) == 2


def test_a_decision_anew_is_appealed_from_its_own_day() -> None:
    back = AppealAnswered("set_aside", "Look again.", TODAY, BY_THEN)
    anew = given(*AT_THE_COURT, back, by=BO).then(
        Decide("refuse", "No, again.", "Too far.", LAW), by=BO, at=TOMORROW
    )
    on_paper = BO_ON_THE_PHONE.__class__("bo", "caseworker", on_behalf_of="anna", via="paper")

    told = anew.refuses(AppealDecision("", TODAY), by=on_paper, at=THURSDAY)
    assert f"Give a day from {TOMORROW.date()} to today." in told
    assert anew.when(AppealDecision("", TOMORROW.date()), by=on_paper, at=THURSDAY)


def test_a_decision_of_which_a_version_was_replaced_is_appealed_from_its_first_day() -> None:
    changed = DecisionChanged("changed", "wrong", "New facts.", False)
    anew = Given(after(given(OPENED, REFUSED).case, [changed, REFUSED], by=BO, at=TOMORROW))
    on_paper = BO_ON_THE_PHONE.__class__("bo", "caseworker", on_behalf_of="anna", via="paper")

    assert anew.when(AppealDecision("", TODAY), by=on_paper, at=THURSDAY)


def test_what_was_answered_says_on_which_day() -> None:
    stands = AppealAnswered("upheld", "It stands.", TODAY)

    assert f"answered it on {TODAY}" in given(*AT_THE_COURT, stands).refuses(AppealDecision())


# Taking back, and changing what was appealed


def test_an_appeal_is_taken_back_until_it_has_been_answered_and_once() -> None:
    taken_back = [AppealWithdrawn("It was kind of you to explain.")]
    command = WithdrawAppeal(" It was kind of you to explain. ")
    for events in ([APPEALED], [APPEALED, TAKEN_UP, REVIEWED, HANDED_OVER]):
        appealed = given(OPENED, REFUSED, *events)
        assert appealed.when(command) == taken_back
        assert "taken back already" in given(OPENED, REFUSED, *events, *taken_back).refuses(command)

    answered_now = AppealAnswered("upheld", "It stands.", TODAY)
    for events in ([APPEALED, TOO_LATE], [APPEALED, TAKEN_UP, REVIEWED, HANDED_OVER, answered_now]):
        assert "no appeal to take back" in given(OPENED, REFUSED, *events).refuses(command)


def test_the_appeal_goes_on_against_the_changed_decision_and_the_review_says_in_part() -> None:
    changed = DecisionChanged("changed", "wrong", "New facts.", False)
    corrected = replace(changed, kind="corrected", ground="slip")
    for how, review in ((changed, "partial"), (corrected, "upheld")):
        case = given(OPENED, REFUSED, APPEALED, TAKEN_UP, how, REFUSED)
        (made,) = case.when(ReviewDecision("It stands now."), by=BO)
        assert isinstance(made, ReviewMade) and made.outcome == review

    over = given(OPENED, REFUSED, APPEALED, TOO_LATE, changed, REFUSED).now
    assert over.appeal is not None and not over.appeal.changed, "it had come to an end"


def test_a_ruling_can_hold_for_a_single_day() -> None:
    one_day = answered(replace(RULED, valid_from=LAST, valid_to=LAST))

    (event,) = given(*AT_THE_COURT, by=BO).when(one_day, by=BO)

    assert isinstance(event, AppealAnswered) and event.ruling is not None


# Delivering and hearing


def test_what_proves_the_delivery_does_not_undo_how_it_was_delivered() -> None:
    proved = DeliveryProved(TODAY, "receipt")

    notice = given(OPENED, REFUSED, DeliveryChosen("simplified"), proved).now.notice
    assert notice is not None and (notice.method, notice.proved_on) == ("simplified", TODAY)


def test_a_ruling_can_be_delivered_although_it_came_without_a_notice_of_ours() -> None:
    ruled = given(*AT_THE_COURT, by=BO).then(answered(RULED), by=BO)
    assert ruled.now.notice is None

    (chosen,) = ruled.when(ChooseDelivery("simplified"), by=BO, law=True)
    told = Given(after(ruled.case, [chosen], by=BO)).now.notice
    assert told is not None and (told.method, told.made_at) == ("simplified", MONDAY)


LETTER = Material("document", "mobility.walks", True)
HEARD = (HearingBegun((LETTER,), TODAY + timedelta(days=14)), HearingAnswered("I still need it."))
REVOKE = change("revoked", "misled", Decide("refuse", "No longer.", "You can walk.", LAW))


def test_a_grant_is_revoked_only_once_she_was_heard_on_that() -> None:
    heard_before = given(OPENED, *HEARD, GRANTED, by=BO)
    assert "has not been heard" in heard_before.refuses(REVOKE, by=BO, law=True)

    begun, answered_it = HEARD
    asked = Given(after(given(OPENED, GRANTED, by=BO).case, [begun], by=BO, at=TOMORROW))
    assert "has not been heard" in asked.refuses(REVOKE, by=BO, at=TOMORROW, law=True)
    heard = Given(after(asked.case, [answered_it], at=TOMORROW))
    assert isinstance(heard.when(REVOKE, by=BO, at=TOMORROW, law=True)[0], DecisionChanged)
