"""Defects that are planted in the pages: each is what somebody could write without thinking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from trials.browser import ground


@contextmanager
def template(name: str, changes: Mapping[str, str]) -> Iterator[None]:
    """A template reads otherwise, as if somebody had changed it."""
    ground.stand()
    from django.template import engines

    loader: Any = engines["jinja2"].env.loader  # type: ignore[attr-defined]
    cache: Any = engines["jinja2"].env.cache  # type: ignore[attr-defined]
    right = loader.get_source

    def source(environment: Any, asked: str) -> Any:
        text, file, fresh = right(environment, asked)
        if asked != name:
            return text, file, fresh
        for before, after in changes.items():
            assert before in text, f"{name} no longer holds {before}"
            text = text.replace(before, after)
        return text, file, fresh

    cache.clear()
    loader.get_source = source
    try:
        yield
    finally:
        del loader.get_source
        cache.clear()


def unescaped() -> Any:
    """A message is shown as if it were markup."""
    return template("resident/messages.html", {"{{ one.text }}": "{{ one.text | safe }}"})


def unescaped_at_the_desk() -> Any:
    """So is a note of the case, where staff read."""
    return template("desk/case.html", {"{{ note.text }}": "{{ note.text | safe }}"})


def styled_inside() -> Any:
    """A style stands in the page, which the policy forbids."""
    return template("shared/layout.html", {'<div class="foot-inner">': '<div style="color:red">'})


def picture_from_elsewhere() -> Any:
    """The frame of every page shows a picture from somebody else."""
    image = '<img src="http://127.0.0.1:9/seal.png" alt="">'
    return template("shared/layout.html", {'<div class="foot-inner">': f"<div>{image}"})


@contextmanager
def policy(**directives: str) -> Iterator[None]:
    """The content policy says something else about these directives."""
    ground.stand()
    from samrum.web.shared import security

    right = security.PAGE
    names = {name.replace("_", "-"): value for name, value in directives.items()}
    kept = tuple(one for one in right if one.partition(" ")[0] not in names)
    said = tuple(f"{name} {value}" for name, value in names.items() if value)
    security.PAGE = (*kept, *said)  # type: ignore[misc]
    try:
        yield
    finally:
        security.PAGE = right  # type: ignore[misc]


@contextmanager
def header(name: str, value: str | None) -> Iterator[None]:
    """Every answer says this in a header, or (None) says nothing."""
    ground.stand()
    from samrum.web.shared import security

    right = security.HEADERS
    others = {key: kept for key, kept in right.items() if key != name}
    security.HEADERS = others | ({name: value} if value is not None else {})  # type: ignore[misc]
    try:
        yield
    finally:
        security.HEADERS = right  # type: ignore[misc]
