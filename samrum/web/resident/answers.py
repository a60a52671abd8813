"""Filling in a form, one page at a time: what is typed is kept on every press.

The same for an application and for a step of a case.  A `Filling` is one person's draft of one
form; the pages show it, change it and never lose it, on any device.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile

from samrum.core.access import Reader
from samrum.core.case import Case
from samrum.core.document import Upload
from samrum.core.fact import Answer
from samrum.core.refusal import Refused
from samrum.office import drafts, forms, uploads
from samrum.office.drafts import Draft
from samrum.office.see import Prefilled
from samrum.packages.feel import Names
from samrum.packages.form import Shown, may_be_shown, missing, read_answers, shown
from samrum.packages.package import Form, Page, Question, ServicePackage
from samrum.packages.vocabulary import Term
from samrum.web.shared import dates
from samrum.web.shared.asking import about_file, fault
from samrum.web.shared.page import Fault
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words

SAVED_BY: Final = "saved.by"  # in the draft, beside the answers: the form that was kept last
NO_CASE: Final = Case("", "", "", "", "", "", "received", datetime.now(UTC))
MOST_FILES: Final = 20
LONGEST_RECEIVING: Final = 20.0  # seconds of one press; what is left is sent by itself


@dataclass(frozen=True)
class Filling:
    """One form being filled in: `key` names the draft (samrum.office.drafts), `case` is the case
    that a step belongs to.  What follows from these is worked out once."""

    reader: Reader
    resident: str
    key: str
    package: ServicePackage
    form: Form
    draft: Draft
    prefilled: Mapping[str, Prefilled] = field(default_factory=dict)
    case: Case = NO_CASE

    @cached_property
    def around(self) -> Names:
        """What the form's conditions see: the case, with what has been typed on top of it."""
        now = dates.now()
        uploads = self.draft.uploads
        return forms.around(self.case, self.package, self.known, uploads, self.reader.id, now)

    @cached_property
    def known(self) -> dict[str, Answer]:
        """What is answered: as typed, else as we knew it before."""
        before = {fact: known.answer for fact, known in self.prefilled.items()}
        asked = {question.fact for page in self.form.pages for question in page.questions}
        known = {**before, **self.draft.answers}
        return {fact: answer for fact, answer in known.items() if fact in asked}

    @cached_property
    def shown(self) -> tuple[Shown, ...]:
        """The pages that are shown as things stand, with what is asked on each."""
        return shown(self.form, self.around)

    @property
    def pages(self) -> tuple[Page, ...]:
        return tuple(page for page, _ in self.shown)

    def page(self, id: str) -> Page | None:
        return next((page for page in self.pages if page.id == id), None)

    def questions(self, page: Page) -> tuple[Question, ...]:
        return next((questions for one, questions in self.shown if one.id == page.id), ())

    def term(self, question: Question) -> Term:
        return self.package.terms[question.fact]

    def files(self, fact: str) -> tuple[Upload, ...]:
        return tuple(one for one in self.draft.uploads if one.kind == fact)

    def asked(self) -> dict[str, Answer]:
        """The answers to the questions that are shown, ready to be handed in."""
        asked = {question.fact for _, questions in self.shown for question in questions}
        return {fact: answer for fact, answer in self.known.items() if fact in asked}

    def lacking(self) -> tuple[tuple[Page, Question], ...]:
        """The questions that must be answered and are not, with the page they stand on."""
        return missing(self.shown, self.around, self.known)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one press: the draft as it is now, what was wrong, and what another device
    had answered meanwhile, by fact."""

    filling: Filling
    faults: tuple[Fault, ...] = ()
    elsewhere: Mapping[str, Answer] = field(default_factory=dict)


def was(filling: Filling, page: Page) -> str:
    """A digest of the page's answers as they are kept, to notice another device."""
    told = [(q.fact, filling.draft.answers.get(q.fact)) for q in page.questions]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def save(
    filling: Filling, page: Page, posted: Mapping[str, Sequence[str]], files: Any = None
) -> Saved:
    """Keep what a page was sent with; what is wrong is said, the rest is kept all the same."""
    questions = [one for one in page.questions if filling.term(one).type != "document"]
    read = read_answers(questions, filling.package.terms, posted)
    received, refused = _received(filling, page, files)
    wrong = [fault(fact, one) for fact, one in read.faults.items() if _typed(posted, fact)]
    faults = (*wrong, *refused)
    shown = {question.fact for question in page.questions}
    others = {f: a for f, a in filling.draft.answers.items() if f not in shown}
    saved_by = {SAVED_BY: Answer(_one(posted, "key"))}
    removed = posted.get("remove", ())
    mine = replace(
        filling.draft,
        answers={**others, **read.answers, **saved_by},
        uploads=(*(one for one in filling.draft.uploads if one.sha256 not in removed), *received),
        page=page.id,
    )
    elsewhere = _elsewhere(filling, page, posted, read.answers)
    if elsewhere:
        return Saved(replace(filling, draft=mine), faults, elsewhere)
    kept = _keep(filling, mine)
    drafts.let_go(filling.reader, (one for one in filling.draft.uploads if one.sha256 in removed))
    return Saved(kept, faults)


def unanswered(filling: Filling, page: Page) -> tuple[Fault, ...]:
    """The questions of a page that must be answered before one goes on."""
    return tuple(
        Fault(question.fact, _lacks(filling.term(question), in_words(question.asks)))
        for on, question in filling.lacking()
        if on.id == page.id
    )


def throw_away(filling: Filling) -> None:
    """Remove the draft."""
    drafts.throw_away(filling.reader, filling.resident, filling.key)


def after(filling: Filling, page: Page) -> Page | None:
    """The page that comes next; None when this was the last."""
    ids = [one.id for one in filling.pages]
    later = ids[ids.index(page.id) + 1 :] if page.id in ids else ids
    return filling.page(later[0]) if later else None


def before(filling: Filling, page: Page) -> Page | None:
    """The page that came before; None on the first."""
    ids = [one.id for one in filling.pages]
    earlier = ids[: ids.index(page.id)] if page.id in ids else []
    return filling.page(earlier[-1]) if earlier else None


@dataclass(frozen=True, slots=True)
class Place:
    """Which page of a form this is, and of how many; of how many at most while some of them hang
    on an answer that is still to come."""

    number: int
    of: int
    at_most: bool


def place(filling: Filling, page: Page | None, more: int = 0) -> Place:
    """Where a page stands; None is the page after the questions, of `more` that follow them."""
    ids = [one.id for one in filling.pages]
    most = may_be_shown(filling.form, filling.shown, filling.known)
    number = len(ids) if page is None else ids.index(page.id)
    return Place(number + 1, most + more, most > len(ids))


def _keep(filling: Filling, mine: Draft) -> Filling:
    """Keep the draft; when another device was quicker with other pages, both are kept."""
    for _attempt in range(5):
        try:
            kept = drafts.keep(
                filling.reader,
                filling.resident,
                filling.key,
                answers=mine.answers,
                uploads=mine.uploads,
                page=mine.page,
                expected=filling.draft.version,
            )
            return replace(filling, draft=kept)
        except drafts.Changed as changed:
            filling = replace(filling, draft=changed.kept)
            mine = replace(mine, answers={**changed.kept.answers, **mine.answers})
    raise Refused(
        "This could not be saved.",
        because="The same page is being changed on another device at this moment.",
        instead="Wait a little, and press again.",
    )


def _received(filling: Filling, page: Page, files: Any) -> tuple[list[Upload], list[Fault]]:
    """The files that came with the page, and what was wrong with those that we do not take."""
    received: list[Upload] = []
    faults: list[Fault] = []
    began = time.monotonic()
    for question in page.questions:
        chosen: Iterable[UploadedFile] = files.getlist(question.fact) if files else ()
        for file in chosen:
            known = {one.sha256 for one in (*filling.draft.uploads, *received)}
            if len(known) >= MOST_FILES:
                faults.append(Fault(question.fact, _no_room(file.name or "")))
                continue
            if time.monotonic() - began > LONGEST_RECEIVING:
                faults.append(Fault(question.fact, no_time(file.name or "")))
                continue
            try:
                upload = uploads.receive(file, kind=question.fact, name=file.name or "")
            except Refused as refused:
                faults.append(Fault(question.fact, about_file(file.name or "", refused)))
                continue
            if upload.sha256 not in known:
                received.append(upload)
    return received, faults


def no_time(name: str) -> str:
    """What is said of a file that nobody has looked at, because those before it took so long."""
    what = _("%(name)s: the files before it took long to look through. Send this one by itself.")
    return what % {"name": uploads.plain_name(name)}


def _no_room(name: str) -> str:
    """What is said of a file that there is no room for."""
    what = _(
        "%(name)s: there is room for %(most)s files here. Put several pages into one PDF, or hand"
        " it in afterwards, in your case."
    )
    return what % {"name": uploads.plain_name(name), "most": MOST_FILES}


def _elsewhere(
    filling: Filling,
    page: Page,
    posted: Mapping[str, Sequence[str]],
    answered: Mapping[str, Answer],
) -> dict[str, Answer]:
    """What another device has answered on this page since this one opened it."""
    kept = filling.draft.answers
    saved_by = kept.get(SAVED_BY)
    mine = saved_by is not None and saved_by.value == _one(posted, "key")
    if mine or _one(posted, "was") in ("", was(filling, page)):
        return {}
    return {
        question.fact: kept[question.fact]
        for question in page.questions
        if question.fact in kept and answered.get(question.fact) != kept[question.fact]
    }


def _lacks(term: Term, asked: str) -> str:
    if term.type == "document":
        return _("Choose a file first.")
    return _("Answer the question “%(question)s”") % {"question": asked}


def _typed(posted: Mapping[str, Sequence[str]], fact: str) -> bool:
    """Whether anything was typed for a fact; what was left empty is told by `unanswered`."""
    return any(text.strip() for text in posted.get(fact, ()))


def _one(posted: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(posted.get(name, ())), "")
