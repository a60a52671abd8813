"""A case goes from Lillevik to Storvik: both journals hold it, nothing else crosses the wall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count

import pytest
import time_machine

from samrum.core.access import Reader
from samrum.core.case import Reach
from samrum.core.document import Upload
from samrum.core.fact import Answer
from samrum.core.party import Via
from samrum.core.person import Person, Post
from samrum.core.refusal import Refused
from samrum.core.transfer import KeepCase, ReferTransfer, Transfer
from samrum.journal import entries, reads, transfers
from samrum.journal.database import transaction
from samrum.journal.verify import verify
from samrum.office import act, municipality, persons, see, transfer
from samrum.office.act import Receipt
from samrum.office.municipality import now
from samrum.office.persons import Identity
from samrum.office.relation import NotHere
from samrum.office.transfer import Grounds
from tests.database import RunDatabase

HERE, THERE = 1, 2
PLAN = "coordinated-plan"
GROUNDS = Grounds("She moved to Storvik in October.", "She wants it.", "For years.")
WHY, SECRET = "coordinated_plan.why", "Nobody over there may read this."
PAPER = Upload("other", "intyg.pdf", "application/pdf", 9, "a" * 64)
WORKS = Post("Socialnämnden", "children", "socialsekreterare")


@dataclass
class Towns:
    """Anna, who has moved; Siv in Lillevik and Vera in Storvik; Erik in both; and Anna's case."""

    people: dict[tuple[str, int], Person]
    case: str = ""
    keys: count[int] = count()

    def reads(self, name: str, tenant: int) -> Reader:
        return Reader(self.people[name, tenant], {}, tenant)

    def asks(self, *, facts: tuple[str, ...] = (), key: str = "", **of: str) -> Receipt:
        grounds = replace(GROUNDS, **of)
        siv, key = self.reads("siv", HERE), key or f"ask-{next(self.keys)}-{self.case}"
        told = {"grounds": grounds, "facts": facts, "documents": (1,), "key": key}
        return transfer.ask(siv, case=self.case, to="storvik", **told)  # type: ignore[arg-type]

    def request(self) -> Transfer:
        (found,) = transfer.requests(self.reads("vera", THERE))
        return found.transfer

    def answers(self, *, yes: bool, text: str = "") -> Receipt:
        vera, id = self.reads("vera", THERE), self.request().request.id
        return transfer.answer(vera, id, accepted=yes, text=text, key=f"answer-{next(self.keys)}")

    def does(self, command: act.Command, via: Via = "desk") -> Receipt:
        siv, key = self.reads("siv", HERE), f"{self.case}/{next(self.keys)}"
        return act.act(siv, command, case=self.case, key=key, via=via)


@pytest.fixture(autouse=True)
def under_the_law(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The plan as it is shipped, under the law of the country, in both municipalities."""
    from samrum.packages.country import under
    from tests.room import SIP

    shipped = {PLAN: under(SIP, municipality.country("se"))}
    permit = municipality.packages()
    monkeypatch.setattr(municipality, "packages", lambda: {**permit, **shipped})
    monkeypatch.setattr(transfer, "keep", lambda service, digest: None)
    municipality.package.cache_clear()
    yield
    municipality.package.cache_clear()


@pytest.fixture
def towns(db: RunDatabase) -> Towns:
    numbers = {
        "anna": "19840614-9800",
        "siv": "19800303-9804",
        "vera": "19740105-9809",
        "erik": "19790830-9813",
    }
    known = {}
    for name, tenant in [
        *(("anna", HERE), ("siv", HERE), ("erik", HERE), ("vera", THERE), ("erik", THERE)),
    ]:
        person = persons.register(Identity(numbers[name], f"{name.title()} Berg"), tenant=tenant)
        if name in ("siv", "vera"):
            person = persons.appoint(person.id, WORKS, tenant=tenant)
        known[name, tenant] = person
    town = Towns(known)
    applied = act.apply(
        town.reads("anna", HERE),
        service=PLAN,
        resident=known["anna", HERE].id,
        answers={WHY: Answer("It is hard."), "coordinated_plan.helpers": Answer((SECRET,))},
        uploads=(PAPER,),
        reach=Reach(),
        language="sv",
        key="applied",
    )
    town.case = applied.case
    return town


def whole(tenant: int) -> None:
    found = verify(tenant, municipality.municipality(tenant).zone)
    assert [str(one) for one in found.faults] == []


def payloads(tenant: int) -> str:
    """Everything that stands in a municipality's journal."""
    with transaction(tenant):
        return "\n".join(entry.payload or "" for entry in entries.read_all(tenant))


def test_who_is_asked_reads_the_request_as_it_was_sent(towns: Towns) -> None:
    towns.asks()

    vera, id = towns.reads("vera", THERE), towns.request().request.id
    view = transfer.read(vera, id)

    told = view.transfer.request
    assert (told.sender_name, told.name, told.connection) == (
        *("Lillevik", "Anna Berg", GROUNDS.connection),
    )
    assert told.asked_by == "Siv Berg, socialsekreterare"
    sent = see.case(towns.reads("siv", HERE), towns.case).case.transfer
    assert sent and sent.request == told
    assert [one.actor for one in reads.of(THERE, id)] == [vera.id]
    whole(HERE), whole(THERE)


def test_before_the_answer_nothing_of_the_file_is_over_there(towns: Towns) -> None:
    towns.asks(facts=(WHY,))

    assert "It is hard." not in payloads(THERE)
    assert "It is hard." in payloads(HERE)


def test_what_crosses_the_wall_is_what_the_request_named(towns: Towns) -> None:
    towns.asks(facts=(WHY,))
    taken = towns.answers(yes=True)

    there = see.case(towns.reads("vera", THERE), taken.case).case
    assert [name for name, one in there.facts.items() if one.source != "register"] == [WHY]
    assert [one.sha256 for one in there.documents] == [PAPER.sha256]
    assert SECRET in payloads(HERE) and SECRET not in payloads(THERE)
    handed = [
        [one.payload for one in entries.read(tenant, stream) if one.kind == "FileHandedOver"]
        for tenant, stream in ((HERE, towns.case), (THERE, towns.request().request.id))
    ]
    assert handed[0] == handed[1] and len(handed[0]) == 1
    whole(HERE), whole(THERE)


def test_the_case_is_here_or_there_and_each_names_the_other(towns: Towns) -> None:
    towns.asks()
    before = see.case(towns.reads("siv", HERE), towns.case).case
    taken = towns.answers(yes=True)

    here = see.case(towns.reads("siv", HERE), towns.case).case
    there = see.case(towns.reads("vera", THERE), taken.case).case
    assert (here.stage, there.stage) == ("closed", "received")
    assert here.transfer and here.transfer.number == there.number == taken.number
    assert there.before and there.before.number == here.number
    assert there.received_at.date() == before.received_at.date()


def test_the_resident_has_her_case_over_there_without_applying_again(towns: Towns) -> None:
    towns.asks()
    taken = towns.answers(yes=True)

    anna = persons.log_in(Identity("19840614-9800", "Anna Berg"), tenant=THERE)
    (row,) = see.my_cases(Reader(anna, {}, THERE))
    assert (row.id, row.number) == (taken.case, taken.number)


def test_while_it_is_asked_the_resident_is_told_over_there_too(towns: Towns) -> None:
    towns.asks()
    anna = persons.log_in(Identity("19840614-9800", "Anna Berg"), tenant=THERE)

    (found,) = transfer.about_me(Reader(anna, {}, THERE))
    assert found.request.number.startswith("SIP ")
    assert transfer.about_me(towns.reads("erik", THERE)) == ()


def test_a_no_goes_back_with_its_reasons_and_can_be_put_to_the_examiner(towns: Towns) -> None:
    towns.asks()
    with pytest.raises(Refused, match="no without reasons"):
        towns.answers(yes=False)
    towns.answers(yes=False, text="She is registered with you.")

    case = see.case(towns.reads("siv", HERE), towns.case).case
    assert case.stage == "received" and case.transfer
    assert (case.transfer.standing, case.transfer.answer) == (
        *("refused", "She is registered with you."),
    )
    towns.does(ReferTransfer("She lives there since October."))
    assert towns.request().standing == "referred"
    whole(HERE), whole(THERE)


def test_who_answers_an_old_page_does_not_answer_the_new_request(towns: Towns) -> None:
    towns.asks()
    old = towns.request().request.id
    towns.does(KeepCase("She moves back."))
    towns.asks()

    vera = towns.reads("vera", THERE)
    for yes in (False, True):
        with pytest.raises(Refused, match="There is nothing to answer"):
            transfer.answer(vera, old, accepted=yes, text="Hej.", key=f"old-page-{yes}")

    (waits,) = transfers.waiting(THERE)
    assert waits.request.id != old
    whole(HERE)
    whole(THERE)


def test_a_request_that_is_kept_back_is_gone_from_what_waits(towns: Towns) -> None:
    towns.asks()
    assert transfer.waiting(towns.reads("vera", THERE)) == 1
    towns.does(KeepCase("She moves back."))

    assert transfer.waiting(towns.reads("vera", THERE)) == 0
    with pytest.raises(Refused, match="No other municipality"):
        towns.answers(yes=True)
    assert see.case(towns.reads("siv", HERE), towns.case).case.stage == "received"


def test_the_same_press_asks_once_and_takes_over_once(towns: Towns) -> None:
    first, again = towns.asks(key="pressed-twice"), towns.asks(key="pressed-twice")
    assert again.repeated and again.hash == first.hash

    vera, id = towns.reads("vera", THERE), towns.request().request.id
    taken = transfer.answer(vera, id, accepted=True, text="", key="answered-twice")
    with pytest.raises(Refused):
        transfer.answer(vera, id, accepted=True, text="", key="another-press")
    assert transfer.answer(vera, id, accepted=True, text="", key="answered-twice") == replace(
        taken, repeated=True
    )


def test_who_waits_is_reminded_after_a_week_and_once(towns: Towns) -> None:
    towns.asks()
    assert transfer.call_late(THERE) == 0
    with time_machine.travel(now(HERE) + timedelta(days=7)):
        assert (transfer.call_late(THERE), transfer.call_late(THERE)) == (1, 0)
    assert towns.request().late
    whole(THERE)


def test_nobody_else_sees_a_request_or_asks_for_a_case(towns: Towns) -> None:
    towns.asks()
    id = towns.request().request.id
    for stranger in (towns.reads("erik", THERE), towns.reads("siv", HERE)):
        with pytest.raises(NotHere):
            transfer.read(stranger, id)
        with pytest.raises(NotHere):
            transfer.answer(stranger, id, accepted=True, text="", key="a-strangers-key")
    assert transfer.requests(towns.reads("siv", HERE)) == ()
    erik = towns.reads("erik", HERE)
    with pytest.raises(NotHere):
        transfer.ask(
            erik, case=towns.case, to="storvik", grounds=GROUNDS, facts=(), documents=(), key="e"
        )
    with pytest.raises(NotHere):
        see.case(erik, towns.case)
