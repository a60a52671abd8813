"""How the pages are filled in: everything that is not ours is escaped, however it comes."""

from collections.abc import Iterator

import pytest
from django.template import engines
from jinja2 import Environment, UndefinedError
from markupsafe import Markup, escape

from samrum.web.shared import words
from samrum.web.shared.environment import environment

EVIL = "<script>alert('x')</script> & \"y\""


class Text(str):
    """A text that is not quite a text."""


class Drawn:
    """Something that says itself how it stands in a page."""

    def __html__(self) -> str:
        return "<b>drawn</b>"


@pytest.fixture
def pages() -> Iterator[Environment]:
    with words.speaking("sv"):
        yield environment(autoescape=True)


@pytest.mark.parametrize("value", [EVIL, Text(EVIL), Markup("<b>"), 7, None, [EVIL], Drawn(), ""])
def test_a_value_stands_in_a_page_as_markupsafe_escapes_it(
    pages: Environment, value: object
) -> None:
    page = pages.from_string("{{ value }}{% macro told(x) %}{{ x }}{% endmacro %}{{ told(value) }}")

    assert page.render(value=value) == escape(value) * 2


def test_what_is_filled_into_a_sentence_is_escaped(pages: Environment) -> None:
    page = pages.from_string(
        '{{ _("Note %(number)s", number=name) }}'
        "{% trans name=name %}You are acting for <strong>{{ name }}</strong>{% endtrans %}"
        '{{ ngettext("%(num)s message of %(who)s", "%(num)s messages of %(who)s", 2, who=name) }}'
    )

    told = page.render(name=EVIL)

    assert told.count(str(escape(EVIL))) == 3
    assert "<strong>" in told and "2 messages of" in told
    assert "<script>" not in told


def test_a_macro_is_called_with_its_names_and_its_block(pages: Environment) -> None:
    page = pages.from_string(
        "{% macro box(a, b='-') %}[{{ a }}{{ b }}{{ caller() if caller is defined }}]{% endmacro %}"
        "{{ box('<', b='x') }}{% call box('y') %}<i>{% endcall %}{% set tags = '<b>' %}{{ tags }}"
    )

    assert page.render() == "[&lt;x][y-<i>]&lt;b&gt;"


def test_what_a_page_was_not_given_stops_it(pages: Environment) -> None:
    for text in ("{{ absent }}", "{{ absent() }}", "{{ _('a', x=absent.name) }}"):
        with pytest.raises(UndefinedError):
            pages.from_string(text).render()


def test_the_pages_are_made_with_this_environment_and_escape_by_themselves() -> None:
    (ours,) = engines.all()

    assert ours.env.autoescape is True  # type: ignore[attr-defined]
    assert type(ours.env) is type(environment())  # type: ignore[attr-defined]
