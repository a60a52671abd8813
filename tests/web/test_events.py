"""The timeline: every kind of event has its sentence, and it says who."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from samrum.core import appeal, arrival, child, delay, demand, hearing, oral, support, transfer
from samrum.core import case as noun
from samrum.core.bias import BiasRaised, BiasReviewed
from samrum.core.case import Event, Reach
from samrum.core.document import Upload
from samrum.core.fact import Answer
from samrum.core.handover import HandedToHuman
from samrum.core.hiding import HidingKept, HidingLifted, HidingQuestioned, ItemHidden
from samrum.core.insight import Veiled
from samrum.core.notice import DeliveryChosen, DeliveryProved
from samrum.core.party import POST, RULES, Party
from samrum.office.see import TimelineItem
from samrum.packages.ruleset import Applied
from samrum.web.shared import events, words
from tests.packages.parking_permit import parking_permit

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
METRES = "mobility.walking_distance_max_m"
ANNA = Party("anna", "resident")
NAMES = {"anna": "Anna Berg", "maj": "Maj Berg", "bo": "Bo Lind"}
REACH = Reach("email", "anna@example.com")
MOVE = transfer.Request(
    *("t", "lillevik", "Lillevik", "storvik", "Storvik", "c", "PRH 1", "parking-permit"),
    *("19800101-2380", "Anna Berg", "sv", date(2026, 11, 20), "Hon bor där.", "Ja.", "Länge.", ""),
    *((), (), "Bo Lind, handläggare"),
)
HAPPENED: tuple[Event, ...] = (
    noun.CaseOpened("c", "PRH 1", "parking-permit", "", "anna", "en", REACH, date(2026, 12, 20)),
    noun.FactGiven(METRES, Answer(150), "resident"),
    noun.RegisterRead("population", "found", {}),
    noun.RegisterRead("population", "not_found", {}),
    noun.RegisterRead("permits", "protected", {}),
    noun.RegisterRead("permits", "failed", {}),
    noun.DocumentReceived(Upload("other", "intyg.pdf", "application/pdf", 1, "a" * 64)),
    noun.RulesApplied(Applied("", {}, ())),
    noun.StepOpened("supplement", "resident", date(2026, 12, 6)),
    noun.StepOpened("supplement", "resident", None),
    noun.StepOpened("assess", "caseworker", None),
    noun.StepClosed("assess"),
    noun.StepDone("supplement"),
    noun.StepLate("supplement"),
    noun.MessageSent("Hej!", True),
    noun.SupplementAsked("Ett intyg till."),
    noun.CorrectionAsked(METRES, 80, "Fel."),
    noun.CorrectionHandled(1, True, ""),
    noun.CorrectionHandled(1, False, "Nej."),
    noun.NoteWritten("Ringde."),
    noun.NoteWritten("Stämmer inte.", 1),
    noun.ReachChosen(REACH),
    noun.CaseWithdrawn("Behövs inte."),
    noun.CaseTaken("bo"),
    noun.CaseTaken(""),
    noun.AssessmentMade("grant", "Ja."),
    noun.DecisionMade("grant", "Ja.", None, None, "", (), (), "", (), ""),
    noun.DecisionOpened(),
    noun.LetterOrdered("grant", "en", "Yes", "Text", REACH),
    noun.LetterReported(1, "sent", "", ""),
    noun.LetterReported(1, "unsure", "", ""),
    noun.LetterReported(1, "failed", "", ""),
    noun.CaseClosed(),
    noun.CaseRebased("a 1.0.0 x", "a 1.1.0 y"),
    ItemHidden("note:1", "osl-21-3", "21 kap. 3 §", "Någon kan fara illa.", "En uppgift."),
    HidingQuestioned(1, "Varför?"),
    HidingKept(1, "Därför."),
    HidingLifted(1),
    HandedToHuman("automation-talk", {"en": "A message is waiting."}),
    BiasRaised("bo", "other", "Svåger.", ""),
    BiasRaised("bo", "party", "", "address"),
    BiasReviewed(1, "bo", "biased", "Svågrar är närstående."),
    BiasReviewed(1, "bo", "impartial", "En annan Bo."),
    BiasReviewed(1, "bo", "irrelevant", "En stor förening."),
    DeliveryChosen("simplified"),
    DeliveryProved(date(2026, 12, 1), "receipt"),
    DeliveryProved(date(2026, 12, 1), "in_person"),
    DeliveryProved(date(2026, 12, 1), "told"),
    appeal.AppealMade("Fel.", date(2026, 12, 1), True),
    appeal.AppealConfirmed(),
    appeal.TimelinessJudged(True, "", ""),
    appeal.TimelinessJudged(False, "", "För sent."),
    appeal.ReviewMade("upheld", "Rätt."),
    appeal.ReviewMade("granted", "Fel."),
    appeal.AppealHandedOver("", ()),
    appeal.AppealWithdrawn("Jag orkar inte."),
    *(
        appeal.AppealAnswered(answer, "Så här.", date(2027, 1, 20))
        for answer in get_args(appeal.Answer)
    ),
    noun.DecisionChanged("corrected", "slip", "Skrivfel.", False),
    noun.DecisionChanged("changed", "wrong", "Nytt intyg.", False),
    noun.DecisionChanged("revoked", "misled", "Fel uppgift.", True),
    hearing.HearingBegun((), date(2026, 12, 8)),
    hearing.HearingAnswered(""),
    hearing.HearingAnswered("Jag orkar inte så långt."),
    hearing.HearingLeftOut((), "unnecessary", "Hon har sagt det själv."),
    oral.TellingAsked("Ring mig."),
    oral.TellingDeclined("Allt står redan i ansökan."),
    delay.DelayForeseen(date(2026, 12, 20)),
    delay.DelayTold("Vi väntar på ett yttrande.", date(2027, 1, 20)),
    demand.DecisionDemanded("", date(2027, 6, 20)),
    demand.DemandRefused("Intyget saknas."),
    arrival.ArrivalCorrected(date(2026, 11, 20), "Kom med posten."),
    child.ChildConsidered("Bra för Elis.", "Jag vill.", ""),
    noun.CaseTakenOver("Storvik", "SIP 1", date(2026, 11, 1)),
    transfer.TransferAsked(MOVE, date(2026, 12, 23), date(2026, 11, 29)),
    transfer.TransferAnswered(True, "", "Vera Vik"),
    transfer.TransferAnswered(False, "Hon bor hos er.", "Vera Vik"),
    transfer.TransferReferred("Hon bor där.", date(2027, 2, 22)),
    transfer.TransferRuled(True, "Det flyttas.", date(2026, 12, 20)),
    transfer.TransferRuled(False, "Det stannar.", date(2026, 12, 20)),
    transfer.CaseKept("Hon flyttar tillbaka."),
    transfer.FileHandedOver("SIP 7", transfer.File((), ())),
    transfer.TransferLate(),
    support.SupportBegun(date(2027, 1, 9)),
    support.SupportInterrupted(date(2027, 3, 1), "Familjen har flyttat."),
    support.WaitExplained("Ingen familj passar ännu."),
    support.SupportGivenUp("Mormor har flyttat hit."),
    support.SupportReported("2027-Q1", date(2026, 11, 23), "Ingen familj passar.", None),
    support.SupportReported("2027-Q2", date(2026, 11, 23), "", date(2027, 4, 3)),
)


def told(*happened: Event, by: Party = ANNA, reader: str = "anna", relation: str = "self") -> Any:
    items = [
        TimelineItem(seq, type(event).__name__, event, by, NAMES.get(by.id, ""), AT)
        for seq, event in enumerate(happened, 1)
    ]
    package = parking_permit()
    view = SimpleNamespace(timeline=items, names=NAMES, package=package, relation=relation)
    with words.speaking("en"):
        return events.rows(view, reader)


def test_every_kind_of_event_is_among_those_told_here() -> None:
    assert {type(event) for event in HAPPENED} == set(get_args(Event))


@pytest.mark.parametrize("event", HAPPENED, ids=lambda event: type(event).__name__)
def test_every_event_is_told_in_words(event: Event) -> None:
    rows = told(event)

    hidden = isinstance(event, noun.StepClosed)
    assert len(rows) == (0 if hidden else 1)
    assert all(row.what and row.who and row.icon for row in rows)


def test_of_what_is_hidden_only_that_it_is_there_is_told() -> None:
    (row,) = told(Veiled(), by=Party("", "caseworker"))

    assert row.what == "Something was added to the case that you may not see"
    assert (row.who, row.text) == ("Hidden from you", "")


def test_answers_that_were_given_together_are_one_row() -> None:
    (row,) = told(*[noun.FactGiven(f"a.{n}", Answer(n), "resident") for n in range(9)])

    assert row.what == "9 answers were given"


@pytest.mark.parametrize(
    ("by", "reader", "who"),
    [
        (ANNA, "anna", "You"),
        (ANNA, "bo", "Anna Berg"),
        (Party("anna", "representative", on_behalf_of="maj"), "anna", "You, for Maj Berg"),
        (Party("anna", "representative", on_behalf_of="maj"), "maj", "Anna Berg, for you"),
        (Party("bo", "caseworker"), "anna", "Bo Lind"),
        (
            Party("bo", "caseworker", on_behalf_of="anna", via="phone"),
            "anna",
            "You on the phone; Bo Lind typed it",
        ),
        (RULES, "anna", "Automatically"),
        (POST, "anna", "Our post room"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.role,
)
def test_who_did_it_is_said_as_the_reader_would_say_it(by: Party, reader: str, who: str) -> None:
    (row,) = told(noun.MessageSent("Hej!", True), by=by, reader=reader)

    assert row.who == who


def test_a_step_of_ours_is_told_to_her_in_words_that_are_not_orders_to_us() -> None:
    opened = noun.StepOpened("assess", "caseworker", None)
    (hers,) = told(opened)
    (ours,) = told(opened, relation="unit", reader="bo")

    assert hers.what == "Our turn: to read what has been sent in"
    assert ours.what == "Our turn: Assess the application"


def test_the_latest_stands_first_and_what_somebody_wrote_is_in_her_own_words() -> None:
    rows = told(noun.NoteWritten("Ett."), noun.NoteWritten("Två."))

    assert [row.text for row in rows] == ["Två.", "Ett."]
    assert events.days([replace(row, at=AT) for row in rows])[0][1] == rows


def test_a_size_is_said_as_people_read_it() -> None:
    with words.speaking("sv"):
        assert [events.size(n) for n in (1, 240_400, 3_250_000)] == ["1 kB", "240 kB", "3,2 MB"]


def test_who_waits_for_us_is_told_that_it_is_we_who_are_late() -> None:
    late = noun.StepLate("decide"), noun.StepLate("supplement")

    assert [row.what for row in told(*late)] == [
        "Late: Hand in what is missing",
        "We are late: it is our turn to decide",
    ]
    assert [row.what for row in told(*late, relation="unit")] == [
        "Late: Hand in what is missing",
        "Late: Decide",
    ]
