"""The hearing on both sides of the desk: told, answered, and nothing decided before that."""

from datetime import timedelta

import pytest

from samrum.core.hearing import BeginHearing
from samrum.office import clock
from samrum.office.act import act
from samrum.office.municipality import now
from tests.database import RunDatabase
from tests.web.lillevik import FAR, Town, form, press, said, settle, text


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


@pytest.fixture
def case(town: Town) -> str:
    return town.applies("anna", FAR).id


def desk(case: str) -> str:
    return f"/desk/cases/{case}/hearing/"


def hers(case: str) -> str:
    return f"/cases/{case}/hearing/"


def begin(town: Town, case: str) -> None:
    bo = town.browser("bo")
    check = press(bo, desk(case), do="look")
    bo.post(desk(case), form(check, desk(case)).filled(do="begin"))


def test_what_others_have_brought_in_is_ticked_and_the_letter_is_read_before_it_is_sent(
    town: Town, case: str
) -> None:
    bo = town.browser("bo")
    page = bo.get(desk(case))
    assert "register:residence.municipality" in form(page, desk(case)).filled()["material"]

    check = press(bo, desk(case), do="look")
    assert "Is this what the party is to read?" in text(check)
    assert "Svara senast den" in text(check)
    assert town.case(case).hearings == ()

    sent = bo.post(desk(case), form(check, desk(case)).filled(do="begin"))
    assert sent["Location"].endswith("done=heard")
    assert town.case(case).turn == "resident"


def test_she_reads_it_in_full_and_answers_or_has_nothing_to_add(town: Town, case: str) -> None:
    begin(town, case)
    anna = town.browser("anna")
    assert hers(case) in text(anna.get(f"/cases/{case}/"))
    assert '<span class="fact-value">Lillevik</span>' in text(anna.get(hers(case)))
    assert press(anna, hers(case), do="answer", text=" ").status_code == 422

    stale = form(anna.get(hers(case)), hers(case))
    press(anna, hers(case), do="answer", text="It is slippery in winter.")

    assert town.case(case).hearings[-1].answer == "It is slippery in winter."
    assert "It is slippery in winter." in text(town.browser("bo").get(desk(case)))
    twice = anna.post(stale.action, stale.filled(do="nothing"))
    assert twice.status_code == 422 and "You have answered already" in text(twice)


def test_who_has_nothing_to_add_says_so_with_one_press(town: Town, case: str) -> None:
    begin(town, case)
    press(town.browser("anna"), hers(case), do="nothing")

    assert town.case(case).hearings[-1].answered_at is not None


def test_bo_types_her_answer_on_the_phone(town: Town, case: str) -> None:
    begin(town, case)
    bo = town.browser("bo")
    anna = town.reads("anna").id
    press(bo, f"/desk/people/{anna}/", f"/desk/people/{anna}/typing/", what=f"case:{case}")

    press(bo, hers(case), do="answer", text="She says it is slippery.")

    assert town.case(case).hearings[-1].answer == "She says it is slippery."


def test_an_exception_needs_its_ground_and_its_reason(town: Town, case: str) -> None:
    bo = town.browser("bo")
    assert press(bo, desk(case), do="leave").status_code == 422
    without = press(bo, desk(case), do="leave", ground="urgent")
    assert without.status_code == 422 and "25 §" in text(without)

    press(bo, desk(case), do="leave", ground="unnecessary", reason="She has said so herself.")

    assert town.case(case).hearings[-1].ground == "unnecessary"
    assert "She has said so herself." in text(town.browser("anna").get(hers(case)))


def test_after_her_day_she_can_still_answer_until_it_is_decided(town: Town) -> None:
    month_ago = now(1) - timedelta(days=30)
    with clock.held_at(month_ago):
        case = town.applies("anna", FAR).id
        keys = tuple(one.key for one in town.case(case).from_others)
        heard = BeginHearing(keys, (month_ago + timedelta(days=14)).date())
        act(town.reads("bo"), heard, case=case, key="hearing/of/a/month/ago")
    anna = town.browser("anna")
    assert "you can still answer" in text(anna.get(hers(case)))

    press(anna, hers(case), do="answer", text="Late, but still.")

    assert town.case(case).hearings[-1].answer == "Late, but still."


def test_who_decides_is_told_before_she_writes_whether_the_party_has_been_heard(
    town: Town, case: str
) -> None:
    bo, decision = town.browser("bo"), f"/desk/cases/{case}/decision/"
    before = text(bo.get(decision))
    assert "has not been heard yet" in before and desk(case) in before

    begin(town, case)
    assert "The party has until" in text(bo.get(decision))

    press(town.browser("anna"), hers(case), do="answer", text="It is right.")
    after = text(bo.get(decision))
    assert "has not been heard" not in after and "The party has until" not in after


def test_a_hearing_without_material_or_day_is_sent_back_with_what_was_typed(
    town: Town, case: str
) -> None:
    bo = town.browser("bo")
    assert press(bo, desk(case), do="look", material=[]).status_code == 422
    assert press(bo, desk(case), do="look", until="soon").status_code == 422
    assert press(bo, desk(case), do="look", until="2020-01-01").status_code == 422


def test_erik_cannot_tell_a_hearing_from_nothing(town: Town, case: str) -> None:
    begin(town, case)
    erik = town.browser("erik")
    nowhere = "00000000-0000-4000-8000-000000000000"

    assert said(erik.get(hers(case))) == said(erik.get(hers(nowhere)))
    assert said(erik.get(desk(case))) == said(erik.get(desk(nowhere)))
