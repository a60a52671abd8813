"""Conditions and texts of a package: FEEL inside TOML and letters."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samrum.channels.letter import Bullets, Callout, Paragraph
from samrum.channels.text import read_blocks
from samrum.packages.expression import (
    Expression,
    TemplateFault,
    TextTemplate,
    lines_of_template,
    placeholders,
)
from samrum.packages.markup import as_text, without_marks
from samrum.packages.vocabulary import Choice, Term

AROUND = {
    "a": {"walks": True, "metres": 1500, "half": Decimal("12.5"), "day": date(2026, 12, 3)},
    "b": {"one": "driver", "some": ("x.paper", "other"), "none": None, "empty": ()},
    "said": "First.\n\nSecond, on\ntwo lines.",
}
TERMS = {
    "a.metres": Term("a.metres", "number", {"sv": "Hur långt"}, unit="m"),
    "b.one": Term(
        "b.one", "choice", {"sv": "Vem"}, choices=(Choice("driver", {"sv": "kör själv"}),)
    ),
    "x.paper": Term("x.paper", "document", {"sv": "Läkarintyg"}),
}

VALUES = [
    ("a.metres", 1500),
    ("a.half", Decimal("12.5")),
    ("a.day", date(2026, 12, 3)),
    ('a.day + duration("P7D")', date(2026, 12, 10)),
    ("b.some", ("x.paper", "other")),
    ("{x: 1, y: a.day}", {"x": 1, "y": date(2026, 12, 3)}),
    ("b.none", None),
    ("nobody.knows", None),
    ("a.day - a.day", "PT0S"),
    ('date("20000-01-01")', "20000-01-01"),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_an_expression_gives_plain_python(text: str, value: object) -> None:
    assert Expression(text, "here:1").value(AROUND) == value


@pytest.mark.parametrize(
    ("text", "holds"),
    [("a.walks", True), ("not(a.walks)", False), ("b.none", False), ("1", False), ("b > 1", False)],
)
def test_only_true_holds(text: str, holds: bool) -> None:
    assert Expression(text, "here:1").holds(AROUND) == holds


def test_an_expression_that_never_ends_gives_null() -> None:
    endless = "count(for x in 1..100000, y in 1..100000 return x)"

    assert Expression(endless, "here:1").value(AROUND) is None


FILLED = [
    ("Ja {a.day}.", "Ja 3 december 2026."),
    ("{a.metres}", "1500 m"),
    ("{a.metres * 10}", "15\N{NO-BREAK SPACE}000"),
    ("{a.half}", "12,5"),
    ("{a.walks}", "Ja"),
    ("{b.one}", "kör själv"),
    ("{b.none}!", "!"),
    ("{{a}} {a.half}", "{a} 12,5"),
    ("- {b.some}", "- Läkarintyg\n- other"),
    ("- {b.empty}\nx", "\nx"),
    ('- {if a.walks then "Gå." else "Vila."}', "- Gå."),
    ('{if a.walks then "}" else "{"}', "}"),
    ('{"a \\" }"}', 'a " }'),
    ("{said}", "First.\n\nSecond, on\ntwo lines."),
    ("> {said}", "> First.\n\nSecond, on\ntwo lines."),
]


@pytest.mark.parametrize(("text", "filled"), FILLED)
def test_a_text_is_filled_in_as_people_write(text: str, filled: str) -> None:
    assert without_marks(TextTemplate(text, "here:1", "sv", TERMS).fill(AROUND)) == filled


BROKEN = [
    ("{a", "A brace is opened and not closed in the same line.", 1),
    ("x\n{a\n}", "A brace is opened and not closed in the same line.", 2),
    ("a}", "A brace is closed that was never opened.", 1),
]


@pytest.mark.parametrize(("text", "because", "line"), BROKEN)
def test_a_text_that_is_no_template_says_where(text: str, because: str, line: int) -> None:
    with pytest.raises(TemplateFault) as fault:
        lines_of_template(text)

    assert (fault.value.because, fault.value.line) == (because, line)


def test_a_placeholder_knows_its_line() -> None:
    assert [(p.text, p.line) for p in placeholders("x {a}\n\n{ b } {c}")] == [
        ("a", 1),
        ("b", 3),
        ("c", 3),
    ]


def test_a_letter_with_a_hole_says_which() -> None:
    assert TextTemplate("{a.day} {b.none} {b.one}", "here:1").holes(AROUND) == ("b.none",)


HOSTILE = "# Not a heading\n- **not** a [list](x)\n\n1. {a.day} > `x` | ~~~ <b>"


def test_what_people_wrote_stays_text_in_a_letter() -> None:
    around = {"said": HOSTILE}
    letter = TextTemplate("> {said}\n\n{said}\n\n- x {said}", "here:1").fill(around)

    callout, *paragraphs, bullets = read_blocks(letter)

    assert isinstance(callout, Callout) and isinstance(bullets, Bullets)
    assert "# Not a heading" in callout.text and "**not**" in bullets.items[0]
    assert all(isinstance(one, Paragraph) for one in paragraphs)
    assert paragraphs[0] == Paragraph("# Not a heading\n- **not** a [list](x)")


@given(st.text())
def test_any_text_comes_out_of_a_letter_as_it_went_in(text: str) -> None:
    (block, *rest) = read_blocks("x" + as_text(text) + "x")

    assert isinstance(block, Paragraph) and not rest
    written = "x" + text.replace("\N{WORD JOINER}", "") + "x"
    normal = "\n".join(" ".join(line.split()) for line in written.splitlines())
    assert "\n".join(" ".join(line.split()) for line in block.text.splitlines()) == normal


@given(st.text(alphabet='{}"\\ax\n', max_size=30))
def test_any_text_is_a_template_or_says_why_not(text: str) -> None:
    try:
        lines_of_template(text)
    except TemplateFault as fault:
        assert 1 <= fault.line <= text.count("\n") + 1
