"""The drafts about an incident, as Markdown in the municipality's first language.

What the journal knows stands in them; what only people can know stands as a gap to fill in, never
as a no.  What each of them has to say is `samrum.core.incident.CONTENTS`.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from samrum.core.incident import CONTENTS, Concerned, Due, Extent, Incident, Part
from samrum.office.incident import Counted
from samrum.office.municipality import Municipality, on_the_wall, packages
from samrum.packages.wording import said_plainly

PERSONS: Final = "persons.csv"
ALWAYS: Final = ("persons", "children", "protected", "cases", "documents", "letters", "facts")
HEALTH: Final = "health"


def papers(
    here: Municipality, incident: Incident, due: Sequence[Due], counted: Counted, at: datetime
) -> dict[str, str]:
    """All files by name, the drafts in the order they are due."""
    told = {
        f"{number}-{one.rule.id}.md": _Draft(here, incident, one, counted, at).text()
        for number, one in enumerate(due, 1)
    }
    return {**told, PERSONS: _table_of(counted.persons)}


def _table_of(persons: Sequence[Concerned]) -> str:
    """Each person by her id alone, as a table for a spreadsheet."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    names = [one.name for one in fields(Concerned)]
    lines.writerow(names)
    lines.writerows([getattr(one, name) for name in names] for one in persons)
    return text.getvalue()


@dataclass(frozen=True, slots=True)
class _Draft:
    """One report that is being written."""

    here: Municipality
    incident: Incident
    due: Due
    counted: Counted
    at: datetime

    def text(self) -> str:
        """The whole draft."""
        report, words = self.due.rule.id, self.words
        lines = [f"# {words['title'][report]}", ""]
        lines += [f"> {words['draft'].format(at=self.moment(self.at), gap=words['gap'])}", ""]
        lines += [f"- {label}: {value}" for label, value in self.head()]
        for part in CONTENTS[report]:
            said = list(self.part(part))
            if said:
                source = f" ({part.provision})" if part.provision and report != "persons" else ""
                lines += ["", f"## {words['part'][part.id]}{source}", "", "\n\n".join(said)]
        return "\n".join(lines) + "\n"

    @property
    def language(self) -> str:
        return self.here.languages[0]

    @property
    def words(self) -> Mapping[str, Any]:
        return _words().get(self.language, _words()["en"])

    def head(self) -> Iterator[tuple[str, str]]:
        """To whom, until when, and by which law."""
        words, rule = self.words, self.due.rule
        unsure = "" if rule.tag == "READ" else f" ({words['to_verify']})"
        yield words["to"], rule.to.get(self.language, rule.to["en"]) + unsure
        yield words["due"], self.until()
        if self.due.sent:
            yield words["sent"], self.moment(self.due.sent)
        yield words["basis"], rule.provision + unsure
        yield words["found_out"], self.moment(self.incident.found_out)

    def until(self) -> str:
        words, rule, by = self.words, self.due.rule, self.due.by
        if by is None:
            return str(words["at_once"])
        how = words["months"] if rule.months else words["hours"].format(number=rule.hours)
        late = f". **{words['overdue'].capitalize()}.**" if self.due.is_overdue(self.at) else ""
        return f"**{self.moment(by)}** ({how}){late}"

    def part(self, part: Part) -> Iterator[str]:
        """The paragraphs of one part, none where it is not needed."""
        match part.id:
            case "sender" | "controller":
                yield from self.sender(part.id)
            case "happened":
                yield self.incident.what or self.gap("happened")
                yield from self.scope()
            case "to-you":
                yield self.gap("to-you")
                yield self.window()
            case "extent":
                yield from self.extent()
            case "extent-in-short":
                yield self.in_short()
            case "severity" | "consequences":
                if self.counted.extent.protected and self.due.rule.id != "persons":
                    yield self.say("protected_too", number=self.counted.extent.protected)
                yield self.gap(part.id)
            case "special":
                yield from self.special()
            case "limits":
                yield "\n".join(f"- {one}" for one in self.limits())
            case "measures":
                yield self.incident.done or self.gap("measures")
            case "officer":
                yield from self.officer()
            case "late":
                if self.due.is_overdue(self.at):
                    yield self.gap("late")
            case "later":
                yield self.words["later"].format(gap=self.words["gap"])
            case _:
                yield self.gap(part.id)

    def sender(self, part: str) -> Iterator[str]:
        number = self.say("organisation", number=self.here.organisation_number)
        yield f"{self.here.agency}, {number}"
        if part == "controller":
            if self.counted.boards:
                yield self.say("boards", names=", ".join(self.counted.boards))
            yield self.gap("controller")
        yield self.incident.contact or self.gap("contact")

    def scope(self) -> Iterator[str]:
        """When it went on, and what was counted."""
        yield self.window()
        if self.counted.accounts:
            yield self.say("accounts", number=self.counted.accounts)
        if self.incident.cases:
            yield self.say("cases", number=len(self.incident.cases))
        if self.incident.everything:
            yield self.words["everything"]
            yield self.gap("sealed")

    def window(self) -> str:
        began, ended = self.moment(self.incident.began), self.incident.ended
        if ended is None:
            return self.say("goes_on", began=began)
        return self.say("ended", began=began, ended=self.moment(ended))

    def extent(self) -> Iterator[str]:
        if self.counted.extent.is_empty:
            yield self.words["nobody"]
            return
        lines = [f"| {self.words['what']} | {self.words['number']} |", "|---|---:|"]
        lines += [f"| {label} | {self.number(value)} |" for label, value in self.rows()]
        yield "\n".join(lines)

    def rows(self) -> Iterator[tuple[str, int]]:
        """What was counted, in the order of the words; what is none is left out where it is no
        answer to what is asked."""
        extent, kinds = self.counted.extent, self.words["kinds"]
        plain = {
            "documents": sum(extent.documents.values()),
            "documents_health": extent.documents.get(HEALTH, 0),
            "facts": sum(extent.facts.values()),
        }
        for name, label in self.words["rows"].items():
            value = plain[name] if name in plain else getattr(extent, name)
            if value or name in ALWAYS:
                yield label, value
            if name == "cases":
                for service, number in extent.services.items():
                    yield f"– {self.title(service)}", number
            if name == "facts":
                for kind, number in extent.facts.items():
                    yield kinds[kind or "unknown"], number

    def title(self, service: str) -> str:
        package = packages().get(service)
        return package.title.get(self.language, service) if package else service

    def in_short(self) -> str:
        extent: Extent = self.counted.extent
        if extent.is_empty:
            return str(self.words["nobody"])
        names = ("persons", "cases", "children", "protected")
        counts = {name: self.number(getattr(extent, name)) for name in names}
        return self.say("read_so_far", **counts)

    def special(self) -> Iterator[str]:
        extent = self.counted.extent
        if not extent.is_empty:
            facts, documents = extent.facts.get(HEALTH, 0), extent.documents.get(HEALTH, 0)
            yield self.say("special", facts=self.number(facts), documents=self.number(documents))
        yield self.gap("special")

    def limits(self) -> Iterator[str]:
        """What the journal does not know, said where it matters."""
        extent, words = self.counted.extent, self.words["limits"]
        yield words["owner"]
        if ends := self.counted.ends:
            yield words["ends"].format(moment=self.moment(ends))
        if self.counted.accounts:
            yield words["own"]
        if extent.listed:
            yield words["lists"].format(listed=self.number(extent.listed))
        yield words["named"]
        yield words["now"]
        for name in ("gone", "lost"):
            if number := getattr(extent, name):
                yield words[name].format(**{name: self.number(number)})

    def officer(self) -> Iterator[str]:
        unit = self.here.units.get(self.here.data_protection)
        if unit is None:
            yield self.gap("officer")
        else:
            name = unit.name.get(self.language, self.here.data_protection)
            yield f"{name}, {unit.phone}, {unit.email}"
        if self.incident.contact:
            yield self.incident.contact

    def gap(self, name: str) -> str:
        return f"**{self.words['gap']}** {self.words['gaps'][name]}"

    def say(self, name: str, **about: object) -> str:
        return str(self.words[name]).format(**about)

    def number(self, number: int) -> str:
        return said_plainly(number, self.language)

    def moment(self, at: datetime) -> str:
        wall = on_the_wall(self.here.tenant, at)
        day, sign = said_plainly(wall.date(), self.language), ":" if self.language == "en" else "."
        return self.say("moment", day=day, clock=f"{wall:%H}{sign}{wall:%M}")


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    text = files("samrum.office").joinpath("incident_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
