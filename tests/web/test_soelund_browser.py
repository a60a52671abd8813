"""The rehabilitation decision in a real browser, in Danish: applied for, visited, decided, read."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from pypdf import PdfReader

from samrum.cli.lillevik.seed import add_to_population, register
from samrum.cli.soelund.people import BIRGIT, ERIK, INGE, RESIDENTS, STAFF
from samrum.cli.soelund.seed import POSTS, TENANT
from samrum.office import persons, post_room
from tests.database import RunDatabase
from tests.web.browser import NARROW, WIDE, Pages, Visitor

pytestmark = pytest.mark.browser
HOST = "soelund.localhost"


@pytest.fixture
def town(lasting_db: RunDatabase, pages: Pages) -> None:
    add_to_population((*RESIDENTS, *STAFF), TENANT)
    for one in (INGE, ERIK, BIRGIT):
        person = register(one, TENANT)
        if one in STAFF:
            persons.appoint(person.id, POSTS[one.number], tenant=TENANT)


def test_inge_applies_birgit_visits_and_decides_and_inge_reads_why(
    town: None, pages: Pages
) -> None:
    with (
        pages.visitor(INGE.name, NARROW, "da", HOST) as inge,
        pages.visitor(BIRGIT.name, WIDE, "da", HOST) as birgit,
        pages.visitor(ERIK.name, WIDE, "da", HOST) as erik,
    ):
        for visitor in (inge, birgit, erik):
            visitor.go("/login/")
            visitor.log_in("Dansk", "Log ind med MitID")
        apply(inge)
        case = visit(birgit)
        set_goals(inge, case)
        decide(birgit, case)
        assert post_room.send_waiting(TENANT) == 4
        read(inge, case)
        assert status(erik, f"/cases/{case}/") == 404
        assert status(erik, f"/desk/cases/{case}/steps/investigate/") == 404


def apply(inge: Visitor) -> None:
    inge.go("/services/rehabilitation/")
    inge.press("Søg")
    inge.choose("Mig selv")
    on(inge)
    inge.write("Hvad vil du gerne kunne klare selv igen?", "Gå i bad uden hjælp.")
    on(inge)
    for answer in ("Jeg gør dele", "Det kan jeg ikke", "Jeg gør dele", "Det gør jeg selv"):
        inge.choose(answer)
        on(inge)
    inge.choose("Jeg gør dele")
    on(inge)
    inge.choose("Ja, det begrænser")
    on(inge)
    inge.choose("Jeg er blevet ældre")
    on(inge)
    inge.choose("Familie")
    on(inge)
    inge.choose("Brev på papir")
    on(inge)
    inge.page.locator("input[type=checkbox]").last.check()
    inge.press("Send ansøgningen")
    inge.reads("REH 20")


def visit(birgit: Visitor) -> str:
    birgit.go("/desk/")
    birgit.press("Tag den næste sag")
    case = birgit.page.url.split("/cases/")[1].split("/")[0]
    birgit.press("Udfyld")
    birgit.reads("Funktionsniveau")
    levels = {"self_care": 2, "practical": 3, "mobility": 1, "mental": 0, "social": 9}
    for area, level in levels.items():
        chosen = f'[id="functioning.{area}_level"] input[value="{level}"]'
        birgit.page.locator(chosen).check()
    birgit.page.locator('[id="rehabilitation.potential"] input[value="yes"]').check()
    birgit.write("Hvad bygger vurderingen på?", "Du kan det meste, når du får øvet badet.")
    birgit.press("Gem")
    birgit.reads("Det, du udfyldte, er i sagen.")
    return case


def set_goals(inge: Visitor, case: str) -> None:
    inge.go(f"/cases/{case}/")
    inge.reads("Sæt dine mål")
    inge.press("Gør det nu")
    inge.press("Begynd", exact=False)
    inge.write("Hvad skal være anderledes, når forløbet slutter?", "Jeg går selv i bad.")
    on(inge)
    inge.page.locator("input[type=checkbox]").last.check()
    inge.press("Send")


def decide(birgit: Visitor, case: str) -> None:
    birgit.go(f"/desk/cases/{case}/assessment/")
    birgit.page.locator('input[value="grant"]').check()
    birgit.page.locator('textarea[name="text"]').fill("Træning kan hjælpe.")
    birgit.press("Gem", exact=False)
    birgit.go(f"/desk/cases/{case}/decision/")
    birgit.press("Læs", exact=False)
    birgit.reads("Afgørelsen bygger på ældreloven.")
    birgit.press("Afgør og send")
    birgit.reads("REH 20")


def read(inge: Visitor, case: str) -> None:
    inge.go(f"/cases/{case}/decision/")
    inge.press("Åbn afgørelsen")
    inge.reads("Du får et rehabiliteringsforløb.")
    link = inge.page.get_by_role("link", name="Afgørelsen som brev").get_attribute("href")
    script = """async address => {
        const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
        return btoa(Array.from(bytes, one => String.fromCharCode(one)).join(""));
    }"""
    letter = PdfReader(BytesIO(base64.b64decode(inge.page.evaluate(script, link))))
    told = " ".join(page.extract_text() for page in letter.pages)
    assert "Jeg går selv i bad." in told and "CVR-nummer" in told and "Inge Thomsen" in told


def on(visitor: Visitor) -> None:
    visitor.press("Gem og fortsæt")


def status(visitor: Visitor, path: str) -> int:
    answer = visitor.page.goto(visitor.address + path)
    assert answer is not None
    return answer.status
