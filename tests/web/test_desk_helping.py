"""Helping somebody on the phone: found by her number, typed for, and the journal says so."""

from typing import Any

import pytest

from samrum.core.case import WriteNote
from samrum.office import assisted, persons, see
from samrum.office.act import act
from tests.database import RunDatabase
from tests.web.lillevik import DRIVER, FAR, Town, form, press, said, settle, text

METRES = "mobility.walking_distance_max_m"


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


def anna(town: Town) -> str:
    return str(town.reads("anna").id)


def types(town: Town, what: str, via: str = "phone", whom: str = "") -> Any:
    """Bo's browser, typing for Anna."""
    bo, whom = town.browser("bo"), whom or anna(town)
    begun = press(bo, f"/desk/people/{whom}/", f"/desk/people/{whom}/typing/", via=via, what=what)
    assert begun.status_code == 303, text(begun)
    return bo, begun["Location"]


def typed(view: see.CaseView) -> set[tuple[str, str, str]]:
    """Who has typed for whom, and how."""
    return {
        (one.by_name, one.by.on_behalf_of, one.by.via)
        for one in view.timeline
        if one.by.role == "caseworker"
    }


def test_a_resident_is_found_by_her_number_which_stands_in_no_address(town: Town) -> None:
    bo = town.browser("bo")

    found = press(bo, "/desk/help/", number="19840614-9800")
    assert found["Location"] == f"/desk/people/{anna(town)}/"
    assert "Anna Berg" in text(bo.get(found["Location"]))
    for number in ("", "19990101-0000", "<script>", "x" * 500, "\x00"):
        answer = press(bo, "/desk/help/", number=number)
        assert answer.status_code == 422 and "<script>" not in answer.content.decode()


def test_an_application_is_typed_on_the_phone_and_the_journal_says_so(town: Town) -> None:
    bo, address = types(town, "apply:parking-permit")
    page = bo.get(address, follow=True)
    assert "You are typing for <strong>Anna Berg</strong>, on the phone" in text(page)
    for _ in range(20):
        path = page.request["PATH_INFO"]
        if path.endswith("/check/"):
            break
        asked = {**DRIVER, "channel": "letter", "do": "next"}
        page = bo.post(path, form(page, path).filled(**_answers(asked)), follow=True)
    done = press(bo, page.request["PATH_INFO"], true="yes")

    case = done["Location"].split("/")[2]
    view = see.case(town.reads("bo"), case)
    assert view.case.resident == anna(town)
    assert typed(view) == {("Bo Lind", anna(town), "phone")}
    journal = text(town.browser("bo").get(f"/desk/cases/{case}/"))
    assert "Anna Berg on the phone; You typed it" in journal


def _answers(facts: dict[str, Any]) -> dict[str, Any]:
    """Answers as form fields say them."""
    return {
        name: list(value) if isinstance(value, tuple) else str(value).lower()
        for name, value in facts.items()
    }


@pytest.mark.parametrize(
    ("page", "sent", "kind"),
    [
        ("messages/", {"text": "She says that she has moved."}, "MessageSent"),
        (f"corrections/{METRES}/", {METRES: "90", "reason": "Wrong."}, "CorrectionAsked"),
        ("notes/1/objection/", {"text": "That is not what I said."}, "NoteWritten"),
        ("reach/", {"channel": "digital_mail"}, "ReachChosen"),
        ("withdrawal/", {"reason": "Not needed."}, "CaseWithdrawn"),
    ],
)
@pytest.mark.parametrize("via", ["phone", "counter", "paper"])
def test_what_she_wants_in_a_case_is_typed_for_her(
    town: Town, page: str, sent: dict[str, str], kind: str, via: str
) -> None:
    case = town.applies("anna").id
    act(town.reads("karin"), WriteNote("She called."), case=case, key="note-by-karin")
    bo, address = types(town, f"case:{case}", via)
    assert address == f"/cases/{case}/"
    assert "You are typing for <strong>Anna Berg</strong>" in text(bo.get(address))

    answer = press(bo, f"/cases/{case}/{page}", **sent)

    assert answer.status_code == 303, text(answer)
    happened = [one for one in see.case(town.reads("bo"), case).timeline if one.kind == kind][-1]
    by = happened.by
    assert (by.id, by.role, by.on_behalf_of, by.via) == (
        town.reads("bo").id,
        "caseworker",
        anna(town),
        via,
    )


def test_typing_ends_when_she_says_so(town: Town) -> None:
    case = town.applies("anna").id
    bo, address = types(town, f"case:{case}")
    stop = form(bo.get(address), "/desk/typed/")

    assert bo.post(stop.action, stop.filled())["Location"] == f"/desk/people/{anna(town)}/"
    assert bo.get(f"/cases/{case}/").status_code == 404
    assert "You are typing for" not in text(bo.get("/"))


def test_at_the_desk_she_is_always_herself(town: Town) -> None:
    case = town.applies("anna").id
    bo, _address = types(town, f"case:{case}")

    press(bo, f"/desk/cases/{case}/", f"/desk/cases/{case}/notes/", text="My own note.")
    assert "You are typing for" not in text(bo.get(f"/desk/cases/{case}/"))
    assert see.case(town.reads("bo"), case).timeline[-1].by.on_behalf_of == ""


def test_typing_for_one_opens_nothing_of_another(town: Town) -> None:
    case, other = town.applies("anna").id, town.applies("erik").id
    bo, _address = types(town, f"case:{case}")

    assert bo.get(f"/cases/{other}/").status_code == 404
    refused = press(
        bo,
        f"/desk/people/{anna(town)}/",
        f"/desk/people/{anna(town)}/typing/",
        via="phone",
        what=f"case:{other}",
    )
    assert refused["Location"] == f"/desk/people/{anna(town)}/"


def test_a_decision_is_not_opened_by_who_types(town: Town) -> None:
    life = town.applies("anna", FAR)
    life.decide(8, "refuse")
    bo, address = types(town, f"case:{life.id}")

    assert "Open the decision" not in text(bo.get(address))
    assert town.case(life.id).decision.opened_at is None  # type: ignore[union-attr]


def test_the_letters_of_an_application_typed_for_her_speak_her_language(town: Town) -> None:
    mette = town.reads("mette")
    assert mette.person.language == "da"
    assert assisted.resident(town.reads("bo"), mette.id).language == "da"


def test_a_mandate_on_paper_is_entered_once_with_its_days(town: Town) -> None:
    bo, path = town.browser("bo"), f"/desk/people/{anna(town)}/mandates/"
    paper = {"kind": "guardian", "number": "19510302-9806", "services": ["parking-permit"]}
    paper |= {"from": "2026-01-01", "to": "2027-01-01"}

    for _ in range(2):
        assert press(bo, path, **paper)["Location"] == f"{path}?done=1"

    person = persons.known_person(anna(town), tenant=1)
    (given,) = person.mandates.values()
    assert (given.kind, given.holder) == ("guardian", town.reads("maj").id)
    assert "Maj Berg" in text(bo.get(path))


def test_a_guardian_is_ended_by_staff_and_not_by_the_child(town: Town) -> None:
    bo, path = town.browser("bo"), f"/desk/people/{anna(town)}/mandates/"
    paper = {"kind": "guardian", "number": "19510302-9806", "services": ["*"]}
    press(bo, path, **paper, **{"from": "2026-01-01", "to": ""})
    hers = text(town.browser("anna").get("/mandates/"))
    assert "Maj Berg" in hers and "Take back" not in hers
    assert town.browser("anna").get("/mandates/1/revocation/")["Location"] == "/mandates/"

    assert press(bo, path, end="1")["Location"] == f"{path}?done=ended"

    assert "taken back" in text(bo.get(path)) and "It has ended" not in text(bo.get(path))
    assert town.browser("maj").get(f"/desk/people/{anna(town)}/mandates/").status_code == 404
    assert press(town.browser("erik"), "/mandates/new/", number="").status_code == 422


def test_who_has_looked_her_up_is_written_down_and_she_sees_it(town: Town) -> None:
    bo, path = town.browser("bo"), f"/desk/people/{anna(town)}/"
    assert "Nobody has looked you up yet." in text(town.browser("anna").get("/mandates/"))

    bo.get(path)
    bo.get(f"{path}mandates/")

    page = text(town.browser("anna").get("/mandates/"))
    assert "Bo Lind</strong>, Samhällsbyggnadsnämnden" in page
    assert "Read who you are and who may act for you" in page
    looked_up = [(one.by_name, one.what) for one in assisted.readings_of(town.reads("anna"))]
    assert looked_up == [("Bo Lind", "mandates"), ("Bo Lind", "person")]
    town.browser("erik").get(path)  # who finds nobody leaves nothing either
    assert "Bo Lind" not in text(town.browser("erik").get("/mandates/"))
    assert len(assisted.readings_of(town.reads("anna"))) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "king"},
        {"number": "19990101-0000"},
        {"number": ""},
        {"services": None},
        {"services": ["no-such"]},
        {"from": "soon"},
        {"to": "2020-01-01"},
        {"to": "never"},
        {"number": "19840614-9800"},
    ],
)
def test_a_mandate_that_cannot_be_meant_is_told_at_its_field(
    town: Town, wrong: dict[str, Any]
) -> None:
    path = f"/desk/people/{anna(town)}/mandates/"
    paper: dict[str, Any] = {"kind": "guardian", "number": "19510302-9806"}
    paper |= {"services": ["parking-permit"], "from": "2026-01-01", "to": ""}

    answer = press(town.browser("bo"), path, **(paper | wrong))

    assert answer.status_code == 422
    assert persons.known_person(anna(town), tenant=1).mandates == {}


def test_the_keys_can_be_turned_off(town: Town) -> None:
    bo = town.browser("bo")
    assert "desk-keys" in text(bo.get("/desk/"))

    press(bo, "/desk/keys/", keys="off")
    assert "desk-keys" not in text(bo.get("/desk/"))
    press(bo, "/desk/keys/", keys="on")
    assert "desk-keys" in text(bo.get("/desk/"))


@pytest.mark.parametrize("page", ["", "mandates/"])
@pytest.mark.parametrize("who", ["erik", "cecilia"])
def test_erik_and_cecilia_find_nobody(town: Town, who: str, page: str) -> None:
    browser = town.browser(who)

    hidden = browser.get(f"/desk/people/{anna(town)}/{page}")
    absent = browser.get(f"/desk/people/01234567-89ab-7def-8123-456789abcdef/{page}")
    assert said(hidden) == said(absent)
    assert hidden.status_code == 404


def test_a_forged_cookie_of_eriks_types_for_nobody(town: Town) -> None:
    from samrum.web.shared import assisting

    case = town.applies("anna").id
    erik = town.browser("erik")
    told = {"by": town.reads("erik").id, "for": anna(town), "via": "phone"}
    for cookie in (assisting.SIGNED.sign_object(told), "nonsense", ""):
        erik.cookies[assisting.COOKIE] = cookie
        assert said(erik.get(f"/cases/{case}/")) == said(erik.get("/cases/none/"))
