"""Lillevik for the tests of pages: the real permit, the real law, and everybody logged in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from random import Random
from typing import Any, cast

from django.test import Client

from samrum.cli.lillevik import lives, seed
from samrum.cli.lillevik.people import (
    ANNA,
    BO,
    CECILIA,
    ERIK,
    KARIN,
    MAJ,
    METTE,
    Someone,
)
from samrum.core.access import Reader
from samrum.core.case import Case, Reach
from samrum.office import identity, persons
from samrum.office.municipality import now
from samrum.web.shared.session import COOKIE

CAST = {one.name.split()[0].lower(): one for one in (ANNA, MAJ, ERIK, METTE, BO, KARIN, CECILIA)}
FAR = lives.TOO_FAR
DRIVER = lives.DRIVER


@dataclass
class Town:
    """The municipality with its people; a browser for each of them that is asked for."""

    tokens: dict[str, str] = field(default_factory=dict)
    applied: int = 0

    def reads(self, name: str) -> Reader:
        """The reader with this first name."""
        return cast(Reader, identity.reader(self.tokens[name]))

    def browser(self, name: str, language: str = "en") -> Client:
        """A browser in which somebody is logged in; "" for nobody."""
        client = Client(headers={"Accept-Language": language}, SERVER_NAME="localhost")
        if name:
            identity.choose_language(self.tokens[name], language)
            client.cookies[COOKIE] = self.tokens[name]
        return client

    def applies(
        self,
        name: str = "anna",
        answers: Mapping[str, Any] = DRIVER,
        *,
        complete: bool = True,
        reach: Reach | None = None,
    ) -> lives.Case:
        """Somebody hands in an application a week ago."""
        self.applied += 1
        began = now(1) - timedelta(days=7, minutes=-self.applied)
        someone = CAST[name]
        life = lives.Case(self.reads(name), someone, self.reads("bo"), began, Random(1))
        life.apply(answers, complete=complete, reach=reach)
        return life

    def case(self, id: str) -> Case:
        """The case as Karin sees it, who is cleared for everybody."""
        from samrum.office import see

        return see.case(self.reads("karin"), id, reason="A test looks.").case


def settle(*more: Someone) -> Town:
    """Everybody is known here and has a post; the registers know them too."""
    seed.write_registers(more, Random(1))
    town = Town()
    for name, someone in CAST.items():
        person = seed.register(someone)
        post = seed.POSTS.get(someone.number)
        if post:
            person = persons.appoint(person.id, post, tenant=1)
        town.tokens[name] = identity.begin_session(person, tenant=1)
    return town


@dataclass
class Form:
    """A form as a browser would send it."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, **typed: Any) -> dict[str, Any]:
        """What is sent when these fields are typed in; a value of None leaves a field out."""
        sent: dict[str, Any] = {}
        for name, value in self.fields:
            sent.setdefault(name, []).append(value)
        sent.update(typed)
        return {name: value for name, value in sent.items() if value is not None}


def form(answer: Any, action: str = "") -> Form:
    """The first form of a page whose action ends like this."""
    reader = _Forms()
    reader.feed(answer.content.decode())
    found = [one for one in reader.forms if one.action.partition("?")[0].endswith(action)]
    assert found, [one.action for one in reader.forms]
    return found[-1] if not action else found[0]


def press(client: Client, path: str, action: str = "", **typed: Any) -> Any:
    """Open a page, fill in its form and press; `_files` are sent along."""
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code)
    wanted = form(page, action or path.partition("?")[0])
    return client.post(wanted.action, wanted.filled(**typed))


def text(answer: Any) -> str:
    """A page as text, with its white space drawn together."""
    return " ".join(answer.content.decode().split())


def said(answer: Any) -> tuple[int, str]:
    """What a page says and nothing of how: the same for what is hidden and what is absent."""
    inside = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return answer.status_code, " ".join(inside.split())


class _Forms(HTMLParser):
    """Reads the forms of a page with what stands in their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.area = ""
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(said.get("action", "")))
        if not self.forms:
            return
        fields = self.forms[-1].fields
        match tag:
            case "input" if said.get("type") in ("radio", "checkbox"):
                if "checked" in said:
                    fields.append((said["name"], said.get("value", "on")))
            case "input" if said.get("type") != "file" and "name" in said:
                fields.append((said["name"], said.get("value", "")))
            case "textarea":
                self.area = said["name"]
                fields.append((self.area, ""))
            case "select":
                self.select = said["name"]
            case "option" if "selected" in said:
                fields.append((self.select, said.get("value", "")))
            case "button" if "name" in said:
                self.forms[-1].buttons.append((said["name"], said.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area and self.forms:
            name, before = self.forms[-1].fields.pop()
            self.forms[-1].fields.append((name, before + data))
