"""Canaries: what tells where a protected person lives is sought on every page, in every paper,
list, log and letter, for everybody.

Unique strings stand in each field that may tell it.  She lived openly when she applied, so the
journal holds them; then the register says that she is protected.  The addresses swept are those of
doors.txt: a page that is added tomorrow is swept too.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from samrum.cli.lillevik import lives, seed
from samrum.cli.lillevik.people import Someone
from samrum.core.access import Reader
from samrum.core.case import AskForSupplement, GiveFact, Reach, SendMessage
from samrum.core.fact import Answer
from samrum.core.hearing import BeginHearing
from samrum.office import act, assisted, identity, persons, see
from samrum.office.municipality import now
from samrum.office.post_room import send_waiting
from samrum.web.shared.gate import Door
from tests.database import RunDatabase
from tests.web.lillevik import Town, press, said, settle, text
from tests.web.test_gate import ARGUMENTS, addresses

CANARIES = {
    "address": "Kanariegränd 4711",
    "town": "99999 Gömstad",
    "email": "kanariefagel@gomd.example",
    "phone": "070-47114711",
    "reach": "nabb@gomd.example",
    "stay": "hos faster Kanarina på Fjädervägen",
}
STAYS = "residence.stays_in"
PETRA = Someone("19600606-9809", "Petra Skyddad", (CANARIES["address"], CANARIES["town"]))
WHO = ("", "erik", "cecilia", "bo", "anna", "karin")


@pytest.fixture
def town(db: RunDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Town:
    monkeypatch.setattr(settings, "FILES", str(tmp_path))
    return settle(PETRA)


def petra_id() -> str:
    """Petra's id, without changing what is known of her."""
    return persons.register(persons.Identity(PETRA.number, PETRA.name, protected=True)).id


def petra() -> Reader:
    """Petra, known as she was before, with Anna to act for her."""
    said = persons.Identity(
        PETRA.number, PETRA.name, "sv", PETRA.address, CANARIES["email"], CANARIES["phone"]
    )
    known = persons.register(said)
    reader = Reader(known, {})
    persons.give_mandate(
        reader,
        number="19840614-9800",
        kind="power_of_attorney",
        services=("*",),
        valid_from=date(2020, 1, 1),
    )
    return reader


def protected_case(town: Town) -> str:
    """Petra applied, told where she stays, was asked for more; then she became protected."""
    reader = petra()
    case = lives.Case(reader, PETRA, town.reads("karin"), now(1) - timedelta(days=3), Random(1))
    case.apply(lives.DRIVER, complete=False, reach=Reach("email", CANARIES["reach"]))
    act.act(reader, SendMessage("Hej, hur går det?"), case=case.id, key="p1")
    stays = GiveFact(STAYS, Answer(CANARIES["stay"]), "document")
    act.act(town.reads("karin"), stays, case=case.id, key="k1")
    heard = [one.key for one in see.case(town.reads("karin"), case.id).case.from_others]
    until = now(1).date() + timedelta(days=20)
    act.act(town.reads("karin"), BeginHearing(tuple(heard), until), case=case.id, key="k1-heard")
    seed.add_to_population([replace(PETRA, protected=True)])
    karin = town.reads("karin")
    act.read_registers(karin, case=case.id, key="k2")
    act.act(karin, AskForSupplement("Skicka ett foto."), case=case.id, key="k3")
    while send_waiting(1):
        pass
    return case.id


def swept(client: Client, id: str, person: str) -> Iterator[tuple[Door, str, HttpResponse]]:
    """Every page that can be opened, for this case and this person."""
    for door, address in addresses():
        if "GET" not in door.methods:
            continue
        address = address.replace("mobility.walks", STAYS)
        places = (id, person) if str(ARGUMENTS["id"]) in address else (id,)
        for path in (address.replace(str(ARGUMENTS["id"]), place) for place in places):
            yield door, path, client.get(path)


def told(answer: HttpResponse) -> str:
    """All that an answer says: its head, and its page, paper or list as text."""
    body = b"".join(answer) if answer.streaming else answer.content
    said = str(answer.headers) + body.decode("utf-8", "replace")
    if body.startswith(b"%PDF"):
        said += " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return " ".join(said.split())  # a paper breaks its lines wherever they end


def found_in(said: str) -> list[str]:
    return [name for name, canary in CANARIES.items() if canary in said]


def test_the_sweep_finds_a_canary_where_it_may_be_seen(town: Town) -> None:
    id = protected_case(town)
    town.tokens["petra"] = identity.begin_session(persons.known_person(petra_id()))

    pages = " ".join(told(a) for _d, _p, a in swept(town.browser("petra"), id, id))

    assert {"reach", "stay"} <= set(found_in(pages))


def test_nobody_else_reads_where_a_protected_person_is(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    id, person = protected_case(town), petra_id()
    caplog.set_level(logging.DEBUG)

    leaks = [
        (who or "nobody", door.name, path, found)
        for who in WHO
        for door, path, answer in swept(town.browser(who), id, person)
        if (found := found_in(told(answer)))
    ]

    assert leaks == []
    assert found_in(caplog.text) == []


def test_who_acts_for_her_is_not_told_that_she_is_protected(town: Town) -> None:
    id = protected_case(town)

    pages = [told(a) for d, p, a in swept(town.browser("anna"), id, id) if id in p]

    assert any("Petra Skyddad" in page for page in pages)
    for word in ("protected", "population register says", "Protected"):
        assert [
            page for page in pages if f"{word} personal" in page or f"{word} that" in page
        ] == []
    assert "details are protected" in text(town.browser("karin").get(f"/desk/cases/{id}/"))


def test_what_the_desk_hears_from_the_register_of_one_case_holds_for_her_others_too(
    town: Town,
) -> None:
    reader, at = petra(), now(1)
    asked, other = (
        lives.Case(reader, PETRA, town.reads("karin"), at - timedelta(days), Random(1))
        for days in (3, 4)
    )
    for case in (asked, other):
        case.apply(lives.DRIVER, complete=True)
    seed.add_to_population([replace(PETRA, protected=True)])
    bo = town.browser("bo")
    assert bo.get(f"/desk/cases/{other.id}/").status_code == 200

    press(bo, f"/desk/cases/{asked.id}/registers/")

    for case in (asked, other):
        assert bo.get(f"/desk/cases/{case.id}/").status_code == 404
        assert town.browser("karin").get(f"/desk/cases/{case.id}/").status_code == 200
        assert town.browser("erik").get(f"/cases/{case.id}/").status_code == 404


def unmarked(page: str, number: str) -> str:
    """A page without the number that was typed, and without the keys of its form."""
    return re.sub(r'value="[\w-]{20,}"', "", page.replace(number, ""))


@pytest.mark.parametrize("word", ["Petra", "Skyddad", PETRA.number])
def test_who_is_not_cleared_finds_nothing_of_her(word: str, town: Town) -> None:
    protected_case(town)
    for who, finds in (("bo", False), ("karin", True)):
        browser = town.browser(who)
        found = press(browser, "/desk/?whose=unit", q=word, turn="any")["Location"]
        page = text(browser.get(found))
        assert ("Petra Skyddad" in page) == finds


def test_bo_cannot_tell_a_protected_person_from_one_that_nobody_has_heard_of(town: Town) -> None:
    protected_case(town)
    bo = town.browser("bo")
    status, hers = said(press(bo, "/desk/help/", number=PETRA.number, name=""))
    absent, nobodys = said(press(bo, "/desk/help/", number="19600607-9808", name=""))
    assert (status, absent) == (422, 422) and "We find nobody with the number" in hers
    assert unmarked(hers, PETRA.number) == unmarked(nobodys, "19600607-9808")
    with pytest.raises(Exception, match="We find nobody"):
        assisted.find(town.reads("bo"), PETRA.number)
    assert assisted.find(town.reads("karin"), PETRA.number).name == PETRA.name


def test_erik_cannot_find_out_by_a_power_of_attorney_that_she_is_here(town: Town) -> None:
    protected_case(town)
    erik = town.browser("erik")
    page = {"from": "2026-11-29", "to": "", "services": ["*"]}

    hers = text(press(erik, "/mandates/new/", number=PETRA.number, **page))
    nobodys = text(press(erik, "/mandates/new/", number="19600607-9808", **page))

    assert "Nobody with the number" in hers and "Nobody with the number" in nobodys
    assert "Petra" not in text(erik.get("/mandates/"))


def test_a_letter_from_before_tells_nobody_else_where_she_stays(town: Town) -> None:
    id = protected_case(town)
    town.tokens["petra"] = identity.begin_session(persons.known_person(petra_id()))

    def telling(name: str, place: str) -> set[str]:
        letters = [one.number for one in town.case(id).letters]
        papers = [town.browser(name).get(f"{place}{id}/letters/{n}.pdf") for n in letters]
        return {one for paper in papers for one in found_in(told(paper))}

    assert "stay" in telling("petra", "/cases/")
    assert telling("anna", "/cases/") == set()
    assert telling("karin", "/desk/cases/") == set()
    assert telling("erik", "/cases/") == set()


def test_no_letter_leaves_by_itself_and_its_paper_has_no_window(town: Town) -> None:
    id = protected_case(town)
    letters = {one.number: one.fate for one in town.case(id).letters}
    post = Path(settings.VAR) / "post"
    left = {int(one.name.split(".")[2]) for one in post.rglob("*.eml") if id in one.name}

    assert left == {number for number, fate in letters.items() if fate == "sent"}
    letter = next(one for one in town.case(id).letters if one.template == "question")
    assert (letter.fate, letter.reach.address) == ("failed", "")
    paper = told(town.browser("karin").get(f"/desk/cases/{id}/letters/{letter.number}.pdf"))
    assert found_in(paper) == [] and "Petra" not in paper


def test_what_one_case_learns_holds_for_the_person_and_her_other_cases(town: Town) -> None:
    reader = petra()
    other = lives.Case(reader, PETRA, town.reads("bo"), now(1) - timedelta(days=9), Random(2))
    other.apply(lives.DRIVER)
    assert PETRA.name in text(town.browser("bo").get(f"/desk/cases/{other.id}/"))

    protected_case(town)

    assert town.browser("bo").get(f"/desk/cases/{other.id}/").status_code == 404
    known = persons.known_person(reader.id)
    assert (known.address, known.email, known.phone) == ((), "", "")
