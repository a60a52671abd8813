"""Reads a form: pages of questions, each about a fact of the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from samrum.packages.check import check_expression
from samrum.packages.expression import Expression
from samrum.packages.fault import Fault, perhaps
from samrum.packages.names import Shape
from samrum.packages.package import Form, Page, Question
from samrum.packages.sheet import Sheet
from samrum.packages.vocabulary import Term, folded, names_of


def read_form(
    sheet: Sheet,
    name: str,
    languages: Sequence[str],
    terms: Mapping[str, Term],
    shape: Shape,
    others: Mapping[str, Form],
    faults: list[Fault],
) -> Form:
    """Return the form of a sheet; faults are noted.

    A page with `like = "form/page"` is the page of one of the `others`, shown on its own condition.
    """
    reading = _FormReading(languages, terms, shape, others, faults)
    pages = tuple(map(reading.page, sheet.tables("page")))
    if not pages:
        sheet.fault("page", "The form has no page.", "Nobody could fill it in.", "Add a [[page]].")
    form = Form(name, sheet.words("title", languages), pages)
    sheet.finish()
    return form


class _FormReading:
    def __init__(
        self,
        languages: Sequence[str],
        terms: Mapping[str, Term],
        shape: Shape,
        others: Mapping[str, Form],
        faults: list[Fault],
    ) -> None:
        self.languages = languages
        self.terms = terms
        self.names = names_of(terms.values())
        self.shape = shape
        self.others = others
        self.faults = faults
        self.pages: set[str] = set()
        self.asked: set[str] = set()

    def page(self, sheet: Sheet) -> Page:
        page = self._like(sheet) if sheet.has("like") else self._own(sheet)
        if page.id in self.pages:
            sheet.fault(
                "id",
                f"Two pages are called {page.id!r}.",
                "Each has its own address.",
                "Rename one.",
            )
        self.pages.add(page.id)
        for number, question in enumerate(page.questions):
            self._once(sheet, question.fact, sheet.line("question", number, "fact"))
        sheet.finish()
        return page

    def _like(self, sheet: Sheet) -> Page:
        form, _, wanted = sheet.text("like").partition("/")
        pages = self.others[form].pages if form in self.others else ()
        page = next((page for page in pages if page.id == wanted), None)
        if page is None:
            known = [
                f"{name}/{page.id}" for name, other in self.others.items() for page in other.pages
            ]
            sheet.fault(
                "like",
                f"There is no page {form}/{wanted}.",
                "A page can only be like one of another form that has its own pages.",
                perhaps(f"{form}/{wanted}", known, "Pages are:"),
            )
            return Page("", {}, (), self._shown(sheet))
        return replace(page, shown=self._shown(sheet))

    def _own(self, sheet: Sheet) -> Page:
        id = sheet.text("id")
        questions = tuple(map(self.question, sheet.tables("question")))
        if not questions:
            sheet.fault(
                "id", "The page asks nothing.", "It would be empty.", "Add a [[page.question]]."
            )
        return Page(id, sheet.words("title", self.languages), questions, self._shown(sheet))

    def question(self, sheet: Sheet) -> Question:
        fact = sheet.text("fact")
        self._known(sheet, fact)
        question = Question(
            fact=fact,
            asks=sheet.words("asks", self.languages),
            help=sheet.words("help", self.languages, needed=False),
            shown=self._shown(sheet),
            needed=sheet.flag("needed", True),
            unknown_allowed=sheet.flag("unknown_allowed", False),
        )
        self._not_another(sheet, question)
        sheet.finish()
        return question

    def _not_another(self, sheet: Sheet, question: Question) -> None:
        """A question is not worded as the name of another fact than the one it asks for."""
        for language, asks in question.asks.items():
            other = self.names.get((language, folded(asks)), question.fact)
            if other != question.fact:
                sheet.fault(
                    "asks",
                    f"{asks!r} asks for {question.fact}, but it is what {other} is called.",
                    "A fact that is asked for under two ids is asked for twice.",
                    f"Ask for {other}, or word the question so that the two can be told apart.",
                )

    def _once(self, sheet: Sheet, fact: str, line: int) -> None:
        if fact in self.asked:
            self.faults.append(
                Fault(
                    sheet.file,
                    line,
                    f"The form asks for {fact} twice.",
                    "A fact is handed in once.",
                    "Take one of the two questions out.",
                )
            )
        self.asked.add(fact)

    def _known(self, sheet: Sheet, fact: str) -> None:
        if not fact or fact in self.terms:
            return
        meant = next((term.id for term in self.terms.values() if _is_called(term, fact)), "")
        sheet.fault(
            "fact",
            f"The vocabulary has no fact {fact!r}.",
            f"It knows it as {meant}." if meant else "A form can only ask for what it defines.",
            f"Use {meant}."
            if meant
            else perhaps(fact, self.terms, "Define it in vocabulary.toml, or use one of:"),
        )

    def _shown(self, sheet: Sheet) -> Expression | None:
        text = sheet.text("shown", "")
        if not text:
            return None
        check_expression(text, sheet.file, sheet.line("shown"), self.shape, self.faults)
        return Expression(text, sheet.place("shown"))


def _is_called(term: Term, name: str) -> bool:
    """Whether somebody who wrote `name` meant this term: by a synonym, or by half of its id."""
    spoken = {name for names in term.synonyms.values() for name in names} | set(term.words.values())
    wanted = name.replace("_", " ").replace(".", " ").casefold()
    return wanted in {one.casefold() for one in spoken} or name == term.id.partition(".")[2]
