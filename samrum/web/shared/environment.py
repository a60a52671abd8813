"""Jinja2 as the pages use it: escaped always, with the words, dates and addresses at hand."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from samrum.web.shared import dates, events, words
from samrum.web.shared.addresses import url
from samrum.web.shared.icons import icon


def environment(**options: Any) -> Environment:
    """The environment that Django's settings name."""
    made = Environment(
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **{name: value for name, value in options.items() if name != "undefined"},
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True
    )
    made.globals.update(
        _=said,
        static=static if settings.DEBUG else cache(static),
        url=url,
        language=words.language,
        languages=words.spoken,
        icon=icon,
        today=dates.today,
    )
    made.filters.update(
        day=dates.day,
        kept_day=lambda value: dates.day(value, plain=True),
        moment=dates.moment,
        until=dates.until,
        words=words.in_words,
        first=dates.first_word,
        lower_first=lambda text: text[:1].lower() + text[1:],
        clock=dates.clock,
        size=events.size,
        tel=lambda number: "".join(sign for sign in number if sign.isdigit() or sign == "+"),
    )
    return made


def said(sentence: str, /, **about: object) -> Markup:
    """A sentence of ours in the reader's language, filled in; what is filled in is escaped.

    A page says a hundred of them, and Jinja's own way to a translation costs three times as much.
    """
    whole = _markup(words.gettext(sentence))
    return whole % about if "%" in whole else whole


_markup = cache(Markup)
