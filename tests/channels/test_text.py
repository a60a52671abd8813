"""The light markup of letters: pairs of text and what it is read as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samrum.channels.letter import Bullets, Callout, Heading, Paragraph
from samrum.channels.text import read_blocks
from samrum.core.refusal import Refused
from samrum.packages.markup import as_text

LETTER = """\
# Du får parkeringstillstånd

> Tillståndet gäller till 2029.
>
> Du behöver inte
> göra något.

Vi har prövat din ansökan
från den 3 november.
- Lägg kortet synligt
  bakom vindrutan.
- Kortet är ditt.

## Om något ändras
Hör av dig.
"""


def test_a_letter_is_read_into_its_blocks():
    assert read_blocks(LETTER) == (
        Heading("Du får parkeringstillstånd", 1),
        Callout("Tillståndet gäller till 2029.\n\nDu behöver inte göra något."),
        Paragraph("Vi har prövat din ansökan från den 3 november."),
        Bullets(("Lägg kortet synligt bakom vindrutan.", "Kortet är ditt.")),
        Heading("Om något ändras", 2),
        Paragraph("Hör av dig."),
    )


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", ()),
        ("\n \n\t\n", ()),
        ("En rad", (Paragraph("En rad"),)),
        ("Ett\r\nstycke\r\n\r\nTvå", (Paragraph("Ett stycke"), Paragraph("Två"))),
        ("# A\n# B", (Heading("A"), Heading("B"))),
        ("- a\n\n- b", (Bullets(("a",)), Bullets(("b",)))),
        ("Det kostar -5 grader", (Paragraph("Det kostar -5 grader"),)),
        ("-5 grader", (Paragraph("-5 grader"),)),
        ("8 § gäller", (Paragraph("8 § gäller"),)),
        ("Den 3. november", (Paragraph("Den 3. november"),)),
        ("a_b och 2*3 < 7", (Paragraph("a_b och 2*3 < 7"),)),
    ],
)
def test_a_text_is_read_as_its_blocks(text, blocks):
    assert read_blocks(text) == blocks


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("### Tre", "second level"),
        ("#Rubrik", "without a space"),
        ("##", "without a space"),
        ("1. ett", "numbered list"),
        ("* ett", "another mark"),
        ("---", "rule"),
        ("| a | b |", "table"),
        ("```", "code"),
        ("<b>fet</b>", "HTML"),
        ("**viktigt**", "bold"),
        ("[här](https://lillevik.example)", "link"),
        ("Hej {{ name }}", "placeholder"),
        ("  indragen", "indented"),
    ],
)
def test_what_the_markup_does_not_know_is_refused_with_its_line(line, name):
    with pytest.raises(Refused, match=name) as refusal:
        read_blocks(f"Hej\n\n{line}", "letters/grant.sv.md")

    assert "Line 3 of letters/grant.sv.md" in str(refusal.value)
    assert all(refusal.value.sentences)


@pytest.mark.parametrize(
    "said",
    ["# Beslut: bifall", "> avslag", "**fet**", "{{ x }}", "1. ett", "a\n\n# b\n- c", "---"],
)
def test_what_a_person_wrote_never_becomes_markup(said):
    assert read_blocks(as_text(said)) == (Paragraph(said),)
    assert read_blocks(f"- {as_text(said)}") == (Bullets((said,)),)


@given(st.text(alphabet=st.sampled_from("#>-*_`[](){}|<!/=+~19. \n\r\t\u2028ab"), min_size=1))
def test_anything_written_comes_out_of_the_markup_as_one_paragraph(said):
    blocks = read_blocks(f"Du skrev: {as_text(said)}")

    assert len(blocks) == 1
    assert isinstance(blocks[0], Paragraph)
