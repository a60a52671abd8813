"""Applying, page by page: nothing typed is lost, nothing is handed in twice."""

import zlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from samrum.cli.lillevik.papers import certificate, photo
from samrum.core.access import Reader
from samrum.core.case import Case
from samrum.office import drafts, persons, see, uploads
from samrum.office.municipality import now
from samrum.web.resident import answers as filling
from tests.database import RunDatabase
from tests.web.lillevik import DRIVER, Town, form, press, said, settle, text

APPLY = "/apply/parking-permit/"
METRES = "mobility.walking_distance_max_m"
ANSWERS = (
    ("request", {"parking_permit.request": "new"}),
    ("capacity", {"parking_permit.capacity": "driver"}),
    ("walks", {"mobility.walks": "true"}),
    ("distance", {METRES: "150", "mobility.aids": ["stick", "rollator"]}),
    ("duration", {"mobility.impairment_duration": "permanent"}),
    ("certificate", {"parking_permit.certificate_route": "upload"}),
    ("certificate-upload", {}),
    ("photo", {}),
    ("signature", {"parking_permit.can_sign": "true"}),
    ("reach", {"channel": "email", "address": "anna@example.com"}),
)


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


@pytest.fixture
def anna(town: Town) -> Client:
    return town.browser("anna")


def fill_in(browser: Client, **other: Any) -> str:
    """Answer every page; `other` answers by the name of the page.  Where the last one leads."""
    there = APPLY + ANSWERS[0][0] + "/"
    for name, answers in ANSWERS:
        assert there == f"{APPLY}{name}/"
        answer = press(browser, there, do="next", **other.get(name, answers))
        assert answer.status_code == 303, text(answer)
        there = answer["Location"]
    return there


def hand_in(browser: Client, **more: Any) -> Any:
    return press(browser, f"{APPLY}check/", true="yes", **more)


def only_case(reader: Reader) -> Case:
    (row,) = see.my_cases(reader)
    return see.case(reader, row.id).case


def file(name: str, content: bytes, media_type: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, media_type)


def draft_of(town: Town, name: str = "anna") -> drafts.Draft:
    reader = town.reads(name)
    return drafts.draft(reader, reader.id, "apply:parking-permit")


def test_anna_answers_page_by_page_reads_through_and_gets_a_receipt(
    town: Town, anna: Client
) -> None:
    assert anna.get(APPLY)["Location"] == f"{APPLY}request/"
    assert fill_in(anna) == f"{APPLY}check/"
    page = text(anna.get(f"{APPLY}check/"))
    assert "150 m" in page and "A stick or poles" in page and "E-mail to anna@example.com" in page

    answer = hand_in(anna)
    case = only_case(town.reads("anna"))
    assert answer["Location"] == f"/cases/{case.id}/receipt/"
    assert case.facts[METRES].value == 150
    assert case.reach.address == "anna@example.com"
    receipt = text(anna.get(answer["Location"]))
    assert case.number in receipt and "It is your turn" in receipt
    assert said(town.browser("erik").get(answer["Location"]))[0] == 404


def test_a_second_press_gets_the_same_receipt_and_no_second_case(town: Town, anna: Client) -> None:
    fill_in(anna)
    page = form(anna.get(f"{APPLY}check/"), "/check/")
    first, second = (anna.post(page.action, page.filled(true="yes")) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert len(see.my_cases(town.reads("anna"))) == 1


def test_another_tab_with_what_was_handed_in_already_sends_nothing(
    town: Town, anna: Client
) -> None:
    fill_in(anna)
    one, other = (form(anna.get(f"{APPLY}check/"), "/check/") for _ in range(2))
    anna.post(one.action, one.filled(true="yes"))
    answer = anna.post(other.action, other.filled(true="yes"))

    assert answer["Location"] == "/cases/?gone=1"
    assert len(see.my_cases(town.reads("anna"))) == 1


def test_nothing_is_handed_in_before_she_says_that_it_is_true(town: Town, anna: Client) -> None:
    fill_in(anna)
    answer = press(anna, f"{APPLY}check/")

    assert answer.status_code == 422
    assert "Say that what you have told us is true" in text(answer)
    assert see.my_cases(town.reads("anna")) == ()


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stands_there(
    anna: Client,
) -> None:
    answer = press(anna, f"{APPLY}request/", do="next")
    assert answer.status_code == 422
    assert "Answer the question “What do you want to apply for?”" in text(answer)

    anna.post(f"{APPLY}walks/", form(anna.get(f"{APPLY}walks/"), "/walks/").filled(
        do="next", **{"mobility.walks": "true"}
    ))  # fmt: skip
    answer = press(anna, f"{APPLY}distance/", do="next", **{METRES: "<b>långt</b>"})
    assert answer.status_code == 422
    assert "&lt;b&gt;långt&lt;/b&gt;" in text(answer) and "<b>långt" not in text(answer)
    assert f'href="#{METRES}"' in text(answer)


@pytest.mark.parametrize("do", ["next", "leave", ""])
def test_every_press_keeps_what_stands_on_the_page(town: Town, anna: Client, do: str) -> None:
    press(anna, f"{APPLY}request/", do=do, **{"parking_permit.request": "new"})

    assert draft_of(town).answers["parking_permit.request"].value == "new"
    begun = text(anna.get("/cases/"))
    assert "Begun, not sent" in begun and "We keep it until" in begun


def test_she_goes_on_where_she_was_on_another_device(town: Town, anna: Client) -> None:
    press(anna, f"{APPLY}request/", do="next", **{"parking_permit.request": "new"})
    press(anna, f"{APPLY}capacity/", do="leave", **{"parking_permit.capacity": "driver"})
    library = town.browser("anna")

    page = text(library.get(APPLY))
    assert "We keep it until" in page
    assert "You have begun an application" in page and f'href="{APPLY}capacity/"' in page
    assert "checked" in text(library.get(f"{APPLY}request/"))
    library.post(*press_form(library, APPLY, "removal/"))
    assert draft_of(town).version == 0


def press_form(browser: Client, path: str, action: str) -> tuple[str, dict[str, Any]]:
    found = form(browser.get(path), action)
    return found.action, found.filled()


def test_two_devices_with_different_answers_are_both_shown(town: Town, anna: Client) -> None:
    phone = form(anna.get(f"{APPLY}request/"), "/request/")
    press(anna, f"{APPLY}request/", do="next", **{"parking_permit.request": "renewal"})
    answer = anna.post(phone.action, phone.filled(do="next", **{"parking_permit.request": "new"}))

    assert answer.status_code == 422
    assert "On another device you answered" in text(answer)
    assert draft_of(town).answers["parking_permit.request"].value == "renewal"
    again = form(answer, "/request/")
    assert anna.post(again.action, again.filled(do="next")).status_code == 303
    assert draft_of(town).answers["parking_permit.request"].value == "new"


def test_two_devices_on_different_pages_lose_nothing(town: Town, anna: Client) -> None:
    phone = form(anna.get(f"{APPLY}capacity/"), "/capacity/")
    press(anna, f"{APPLY}request/", do="next", **{"parking_permit.request": "new"})
    anna.post(phone.action, phone.filled(do="next", **{"parking_permit.capacity": "driver"}))

    kept = draft_of(town).answers
    assert kept["parking_permit.request"].value == "new"
    assert kept["parking_permit.capacity"].value == "driver"


def test_i_do_not_know_is_an_answer(town: Town, anna: Client) -> None:
    known = {"mobility.impairment_duration": "unknown"}
    fill_in(anna, duration=known, distance={f"{METRES}:standing": "unknown"})

    kept = draft_of(town).answers
    assert kept["mobility.impairment_duration"].standing == "unknown"
    assert kept[METRES].standing == "unknown"
    assert text(anna.get(f"{APPLY}check/")).count("I do not know") == 2


def test_what_is_known_already_is_filled_in_with_where_it_comes_from(
    town: Town, anna: Client
) -> None:
    case = town.applies("anna")
    page = text(anna.get(f"{APPLY}distance/"))

    assert 'value="150"' in page and "You told us this" in page
    assert only_case(town.reads("anna")).number in page
    press(anna, f"{APPLY}distance/", do="next", **{METRES: "80"})
    assert "You told us this" not in text(anna.get(f"{APPLY}distance/")).partition("aids")[0]
    assert town.case(case.id).facts[METRES].value == 150


def test_files_are_kept_in_the_draft_shown_and_removed(town: Town, anna: Client) -> None:
    picture, paper = photo(90), certificate("högst 150 meter", now(1).date())
    with uploads.opened(picture) as one, uploads.opened(paper) as other:
        files = [file("jag.png", one.read(), "image/png"), file("intyg.pdf", other.read())]
    answer = press(anna, f"{APPLY}photo/", do="upload", **{"document.photo": files})
    assert answer.status_code == 303
    kept = draft_of(town).uploads
    assert [(one.kind, one.name) for one in kept] == [
        ("document.photo", "jag.png"),
        ("document.photo", "intyg.pdf"),
    ]
    page = text(anna.get(f"{APPLY}photo/"))
    address = f"{APPLY}files/{kept[0].sha256}/"
    assert f'<img src="{address}"' in page
    shown = anna.get(address)
    assert shown["Content-Type"] == "image/png" and shown["X-Content-Type-Options"] == "nosniff"
    assert "script-src" not in shown["Content-Security-Policy"]
    assert town.browser("erik").get(address).status_code == 404

    press(anna, f"{APPLY}photo/", remove=kept[0].sha256)
    assert [one.name for one in draft_of(town).uploads] == ["intyg.pdf"]


def papers(many: int) -> list[SimpleUploadedFile]:
    numbers = range(1, many + 1)
    return [file(f"page-{n}.txt", f"Page {n}.".encode(), "text/plain") for n in numbers]


def test_a_file_that_there_is_no_room_for_is_named_and_not_lost_in_silence(
    town: Town, anna: Client
) -> None:
    answer = press(anna, f"{APPLY}photo/", do="upload", **{"document.photo": papers(22)})

    assert len(draft_of(town).uploads) == 20
    assert answer.status_code == 422
    for name in ("page-21.txt", "page-22.txt"):
        assert f"{name}: there is room for 20 files here." in text(answer)
    assert "page-20.txt: there" not in text(answer)
    assert answer.content.count(b'id="document.photo-fault"') == 1, "what describes the field"


def test_more_files_than_are_received_at_once_are_all_sent_back(town: Town, anna: Client) -> None:
    case = town.applies("anna").id
    there, before = f"/cases/{case}/documents/", len(town.case(case).documents)
    answer = press(anna, there, kind="other", files=papers(21))

    assert answer.status_code == 422
    assert "At most 20 files are received at once." in text(answer)
    assert len(town.case(case).documents) == before
    assert press(anna, there, kind="other", files=papers(20)).status_code == 303
    assert len(town.case(case).documents) == before + 20
    assert town.browser("erik").get(there).status_code == 404


def test_one_press_does_not_keep_the_others_waiting_and_what_is_left_is_named(
    town: Town, anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ASVS 15.2.2: files that take long to look through are looked through for a while."""
    case, looked_at = town.applies("anna").id, list[str]()
    press(anna, f"{APPLY}request/", do="next", **{"parking_permit.request": "new"})

    def slowly(stream: Any, **about: Any) -> Any:
        looked_at.append(about["name"])
        monkeypatch.setattr(filling, "LONGEST_RECEIVING", -1.0)  # the time has passed
        return received(stream, **about)

    received = uploads.receive
    monkeypatch.setattr(uploads, "receive", slowly)
    left = "page-2.txt: the files before it took long to look through. Send this one by itself."

    page = text(press(anna, f"{APPLY}photo/", do="upload", **{"document.photo": papers(3)}))
    assert left in page and "page-3.txt: the files before it" in page
    assert looked_at == [one.name for one in draft_of(town).uploads] == ["page-1.txt"]
    assert draft_of(town).answers["parking_permit.request"].value == "new"

    monkeypatch.setattr(filling, "LONGEST_RECEIVING", 20.0)
    page = text(press(anna, f"/cases/{case}/documents/", kind="other", files=papers(3)))
    assert left in page and "page-3.txt: the files before it" in page
    assert "These were received</h2> <p>page-1.txt</p>" in page
    assert looked_at == ["page-1.txt"] * 2
    assert town.browser("erik").get(f"/cases/{case}/documents/").status_code == 404


def bomb() -> bytes:
    """A picture of 60,000 by 60,000 that is a few bytes on the way."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + kind + body + check

    head = (60_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("program.pdf", b"MZ\x90\x00" + bytes(200)),
        ("brev.docx", b"PK\x03\x04" + bytes(200)),
        ("bomb.png", bomb()),
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("empty.pdf", b""),
        ("large.pdf", b"%PDF-1.7\n" + bytes(20 * 1024 * 1024 + 1)),
    ],
)
def test_a_file_that_we_do_not_take_is_named_and_refused_in_words(
    town: Town, anna: Client, name: str, content: bytes
) -> None:
    press(anna, f"{APPLY}request/", do="next", **{"parking_permit.request": "new"})
    page = form(anna.get(f"{APPLY}photo/"), "/photo/")
    answer = anna.post(
        page.action, page.filled(do="next", **{"document.photo": file(name, content)})
    )

    assert answer.status_code in (303, 422)  # a browser sends an empty file as no file at all
    if content:
        assert answer.status_code == 422
        assert f"{name}: " in text(answer) and 'id="faults"' in text(answer)
    assert draft_of(town).uploads == ()
    assert draft_of(town).answers["parking_permit.request"].value == "new"


def test_a_file_never_carries_a_name_that_deceives(town: Town, anna: Client) -> None:
    names = {"..\\..\\evil\u202egnp.exe": b"Hej.", "x" * 300 + ".txt": b"Hej igen."}
    for name, content in names.items():
        files = [file(name, content, "text/plain")]
        press(anna, f"{APPLY}photo/", do="upload", **{"document.photo": files})

    kept = [one.name for one in draft_of(town).uploads]
    assert kept[0] == "evilgnp.exe.txt"
    assert len(kept[1]) <= 125 and kept[1].endswith(".txt")


@pytest.mark.parametrize(
    "hostile",
    [
        {"parking_permit.request": ["new"] * 400},
        {"parking_permit.request": "\x00\ud800" * 10},
        {"parking_permit.request": "x" * 100_000},
        {"remove": ["../../etc/passwd", "a" * 10_000]},
        {"was": "å" * 1_000, "key": "ö" * 500},
        {"do": "drop table"},
        {"parking_permit.request:standing": "declined"},
    ],
    ids=str,
)
def test_no_form_brings_the_page_down(anna: Client, hostile: dict[str, Any]) -> None:
    page = form(anna.get(f"{APPLY}request/"), "/request/")
    hostile = {
        name: value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        for name, value in hostile.items()
    }
    answer = anna.post(page.action, page.filled(**hostile))

    assert answer.status_code in (303, 400, 422)


def test_anna_applies_for_maj_with_a_banner_on_every_page(town: Town, anna: Client) -> None:
    town_gives_mandate(town)
    page = text(anna.get(APPLY))
    assert "Who is the application for?" in page and "For Maj Berg" in page
    answer = press(anna, APPLY, **{"for": town.reads("maj").id})
    assert anna.get(answer["Location"])["Location"] == f"{APPLY}request/"
    assert "You are acting for <strong>Maj Berg" in text(anna.get(f"{APPLY}request/"))
    fill_in(anna)
    hand_in(anna)

    case = only_case(town.reads("maj"))
    assert case.resident == town.reads("maj").id
    page = text(anna.get(f"/cases/{case.id}/"))
    assert "You are acting for <strong>Maj Berg" in page
    assert "You, for Maj Berg" in page
    assert town.browser("erik").get(f"/cases/{case.id}/").status_code == 404


def test_a_form_that_was_opened_for_herself_is_not_sent_for_maj(town: Town, anna: Client) -> None:
    town_gives_mandate(town)
    mine = form(anna.get(f"{APPLY}request/"), "/request/")
    press(anna, "/acting-for/", person=town.reads("maj").id)
    answer = anna.post(mine.action, mine.filled(do="next", **{"parking_permit.request": "new"}))

    assert answer.status_code == 409
    assert "opened for somebody other than the person you are acting for" in text(answer)
    assert (
        drafts.draft(town.reads("anna"), town.reads("maj").id, "apply:parking-permit").version == 0
    )


def town_gives_mandate(town: Town) -> None:
    today = now(1).date()
    persons.give_mandate(
        town.reads("maj"),
        number=town.reads("anna").person.number,
        kind="power_of_attorney",
        services=("parking-permit",),
        valid_from=today - timedelta(days=1),
    )


def test_one_page_is_kept_while_one_types(town: Town, anna: Client) -> None:
    page = form(anna.get(f"{APPLY}request/"), "/request/")
    typed = page.filled(**{"parking_permit.request": "new"})
    answer = anna.post(page.action, typed, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert 'id="saved"' in text(answer) and "Saved today at" in text(answer)
    assert draft_of(town).answers["parking_permit.request"].value == "new"
    assert anna.post(page.action, {**typed, "do": "next"}).status_code == 303


def test_a_change_leads_back_to_where_everything_is_read_through(anna: Client) -> None:
    fill_in(anna)
    answer = press(anna, f"{APPLY}distance/?change=1", "/distance/", do="next", **{METRES: "90"})

    assert answer["Location"] == f"{APPLY}check/"
    assert "90 m" in text(anna.get(f"{APPLY}check/"))


def test_what_a_change_makes_necessary_is_asked_for_before_it_can_be_sent(anna: Client) -> None:
    fill_in(anna)
    press(anna, f"{APPLY}capacity/?change=1", "/capacity/", do="next",
          **{"parking_permit.capacity": "passenger"})  # fmt: skip
    page = text(anna.get(f"{APPLY}check/"))

    assert "Something is not answered yet" in page
    assert f'href="{APPLY}alone/?change=1"' in page
    assert "Send the application" not in page


def test_the_page_before_the_questions_shows_nobody_elses_draft(town: Town, anna: Client) -> None:
    press(anna, f"{APPLY}request/", do="next", **{"parking_permit.request": "renewal"})

    assert draft_of(town, "erik") == replace(drafts.Draft())
    assert "Begun, not sent" not in text(town.browser("erik").get("/cases/"))
    assert DRIVER["parking_permit.request"] == "new"
