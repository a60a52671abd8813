"""Functions at work: what they decide by themselves, and what stays on a human's desk."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from samrum.cli.lillevik.people import Someone
from samrum.core.automation import is_function
from samrum.core.case import GiveFact, Reach, SendMessage
from samrum.core.fact import Answer
from samrum.journal import entries, outbox
from samrum.journal.verify import verify
from samrum.office import act, automation, clock, municipality, post_room, see
from samrum.office.municipality import now
from tests.web.lillevik import CAST, DRIVER, Town, settle

RENEWAL = {
    **DRIVER,
    "parking_permit.request": "renewal",
    "parking_permit.circumstances_changed": False,
}
METRES = "mobility.walking_distance_max_m"
NINA = Someone("19700101-9801", "Nina Alm", ("Granvägen 1", "990 10 Lillevik"), protected=True)


@pytest.fixture(autouse=True)
def small_service() -> Iterator[None]:
    """The real permit under the real law, and not the small one of the other tests here."""
    municipality.package.cache_clear()
    yield


@pytest.fixture
def town(db: object) -> Town:
    return settle(NINA)


def renews(town: Town, name: str = "anna", metres: int = 150, **more: Any) -> str:
    """Somebody hands in a renewal today, and Bo enters what the certificate says."""
    someone, reader = CAST[name], town.reads(name)
    case = town.applies(name, {**RENEWAL, METRES: metres, **more})
    bo = town.reads("bo")
    told: Mapping[str, Any] = {METRES: metres, "mobility.impairment_duration": "permanent"}
    for place, (fact, value) in enumerate(told.items()):
        given = GiveFact(fact, Answer(value), "document")
        act.act(bo, given, case=case.id, key=f"{someone.number}/{place}")
    assert reader.id == town.case(case.id).resident
    return case.id


def decide(town: Town) -> automation.Decided:
    return automation.decide_waiting(1, ("at-once", "nightly"))


def test_a_renewal_is_decided_by_the_function_and_the_letter_leaves(town: Town) -> None:
    id = renews(town)

    told = decide(town)

    case = town.case(id)
    assert (told.granted, told.left) == (1, 0)
    assert case.decision is not None and is_function(case.decision.decider)
    assert case.decision.ruleset and case.decision.delegation.endswith("§ 99")
    assert case.letters[-1].template == "grant"
    while post_room.send_waiting(1):
        pass
    assert town.case(id).letters[-1].fate == "sent"


def test_a_refusal_is_left_to_a_human_with_the_reason(town: Town) -> None:
    id = renews(town, metres=900)

    told = decide(town)

    case = town.case(id)
    assert (told.granted, told.left) == (0, 1)
    assert case.decision is None and case.turn == "caseworker"
    assert case.handover is not None and "never refuses" in case.handover.because["en"]
    assert decide(town) == automation.Decided(1, 0, 0, told.newest)


def test_a_case_of_somebody_protected_is_not_even_looked_at(town: Town) -> None:
    from samrum.cli.lillevik import seed

    seed.register(NINA)
    reader = seed.log_in(NINA)
    case = act.apply(
        reader,
        service="parking-permit",
        resident=reader.id,
        answers={fact: Answer(value) for fact, value in RENEWAL.items()},
        reach=Reach(),
        language="sv",
        key="nina",
    ).case

    assert decide(town).looked == 0
    assert town.case(case).handover is None


def test_a_new_application_is_for_people_and_nothing_is_said_about_it(town: Town) -> None:
    case = town.applies("anna", DRIVER)

    assert (decide(town).granted, town.case(case.id).handover) == (0, None)


def test_a_message_comes_in_between_and_a_human_reads_it_first(town: Town) -> None:
    id = renews(town)
    act.act(town.reads("anna"), SendMessage("Hej!"), case=id, key="hello")

    assert decide(town).left == 1
    handover = town.case(id).handover
    assert handover is not None and handover.guard == "automation-talk"


def test_a_register_that_is_down_is_asked_again_and_never_a_no(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from samrum.office import registers

    id = renews(town)
    monkeypatch.setattr(registers, "SOURCES", {})

    with clock.held_at(now(1) + timedelta(days=2)):
        assert decide(town).left == 1
    handover = town.case(id).handover
    assert handover is not None and handover.guard == "automation-registers"


def test_what_changed_since_is_looked_at_and_the_rest_is_not(town: Town) -> None:
    renews(town)
    first = decide(town)
    renews(town, "maj")

    assert first.newest is not None
    later = automation.decide_waiting(1, ("at-once",), since=first.newest)
    assert (later.looked, later.granted) == (1, 1)
    assert automation.decide_waiting(1, ("nightly",)).looked == 0


def test_two_workers_share_the_cases_between_them(town: Town) -> None:
    for name in ("anna", "maj", "mette"):
        renews(town, name)

    shares = [automation.Share(number, 2) for number in range(2)]
    told = [automation.decide_waiting(1, ("at-once",), share=share) for share in shares]

    assert sum(one.granted for one in told) == 3


def test_a_case_that_fails_stops_no_other(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, _ = renews(town), renews(town, "maj")
    real = automation.by_itself

    def fails(case: Any, *args: Any, **named: Any) -> Any:
        if case.id == broken:
            raise ArithmeticError("somebody made a mistake")
        return real(case, *args, **named)

    monkeypatch.setattr(automation, "by_itself", fails)
    assert decide(town).granted == 1
    assert town.case(broken).decision is None


def test_a_batch_is_kept_together_or_not_at_all(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [renews(town), renews(town, "maj", metres=900)]
    kept = [entries.head(1, id) for id in ids]

    def breaks(*args: Any) -> None:
        raise ConnectionError("the last statement of the batch did not arrive")

    monkeypatch.setattr(automation.outbox, "put_many", breaks)
    told = decide(town)

    assert (told.granted, told.left) == (0, 1), "what orders no letter is kept when tried by itself"
    assert town.case(ids[0]).decision is None and entries.head(1, ids[0]) == kept[0]
    monkeypatch.undo()
    assert decide(town).granted == 1
    assert (ids[0], len(town.case(ids[0]).letters)) in outbox.all_waiting(1)
    assert not verify(1, municipality.municipality(1).zone).faults


def test_what_the_functions_did_is_what_the_journal_adds_up_to(town: Town) -> None:
    renews(town)
    renews(town, "maj", metres=900)
    decide(town)

    assert not verify(1, municipality.municipality(1).zone).faults


def test_erik_sees_nothing_of_a_case_that_was_decided_by_itself(town: Town) -> None:
    id = renews(town)
    decide(town)

    with pytest.raises(see.NotHere):
        see.case(town.reads("erik"), id)
