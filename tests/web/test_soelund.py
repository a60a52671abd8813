"""A Danish municipality: its language first, its country's words, its own people, and its law."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pypdf import PdfReader

from samrum.cli.lillevik import seed as lillevik
from samrum.cli.soelund import seed as soelund
from samrum.cli.soelund.people import BIRGIT, ERIK, INGE, JESPER, KIRSTEN, OLE, RESIDENTS, STAFF
from samrum.core.access import Reader
from samrum.core.case import Case
from samrum.journal import cases
from samrum.office import assisted, identity, municipality, paper, persons, see
from samrum.office.municipality import NotUnderstood
from samrum.packages.places import shipped
from samrum.web.shared import words
from samrum.web.shared.session import COOKIE
from tests.database import RunDatabase
from tests.web.lillevik import press, said, text

HOST = "soelund.localhost"
ALL = {one.name: one for one in (*RESIDENTS, *STAFF)}


@pytest.fixture(autouse=True)
def danish_host(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["localhost", HOST])
    yield
    words.stand_in(None)


@pytest.fixture
def town(db: RunDatabase) -> None:
    soelund.seed()


def reader(name: str) -> Reader:
    return lillevik.log_in(ALL[name], soelund.TENANT)


def browser(name: str = "", language: str = "") -> Client:
    """A browser at Sølund's pages; "" for nobody, who reads a language that is not spoken here."""
    client = Client(headers={"Accept-Language": language or "de"}, SERVER_NAME=HOST)
    if name:
        person = lillevik.register(ALL[name], soelund.TENANT)
        client.cookies[COOKIE] = identity.begin_session(person, tenant=soelund.TENANT)
    return client


def case_of(name: str) -> Case:
    (row,) = cases.of_residents(soelund.TENANT, [reader(name).id])
    return see.case(reader(BIRGIT.name), row.id).case


def test_the_pages_speak_danish_first(db: RunDatabase) -> None:
    page = text(browser().get("/"))

    assert '<html lang="da"' in page and "Sølund" in page
    assert page.index('value="da"') < page.index('value="sv"') < page.index('value="en"')
    assert "Rehabilitering: kom til at klare mere selv" in page
    assert "parkeringstilladelse" not in page


def test_what_denmark_calls_otherwise_is_called_so(town: None) -> None:
    assert "Log ind med MitID" in text(browser().get("/login/"))
    assert "Logga in med MitID" in text(browser(language="sv").get("/login/"))
    assert "Borgerens cpr-nummer" in text(browser(BIRGIT.name).get("/desk/help/"))
    assert "Et sagsnummer, et cpr-nummer eller et navn." in text(browser(BIRGIT.name).get("/desk/"))
    lillevik_page = text(
        Client(headers={"Accept-Language": "da"}, SERVER_NAME="localhost").get("/login/")
    )
    assert "Log ind med e-id" in lillevik_page


def test_a_resident_is_found_by_her_number_as_danes_write_it(town: None) -> None:
    assert assisted.find(reader(BIRGIT.name), "0309480982").name == INGE.name
    assert assisted.find(reader(BIRGIT.name), "030948 0982").name == INGE.name


def test_an_e_identity_may_say_the_number_without_its_hyphen(town: None) -> None:
    said_plainly = persons.Identity("0309480982", "Inge")

    assert persons.log_in(said_plainly, tenant=soelund.TENANT).id == reader(INGE.name).id


def test_a_new_resident_reads_what_the_municipality_speaks(db: RunDatabase) -> None:
    assert persons.register(persons.Identity("1", "Ny"), tenant=soelund.TENANT).language == "da"
    assert persons.register(persons.Identity("1", "Ny")).language == "sv"


def test_one_is_brought_back_to_the_municipality_one_came_from() -> None:
    here = municipality.municipality(soelund.TENANT)

    assert municipality.address(here, "http://localhost:8000") == "http://soelund.localhost:8000"
    assert municipality.address(here, "https://soelund.localhost") == "https://soelund.localhost"


def test_a_service_of_another_country_cannot_be_adopted(monkeypatch: pytest.MonkeyPatch) -> None:
    dane = replace(municipality.municipality(1), country="dk")
    monkeypatch.setattr(municipality, "municipality", lambda tenant: dane)
    municipality.package.cache_clear()

    with pytest.raises(NotUnderstood, match="stands under the law of se"):
        municipality.package(1, "parking-permit")
    municipality.package.cache_clear()


def test_the_caseworker_fills_in_what_the_visit_shows(town: None) -> None:
    birgit, case = browser(BIRGIT.name), case_of(INGE.name)
    page = text(birgit.get(f"/desk/cases/{case.id}/"))
    assert "Besøg borgeren, og vurder mulighederne" in page and ">Udfyld" in page

    path = f"/desk/cases/{case.id}/steps/investigate/"
    nothing = press(birgit, path)
    assert nothing.status_code == 422
    assert case_of(INGE.name).facts.get("rehabilitation.potential") is None
    levels = {fact: str(value) for fact, value in soelund.LEVELS.items()}
    potential = {"rehabilitation.potential": "yes", "rehabilitation.potential_reason": "Du kan."}
    done = press(birgit, path, **levels, **potential)

    assert done.status_code == 303
    assert case_of(INGE.name).facts["rehabilitation.potential"].source == "caseworker"
    assert list(case_of(INGE.name).steps) == ["goals"]
    assert "Trinnet er gjort" in text(birgit.get(path))


def test_the_visit_asks_below_pension_age_whether_the_need_is_that_of_the_old(town: None) -> None:
    birgit = browser(BIRGIT.name)
    old = text(birgit.get(f"/desk/cases/{case_of(INGE.name).id}/steps/investigate/"))

    assert "Svarer borgerens behov til ældre menneskers?" not in old
    assert case_of(JESPER.name).facts["rehabilitation.elderly_need"].value is False


def test_the_letters_say_which_act_and_how_to_complain(town: None) -> None:
    granted, refused = case_of(KIRSTEN.name).letters[-1], case_of(OLE.name).letters[-1]

    assert "Afgørelsen bygger på ældreloven." in granted.text
    assert "Ankestyrelsen" in refused.text and refused.language == "da"


def test_the_paper_calls_the_number_of_the_municipality_by_its_danish_name(town: None) -> None:
    case, here = case_of(OLE.name), municipality.municipality(soelund.TENANT)
    written = paper.set_letter(here, case, case.letters[-1], reader(OLE.name).person, "Birgit")
    read = " ".join(page.extract_text() for page in PdfReader(BytesIO(written.pdf)).pages)

    assert "CVR-nummer" in read and "Sagsnummer" in read and "Ole Bach" in read


def test_the_resident_sees_what_we_do_in_words_that_are_hers(town: None) -> None:
    page = text(browser(INGE.name).get(f"/cases/{case_of(INGE.name).id}/"))

    assert "Vi finder ud af mere sammen med dig." in page
    assert "Vores tur: at finde ud af mere" in page


def test_erik_sees_nothing_of_anybodys(town: None) -> None:
    erik = browser(ERIK.name)
    absent = said(erik.get("/cases/01a227ca-1ccc-73cb-b4e8-757d3b5d8153/"))

    for name in (KIRSTEN.name, OLE.name):
        assert said(erik.get(f"/cases/{case_of(name).id}/")) == absent
    step = f"/desk/cases/{case_of(INGE.name).id}/steps/investigate/"
    assert erik.get(step).status_code == 404 and erik.post(step).status_code == 404
    assert browser().get(f"/cases/{case_of(OLE.name).id}/").status_code in (302, 303)


@pytest.mark.parametrize("file", sorted(shipped("countries").glob("*/words/*.po")), ids=str)
def test_a_countrys_words_take_the_place_of_words_that_are_said(file: Path) -> None:
    whole = words.catalogue("da")
    filled = re.compile(r"%\((\w+)\)s")

    for sentence, forms in words.read(file).items():
        assert sentence in whole, sentence
        for form in forms:
            assert set(filled.findall(form)) <= set(filled.findall(sentence)), form
