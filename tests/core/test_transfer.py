"""A case is moved to another municipality: asked in writing, answered, put to the examiner."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from samrum.core import transfer
from samrum.core.case import (
    Case,
    CaseClosed,
    CaseOpened,
    Command,
    DocumentReceived,
    FactGiven,
    LetterOrdered,
    Reach,
    RegisterRead,
    TakeOverCase,
    Withdraw,
)
from samrum.core.case.asked import Apply
from samrum.core.case.moving import file_of
from samrum.core.fact import Answer
from samrum.core.happen import happen
from samrum.core.hiding import ItemHidden
from samrum.core.party import Party
from samrum.core.refusal import Refused
from samrum.core.transfer import (
    AskTransfer,
    CallTransferLate,
    Carried,
    CaseKept,
    FileHandedOver,
    KeepCase,
    RecordRuling,
    ReferTransfer,
    Request,
    TakeAnswer,
    TransferAnswered,
    TransferLate,
    TransferReferred,
    TransferRuled,
)
from tests.packages.parking_permit import permit_under_law
from tests.story import ANNA, BO, MONDAY, OPENED, after, document

SOCIAL = replace(permit_under_law(), legal_basis=("Socialtjänstlagen (2025:400) 10 kap. 8 §",))
NEIGHBOUR = Party("municipality:storvik", "municipality", "Storviks kommun", via="machine")
WALKS, METRES = "mobility.walks", "mobility.walking_distance_max_m"
TOLD = (
    OPENED,
    FactGiven(METRES, Answer(150), "resident"),
    FactGiven(WALKS, Answer(True), "resident"),
    RegisterRead("population", "found", {"residence.municipality": "9901"}),
    DocumentReceived(document()),
)
REQUEST = Request(
    *("t1", "lillevik", "Lillevik", "storvik", "Storvik", "c1", "PRH 1", "parking-permit"),
    *("19800101-2380", "Anna Berg", "sv", date(2026, 11, 20)),
    *("She moved there in October.", "She wants it.", "For years.", ""),
    *((METRES,), (1,), "Bo Lind, caseworker"),
)
ASK = AskTransfer(REQUEST)
NO = TakeAnswer("t1", False, "She is still registered with you.", "Vera Vik, caseworker")


class Moving:
    """Anna's case in Lillevik, as it is after some acts."""

    def __init__(self, case: Case | None = None) -> None:
        self.case = case or after(None, TOLD)

    def does(self, command: Command, *, by: Party = BO, days: int = 0) -> list[object]:
        """What happens, with what follows by itself; the case goes on from there."""
        at = MONDAY + timedelta(days=days)
        came = happen(self.case, command, by=by, at=at, package=SOCIAL)
        self.case = came.case
        return [*came.events]

    def refuses(self, command: Command, *, by: Party = BO, days: int = 0) -> str:
        with pytest.raises(Refused) as refusal:
            self.does(command, by=by, days=days)
        return f"{refusal.value} {refusal.value.provision}"

    @property
    def now(self) -> transfer.Transfer:
        assert self.case and self.case.transfer
        return self.case.transfer

    def accepted(self) -> TakeAnswer:
        assert self.case
        request = self.now.request
        file = file_of(self.case, request)
        return TakeAnswer(request.id, True, "", "Vera Vik", "PRH 7", file)


@pytest.fixture
def moving() -> Moving:
    return Moving()


@pytest.fixture
def asked(moving: Moving) -> Moving:
    moving.does(ASK)
    return moving


def test_a_request_in_writing_with_grounds_is_sent(moving: Moving) -> None:
    events = moving.does(ASK)

    assert transfer.TransferAsked(REQUEST, date(2026, 12, 24), date(2026, 11, 30)) in events
    assert moving.case and moving.case.steps["transfer"].due == date(2026, 12, 24)


@pytest.mark.parametrize("lacking", ["connection", "wishes", "duration"])
def test_a_request_without_the_grounds_of_the_law_is_not_sent(moving: Moving, lacking: str) -> None:
    bare = AskTransfer(replace(REQUEST, **{lacking: " "}))

    assert "29 kap. 10 §" in moving.refuses(bare)


def test_a_service_under_another_law_moves_nowhere() -> None:
    package = permit_under_law()

    with pytest.raises(Refused, match="does not say how"):
        happen(Moving().case, ASK, by=BO, at=MONDAY, package=package)


def test_an_answer_to_an_earlier_request_is_none_to_the_present_one(asked: Moving) -> None:
    asked.does(KeepCase("She moves back."))
    asked.does(AskTransfer(replace(REQUEST, id="t2", to="soelund", to_name="Sølund")))

    assert "There is nothing to answer." in asked.refuses(NO)
    assert asked.now.standing == "asked"


def test_one_municipality_is_asked_at_a_time(asked: Moving) -> None:
    assert "Storvik was asked" in asked.refuses(ASK)


def test_what_a_register_says_and_what_is_hidden_does_not_go_along(moving: Moving) -> None:
    moving.case = after(moving.case, [ItemHidden("document:1", "osl-21-3", "", "r", "t")])
    register = replace(REQUEST, documents=(), facts=("residence.municipality",))

    assert "or is hidden" in moving.refuses(AskTransfer(register))
    assert "or is hidden" in moving.refuses(ASK)


def test_what_was_hidden_after_the_request_stays_too(asked: Moving) -> None:
    asked.case = after(asked.case, [ItemHidden("document:1", "osl-21-3", "", "r", "t")])
    assert asked.case

    assert file_of(asked.case, REQUEST).documents == ()


def test_a_protected_resident_is_moved_only_on_a_request_that_says_so() -> None:
    protected = RegisterRead("population", "protected", {})
    hers = Moving(after(None, [*TOLD, protected]))

    assert "does not say so" in hers.refuses(ASK)
    assert hers.does(AskTransfer(replace(REQUEST, protected=True)))


def test_who_became_protected_after_the_request_stays_until_it_is_asked_anew(asked: Moving) -> None:
    taking = asked.accepted()
    asked.case = after(asked.case, [RegisterRead("population", "protected", {})])

    assert "ask anew" in asked.refuses(taking, by=NEIGHBOUR)


def test_the_case_is_closed_here_when_it_is_taken_over_there(asked: Moving) -> None:
    events = asked.does(asked.accepted(), by=NEIGHBOUR, days=2)

    (handed,) = [one for one in events if isinstance(one, FileHandedOver)]
    assert [one.fact for one in handed.file.facts] == [METRES]
    assert [one.name for one in handed.file.documents] == ["paper.pdf"]
    assert CaseClosed() in events and asked.case and asked.case.stage == "closed"
    assert (asked.now.standing, asked.now.number, asked.case.steps) == ("moved", "PRH 7", {})
    assert [one.template for one in events if isinstance(one, LetterOrdered)] == ["transferred"]


def test_a_no_says_why(asked: Moving) -> None:
    assert "without reasons" in asked.refuses(replace(NO, text=" "), by=NEIGHBOUR)
    assert TransferAnswered(False, NO.text, NO.answered_by) in asked.does(NO, by=NEIGHBOUR)
    assert asked.now.standing == "refused"


def test_a_no_can_be_put_to_the_examiner_at_once(asked: Moving) -> None:
    asked.does(NO, by=NEIGHBOUR, days=1)
    events = asked.does(ReferTransfer("She lives there."), days=1)

    assert TransferReferred("She lives there.", date(2027, 2, 24)) in events
    assert asked.case and asked.case.steps["transfer"].due == date(2027, 2, 24)


def test_without_an_answer_the_examiner_waits_for_a_month(asked: Moving) -> None:
    refer = ReferTransfer("Nobody answers.")

    assert "29 kap. 11 §" in asked.refuses(refer, days=30)
    assert asked.does(refer, days=31)


def test_a_ruling_that_it_moves_leaves_the_other_nothing_to_refuse(asked: Moving) -> None:
    asked.does(NO, by=NEIGHBOUR)
    asked.does(ReferTransfer("She lives there."))
    ruled = RecordRuling(True, "It moves.", date(2026, 12, 1))
    assert "that is here has been made" in asked.refuses(ruled)
    assert TransferRuled(True, "It moves.", date(2026, 12, 1)) in asked.does(ruled, days=10)

    assert "cannot be refused any more" in asked.refuses(NO, by=NEIGHBOUR, days=11)
    assert "cannot be refused any more" in asked.refuses(KeepCase("No."), days=11)
    asked.does(asked.accepted(), by=NEIGHBOUR, days=11)
    assert asked.now.standing == "moved"


def test_a_ruling_that_it_stays_ends_it(asked: Moving) -> None:
    asked.does(NO, by=NEIGHBOUR)
    asked.does(ReferTransfer("She lives there."))
    asked.does(RecordRuling(False, "It stays.", date(2026, 11, 24)), days=1)

    assert asked.now.standing == "kept"
    assert "No other municipality" in asked.refuses(asked.accepted(), by=NEIGHBOUR, days=1)


def test_who_asked_can_let_it_be(asked: Moving) -> None:
    assert CaseKept("She moves back.") in asked.does(KeepCase(" She moves back. "))
    assert asked.case and "transfer" not in asked.case.steps
    assert asked.does(ASK)


def test_when_the_resident_takes_it_back_nobody_is_asked_any_more(asked: Moving) -> None:
    asked.does(Withdraw(), by=ANNA)

    assert asked.now.standing == "kept"
    assert "No other municipality" in asked.refuses(asked.accepted(), by=NEIGHBOUR)


def test_a_request_that_nobody_answers_is_called_late_once(asked: Moving) -> None:
    def called(days: int) -> list[transfer.Event]:
        at = MONDAY + timedelta(days=days)
        return transfer.decide(asked.now, CallTransferLate(), at=at, rule=SOCIAL.transfer)

    assert called(6) == []
    assert called(7) == [TransferLate()]
    late = transfer.evolve(asked.now, TransferLate(), by=BO, at=MONDAY)
    assert transfer.decide(late, CallTransferLate(), at=MONDAY, rule=SOCIAL.transfer) == []


def test_over_there_the_case_counts_from_the_day_it_was_first_handed_in(asked: Moving) -> None:
    file = asked.accepted().file
    assert file
    applied = Apply("c2", "PRH 7", "parking-permit", "", "anna2", "sv", Reach(), {})
    taking = TakeOverCase(applied, "Lillevik", "PRH 1", date(2026, 11, 20), file)

    came = happen(None, taking, by=BO, at=MONDAY, package=SOCIAL)

    assert isinstance(came.decided[0], CaseOpened)
    there = came.case
    assert there and there.before and there.before.number == "PRH 1"
    assert there.received_at.date() == date(2026, 11, 20)
    assert there.facts[METRES].value == 150 and WALKS not in there.facts
    assert [one.name for one in there.documents] == ["paper.pdf"]


def test_over_there_a_fact_without_a_name_there_is_left_and_registers_are_asked_anew() -> None:
    came_along = (
        Carried(METRES, Answer(150), "resident"),
        Carried("mobility.shoe_size", Answer(39), "resident"),
        Carried("residence.municipality", Answer("9901"), "register"),
    )
    applied = Apply("c2", "PRH 7", "parking-permit", "", "anna2", "sv", Reach(), {})
    file = transfer.File(came_along, ())
    taking = TakeOverCase(applied, "Lillevik", "PRH 1", date(2026, 11, 20), file)

    there = happen(None, taking, by=BO, at=MONDAY, package=SOCIAL).case

    assert there and list(there.facts) == [METRES]
