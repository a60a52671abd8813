"""The worklist: what waits today, twenty at a time, and one press to the next case."""

import re
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from django.test import Client

from samrum.core.case import TakeCase
from samrum.office.act import act
from samrum.web.shared import page as pages
from tests.database import RunDatabase
from tests.web.lillevik import Town, form, press, said, settle, text


@pytest.fixture
def town(db: RunDatabase) -> Town:
    return settle()


def take(town: Town, case: str, who: str = "bo") -> None:
    act(town.reads(who), TakeCase(town.reads(who).id), case=case, key=f"take-{case}")


def test_what_waits_for_the_caseworker_is_on_top(town: Town) -> None:
    case = town.applies("anna").id
    take(town, case)

    page = text(town.browser("bo").get("/desk/"))

    assert "Nothing of yours is due today." in page
    assert "Anna Berg" in page and "Assess the application" in page and "Our turn" in page
    assert f'href="/desk/cases/{case}/"' in page


def test_nothing_is_waiting_for_you(town: Town) -> None:
    page = text(town.browser("bo").get("/desk/"))

    assert "Nothing is waiting for you" in page


def test_the_next_case_that_nobody_has_is_taken_once_however_often_it_is_pressed(
    town: Town,
) -> None:
    first, second = town.applies("anna").id, town.applies("erik").id
    bo = town.browser("bo")
    printed = form(bo.get("/desk/"), "/desk/next/")

    answers = [bo.post(printed.action, printed.filled()) for _ in range(2)]

    taken = [answer["Location"].split("?")[0] for answer in answers]
    assert taken == [f"/desk/cases/{first}/"] * 2
    assert town.case(first).caseworker == town.reads("bo").id
    assert town.case(second).caseworker == ""


def test_two_who_take_at_once_get_one_each(town: Town) -> None:
    ids = {town.applies("anna").id, town.applies("erik").id}
    pages = {
        name: form(town.browser(name).get("/desk/"), "/desk/next/") for name in ("bo", "karin")
    }

    taken = {
        town.browser(name).post("/desk/next/", page.filled())["Location"].split("/")[3]
        for name, page in pages.items()
    }
    assert taken == ids
    assert press(town.browser("bo"), "/desk/", "/desk/next/")["Location"] == "/desk/?taken=1"


def search(browser: Client, word: str, **more: str) -> str:
    """Where searching among the cases of the unit leads."""
    answer = press(browser, "/desk/?whose=unit", q=word, turn="any", **more)
    assert answer.status_code == 303
    return str(answer["Location"])


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("berg m", {"Maj Berg"}),
        ("19790830-9813", {"Erik Holm"}),
        ("no such", set()),
        ("\x00💩" * 60, set()),
    ],
)
def test_what_is_searched_for_is_found_and_stands_in_no_address(
    town: Town, word: str, names: set[str]
) -> None:
    """ASVS 14.2.1: addresses lie in histories, bookmarks and the logs of proxies."""
    take(town, town.applies("anna").id)
    town.applies("maj")
    town.applies("erik", complete=False)
    bo = town.browser("bo")

    address = search(bo, word)
    page = text(bo.get(address))

    assert {name for name in ("Anna Berg", "Maj Berg", "Erik Holm") if f">{name}<" in page} == names
    for part in (one for one in word.split() if len(one) > 3):
        assert part not in unquote_plus(address)
    addresses = " ".join(re.findall(r'(?:href|action)="([^"]*)"', page))
    assert word not in unquote_plus(addresses) and "find=" in addresses
    if names:
        field = f'type="search" value="{word}"'
        assert field in page
        assert field not in text(town.browser("karin").get(address)), "it is Bo's own"


def test_no_form_of_the_pages_puts_what_is_typed_into_an_address() -> None:
    """ASVS 14.2.1: by GET go days, choices and the public number of a case."""
    typed = re.compile(r"<(?:input|textarea)(?![^>]*type=\"(?:date|hidden|checkbox|radio)\")[^>]*>")
    forms = re.compile(r"<form[^>]*method=\"get\".*?</form>", re.S)
    found = [
        re.search(r'name="([^"]+)"', field)[1]  # type: ignore[index]
        for file in Path(pages.__file__).parent.parent.rglob("*.html")
        for form in forms.findall(file.read_text(encoding="utf-8"))
        for field in typed.findall(form)
    ]

    assert found == ["number"]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("?whose=nobody", {"Maj Berg"}),
        ("?whose=unit&turn=any", {"Anna Berg", "Maj Berg", "Erik Holm"}),
        ("?whose=unit&turn=resident", {"Erik Holm"}),
        ("?whose=unit&due=late&turn=any", set()),
        ("?whose=unit&stage=closed&turn=any", set()),
        (
            "?whose=%00&turn=%27&stage=x&due=y&sort=z&after=%00&before=~&find=%F0%9F%92%A9",
            {"Anna Berg", "Maj Berg", "Erik Holm"},
        ),
        ("?service=no-such", set()),
    ],
)
def test_the_list_is_cut_as_asked(town: Town, asked: str, names: set[str]) -> None:
    take(town, town.applies("anna").id)
    town.applies("maj")
    town.applies("erik", complete=False)

    answer = town.browser("bo").get(f"/desk/{asked}")

    assert answer.status_code == 200
    found = {name for name in ("Anna Berg", "Maj Berg", "Erik Holm") if f">{name}<" in text(answer)}
    assert found == names


def test_a_list_shows_twenty_rows_and_the_way_to_the_rest(town: Town) -> None:
    for _ in range(21):
        town.applies("anna")
    bo = town.browser("bo")

    first = bo.get("/desk/?whose=unit&turn=any")
    assert text(first).count("data-row") == 20
    assert "21 cases" in text(first) and 'rel="next"' in text(first)
    onwards = text(first).split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = bo.get(onwards.replace("&amp;", "&"))
    assert text(second).count("data-row") == 1 and 'rel="prev"' in text(second)


def test_a_protected_resident_is_only_in_the_list_of_who_is_cleared(town: Town) -> None:
    from dataclasses import replace

    from samrum.cli.lillevik import seed
    from samrum.cli.lillevik.people import ERIK

    town.applies("erik")
    seed.register(replace(ERIK, protected=True))

    assert "Erik Holm" not in text(town.browser("bo").get("/desk/?whose=unit&turn=any"))
    cleared = text(town.browser("karin").get("/desk/?whose=unit&turn=any"))
    assert "Erik Holm" in cleared and "Protected" in cleared


def test_a_case_of_ones_own_leads_to_ones_own_pages(town: Town) -> None:
    from samrum.cli.lillevik import lives

    life = lives.Case(town.reads("bo"), lives.Someone("", ""), town.reads("karin"), *_began())
    life.apply(lives.DRIVER)

    page = text(town.browser("bo").get("/desk/?whose=unit&turn=any"))
    assert f'href="/cases/{life.id}/"' in page and f'href="/desk/cases/{life.id}/"' not in page


def _began() -> tuple[object, object]:
    from random import Random

    from samrum.office.municipality import now

    return now(1), Random(1)


@pytest.mark.parametrize("path", ["/desk/", "/desk/next/", "/desk/keys/", "/desk/help/"])
def test_erik_finds_no_desk_and_nobody_else_is_let_in(town: Town, path: str) -> None:
    erik = town.browser("erik")

    assert said(erik.get(path)) == said(erik.get("/nowhere/"))
    assert erik.get(path).status_code == 404
    assert town.browser("").get(path)["Location"].startswith("/login/")


def test_cecilia_of_school_health_sees_no_case_of_ours(town: Town) -> None:
    town.applies("anna")

    cecilia = town.browser("cecilia")
    page = text(cecilia.get(search(cecilia, "anna", stage="all")))
    assert "Anna Berg" not in page
    assert press(town.browser("cecilia"), "/desk/", "/desk/next/")["Location"] == "/desk/?taken=1"
