"""Reads the work of a service or of a country's law: its steps and its letters.

A service package declares them in package.toml, a country pack in country.toml; the texts of the
letters lie in letters/<id>.<language>.md beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, get_args

from samrum.packages.check import check_expression, check_template
from samrum.packages.expression import Expression, TextTemplate
from samrum.packages.fault import Fault, perhaps
from samrum.packages.folder import text_of
from samrum.packages.names import Shape, shape_of
from samrum.packages.package import ACTS, Form, LetterTemplate, StepTemplate, Who
from samrum.packages.room import room_letter_ids
from samrum.packages.sheet import Sheet
from samrum.packages.vocabulary import Term
from samrum.rules.tree import Name, walk

MOMENTS: Final = (
    *("received", "asked", "heard", "decided", "withdrawn"),
    *("delayed", "demanded", "demand-refused"),
    *("delivery", "changed", "corrected", "revoked"),
    *("appealed", "judged", "reviewed", "handed-over", "appeal-withdrawn", "answered"),
    *("transfer-asked", "transferred"),
)
"""What a letter can be written on, beside the steps: a supplement was "asked" for, another way of
"delivery" was chosen; a decision that was "changed" or "corrected" is "decided" once more."""
ID: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_READERS: Final = ("resident", "instance")
_DAYS = re.compile(r"P(\d{1,4})D")


def step_ids(sheet: Sheet) -> list[str]:
    """Return the ids of the steps of a sheet, before they are read: conditions speak of them."""
    tables = sheet.values.get("step")
    found = [one.get("id") for one in tables if isinstance(one, dict)] if tables else []
    return [id for id in found if isinstance(id, str)]


class WorkReading:
    """The steps and letters of one sheet; `shape` are the names that their expressions see."""

    def __init__(
        self,
        sheet: Sheet,
        files: Mapping[str, bytes],
        languages: tuple[str, ...],
        terms: Mapping[str, Term],
        shape: Shape,
        faults: list[Fault],
    ) -> None:
        self.sheet = sheet
        self.files = files
        self.languages = languages
        self.terms = terms
        self.shape = shape
        self.faults = faults

    def steps(self, forms: Mapping[str, Form]) -> tuple[StepTemplate, ...]:
        """Return the steps of the sheet; faults are noted."""
        steps = tuple(self._step(table, forms, self.shape) for table in self.sheet.tables("step"))
        self._twice(self.sheet, "step", [step.id for step in steps])
        return steps

    def _step(self, sheet: Sheet, forms: Mapping[str, Form], shape: Shape) -> StepTemplate:
        form, act = sheet.text("form", ""), sheet.one_of("act", ("", *ACTS), "")
        who: Who = sheet.one_of("who", get_args(Who))  # type: ignore[assignment]
        if form and form not in forms:
            sheet.fault(
                "form",
                f"There is no form {form!r}.",
                f"The step would show a page that is not in forms/{form}.toml.",
                perhaps(form, forms, "Forms are:"),
            )
        if not _doable(who, form, act):
            sheet.fault(
                "who",
                f"Nobody can do the step: it is the turn of {who}, with "
                f"{f'form {form}' if form else f'act {act}' if act else 'neither form nor act'}.",
                "A resident or a caseworker fills in a form or does an act, the rules neither.",
                f"Write form = ..., or act = one of {', '.join(_acts_of(who))}.",
            )
        step = StepTemplate(
            id=self._step_id(sheet),
            who=who,
            title=sheet.words("title", self.languages),
            when=self._condition(sheet, "when", shape),
            explains=sheet.words("explains", self.languages, needed=False),
            form=form,
            act=act,
            due_days=self._due(sheet),
            due_on=self._condition(sheet, "due_on", shape) if sheet.has("due_on") else None,
            if_late=sheet.words("if_late", self.languages, needed=False),
        )
        sheet.text("due_on", "")
        sheet.finish()
        return step

    def _step_id(self, sheet: Sheet) -> str:
        id = sheet.text("id")
        if id and not ID.fullmatch(id):
            sheet.fault(
                "id",
                f"{id!r} cannot be the id of a step.",
                "It stands in addresses, in the journal and in measures.",
                "Use one noun in small letters, words joined by hyphens.",
            )
        return id

    def _due(self, sheet: Sheet) -> int | None:
        if not sheet.has("due"):
            sheet.text("due", "")
            return None
        due = sheet.text("due")
        found = _DAYS.fullmatch(due)
        if found is None or not int(found.group(1)):
            sheet.fault(
                "due",
                f"{due!r} is no number of days.",
                "A due date is counted in days from the day the step opens.",
                'Write "P14D" for fourteen days.',
            )
            return None
        return int(found.group(1))

    def _condition(self, sheet: Sheet, key: str, shape: Shape) -> Expression:
        expression = Expression(sheet.text(key), sheet.place(key))
        node = check_expression(expression.text, sheet.file, sheet.line(key), shape, self.faults)
        if node is not None and not any(isinstance(part, Name) for part in walk(node)):
            sheet.fault(
                key,
                f"{key} is always the same.",
                "It looks at nothing that could change.",
                "Say what it depends on, or leave it out where it may be left out.",
            )
        return expression

    def letters(self, steps: Iterable[StepTemplate]) -> tuple[LetterTemplate, ...]:
        """Return the letters of the sheet on what can happen with these steps; faults are noted."""
        tables = self.sheet.tables("letter")
        letters = tuple(self._letter(table, steps, self.shape) for table in tables)
        self._twice(self.sheet, "letter", [letter.id for letter in letters])
        self._strays(letters)
        return letters

    def _letter(self, sheet: Sheet, steps: Iterable[StepTemplate], shape: Shape) -> LetterTemplate:
        id, on = sheet.text("id"), sheet.text("on")
        self._moment(sheet, on, steps)
        around = shape_of((), step=True) if ":" in on else {}
        inside = {**shape, **({"step": around["step"]} if around else {})}
        when = self._condition(sheet, "when", inside) if sheet.has("when") else None
        letter = LetterTemplate(
            id=id,
            on=on,
            title=sheet.words("title", self.languages),
            texts={lang: self._letter_text(sheet, id, lang, inside) for lang in self.languages},
            when=when,
            to="instance" if sheet.one_of("to", _READERS, "resident") == "instance" else "resident",
        )
        sheet.text("when", "")
        sheet.finish()
        return letter

    def _moment(self, sheet: Sheet, on: str, steps: Iterable[StepTemplate]) -> None:
        known = [*MOMENTS]
        for step in steps:
            known.append(f"opened:{step.id}")
            known += [f"late:{step.id}"] if step.due_days or step.due_on else []
        if on and on not in known:
            sheet.fault(
                "on",
                f"Nothing is ever called {on!r}.",
                "The letter would never be written; only a step with a day can be late.",
                perhaps(on, known, "Moments are:"),
            )

    def _letter_text(self, sheet: Sheet, id: str, language: str, shape: Shape) -> TextTemplate:
        file = f"letters/{id}.{language}.md"
        if file not in self.files:
            sheet.fault(
                "id",
                f"The letter {id!r} has no text in {language}.",
                f"There is no {file}.",
                f"Write it, or take the language out of {self.sheet.file}.",
            )
            return TextTemplate("", file, language, self.terms)
        text = text_of(file, self.files[file], self.faults).strip("\n")
        if not text:
            self.faults.append(
                Fault(file, 1, "The letter is empty.", "Somebody will open it.", "Write it.")
            )
        check_template(text, file, 1, shape, self.faults)
        return TextTemplate(text, f"{file}:1", language, self.terms)

    def _strays(self, letters: Iterable[LetterTemplate]) -> None:
        """Note letters' files that no [[letter]] names."""
        ids = [*(letter.id for letter in letters), *room_letter_ids(self.sheet)]
        named = {f"{id}.{language}" for id in ids for language in self.languages}
        for file in self.files:
            name = file.removeprefix("letters/").removesuffix(".md")
            if file.startswith("letters/") and name not in named:
                self.faults.append(
                    Fault(
                        file,
                        0,
                        f"No letter of {self.sheet.file} has this text.",
                        "A text belongs to a [[letter]] by the name <id>.<language>.md.",
                        perhaps(name, named, "Rename it, or take it out. Names are:"),
                    )
                )

    def _twice(self, sheet: Sheet, key: str, ids: list[str]) -> None:
        for number, id in enumerate(ids):
            if id and id in ids[:number]:
                self.faults.append(
                    Fault(
                        sheet.file,
                        sheet.line(key, number, "id"),
                        f"There are two of the id {id!r}.",
                        f"Each {key} is told apart by its id.",
                        "Give one of them another id.",
                    )
                )


def _doable(who: str, form: str, act: str) -> bool:
    """Whether somebody whose turn a step is finds a page to do it on."""
    if who == "rules":
        return not form and not act
    if form:
        return not act
    return act in _acts_of(who)


def _acts_of(who: str) -> list[str]:
    return [act for act, whose in ACTS.items() if who in whose]
