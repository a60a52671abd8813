"""Who is shown what, small: the trials of access with their planted defects, in one town."""

from collections.abc import Iterator

import pytest

from samrum.web.shared import policy
from samrum.web.shared.gate import doors
from tests.database import RunDatabase
from trials.access import matrix, swaps, sweep
from trials.access.canaries import eyes
from trials.access.snooping import A_SNOOPING
from trials.access.sweep import Request
from trials.access.town import COLUMNS, Town, standing
from trials.frame import Asked, carry_out


@pytest.fixture(scope="module")
def town(database: RunDatabase) -> Iterator[Town]:
    with standing() as town:
        yield town


def test_every_address_is_written_of_for_everybody_and_nothing_else_is() -> None:
    assert set(policy.cells()) == set(doors())
    assert {tuple(row) for row in policy.cells().values()} == {tuple(COLUMNS)}


@pytest.mark.parametrize("line", ["a:b o", "a:b " + "x " * 20, "a:b " + "o " * 20 + "o"])
def test_a_row_that_is_not_whole_is_not_guessed_at(line: str) -> None:
    with pytest.raises(policy.Unclear, match="a:b"):
        policy.read("address " + " ".join(COLUMNS) + "\n" + line)


def test_every_address_answers_as_people_have_written(town: Town) -> None:
    result = matrix.judge(town, Asked(seed=1, n=300))

    assert result.passed, result.examples
    assert result.figures["tried"] == 300


@pytest.mark.parametrize(
    ("door", "who"),
    [
        ("desk:support", "col"),  # is asked why, as at every page of the case
        ("desk:follow-up", "dpo"),  # is told numbers, and no names
        ("desk:alarm", "dpo"),
        ("room:revocation", "soc"),  # sees the consent that she asked for
        ("room:consent-paper", "soc"),
    ],
)
def test_what_was_found_to_answer_otherwise_than_written_does_not_any_more(
    town: Town, door: str, who: str
) -> None:
    def wanted(cell: matrix.Cell) -> bool:
        return (cell.door, cell.column) == (door, who)

    result = matrix.judge(town, Asked(seed=1, n=10), wanted)
    assert result.passed, result.examples


# Where each planted defect of the matrix shows: at which door, and to whom.
SHOWS = {
    "page-without-filter": ("resident:case", "str"),
    "new-address": ("whole", "str"),
    "wrong-relation": ("desk:case", "oth"),
}


@pytest.mark.parametrize("defect", matrix.A_MATRIX.defects)
def test_the_matrix_catches_what_is_planted(town: Town, defect: str) -> None:
    def wanted(cell: matrix.Cell) -> bool:
        return (cell.door, cell.column) == SHOWS[defect]

    assert matrix.judge(town, Asked(2, 10), wanted).passed
    with matrix.A_MATRIX.defects[defect]():
        assert not matrix.judge(town, Asked(2, 10), wanted).passed


def test_for_whose_eyes_a_canary_is_stands_whole_in_the_table() -> None:
    assert eyes("canary a b\nx + .") == {"x": frozenset("a")}
    for broken in ("canary a b\nx +", "canary a b\nx + ?"):
        with pytest.raises(ValueError):
            eyes(broken)
    assert eyes()["elis.hidden"] == {"bo"}


def test_nothing_stands_anywhere_that_is_for_other_eyes(town: Town) -> None:
    result = sweep.judge(town, Asked(seed=1, n=80))

    assert result.passed, result.examples
    assert result.figures["requests"] == 80 and result.figures["mails"] > 10


# Where each planted hole shows: whose request, and at which door.
HOLES = {
    "search": ("bo", "desk:worklist"),
    "export": ("bo", "desk:register-list"),
    "expand": ("anna", "resident:case"),
    "new-address": ("erik", "whole"),
    "log": ("elis", "resident:messages"),
    "transfer": ("vera", "desk:transfer-asked"),
}


@pytest.mark.parametrize("defect", sweep.A_CANARY.defects)
def test_the_sweep_catches_what_is_planted(town: Town, defect: str) -> None:
    who, door = HOLES[defect]

    def wanted(one: Request) -> bool:
        return (one.who, one.door) == (who, door)

    assert sweep.judge(town, Asked(1, 20), wanted).passed
    with sweep.A_CANARY.defects[defect]():
        assert not sweep.judge(town, Asked(1, 20), wanted).passed


def test_who_is_asked_to_take_a_case_reads_the_request_and_nothing_of_the_file(town: Town) -> None:
    doors = ("desk:transfer-asked", "desk:transfers", "desk:case", "desk:worklist")

    looks = sweep.Sweep(town)

    for one in sweep.requests(town):
        if one.who == "tyra" and one.door in doors and one.method == "GET":
            looks.ask(one)

    assert looks.leaks == []
    assert looks.seen == {("move.connection", "tyra"), ("move.wishes", "tyra")}


def test_who_helps_residents_is_told_whom_she_looks_up_and_nobody_across_the_wall_is(
    town: Town,
) -> None:
    doors = ("desk:person", "desk:mandate", "desk:typing")
    for who, told in (("tyra", {("sture.name", "tyra")}), ("bo", set()), ("siv", set())):
        looks = sweep.Sweep(town)
        for one in sweep.requests(town):
            if one.who == who and one.door in doors and town.ids["sture"] in one.path:
                looks.ask(one)
        assert (looks.leaks, looks.seen) == ([], told), who


def test_an_exchanged_id_brings_nothing_back(town: Town) -> None:
    result = swaps.judge_swaps(town, Asked(seed=1, n=60), ["dragan"])
    assert result.passed, result.examples
    with swaps.A_SWAPS.defects["reference-is-a-right"]():
        assert not swaps.judge_swaps(town, Asked(seed=1, n=150), ["dragan"]).passed


def test_a_field_that_is_not_asked_is_not_kept(town: Town) -> None:
    result = swaps.judge_tampering(town, Asked(seed=1, n=60), ["elis"])
    assert result.passed, result.examples
    with swaps.A_READONLY.defects["keeps-what-was-sent"]():
        assert not swaps.judge_tampering(town, Asked(seed=1, n=250), ["elis"]).passed


def test_curiosity_is_found_among_the_work(town: Town) -> None:
    line, missed = carry_out(A_SNOOPING, Asked(seed=1, n=2_000))
    assert line["pass"], missed
    assert line["figures"]["found"] < line["figures"]["planted"]  # not everything can be seen
