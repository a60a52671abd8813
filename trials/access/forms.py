"""The forms of a page as a browser reads them: what stands in each field, and what may change."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

Kind = Literal["typed", "hidden", "readonly", "choice"]
OURS = frozenset(("csrfmiddlewaretoken",))


@dataclass
class Field:
    """`offered` are the values that a choice offers."""

    name: str
    kind: Kind
    values: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form that is sent to `action`."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    def filled(self) -> dict[str, list[str]]:
        """What is sent when every empty field is filled in with something, and nothing changed."""
        sent = {}
        for one in self.fields.values():
            empty = {"choice": one.offered[:1], "typed": ["Prov"]}.get(one.kind, [""])
            sent[one.name] = [value for value in one.values if value] or empty
        return sent

    def add(self, name: str, kind: Kind) -> Field:
        return self.fields.setdefault(name, Field(name, kind))


class Reader(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(told.get("action", ""), told.get("method", "get").lower()))
        if not self.forms or tag in ("form", "label", "div"):
            return
        form, name, value = self.forms[-1], told.get("name", ""), told.get("value", "")
        if tag == "textarea":
            self.area = name
            form.add(name, "readonly" if "readonly" in told else "typed")
        elif tag == "select":
            self.select = name
            form.add(name, "choice")
        elif tag == "option" and self.select:
            one = form.fields[self.select]
            one.offered.append(value)
            if "selected" in told:
                one.values.append(value)
        elif tag == "input" and name and name not in OURS:
            self._input(form, told, name, value)

    def _input(self, form: Form, told: dict[str, str], name: str, value: str) -> None:
        kind = told.get("type", "text")
        if kind in ("radio", "checkbox"):
            one = form.add(name, "choice")
            one.offered.append(value or "on")
            if "checked" in told:
                one.values.append(value or "on")
        elif kind == "hidden":
            form.add(name, "hidden").values.append(value)
        elif kind not in ("submit", "file"):
            locked = "readonly" in told or "disabled" in told
            form.add(name, "readonly" if locked else "typed").values.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        if tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.area and self.forms:
            self.forms[-1].fields[self.area].values.append(data)


def forms(page: str) -> list[Form]:
    """Every form of a page that is sent by POST."""
    reader = Reader()
    reader.feed(page)
    return [one for one in reader.forms if one.method == "post"]
