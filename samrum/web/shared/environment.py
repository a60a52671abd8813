"""Jinja2 as the pages use it: escaped always, with the words, dates and addresses at hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from jinja2 import Environment, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from samrum.web.shared import dates, events, words
from samrum.web.shared.addresses import url
from samrum.web.shared.icons import icon


class _Straight(CodeGenerator):
    """Lets a page call what it names as Python does, and escape as `_Pages.escaped` does.

    Jinja looks at each call first, whether what is called wants to be handed the page's variables.
    Of what our pages name nothing does, and a page calls 250 times.
    """

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        by_name = isinstance(node.node, nodes.Name) and not (node.dyn_args or node.dyn_kwargs)
        if forward_caller or not by_name:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class _Pages(Environment):
    code_generator_class = _Straight

    @staticmethod
    def escaped(value: object) -> str:
        """A value as it stands in the page: what `markupsafe.escape` makes of it, but as plain
        text.  A page escapes 500 times, and to mark each as safe first cost twice the escaping."""
        if type(value) is str:
            return _escape_inner(value)
        return value if type(value) is Markup else escape(value)


def environment(**options: Any) -> Environment:
    """The environment that Django's settings name."""
    made = _Pages(
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **{name: value for name, value in options.items() if name != "undefined"},
    )
    made.newstyle_gettext = True  # type: ignore[attr-defined]  # {% trans %} names what it fills in
    made.globals.update(
        _=said,
        gettext=said,
        ngettext=said_of_many,
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
    whole = words.gettext(sentence)
    return _filled(whole, about) if "%" in whole else _markup(whole)


def said_of_many(one: str, many: str, num: int, /, **about: object) -> Markup:
    """The same for a sentence that differs with the number, which it may name `num`."""
    return _filled(words.ngettext(one, many, num), {"num": num, **about})


def _filled(whole: str, about: Mapping[str, object]) -> Markup:
    """What is filled in is escaped here, each once; a number stays one, for it may be formatted."""
    told = {name: one if type(one) is int else escape(one) for name, one in about.items()}
    return Markup(whole % told)


_markup = cache(Markup)
