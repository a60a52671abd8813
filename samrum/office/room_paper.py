"""The plan on paper: each her own copy, made from what she sees in the room and from nothing else.

A tagged PDF (samrum.channels.letter) with the four things that the law wants a plan to show (SoL 10
kap. 8 §), what somebody sees otherwise, and who does what.  Who sees no plan gets what she herself
is asked to do.  The child's version is short and says "you".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from samrum.channels.letter import (
    Block,
    Bullets,
    Callout,
    Fact,
    Facts,
    Heading,
    Language,
    Letter,
    Paragraph,
    Sender,
    Table,
    write_letter,
)
from samrum.core.plan import PlanStep
from samrum.core.room.law import rules_of
from samrum.office.municipality import Municipality
from samrum.office.room_letters import coordinator_of, local, room_words
from samrum.office.room_see import RoomView
from samrum.packages.wording import said_plainly


def plan_on_paper(
    here: Municipality, view: RoomView, language: Language, *, reader: str, child: bool = False
) -> bytes:
    """The copy of `reader` (her id) as a PDF.  Raises Refused when it cannot be set."""
    words = room_words(language)["plan"]
    whole = "plan" in view.seen.whole
    name, unit = coordinator_of(here, view.room)
    about = view.names.get(view.room.resident, "")
    paper = _Paper(here, view, language, words, reader)
    if child and whole:
        title, blocks = words["child_title"], tuple(paper.for_the_child(name, unit.phone))
    elif whole:
        title, blocks = words["title"].format(name=about), tuple(paper.whole())
    else:
        title, blocks = words["own_title"].format(name=about), tuple(paper.own())
    told = unit.name.get(language, unit.agency)
    sender = Sender(
        here.agency, told, unit.address, unit.phone, unit.email, here.web, here.organisation_number
    )
    copy = words["copy"].format(name=view.names.get(reader, ""), day=paper.day(view.today))
    return write_letter(
        Letter(language, sender, None, view.today, view.room.number, title, blocks, name, (), copy)
    ).pdf


class _Paper:
    """One paper: the room as it is seen, and the words of the language."""

    def __init__(
        self,
        here: Municipality,
        view: RoomView,
        language: str,
        words: Mapping[str, Any],
        reader: str,
    ) -> None:
        self.here, self.view, self.language = here, view, language
        self.words, self.reader = words, reader

    def whole(self) -> Iterator[Block]:
        """Everything that the law and custom want the plan to show, and who agreed and did not."""
        words, plan = self.words, self.view.room.plan
        yield Callout(self._standing())
        yield from self._own_words(words["matters"], words["works"], words["unwanted"])
        principals = rules_of(self.view.package).principals
        yield Heading(words["services"])
        yield self._table(plan.services(principals), words["no_services"])
        yield Heading(words["others"])
        nobody = words["nobody_else"] if plan.no_others else words["not_said"]
        yield self._table(plan.measures(principals), nobody)
        yield Heading(words["responsible"])
        yield Paragraph(plan.responsible or words["not_said"])
        yield Heading(words["follow_up"])
        yield Paragraph(self.day(plan.follow_up) if plan.follow_up else words["not_said"])
        yield Heading(words["goals"])
        for goal in plan.open_goals:
            about = words.get(f"about_{goal.about}", "")
            yield Heading(f"{goal.text} ({about})" if about else goal.text, 2)
            steps = [one.text for one in plan.counting if one.goal == goal.number]
            yield Bullets(tuple(steps)) if steps else Paragraph(words["no_steps"])
        yield from self._voices()

    def own(self) -> Iterator[Block]:
        """What she is asked to do, and nothing around it."""
        steps = self.view.room.plan.steps
        yield Paragraph(self.words["own_intro"])
        yield self._table(steps, self.words["nothing"])

    def for_the_child(self, coordinator: str, phone: str) -> Iterator[Block]:
        """The plan in plain words, to the one it is about.  It hangs on a wall at home, so what a
        guardian said who is hidden from another is not on it."""
        words, plan = self.words, self.view.room.plan
        apart = {one.person for one in self.view.room.members if one.hidden_from}
        dissents = tuple(one.text for one in plan.dissents if one.by not in apart)
        yield from self._own_words(
            words["child_matters"], words["child_works"], words["child_unwanted"]
        )
        yield Heading(words["child_goals"])
        goals = tuple(one.text for one in plan.open_goals)
        yield Bullets(goals) if goals else Paragraph(words["child_none"])
        yield Heading(words["child_who"])
        steps = tuple(f"{self._who(one) or '–'}: {one.text}" for one in plan.counting)
        yield Bullets(steps) if steps else Paragraph(words["child_none"])
        if dissents:
            yield Heading(words["child_dissent"])
            yield Bullets(dissents)
        yield Heading(words["child_ask"])
        yield Paragraph(words["child_ask_text"].format(name=coordinator, phone=phone))
        if plan.follow_up:
            yield Paragraph(words["child_again"].format(day=self.day(plan.follow_up)))

    def day(self, value: object) -> str:
        return said_plainly(value, self.language)

    def _standing(self) -> str:
        plan = self.view.room.plan
        if plan.agreed_at is None:
            return str(self.words["draft"])
        day = local(self.here, plan.agreed_at).date()
        agreed = str(self.words["agreed"]).format(day=self.day(day))
        return f"{agreed} {self.words['changed']}" if plan.changed_since else agreed

    def _own_words(self, matters: str, works: str, unwanted: str) -> Iterator[Block]:
        needs = self.view.room.needs
        if needs is None:
            return
        for title, text in ((matters, needs.matters), (works, needs.works)):
            if text:
                yield Heading(title)
                yield Paragraph(text)
        if needs.unwanted:
            yield Heading(unwanted)
            yield Paragraph(needs.unwanted)

    def _table(self, steps: tuple[PlanStep, ...], otherwise: str) -> Block:
        words = self.words
        if not steps:
            return Paragraph(otherwise)
        rows = tuple(
            (
                one.text,
                one.agency or words["no_agency"],
                self._who(one) or words["nobody_yet"],
                self.day(one.by_day) if one.by_day else "–",
                words["standing"][one.standing],
            )
            for one in steps
        )
        return Table(tuple(words["columns"]), rows)

    def _who(self, step: PlanStep) -> str:
        member = self.view.room.member(step.member)
        if member is not None:
            return self._name(member.person)
        return step.other or (self.words["hidden"] if step.member else "")

    def _name(self, id: str) -> str:
        return self.view.names.get(id) or str(self.words["hidden"])

    def _voices(self) -> Iterator[Block]:
        words, plan = self.words, self.view.room.plan
        if plan.dissents:
            yield Heading(words["dissent"])
            yield Bullets(tuple(f"{self._name(one.by)}: {one.text}" for one in plan.dissents))
        if plan.declined:
            yield Heading(words["declined"])
            yield Bullets(tuple(f"{one.agency}: {one.reason}" for one in plan.declined))
        members = tuple(
            Fact(self._name(one.person), one.title or one.agency or words["roles"][one.role])
            for one in self.view.room.present(self.view.today)
        )
        yield Heading(words["members"])
        yield Facts(members)


def language_of(word: str) -> Language:
    """The language that an address names.  Raises KeyError for one we do not speak."""
    return cast(Language, {"sv": "sv", "da": "da", "en": "en"}[word])


@dataclass(frozen=True, slots=True)
class AskedConsent:
    """A consent in the words of its page: to whom, about what, and whose yes is needed."""

    to: str
    about: str
    purpose: str
    until: date
    signers: tuple[str, ...]


def consent_on_paper(
    here: Municipality, view: RoomView, language: Language, asked: AskedConsent
) -> bytes:
    """A consent to read and sign with a pen, for who does not use the pages; also read aloud."""
    words = room_words(language)["consent"]
    name, unit = coordinator_of(here, view.room)
    told = (
        (words["to"], asked.to),
        (words["about"], asked.about),
        (words["purpose"], asked.purpose),
        (words["until"], said_plainly(asked.until, language)),
        (words["person"], view.names.get(view.room.resident, "")),
    )
    blocks: list[Block] = [
        Paragraph(words["intro"]),
        Facts(tuple(Fact(label, value) for label, value in told)),
        Callout(words["free"].format(name=name, phone=unit.phone)),
        Heading(words["sign"]),
    ]
    for one in asked.signers:
        blocks += [Heading(one, 2), Paragraph(words["line"])]
    blocks += [Heading(words["oral"]), Paragraph(words["oral_line"])]
    sender = Sender(here.agency, unit.name.get(language, ""), unit.address, unit.phone, unit.email)
    title = words["title"]
    return write_letter(
        Letter(language, sender, None, view.today, view.room.number, title, tuple(blocks), name)
    ).pdf
