"""What somebody types is read in one way everywhere, and nothing of it is an error of ours."""

from datetime import date

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from samrum.core.refusal import Refused
from samrum.web.shared.typed import (
    LONGEST,
    day_in,
    number_in,
    numbers_of,
    refusal,
    text_of,
    too_long,
)


@pytest.mark.parametrize("text", ["2026-12-03", " 2026-12-03\n"])
def test_a_day_is_read_as_a_field_sends_it(text: str) -> None:
    assert day_in(text) == date(2026, 12, 3)


@pytest.mark.parametrize("text", ["", "3 december", "2026-13-01", "2026-02-30", "9" * 5_000])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_in(text) is None


@pytest.mark.parametrize("text", ["", "-1", "²", "1e3", "0x10", "9" * 10, "9" * 5_000])
def test_what_is_no_number_of_ours_is_nothing(text: str) -> None:
    """Python refuses to read a number of more than 4,300 digits; we do before."""
    assert number_in(text) == 0


def test_ticked_numbers_leave_out_what_is_none() -> None:
    request = RequestFactory().post("/")
    request.POST = QueryDict(f"came=3&came=x&came={'9' * 5_000}&came=7")

    assert numbers_of(request, "came") == (3, 7)


def test_a_text_keeps_one_kind_of_line_end() -> None:
    request = RequestFactory().post("/", {"text": "one\r\ntwo\nthree"})

    assert text_of(request, "text") == "one\ntwo\nthree"
    assert text_of(request, "other", "nothing") == "nothing"


def test_a_text_that_nobody_reads_is_named_by_its_field() -> None:
    (fault,) = too_long({"short": "x" * LONGEST, "long": "x" * (LONGEST + 1)})

    assert fault.field == "long" and str(LONGEST) in fault.what


def test_a_refusal_is_said_with_the_law_behind_it() -> None:
    refused = Refused("No.", because="So.", instead="Do this.", provision="FL 25 §")

    assert refusal("text", refused).what == "No. So. Do this. (FL 25 §)"
