"""The gate: every address stands in the table, and each row of it is kept."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse

from samrum.web.shared import gate
from samrum.web.shared.addresses import names, paths, url
from samrum.web.shared.gate import Door, Gate, doors
from tests.database import RunDatabase
from tests.web.lillevik import Town, said, settle, text

ARGUMENTS = {
    "service": "parking-permit",
    "name": "photo",
    "sha256": "a" * 64,
    "id": str(uuid4()),
    "case": str(uuid4()),
    "person": str(uuid4()),
    "step": "supplement",
    "number": 1,
    "fact": "mobility.walks",
    "step_id": "supplement",
    "which": 1,
    "key": "key",
    "week": "2026-11-16",
    "language": "sv",
}


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


def addresses() -> Iterator[tuple[Door, str]]:
    """Every door, with an address that leads to it."""
    for name, path in paths():
        wanted = re.findall(r"<\w+:(\w+)>", path)
        yield doors()[name], reverse(name, kwargs={one: ARGUMENTS[one] for one in wanted})


def test_every_address_of_the_pages_stands_in_the_table_and_nothing_else_does() -> None:
    assert set(names()) == set(doors())


def test_no_address_says_twice_what_it_begins_with() -> None:
    """A list of addresses that moved under a beginning must not keep it."""
    parts = [path.split("/") for _name, path in paths()]

    assert [one for one in parts if len(one) > 2 and one[1] and one[1] == one[2]] == []


def test_the_address_of_a_page_is_the_one_that_django_gives_it() -> None:
    for name, path in paths():
        wanted = re.findall("<(int|str|slug):", path)
        for odd in ("a", "2", "blå grön", "50%/{}", "-", "", "x\n"):
            args = [7 if kind == "int" else odd for kind in wanted]
            assert address_or_why(url, name, *args) == address_or_why(by_django, name, *args)
        for args in ([], ["-1"], ["a", "b", "c", "d", "e"]):
            assert address_or_why(url, name, *args) == address_or_why(by_django, name, *args)


def by_django(name: str, *args: object) -> str:
    return reverse(name, args=args)


def address_or_why(address: Callable[..., str], name: str, *args: object) -> str:
    try:
        return address(name, *args)
    except NoReverseMatch as error:
        return str(error)


def test_an_address_that_is_not_in_the_table_stops_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without = {name: door for name, door in doors().items() if name != "resident:case"}
    monkeypatch.setattr(gate, "doors", lambda: without)

    with pytest.raises(ImproperlyConfigured, match="resident:case"):
        Gate(lambda request: HttpResponse())


def test_every_row_of_the_table_is_kept_for_who_is_not_logged_in(town: Town) -> None:
    nobody = town.browser("")
    for door, address in addresses():
        if "GET" in door.methods and door.who in ("resident", "staff"):
            answer = nobody.get(address)
            assert answer.status_code == 303, door.name
            assert answer["Location"] == f"/login/?next={quote(address, safe='')}", door.name


def test_what_is_for_the_staff_is_not_there_for_residents(town: Town) -> None:
    erik = town.browser("erik")
    nothing = said(erik.get("/there/is/nothing/here/"))
    for door, address in addresses():
        if door.who == "staff":
            method = erik.get if "GET" in door.methods else erik.post
            assert said(method(address)) == nothing, door.name


def test_an_address_answers_its_own_methods_and_says_what_to_do_instead(town: Town) -> None:
    answer = town.browser("anna").post("/cases/")

    assert answer.status_code == 405
    assert answer["Allow"] == "HEAD, GET"
    assert "Go to the start page and begin from there." in text(answer)


def test_what_is_absent_is_told_in_the_design_and_says_where_to_go(town: Town) -> None:
    answer = town.browser("").get("/nothing/")

    assert answer.status_code == 404
    assert "We cannot find this page." in text(answer)
    assert "0990-100 10" in text(answer)


@pytest.mark.parametrize("method", ["get", "post"])
def test_erik_cannot_tell_annas_case_from_one_that_does_not_exist(town: Town, method: str) -> None:
    case = town.applies("anna").id
    erik = town.browser("erik")
    hers = {"id": case}
    nobodys = {"id": str(uuid4())}
    for door, address in addresses():
        if door.name.startswith("resident:") and ARGUMENTS["id"] in address:
            send = getattr(erik, method)
            page = erik.get("/mandates/new/")
            whose = page.content.decode().partition('name="whose" value="')[2].partition('"')[0]
            form = {"whose": whose} if method == "post" else {}
            told = said(send(address.replace(str(ARGUMENTS["id"]), hers["id"]), form))
            absent = said(send(address.replace(str(ARGUMENTS["id"]), nobodys["id"]), form))
            assert told == absent, door.name
            assert told[0] in (404, 405), door.name
