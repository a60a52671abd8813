"""How a stored answer reads in each language."""

from datetime import date
from decimal import Decimal

import pytest

from samrum.packages.vocabulary import Choice, Term, known_value
from samrum.packages.wording import said, said_plainly
from tests.packages.parking_permit import parking_permit

NBSP = "\N{NO-BREAK SPACE}"
TERMS = parking_permit().terms
PLAIN = [
    (date(2026, 12, 3), "3 december 2026", "3. december 2026", "3 December 2026"),
    (True, "Ja", "Ja", "Yes"),
    (False, "Nej", "Nej", "No"),
    (500, "500", "500", "500"),
    (2026, "2026", "2026", "2026"),
    (-12345678, f"-12{NBSP}345{NBSP}678", "-12.345.678", "-12,345,678"),
    (Decimal("12345.50"), f"12{NBSP}345,5", "12.345,5", "12,345.5"),
    (Decimal("1E+3"), "1000", "1000", "1000"),
    ((), "", "", ""),
    (("a",), "a", "a", "a"),
    (("a", "b", "c"), "a, b och c", "a, b og c", "a, b and c"),
    (None, "", "", ""),
    ("text", "text", "text", "text"),
]


@pytest.mark.parametrize(("value", "sv", "da", "en"), PLAIN)
def test_a_value_reads_as_people_write_it(value: object, sv: str, da: str, en: str) -> None:
    assert [said_plainly(value, language) for language in ("sv", "da", "en")] == [sv, da, en]


STORED = [
    ("mobility.walking_distance_max_m", 300, "300 m"),
    ("mobility.walking_distance_max_m", "12.5", "12,5 m"),
    ("mobility.walking_distance_max_m", None, ""),
    ("mobility.walks", True, "Ja"),
    ("mobility.aids", ("stick", "person"), "Käpp eller stavar, Stöd av en annan person"),
    ("mobility.aids", ["stick"], "Käpp eller stavar"),
    ("mobility.impairment_duration", "permanent", "Resten av livet"),
    ("mobility.impairment_duration", "no_longer_there", "no_longer_there"),
    ("parking_permit.active_until", "2027-01-21", "21 januari 2027"),
    ("parking_permit.active_until", "not a day", ""),
    ("mobility.why_not_alone", "Jag går vilse.", "Jag går vilse."),
    ("residence.municipality", "0180", "Stockholm"),
    ("residence.municipality", "2281", "Sundsvall"),
    ("residence.municipality", "0000", "0000"),
    ("residence.municipality", None, ""),
]


@pytest.mark.parametrize(("fact", "value", "reads"), STORED)
def test_a_stored_answer_reads_as_its_term_says(fact: str, value: object, reads: str) -> None:
    assert said(TERMS[fact], value, "sv") == reads


def test_a_language_nobody_translated_into_reads_as_english() -> None:
    term = Term("a.b", "choice", {}, choices=(Choice("x", {"sv": "x på svenska"}),))

    assert said_plainly(date(2026, 12, 3), "fi") == "3 December 2026"
    assert said(term, "x", "fi") == "x"


@pytest.mark.parametrize(
    ("kind", "stored", "known"),
    [
        ("date", "2026-12-03", date(2026, 12, 3)),
        ("date", "20261203x", None),
        ("number", 300, 300),
        ("number", "12.5", Decimal("12.5")),
        ("number", "Infinity", None),
        ("number", "9" * 99, None),
        ("choices", ["a"], ("a",)),
        ("text", "2026-12-03", "2026-12-03"),
    ],
)
def test_an_expression_sees_days_and_numbers(kind: str, stored: object, known: object) -> None:
    assert known_value(Term("a.b", kind, {}), stored) == known  # type: ignore[arg-type]
