"""Elis's room in the browser of each who is in it; every story ends with Erik."""

import csv
import io
from datetime import timedelta
from typing import get_args
from uuid import uuid4

import pytest
from django.http import HttpRequest
from pypdf import PdfReader

from samrum.cli.lillevik import room as life
from samrum.cli.lillevik import seed
from samrum.cli.lillevik.people import ANNA, DRAGAN, ELIS, PIA, SIV
from samrum.core.case import Reach
from samrum.core.room import AskForConsent, Event
from samrum.journal.verify import verify
from samrum.office import identity, persons, room_act, room_see
from samrum.office.municipality import municipality, now
from samrum.office.room_see import RoomView
from samrum.web.room import consents
from samrum.web.shared.cells import safe
from samrum.web.shared.gate import doors
from tests.database import RunDatabase
from tests.web.lillevik import Town, press, said, settle, text


class House(Town):
    """Lillevik with the room around Elis in it."""

    room: str = ""

    @property
    def path(self) -> str:
        return f"/rooms/{self.room}/"


@pytest.fixture
def house(db: RunDatabase) -> House:
    return in_lillevik()


def in_lillevik() -> House:
    """Everybody is known here, and the last three weeks have happened in Elis's room."""
    town = House(settle().tokens)
    for one in (SIV, PIA, DRAGAN, ELIS):
        person = seed.register(one)
        if one.number in seed.POSTS:
            persons.appoint(person.id, seed.POSTS[one.number], tenant=1)
        town.tokens[one.name.split()[0].lower()] = identity.begin_session(person, tenant=1)
    persons.give_mandate(
        town.reads("elis"),
        number=ANNA.number,
        kind="guardian",
        services=("*",),
        valid_from=now(1).date() - timedelta(days=400),
    )
    town.room = life.play(now(1), seed.log_in)
    return town


def erik_sees_nothing(house: House) -> None:
    erik = house.browser("erik")
    nothing = said(erik.get(f"/rooms/{uuid4()}/"))
    for part in ("", "needs/", "consents/", "readers/", "people/", "facts/", "meetings/1/"):
        assert said(erik.get(house.path + part)) == nothing, part
    assert "Elis" not in text(erik.get("/rooms/"))


RULES = "The rules of Coordinated individual plan (SIP), version 1.0.0"
MATTERS, EVENINGS = "Att träffa Ali och Noa igen", "Morgnarna är svårast"
# Who sees what on the room's page: the child, his mother, those who work with him, and others.
ON_THE_PAGE = [
    (
        "elis",
        (MATTERS, EVENINGS, "Fotboll", "Utredning pågår", "Who helps you", "about you")
        + ("What we want to come true", "you may say no", "in plain words"),
        ("answers for the whole",),
    ),
    (
        "anna",
        (MATTERS, EVENINGS, "Fotboll", "Utredning", "Without the room it would", "You told it,"),
        ("Told by You",),
    ),
    ("cecilia", (MATTERS, EVENINGS, "Fotboll", "Bild och slöjd"), ("Utredning pågår",)),
    ("pia", (MATTERS, EVENINGS, "Utredning pågår"), ("Bild och slöjd", "Not at all just now")),
    (
        "siv",
        (MATTERS, "Fotboll", "waits for the family", RULES),
        (EVENINGS, "Utredning", "Bild och"),
    ),
    ("dragan", ("Gå med till skolan", "Yes, I will"), (MATTERS, EVENINGS, "Fotboll", RULES)),
]


@pytest.mark.parametrize(("who", "shown", "hidden"), ON_THE_PAGE)
def test_each_sees_her_own_part_of_the_room(
    house: House, who: str, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    answer = text(house.browser(who).get(house.path))

    assert [one for one in shown if one not in answer] == []
    assert [one for one in hidden if one in answer] == []
    erik_sees_nothing(house)


def test_bo_and_erik_have_no_room(house: House) -> None:
    for name in ("bo", "erik", "maj"):
        assert "There is no room for you yet." in text(house.browser(name).get("/rooms/"))
    erik_sees_nothing(house)


def test_every_page_of_the_room_is_the_same_to_erik_as_one_that_is_not_there(
    house: House,
) -> None:
    erik = house.browser("erik")
    whose = erik.get("/mandates/new/").content.decode().partition('name="whose" value="')[2]
    sent = {"whose": whose.partition('"')[0], "key": "k" * 20, "version": "1"}
    for name, door in doors().items():
        if not name.startswith("room:") or name in ELSEWHERE:
            continue
        here, nowhere = (_address(name, id) for id in (house.room, str(uuid4())))
        for method in door.methods:
            if method in ("GET", "POST"):
                send = erik.get if method == "GET" else lambda path: erik.post(path, sent)
                assert said(send(here)) == said(send(nowhere)), name


ELSEWHERE = (
    *("room:rooms", "room:opening", "room:together"),
    *("room:worries", "room:reported", "room:worry-anybody"),
)


def _address(name: str, id: str) -> str:
    from django.urls import NoReverseMatch, reverse

    for more in ((), (1,), (1, 1), ("family.siblings",), ("sv",)):
        try:
            return reverse(name, args=(id, *more))
        except NoReverseMatch:
            continue
    raise AssertionError(name)


def test_the_mother_sees_what_she_said_and_shares_it_with_one_press(house: House) -> None:
    anna, siv = house.browser("anna"), house.browser("siv")
    assert EVENINGS in text(anna.get(house.path + "questions/2/"))

    shared = press(anna, house.path + "questions/2/")

    assert shared["Location"] == house.path + "?done=shared"
    assert EVENINGS in text(siv.get(house.path))
    erik_sees_nothing(house)


def test_a_question_can_be_kept_or_answered_anew(house: House) -> None:
    anna = house.browser("anna")
    page = anna.get(house.path + "questions/2/")
    assert "Keep it to myself" in text(page)
    press(anna, house.path + "questions/2/", keep="1")
    assert EVENINGS not in text(house.browser("siv").get(house.path))
    assert anna.get(house.path + "questions/2/").status_code == 404
    erik_sees_nothing(house)


def test_a_nurse_asks_and_cannot_tell_whether_it_is_known(house: House) -> None:
    cecilia = house.browser("cecilia")
    asked = []
    for fact in ("health.sleep", "health.diagnosis"):
        asked.append(press(cecilia, house.path + "questions/", fact=fact, why="For the day"))
    assert {one["Location"] for one in asked} == {house.path + "?done=asked#facts"}
    assert "Choose what you want to know." in text(
        press(cecilia, house.path + "questions/", fact="no.such", why="x")
    )
    erik_sees_nothing(house)


def test_a_consent_that_is_taken_back_shuts_the_room_at_once(house: House) -> None:
    anna, cecilia = house.browser("anna"), house.browser("cecilia")
    assert cecilia.get(house.path).status_code == 200

    press(anna, house.path + "consents/1/revocation/")

    assert said(cecilia.get(house.path)) == said(cecilia.get(f"/rooms/{uuid4()}/"))
    assert "Taken back" in text(anna.get(house.path + "consents/"))
    erik_sees_nothing(house)


def test_the_mother_gives_a_consent_and_it_needs_a_last_day(house: House) -> None:
    anna = house.browser("anna")
    told = {"to": life.SOCIAL, "kinds": ["family"], "purpose": "Support at home"}
    refused = press(anna, house.path + "consents/new/", **{**told, "until": ""})
    assert refused.status_code == 422
    assert "It needs a last day" in text(refused)

    press(anna, house.path + "consents/new/", **told)

    assert EVENINGS in text(house.browser("siv").get(house.path))
    erik_sees_nothing(house)


def test_the_mother_signs_what_she_asks_for_whatever_is_asked_for_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, asked = consents.look, []

    def and_siv_is_quicker(request: HttpRequest, id: str, *what: str) -> RoomView:
        view = look(request, id, *what)
        if request.method == "POST" and not asked:
            asked.append("economy")
            until = view.today + timedelta(days=30)
            command = AskForConsent(life.SOCIAL, ("economy",), (), "An application", until)
            room_act.act(house.reads("siv"), command, room=house.room, key="quicker")
        return view

    monkeypatch.setattr(consents, "look", and_siv_is_quicker)
    told = {"to": life.SOCIAL, "kinds": ["family"], "purpose": "Support at home"}
    press(house.browser("anna"), house.path + "consents/new/", **told)

    *_, sivs, hers = room_see.room(house.reads("anna"), house.room).room.consents
    assert asked == ["economy"]
    assert (sivs.kinds, list(sivs.signatures)) == (("economy",), [])
    assert (hers.kinds, list(hers.signatures)) == (("family",), [house.reads("anna").id])
    erik_sees_nothing(house)


def test_staff_ask_for_a_consent_and_the_mother_says_no(house: House) -> None:
    siv, anna = house.browser("siv"), house.browser("anna")
    told = {"to": life.SOCIAL, "kinds": ["economy"], "purpose": "An application"}
    press(siv, house.path + "consents/new/", **told)
    assert "waits for your yes or no" in text(anna.get(house.path))

    press(anna, house.path + "consents/", action="signature/", answer="no")

    assert "One no is enough that nothing is read." in text(anna.get(house.path + "consents/"))
    erik_sees_nothing(house)


def test_two_who_edit_the_plan_lose_nobodys_text(house: House) -> None:
    siv, anna = house.browser("siv"), house.browser("anna")
    path = house.path + "goals/1/"
    opened = siv.get(path)
    press(anna, path, text="Elis is at school when he wants to be")

    from tests.web.lillevik import form

    second = siv.post(path, form(opened, "goals/1/").filled(text="Five mornings"))

    assert second.status_code == 409
    page = text(second)
    assert "Nothing of yours is lost." in page
    assert "Elis is at school when he wants to be" in page
    assert "Five mornings</textarea>" in page
    again = form(second, "goals/1/")
    assert siv.post(path, again.filled())["Location"].startswith(house.path)
    assert "Five mornings" in text(anna.get(house.path))
    erik_sees_nothing(house)


def test_a_page_about_one_fact_still_says_whose_room_it_is(house: House) -> None:
    anna = house.browser("anna")
    for part in ("questions/2/", "facts/family.siblings/"):
        page = text(anna.get(house.path + part))
        assert "The room around Elis Berg" in page, part
        assert "The room around How" not in page and "The room around Number" not in page
    erik_sees_nothing(house)


def test_a_volunteer_says_yes_to_what_he_is_asked(house: House) -> None:
    dragan = house.browser("dragan")
    press(dragan, house.path, action="answer/", standing="planned")
    assert "Yes, I will" not in text(dragan.get(house.path))
    assert "Dragan Ilić" in text(house.browser("siv").get(house.path))
    erik_sees_nothing(house)


def test_whoever_reads_stands_in_the_list_and_the_file_runs_nothing(house: House) -> None:
    house.browser("pia").get(house.path)
    anna = house.browser("anna")
    page = text(anna.get(house.path + "readers/"))
    assert "barnpsykiater, Region Mellanbygden" in page
    assert "Pia Holst" in page and "Consent 2 (OSL 12:2)" in page and "GDPR 6.1" in page

    file = anna.get(house.path + "readers/file/")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["When", "Who", "As what"]
    assert "Pia Holst" in {row[1] for row in rows}
    assert [safe(one) for one in ("=1+1", "+46", "@x", "Pia")] == [
        "'=1+1",
        "'+46",
        "'@x",
        "Pia",
    ]
    assert house.browser("siv").get(house.path + "readers/").status_code == 404
    erik_sees_nothing(house)


def test_needs_goals_steps_and_facts_are_written_on_their_pages(house: House) -> None:
    elis, siv, anna = (house.browser(name) for name in ("elis", "siv", "anna"))
    press(elis, house.path + "needs/", matters="Att rita")
    press(siv, house.path + "goals/0/", text="Draw every day")
    press(siv, house.path + "goals/3/steps/0/", text="A table of his own", who="4")
    press(anna, house.path + "dissent/", text="Too fast for us")
    assert "My agency makes no plan" not in text(siv.get(house.path)), "it is agreed on"
    press(siv, house.path + "declining/", text="He has moved")
    press(anna, house.path + "facts/health.sleep/", **{"health.sleep": "Sover bra"})

    page = text(anna.get(house.path))

    for one in ("Att rita", "Draw every day", "A table of his own", "Too fast", "He has moved"):
        assert one in page
    assert "Sover bra" in page
    assert text(siv.get(house.path + "facts/")).count("told") > 0
    erik_sees_nothing(house)


def test_somebody_is_brought_in_and_shown_out(house: House) -> None:
    anna = house.browser("anna")
    told = {"who": "number", "number": "19510302-9806", "role": "relative"}
    press(anna, house.path + "people/", **told, until=str(now(1).date() + timedelta(days=30)))
    people = text(anna.get(house.path + "people/"))
    assert people.count("since ") == 6 and people.count("up to and including") == 1
    assert "Elis" in text(house.browser("maj").get("/rooms/"))
    refused = press(anna, house.path + "people/", **{**told, "number": "19000101-0000"})
    assert "We find nobody" in text(refused)

    asked = text(anna.get(house.path + "people/7/"))
    assert "Is Maj Berg to leave the room?" in asked
    assert "Elis" in text(house.browser("maj").get("/rooms/"))
    press(anna, house.path + "people/7/")

    assert "There is no room for you yet." in text(house.browser("maj").get("/rooms/"))
    erik_sees_nothing(house)


def test_who_is_about_to_leave_herself_is_told_what_it_means_before(house: House) -> None:
    anna = house.browser("anna")
    asked = text(anna.get(house.path + "people/3/"))
    assert "Do you want to leave the room?" in asked and "cannot come back by yourself" in asked
    assert "The room has no coordinator then." in text(anna.get(house.path + "people/2/"))
    assert anna.get(house.path).status_code == 200

    press(anna, house.path + "people/3/")

    assert anna.get(house.path).status_code == 404
    assert house.browser("dragan").get(house.path + "people/2/").status_code == 404
    erik_sees_nothing(house)


def test_a_room_is_opened_for_a_child_of_ones_own(house: House) -> None:
    anna = house.browser("anna")
    elis = house.reads("elis").id
    refused = press(anna, "/rooms/new/", whom=elis, why="")
    assert "Write why the room is needed." in text(refused)

    opened = press(anna, "/rooms/new/", whom=elis, why="He sleeps badly")

    assert "Write what matters" in text(anna.get(opened["Location"]))
    assert len(room_see.my_rooms(house.reads("anna"))) == 2
    erik_sees_nothing(house)


def test_siv_opens_a_room_around_somebody_by_number(house: House) -> None:
    siv = house.browser("siv")
    unknown = press(siv, "/rooms/new/", whom="number", number="19000101-0000", why="Help")
    assert "We find nobody" in text(unknown)

    opened = press(siv, "/rooms/new/", whom="number", number="19510302-9806", why="Help")
    assert "My agency makes no plan" in text(siv.get(opened["Location"]))

    assert opened.status_code == 303
    erik_sees_nothing(house)


def test_something_is_told_under_a_provision_and_the_family_sees_it(house: House) -> None:
    pia, anna = house.browser("pia"), house.browser("anna")
    told = {"law": f"OSL 25:12|{life.SOCIAL}", "kinds": ["health"], "reason": "Support at home"}
    press(pia, house.path + "provisions/", **told)

    assert "Utredning pågår" in text(house.browser("siv").get(house.path))
    assert "Support at home" in text(anna.get(house.path + "consents/"))
    assert house.browser("dragan").get(house.path + "provisions/").status_code == 404
    erik_sees_nothing(house)


def test_a_worry_is_reported_outside_every_consent_and_seen_by_social_services_alone(
    house: House,
) -> None:
    dragan, siv, anna = (house.browser(name) for name in ("dragan", "siv", "anna"))
    empty = press(dragan, house.path + "worry/", text=" ")
    assert "Write what you have seen or heard." in text(empty)
    press(dragan, house.path + "worry/", text="He came without a coat in the snow", acute="1")

    listed = siv.get("/worries/")
    assert "Cannot wait" in text(listed)
    id = listed.content.decode().partition('href="/worries/')[2].partition("/")[0]
    address = f"/worries/{id}/"
    shown = text(siv.get(address))
    assert "without a coat" in shown and "Received by Siv Nyman" in shown
    assert "Cannot wait" not in text(siv.get("/worries/"))
    for name in ("cecilia", "pia", "bo"):
        assert house.browser(name).get("/worries/").status_code == 404
        assert house.browser(name).get(address).status_code == 404
    for part in ("", "readers/", "consents/"):
        assert "without a coat" not in text(anna.get(house.path + part))
    assert verify(1, municipality(1).zone).faults == []
    erik_sees_nothing(house)


def test_the_coordinator_calls_a_meeting_and_each_gets_her_own_letter(house: House) -> None:
    siv, elis, anna = (house.browser(name) for name in ("siv", "elis", "anna"))
    page = text(siv.get(house.path + "meetings/new/"))
    assert "Cannot be called, because the plan is not theirs to read: Dragan Ilić." in page
    assert "The goal: Elis träffar en vän varje vecka" in page
    told = {"day": str(now(1).date() + timedelta(days=9)), "place": "Skolan"}
    untimed = press(siv, house.path + "meetings/new/", **told)
    assert "Choose a day and a time." in text(untimed) and 'value="Skolan"' in text(untimed)

    press(siv, house.path + "meetings/new/", **told, time="14:30")

    assert "Det är du som börjar." in text(elis.get(house.path + "meetings/3/"))
    assert "Det är du som börjar." not in text(anna.get(house.path + "meetings/3/"))
    file = anna.get(house.path + "meetings/3/file/")
    assert file["Content-Type"].startswith("text/calendar") and b"Elis" not in file.content
    assert anna.get(house.path + "meetings/new/").status_code == 404
    assert house.browser("dragan").get(house.path + "meetings/3/").status_code == 404
    erik_sees_nothing(house)


def test_who_came_is_written_down_and_who_did_not_is_seen(house: House) -> None:
    siv, cecilia = house.browser("siv"), house.browser("cecilia")
    assert "Pia Holst" in text(cecilia.get(house.path + "meetings/1/"))
    assert "did not come" in text(cecilia.get(house.path + "meetings/1/"))

    press(siv, house.path + "meetings/1/", came=["1", "2", "3", "4", "5"])

    assert "did not come" not in text(cecilia.get(house.path + "meetings/1/"))
    assert "Who came?" not in text(cecilia.get(house.path + "meetings/1/"))
    assert "Vi saknade dig" in text(house.browser("pia").get(house.path + "meetings/1/"))
    erik_sees_nothing(house)


# Each one's own copy of the plan: what it says, and what it must not.
ON_PAPER = [
    ("anna", "sv", ("Övergripande ansvar", life.SOCIAL, "Lillevik IF", MATTERS, "Anna Berg"), ()),
    ("cecilia", "da", ("Foranstaltninger, som andre sørger for", MATTERS), ("Bild och slöjd",)),
    ("siv", "en", ("Overall responsibility", "Measures by others", "For fast"), (EVENINGS,)),
    ("dragan", "sv", ("Gå med till skolan",), (MATTERS, "Fotboll", "Siv Nyman", "Samtal varje")),
]


@pytest.mark.parametrize(("who", "language", "shown", "hidden"), ON_PAPER)
def test_each_gets_her_own_copy_of_the_plan(
    house: House, who: str, language: str, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    press(house.browser("anna"), house.path + "dissent/", text="For fast")
    answer = house.browser(who).get(house.path + f"plan/{language}/")

    pdf = PdfReader(io.BytesIO(answer.content))
    said_there = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert [one for one in shown if one not in said_there] == []
    assert [one for one in hidden if one in said_there] == []
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"] and pdf.trailer["/Root"]["/Lang"]
    erik_sees_nothing(house)


def test_the_child_has_a_version_in_plain_words_and_who_reads_it_is_seen(house: House) -> None:
    child = house.browser("siv").get(house.path + "plan/sv/child/")
    words = " ".join(PdfReader(io.BytesIO(child.content)).pages[0].extract_text().split())

    assert "Det här är viktigt för dig" in words and "Du får ändra dig" in words
    assert house.browser("dragan").get(house.path + "plan/sv/child/").status_code == 404
    assert house.browser("anna").get(house.path + "plan/fi/").status_code == 404
    assert "the plan on paper" in text(house.browser("anna").get(house.path + "readers/"))
    assert house.browser("dragan").get(house.path + "plan/").status_code == 200
    erik_sees_nothing(house)


def test_a_contact_is_counted_and_the_family_sees_what_the_room_spares(house: House) -> None:
    anna, siv = house.browser("anna"), house.browser("siv")
    unsaid = press(anna, house.path + "contacts/", about="Taxi")
    assert unsaid.status_code == 422 and text(unsaid).count("Choose one.") >= 3

    told = {"agency": life.SCHOOL, "reached": "agency", "channel": "phone", "about": "Taxi"}
    another = press(anna, house.path + "contacts/", **{**told, "agency": "The neighbour"})
    assert another.status_code == 422 and "Choose one." in text(another)
    press(anna, house.path + "contacts/", **told)

    page = text(anna.get(house.path + "contacts/"))
    assert "Taxi" in page and "has been asked once. Without the room it would have been" in page
    assert "Taxi" not in text(siv.get(house.path + "contacts/"))
    for name in ("dragan", "erik"):
        assert house.browser(name).get(house.path + "contacts/").status_code == 404
    erik_sees_nothing(house)


def test_leadership_sees_figures_only_where_no_person_can_be_told(house: House) -> None:
    siv = house.browser("siv")
    assert "too few rooms" in text(siv.get("/rooms/together/"))
    for number in range(4):
        press(siv, "/rooms/new/", whom="number", number="19510302-9806", why=f"Help {number}")

    page = text(siv.get("/rooms/together/"))

    assert "Without the rooms it would have been" in page and "Elis" not in page
    assert house.browser("anna").get("/rooms/together/").status_code == 404
    erik_sees_nothing(house)


def test_anybody_can_report_worry_and_cannot_tell_whether_we_know_the_child(house: House) -> None:
    erik, siv = house.browser("erik"), house.browser("siv")
    assert "which child" in text(press(erik, "/worries/new/", text="Alone at night"))

    answers = [
        said(press(erik, "/worries/new/", named="A boy by the harbour", number=one, text="Alone"))
        for one in (ELIS.number, "20160101-0000", "")
    ]

    assert len(set(answers)) == 1 and answers[0][0] == 200
    page = text(siv.get("/worries/"))
    assert "Elis Berg" in page and page.count("A boy by the harbour") >= 2
    assert erik.get("/worries/").status_code == 404
    assert verify(1, municipality(1).zone).faults == []
    erik_sees_nothing(house)


def test_my_rooms_stand_on_my_own_front_page(house: House) -> None:
    assert "The room around Elis Berg" in text(house.browser("anna").get("/cases/"))
    assert "My own room" in text(house.browser("elis").get("/cases/"))
    assert "The room around" not in text(house.browser("erik").get("/cases/"))
    erik_sees_nothing(house)


def test_a_page_that_is_open_is_told_of_others_changes_and_of_nothing_else(house: House) -> None:
    anna, siv = house.browser("anna"), house.browser("siv")
    version = room_see.room(house.reads("anna"), house.room).version
    asking = house.path + f"changes/?since={version}"
    read_before = len(room_see.readings_of(house.reads("elis"), house.room))
    assert "hx-get" in text(anna.get(asking))

    press(siv, house.path + "goals/0/", text="Draw every day")

    assert "Somebody has changed something here" in text(anna.get(asking))
    assert "Draw every day" not in text(anna.get(asking))
    assert "Go on writing" in text(anna.get(asking + "&writing=1"))
    assert "Somebody" not in text(siv.get(asking))
    assert "Somebody" not in text(house.browser("dragan").get(asking))
    assert "hx-get" not in text(siv.get(asking + "&n=30"))
    anna_read = len(room_see.readings_of(house.reads("elis"), house.room)) - read_before
    assert anna_read == 2  # Siv's page of the goal, twice: none of what was asked here
    assert house.browser("erik").get(asking).status_code == 404
    erik_sees_nothing(house)


def test_everything_that_was_told_stands_on_a_page_of_its_own(house: House) -> None:
    assert EVENINGS in text(house.browser("anna").get(house.path + "told/"))
    assert EVENINGS not in text(house.browser("siv").get(house.path + "told/"))
    erik_sees_nothing(house)


def test_every_kind_of_event_has_its_sentence(house: House) -> None:
    from samrum.core import room as noun
    from samrum.web.room import happenings

    view = room_see.room(house.reads("anna"), house.room, what="journal")
    told = {one.kind for one in view.timeline}
    more = [
        noun.MembershipEnded(6),
        noun.MemberHidden(3, "x", "Threats"),
        noun.MemberShown(3, "x"),
        noun.FactConfirmed("family.siblings", ""),
        noun.QuestionClosed(1, True),
        noun.ConsentRevoked(1, "x"),
        noun.ProvisionUsed("A", "B", ("health",), "OSL 25:12", "Why", now(1).date()),
        noun.GoalSet(1, ""),
        noun.DissentNoted("No"),
        noun.PlanDeclined("A", "Because"),
        noun.MeetingCalled(now(1), 60, "School", False),
        noun.MeetingHeld(1, ()),
        noun.ContactCounted("A", "phone", "family", "Taxi"),
        noun.RoomLetterOrdered("x", 1, "t", "sv", "Title", "Text", Reach()),
        noun.RoomLetterReported(1, "sent", "", ""),
        noun.RoomRebased("a 1.0.0 x", "a 1.1.0 y"),
        noun.CaseHung(noun.Hung("c", "SIP 1", "coordinated-plan", "A")),
        noun.PlanStepPassed(1, 1),
    ]
    assert told | {type(one).__name__ for one in more} == {one.__name__ for one in get_args(Event)}
    for event in [*(one.event for one in view.timeline), *more]:
        assert all(happenings.sentence(event, view, "x")[:2])  # type: ignore[arg-type]
