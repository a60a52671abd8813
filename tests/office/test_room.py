"""A shared room in the office: who may, what is kept, what is recorded, and who was first."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from samrum.core.fact import Answer
from samrum.core.person import Post, born_on
from samrum.core.refusal import Refused
from samrum.core.room import (
    AnswerConsent,
    AskForConsent,
    AskForFact,
    EndMembership,
    HideMember,
    RevokeConsent,
    SayNeeds,
    SetGoal,
    ShareFact,
    TellFact,
)
from samrum.journal import entries, people
from samrum.journal.verify import verify
from samrum.office import persons, room_act, room_see
from samrum.office.municipality import municipality, now
from samrum.office.relation import NotHere
from samrum.office.room_act import RoomChanged
from tests.database import RunDatabase
from tests.office.room_town import NUMBERS, SCHOOL, SIBLINGS, SOCIAL, WHY, House, settle_in
from tests.office.trace import statements


@pytest.fixture
def house(db: RunDatabase) -> House:
    return settle_in()


def facts(house: House, name: str) -> list[str]:
    return [card.fact for card in house.sees(name).room.cards]


def test_the_room_is_there_for_whom_it_is_about_and_whom_he_lets_in(house: House) -> None:
    assert [row.relation for row in room_see.my_rooms(house.reads("elis"))] == ["self"]
    assert [row.relation for row in room_see.my_rooms(house.reads("anna"))] == ["guardian"]
    assert [row.relation for row in room_see.my_rooms(house.reads("siv"))] == ["professional"]
    assert [row.relation for row in room_see.my_rooms(house.reads("dragan"))] == ["volunteer"]
    for name in ("cecilia", "pia", "bo", "petter", "erik"):
        assert room_see.my_rooms(house.reads(name)) == ()
        with pytest.raises(NotHere):
            house.sees(name)


def test_what_is_hidden_and_what_is_absent_are_the_same_refusal(house: House) -> None:
    for name in ("cecilia", "erik"):
        for command in (AskForFact(SIBLINGS, WHY), SayNeeds("x"), RevokeConsent(1)):
            with pytest.raises(NotHere):
                house.does(name, command)
    with pytest.raises(NotHere):
        room_see.room(house.reads("anna"), house.people["anna"].id)
    with pytest.raises(NotHere):
        room_see.readings_of(house.reads("siv"), house.room)


def test_a_consent_lets_a_nurse_in_and_taking_it_back_puts_her_out_at_once(house: House) -> None:
    number = house.consents(SCHOOL, "family")
    assert facts(house, "cecilia") == [SIBLINGS]

    house.does("anna", RevokeConsent(number))

    with pytest.raises(NotHere):
        house.sees("cecilia")
    assert [one.by_name for one in room_see.readings_of(house.reads("anna"), house.room)][-1]


def test_a_question_is_answered_with_one_press(house: House) -> None:
    house.consents(SCHOOL, "plan")
    house.does("cecilia", AskForFact(SIBLINGS, WHY))
    assert facts(house, "cecilia") == []

    house.does("anna", ShareFact(1, now(1).date() + timedelta(days=60)))

    assert facts(house, "cecilia") == [SIBLINGS]


def test_every_reading_says_who_why_by_which_key_and_on_which_ground(house: House) -> None:
    house.consents(SCHOOL, "family")
    house.sees("cecilia", reason="Before the meeting")
    house.sees("elis")

    log = room_see.readings_of(house.reads("elis"), house.room)

    latest = next(one for one in log if one.by_name == "Cecilia Berg")
    assert latest.reason == "Before the meeting"
    assert latest.keys == ("consent 1 (OSL 12:2)",)
    assert latest.ground == "GDPR 6.1 c, e, 9.2 g"
    assert (latest.by.agency, latest.by.role) == (SCHOOL, "professional")
    assert "Elis Berg" not in {one.by_name for one in log}, "it is his own room"
    assert "Anna Berg" in {one.by_name for one in log}


def test_a_guardian_who_is_hidden_is_in_no_list_of_the_other(house: House) -> None:
    house.invites("siv", "petter", "guardian")
    house.sees("anna")
    house.does("siv", HideMember(3, house.id("petter"), "Protected from him."))

    view = house.sees("petter")
    told = {one.by_name for one in room_see.readings_of(house.reads("petter"), house.room)}

    assert house.id("anna") not in view.names
    assert "Anna Berg" not in told
    assert not any(house.id("anna") in (one.by.id, one.by.on_behalf_of) for one in view.timeline)
    assert facts(house, "petter") == []
    assert "Petter Berg" in house.sees("anna").names.values()


def test_staff_who_type_say_for_whom_and_only_for_the_family(house: House) -> None:
    house.does("siv", AskForConsent(SCHOOL, ("family",), (), WHY, now(1).date()))
    house.does("siv", AnswerConsent(1, True), via="phone", speaks_for="anna")

    signed = house.sees("anna").room.consents[0].signatures[house.id("anna")]
    assert (signed.via, signed.typed_by) == ("phone", house.id("siv"))
    with pytest.raises(NotHere):
        house.does("siv", RevokeConsent(1), via="phone", speaks_for="erik")
    with pytest.raises(Refused, match="You cannot do this yourself"):
        house.does("siv", AnswerConsent(1, True))


def test_two_who_write_the_same_goal_lose_nobodys_words(house: House) -> None:
    house.does("elis", SayNeeds("My friends"))
    version = house.does("siv", SetGoal(0, "School")).version
    house.does("anna", SetGoal(1, "Friends first"), expected=version)

    with pytest.raises(RoomChanged) as changed:
        house.does("siv", SetGoal(1, "School every day"), expected=version)

    assert [one.kind for one in changed.value.since] == ["GoalSet"]
    assert changed.value.view.room.plan.goals[0].text == "Friends first"


def test_pressing_twice_is_pressing_once(house: House) -> None:
    first = house.does("anna", SayNeeds("Peace"), key="same")
    again = house.does("anna", SayNeeds("Peace"), key="same")

    assert (again.version, again.hash, again.repeated) == (first.version, first.hash, True)
    with pytest.raises(Refused, match="sent before, with something else"):
        house.does("anna", SayNeeds("Quiet"), key="same")
    reopened = room_act.open_room(
        house.reads("siv"), resident=house.id("elis"), why="He does not go to school.", key="open"
    )
    assert (reopened.stream, reopened.repeated) == (house.room, True)


def test_a_room_is_opened_by_the_person_a_guardian_or_who_works_in_rooms(house: House) -> None:
    for name, role in (("elis", "resident"), ("anna", "guardian"), ("pia", "professional")):
        receipt = room_act.open_room(
            house.reads(name), resident=house.id("elis"), why="Help", key=f"o{name}"
        )
        room = room_see.room(house.reads("elis"), receipt.stream).room
        assert room.number == receipt.number
        assert next(m.role for m in room.members if m.person == house.id(name)) == role
    for name in ("erik", "bo", "dragan"):
        with pytest.raises(NotHere):
            room_act.open_room(house.reads(name), resident=house.id("elis"), why="x", key="no")
    with pytest.raises(NotHere):
        room_act.open_room(house.reads("siv"), resident=house.room, why="x", key="no")


def test_a_guardian_acts_under_the_guardianship_that_holds_today(house: House) -> None:
    elis = house.reads("elis")
    for kind, first, last in (
        ("power_of_attorney", date(2016, 1, 1), None),
        ("guardian", date(2016, 1, 1), date(2017, 1, 1)),
        ("guardian", date(2020, 1, 1), None),
    ):
        persons.give_mandate(
            elis,
            number=NUMBERS["dragan"],
            kind=kind,  # type: ignore[arg-type]
            services=("*",),
            valid_from=first,
            valid_to=last,
        )
    *_, holds = people.load(1, elis.id).person.mandates  # type: ignore[union-attr]

    house.room = room_act.open_room(
        house.reads("dragan"), resident=elis.id, why="Help", key="opened-by-dragan"
    ).stream
    house.does("dragan", SayNeeds("Quiet"))

    assert {entry.mandate for entry in entries.read(1, house.room)} == {holds}
    with pytest.raises(NotHere):
        house.sees("erik")


def test_nobody_is_invited_for_an_agency_he_does_not_work_for(house: House) -> None:
    for name in ("bo", "erik"):
        with pytest.raises(Refused, match="cannot be in the room for an agency"):
            house.invites("siv", name, "professional")
    with pytest.raises(Refused, match="cannot be in the room as a guardian"):
        house.invites("siv", "erik", "guardian")


def test_who_changes_posts_is_out_and_who_left_is_out(house: House) -> None:
    persons.appoint(house.id("siv"), Post(SCHOOL, "school-health", "nurse"), tenant=1)
    with pytest.raises(NotHere):
        house.sees("siv")
    dragan = next(m for m in house.sees("anna").room.members if m.role == "volunteer")
    house.does("anna", EndMembership(dragan.number))
    assert room_see.my_rooms(house.reads("dragan")) == ()


def test_a_protected_childs_room_is_only_for_who_is_cleared(house: House) -> None:
    elis = house.people["elis"]
    protected = persons.Identity(elis.number, elis.name, protected=True)
    persons.register(protected, tenant=1)

    with pytest.raises(NotHere):
        house.sees("siv")
    cleared = Post(SOCIAL, "children", "socialsekreterare", cleared=True)
    persons.appoint(house.id("siv"), cleared, tenant=1)
    assert house.sees("siv").relation == "professional"


def test_the_journal_alone_gives_every_row_of_the_rooms(house: House) -> None:
    house.consents(SCHOOL, "family", "school")
    house.does("cecilia", TellFact("school.attendance", Answer("none")))
    house.sees("cecilia")

    found = verify(1, municipality(1).zone)

    assert found.faults == []


def test_an_act_is_at_most_fifteen_statements_and_one_commit(
    lasting_db: RunDatabase, tmp_path: Path
) -> None:
    house = settle_in()
    anna, elis = house.reads("anna"), house.reads("elis")

    with statements(tmp_path) as told:
        room_act.act(elis, SayNeeds("Peace"), room=house.room, key="counted")
    assert len(told) <= 15, told
    assert told.count("COMMIT") == 1

    with statements(tmp_path) as told:
        room_see.room(anna, house.room)
    assert len(told) <= 15, told
    assert told.count("COMMIT") == 1


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("20150921-9810", date(2015, 9, 21)),
        ("20150981-9810", date(2015, 9, 21)),
        ("880209-T050", None),
        ("20151341-0000", None),
        ("", None),
    ],
)
def test_the_day_of_birth_is_read_from_the_number_or_not_known(
    number: str, day: date | None
) -> None:
    assert born_on(number) == day


@pytest.mark.parametrize("name", ["elis", "anna", "siv", "dragan"])
def test_the_latest_things_are_the_first_of_all_that_somebody_is_told(
    house: House, name: str
) -> None:
    house.does("siv", AskForFact(SIBLINGS, WHY))
    house.does("anna", SayNeeds("To see his friends."))
    house.does("siv", SetGoal(0, "He draws every day."))
    reader = house.reads(name)
    everything = room_see.room(reader, house.room, what="journal").timeline

    for most in (0, 1, 3, 60):
        latest = room_see.room(reader, house.room, latest=most).timeline
        assert latest == everything[:most], most
