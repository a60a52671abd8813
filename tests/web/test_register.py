"""The register of cases and documents: everything is in it, and it tells no more than it may."""

import csv
import io
from datetime import timedelta

import pytest

from samrum.core.case import HandInDocument
from samrum.office import act, persons, uploads
from samrum.office.municipality import now
from samrum.web.shared.cells import safe
from tests.database import RunDatabase
from tests.web.lillevik import Town, settle, text

WHOLE = {"from": (now(1) - timedelta(days=40)).date().isoformat()}


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


def test_every_record_has_a_row_with_day_number_party_and_subject(town: Town) -> None:
    id = town.applies("anna").id
    case = town.case(id)
    paper = uploads.receive(io.BytesIO(b"text"), kind="other", name="Brev från mig.txt")
    act.act(town.reads("anna"), HandInDocument(paper), case=id, key="d")

    page = text(town.browser("bo").get("/desk/register/", WHOLE))

    assert page.count("Anna Berg") == 1 + len(town.case(id).documents) + len(case.letters)
    assert f"{case.number}/1" in page and "Application received" in page
    assert "Brev från mig.txt" in page and "Medical certificate" in page
    assert town.browser("erik").get("/desk/register/").status_code == 404
    assert town.browser("erik").get("/desk/register.csv").status_code == 404


def test_it_is_searched_by_day_and_by_number(town: Town) -> None:
    one, other = town.case(town.applies("anna").id), town.case(town.applies("maj").id)
    bo = town.browser("bo")

    mine = text(bo.get("/desk/register/", {"number": one.number.lower()}))
    none = text(bo.get("/desk/register/", {"from": "2020-01-01", "to": "2020-01-31"}))

    assert one.number in mine and other.number not in mine
    assert "Nothing came in or was drawn up then." in none
    assert one.number not in text(town.browser("cecilia").get("/desk/register/", WHOLE))
    for strange in ("x", "9999-99-99", "-1", "\x00"):
        assert bo.get("/desk/register/", {"from": strange, "number": strange}).status_code == 200


def test_a_protected_persons_records_are_there_and_tell_nothing_to_who_is_not_cleared(
    town: Town,
) -> None:
    case = town.case(town.applies("maj").id)
    persons.protect(case.resident)

    bos = text(town.browser("bo").get("/desk/register/", WHOLE))
    karins = text(town.browser("karin").get("/desk/register/", WHOLE))

    assert f"{case.number}/1" in bos and "kept apart" in bos and "Maj Berg" not in bos
    assert "Maj Berg" in karins
    kept = town.browser("bo").get("/desk/register.csv", WHOLE).content.decode("utf-8-sig")
    assert f"{case.number}/1" in kept and "Maj Berg" not in kept


def test_the_list_holds_the_same_rows(town: Town) -> None:
    id = town.applies("anna").id
    evil = uploads.receive(io.BytesIO(b"text"), kind="other", name='=HYPERLINK("x").txt')
    act.act(town.reads("anna"), HandInDocument(evil), case=id, key="d")

    answer = town.browser("bo").get("/desk/register.csv", WHOLE)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))

    assert rows[0] == ["Day", "Time", "Number", "What", "Party", "Subject"]
    assert {len(row) for row in rows} == {6}
    assert any(row[5].startswith("'=HYPERLINK") for row in rows)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert town.browser("erik").get("/desk/register.csv").status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\r=1", "\n@"])
def test_a_cell_never_becomes_a_formula(text: str) -> None:
    assert safe(text).startswith("'")
    assert safe("Anna = Berg") == "Anna = Berg"
