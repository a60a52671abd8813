"""When a case may be destroyed: computed by rule, a table of examples."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from samrum.core.case import Case, Step
from samrum.core.decision import Decision
from samrum.core.person import born_on
from samrum.core.retention import retention
from samrum.packages.keeping import Keeping
from tests.story import MONDAY, OPENED, given

CLOSED = replace(given(OPENED).now, stage="closed", closed_at=datetime(2026, 12, 1, 9, tzinfo=UTC))
PERMIT = Decision(
    "grant", "Ja.", date(2026, 11, 24), date(2028, 2, 29), "", (), (), "bo", "", (), "", MONDAY
)
GRANTED = replace(CLOSED, decision=PERMIT)
OPEN = replace(CLOSED, stage="decided", closed_at=None)
ADULT = "19800101-2380"
FIVE = "19800105-2381"
LAST = date(2026, 12, 3)
NEVER, SOL = Keeping("never"), Keeping("last_note", years=5, sample=True)


@pytest.mark.parametrize(
    ("case", "keeping", "number", "day", "by", "why"),
    [
        (CLOSED, Keeping(days=730), ADULT, date(2028, 11, 30), date(2029, 12, 31), "counted"),
        (GRANTED, Keeping(days=730), ADULT, date(2030, 2, 28), date(2031, 12, 31), "counted"),
        (OPEN, Keeping(days=730), ADULT, None, None, "open"),
        (replace(OPEN, stage="received"), Keeping(days=1), ADULT, None, None, "open"),
        (CLOSED, SOL, ADULT, date(2031, 12, 3), date(2032, 12, 31), "counted"),
        (CLOSED, SOL, FIVE, None, None, "sample"),
        (
            CLOSED,
            replace(SOL, sample=False),
            FIVE,
            date(2031, 12, 3),
            date(2032, 12, 31),
            "counted",
        ),
        (CLOSED, NEVER, ADULT, None, None, "never"),
        (
            CLOSED,
            Keeping("child", until_age=30),
            "20160229-2382",
            date(2046, 3, 1),
            date(2047, 12, 31),
            "counted",
        ),
        (CLOSED, Keeping("child", until_age=30), "T0504", None, None, "age_unknown"),
        (OPEN, Keeping("child", until_age=30), "19800101-2380", date(2010, 1, 1), None, "counted"),
    ],
)
def test_the_day_is_counted_by_the_rule(
    case: Case, keeping: Keeping, number: str, day: Any, by: Any, why: str
) -> None:
    found = retention(case, keeping, last_entry=LAST, number=number)

    assert (found.day, found.why) == (day, why)
    assert by is None or found.by == by


def test_what_somebody_still_has_to_do_is_never_destroyed() -> None:
    waits = replace(CLOSED, steps={"answer": Step("answer", "caseworker", MONDAY)})

    for keeping in (Keeping(days=1), SOL, Keeping("child", until_age=1)):
        assert retention(waits, keeping, last_entry=LAST, number=ADULT).why == "open"


@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("19800101-2380", date(1980, 1, 1)),
        ("198001012380", date(1980, 1, 1)),
        ("19800161-2380", date(1980, 1, 1)),
        ("880209-T050", None),
        ("19801301-2380", None),
        ("", None),
    ],
)
def test_a_day_of_birth_is_read_from_a_number_or_not_known(number: str, born: date | None) -> None:
    assert born_on(number) == born
