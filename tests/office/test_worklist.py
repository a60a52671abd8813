"""The worklist: cut, sorted, searched and paged, and never a case too many."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from samrum.core.case import HandInDocument, TakeCase
from samrum.core.document import Upload
from samrum.office import persons, see
from samrum.office.act import act
from samrum.office.municipality import now
from samrum.office.persons import Identity
from samrum.office.relation import NotHere
from samrum.office.see import Worklist
from tests.office.town import Cast, applies

CERTIFICATE = Upload("document.medical_certificate", "intyg.pdf", "application/pdf", 9, "a" * 64)
SORTS = ("due", "received", "changed")


@pytest.fixture
def many(cast: Cast) -> list[str]:
    """Fifty cases of three residents, in the order they came."""
    readers = [cast.reads(name) for name in ("anna", "maj", "erik")]
    return [applies(readers[n % 3], key=f"k{n}").case for n in range(50)]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("latest_first", [False, True])
def test_paging_forth_and_back_shows_every_case_once(
    cast: Cast, many: list[str], sort: str, latest_first: bool
) -> None:
    bo = cast.reads("bo")
    asked = Worklist(sort=sort, latest_first=latest_first)  # type: ignore[arg-type]
    pages = [see.worklist(bo, asked)]
    while pages[-1].next:
        pages.append(
            see.worklist(
                bo,
                Worklist(
                    sort=sort,
                    latest_first=latest_first,  # type: ignore[arg-type]
                    after=pages[-1].next,
                ),
            )
        )
    shown = [row.id for page in pages for row in page.rows]
    assert [len(page.rows) for page in pages] == [20, 20, 10]
    assert sorted(shown) == sorted(many)
    assert shown == sorted(many, reverse=latest_first)
    assert (pages[0].total, pages[0].more, pages[0].previous) == (50, False, "")

    back = see.worklist(
        bo,
        Worklist(
            sort=sort,
            latest_first=latest_first,  # type: ignore[arg-type]
            before=pages[-1].previous,
        ),
    )
    assert [row.id for row in back.rows] == shown[20:40]
    first = see.worklist(
        bo,
        Worklist(
            sort=sort,
            latest_first=latest_first,  # type: ignore[arg-type]
            before=back.previous,
        ),
    )
    assert [row.id for row in first.rows] == shown[:20]
    assert first.previous == "" and first.next


@pytest.mark.parametrize(
    ("search", "who"),
    [
        ("anna", {"Anna Berg"}),
        ("ber", {"Anna Berg", "Maj Berg"}),
        ("Berg, Maj", {"Maj Berg"}),
        ("maj be", {"Maj Berg"}),
        ("19700404-2383", {"Erik Holm"}),
        ("700404", {"Erik Holm"}),
        ("nobody", set()),
        ("\x00%_'", set()),
    ],
)
def test_a_search_finds_by_the_beginning_of_names_and_numbers(
    cast: Cast, many: list[str], search: str, who: set[str]
) -> None:
    page = see.worklist(cast.reads("bo"), Worklist(search=search))

    assert {row.resident_name for row in page.rows} == who


@pytest.mark.parametrize("search", ["7", "2026-000007", "prh 2026-000007"])
def test_a_search_finds_a_case_by_its_number(cast: Cast, many: list[str], search: str) -> None:
    number = see.case(cast.reads("bo"), many[6]).case.number
    asked = search.replace("2026", number[4:8])

    assert [row.id for row in see.worklist(cast.reads("bo"), Worklist(search=asked)).rows] == [
        many[6]
    ]


def test_she_lists_her_own_cases_and_those_that_nobody_has_taken(
    cast: Cast, many: list[str]
) -> None:
    bo = cast.reads("bo")
    for id in many[:3]:
        act(bo, TakeCase(bo.id), case=id, key=f"take {id}".replace(" ", "-"))

    assert {row.id for row in see.worklist(bo, Worklist(whose="mine")).rows} == set(many[:3])
    assert see.worklist(bo, Worklist(whose="nobody")).total == 47
    assert see.worklist(bo, Worklist(whose="mine")).names == {bo.id: "Bo Lind"}


@pytest.mark.parametrize(
    "asked",
    [
        Worklist("x", "x", "x", "x", "x", "x", "x", after="x", before="x~y"),  # type: ignore[arg-type]
        Worklist(after="9999-99-99~", sort="received"),
        Worklist(after="2026-01-01~00000000-0000-0000-0000-00000000000g"),
    ],
)
def test_nonsense_is_not_asked(cast: Cast, asked: Worklist) -> None:
    assert see.worklist(cast.reads("bo"), asked).rows == ()


def test_other_units_have_other_worklists_and_residents_have_none(
    cast: Cast, many: list[str]
) -> None:
    assert see.worklist(cast.reads("cecilia"), Worklist(stage="all")).rows == ()
    assert see.worklist(cast.reads("cecilia"), Worklist(stage="all", search="anna")).total == 0
    with pytest.raises(NotHere):
        see.worklist(cast.reads("erik"), Worklist())


def test_what_is_late_is_in_the_order_of_what_is_due(cast: Cast, many: list[str]) -> None:
    bo = cast.reads("bo")
    for sort in SORTS:
        page = see.worklist(bo, Worklist(due="week", sort=sort))  # type: ignore[arg-type]
        assert (page.asked.sort, page.total) == ("due", 0)
    with time_machine.travel(now(1) + timedelta(days=8)):
        page = see.worklist(bo, Worklist(due="week"))
        assert (page.total, len(page.rows), see.worklist(bo, Worklist(due="late")).total) == (
            50,
            20,
            0,
        )
        last = see.worklist(bo, Worklist(due="week", latest_first=True, after=page.next))
        assert [row.id for row in last.rows] == [row.id for row in page.rows[18::-1]]


def test_a_search_of_few_letters_says_that_there_may_be_more(
    cast: Cast, many: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bo = cast.reads("bo")
    assert not see.worklist(bo, Worklist(search="ber")).more
    monkeypatch.setattr("samrum.journal.worklist.FOUND", 3)
    page = see.worklist(bo, Worklist(search="ber"))
    assert page.more and 0 < page.total <= 6


def test_a_protected_resident_is_only_there_for_those_who_are_cleared(
    cast: Cast, many: list[str]
) -> None:
    """Also when she became so after she applied, and not when she no longer is."""
    bo, anna = cast.reads("bo"), cast.anna
    hers = [row.id for row in see.my_cases(cast.reads("anna")) if row.resident == anna.id]

    def protect(protected: bool) -> None:
        persons.register(Identity(anna.number, anna.name, protected=protected))

    protect(True)
    assert see.worklist(bo, Worklist(search="anna")).rows == ()
    assert see.worklist(bo, Worklist()).total == 50 - len(hers)
    with pytest.raises(NotHere):
        see.case(bo, hers[0])
    with pytest.raises(NotHere):
        act(bo, TakeCase(bo.id), case=hers[0], key="t1")
    applies(cast.reads("anna"), key="more")
    assert see.worklist(bo, Worklist()).total == 50 - len(hers)

    persons.appoint(bo.id, replace(bo.person.post, cleared=True))  # type: ignore[type-var]
    assert see.worklist(cast.reads("bo"), Worklist()).total == 51
    assert see.case(cast.reads("bo"), hers[0]).resident.address is None

    protect(False)
    assert see.worklist(bo, Worklist()).total == 51
    assert see.case(bo, hers[0]).resident.protected is False


def test_the_next_case_is_what_is_most_due_of_mine(cast: Cast, many: list[str]) -> None:
    bo = cast.reads("bo")
    assert see.next_case(bo) is None
    for id in many[:3]:
        act(bo, TakeCase(bo.id), case=id, key=f"t-{id}")
        act(bo, HandInDocument(CERTIFICATE), case=id, key=f"d-{id}")

    assert [see.next_case(bo, after) for after in ("", *many[:3], "x", many[9])] == [
        many[0],
        many[1],
        many[2],
        many[0],
        many[0],
        many[0],
    ]
