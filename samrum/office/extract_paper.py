"""The papers of an extract: who somebody is to us, and each of her cases, to be read by her."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final, cast

from samrum.channels.letter import (
    Block,
    Bullets,
    Fact,
    Facts,
    Heading,
    Language,
    Letter,
    Paragraph,
    Sender,
    write_letter,
)
from samrum.core.access import Reader
from samrum.core.transfer import Transfer
from samrum.office.municipality import Municipality
from samrum.office.see import CaseView, ReadItem
from samrum.packages.wording import said, said_plainly

LONGEST_PART: Final = 120_000  # characters of one paper; a case that is longer becomes several
MOST_LINES: Final = 2_500  # of one paper


def of_person(
    here: Municipality,
    reader: Reader,
    views: Sequence[CaseView],
    requests: Sequence[Transfer],
    language: str,
    at: datetime,
) -> bytes:
    """Who she is, her cases, what other municipalities have asked about her, and who may act."""
    words, person = _words(language), reader.person
    known = [
        (words["name"], person.name),
        (words["number"], person.number),
        (words["language"], person.language),
        (words["address"], ", ".join(person.address)),
        (words["email"], person.email),
        (words["phone"], person.phone),
        (words["protected"], said_plainly(person.protected, language)),
    ]
    blocks: list[Block] = [
        Paragraph(words["intro"].format(municipality=here.name, day=_day(at, language))),
        Heading(words["you"]),
        Facts(tuple(Fact(label, value) for label, value in known if value)),
        Heading(words["cases"]),
        _list(
            (
                f"{one.case.number}: {one.package.title.get(language, one.case.service)}"
                f" ({words['stage'][one.case.stage]})"
                for one in views
            ),
            words,
        ),
        *_requests(requests, words, language),
        Heading(words["mandates"]),
        _list(
            (
                f"{one.kind}, {', '.join(one.services)}, {one.valid_from} – {one.valid_to or ''}"
                for one in person.mandates.values()
                if one.revoked_at is None
            ),
            words,
        ),
        Paragraph(words["rights"]),
    ]
    return _set(here, words["title"], "", language, at, blocks)


def _requests(
    requests: Sequence[Transfer], words: Mapping[str, Any], language: str
) -> Iterator[Block]:
    """What other municipalities have written when they asked us to take a case of hers over."""
    for one in requests:
        told = one.request
        day = _day(one.asked_at, language)
        about = {"name": told.sender_name, "number": told.number, "day": day}
        yield Heading(words["request"].format(**about))
        said_there = [
            (words["connection"], told.connection),
            (words["wishes"], told.wishes),
            (words["duration"], told.duration),
            (words["otherwise"], told.otherwise),
            (words["answer"], one.answer),
            (words["asked_by"], told.asked_by),
        ]
        yield Facts(tuple(Fact(label, value) for label, value in said_there if value))


def of_case(
    here: Municipality,
    view: CaseView,
    readers: Iterable[ReadItem],
    language: str,
    at: datetime,
) -> Iterator[bytes]:
    """One case, in as many papers as it takes."""
    words = _words(language)
    title = words["case_title"].format(number=view.case.number)
    for part in _parts(_case_blocks(view, readers, words, language)):
        yield _set(here, title, view.case.number, language, at, part)


def _case_blocks(
    view: CaseView, readers: Iterable[ReadItem], words: Mapping[str, Any], language: str
) -> Iterator[Block]:
    case = view.case

    def by(id: str, when: datetime) -> str:
        return str(words["by"]).format(name=view.names.get(id, "–"), day=_day(when, language))

    yield Heading(words["facts"])
    facts = _facts(view, words, language)
    yield Facts(facts) if facts else Paragraph(words["nothing"])
    if case.registers:
        yield Heading(words["registers"])
        yield _list(
            (f"{name}: {words['outcome'][one.outcome]}" for name, one in case.registers.items()),
            words,
        )
    yield Heading(words["documents"])
    yield _list((f"{d.name}, {by(d.received_from, d.received_at)}" for d in case.documents), words)
    yield Heading(words["messages"])
    yield _list((f"{m.text} ({by(m.sent_by, m.sent_at)})" for m in case.messages), words)
    yield Heading(words["notes"])
    yield _list((f"{n.text} ({by(n.made_by, n.made_at)})" for n in case.notes), words)
    if case.assessment:
        yield Paragraph(
            f"{case.assessment.text} ({by(case.assessment.made_by, case.assessment.made_at)})"
        )
    if case.decision:
        yield Heading(words["decision"])
        made = case.decision
        whose = f"{made.ruled_by}, {made.reference}, {made.day}" if made.ruled_by else ""
        yield Paragraph(f"{made.content} ({whose or by(made.decider, made.made_at)})")
        yield Heading(words["reasons"], 2)
        yield Paragraph(case.decision.reasons or words["nothing"])
        yield _list(case.decision.provisions, words)
    yield Heading(words["letters"])
    yield _list((f"{one.title}, {_day(one.ordered_at, language)}" for one in case.letters), words)
    hidden = [
        f"{h.told} {h.reason} {h.provision} ({by(h.decided_by, h.decided_at)})"
        for h in case.hidings
        if h.holds
    ]
    if hidden:
        yield Heading(words["hidden"])
        yield _list(hidden, words)
    yield Heading(words["readers"])
    yield _list((f"{r.by_name}, {r.by.agency}, {_moment(r.at)}" for r in readers), words)


def _facts(view: CaseView, words: Mapping[str, Any], language: str) -> tuple[Fact, ...]:
    told = []
    for id, fact in view.case.facts.items():
        term = view.package.terms.get(id)
        value = said(term, fact.value, language) if term else str(fact.value)
        value = words.get(fact.standing, value) if fact.standing != "known" else value
        name = term.words.get(language, id) if term else id
        source = f"{view.names.get(fact.given_by, fact.register)}, {_day(fact.given_at, language)}"
        told.append(Fact(name, value or "–", source))
    return tuple(told)


def _parts(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """The blocks in papers that can be set: a long list goes on in the next."""
    part: list[Block] = []
    size = lines = 0
    for block in (piece for whole in blocks for piece in _pieces(whole)):
        text = str(block)
        if part and (size + len(text) > LONGEST_PART or lines + text.count("\n") > MOST_LINES):
            yield part
            part, size, lines = [], 0, 0
        part.append(block)
        size, lines = size + len(text), lines + 2 + text.count("\n")
    if part:
        yield part


def _pieces(block: Block) -> Iterator[Block]:
    match block:
        case Bullets(items) if len(items) > 100 or len(str(items)) > LONGEST_PART:
            yield from (Bullets((item,)) for item in items)
        case _:
            yield block


def _list(items: Iterable[str], words: Mapping[str, Any]) -> Block:
    told = tuple(items)
    return Bullets(told) if told else Paragraph(words["nothing"])


def _set(
    here: Municipality,
    title: str,
    number: str,
    language: str,
    at: datetime,
    blocks: Sequence[Block],
) -> bytes:
    unit = next(iter(here.units.values()))
    sender = Sender(here.name, "", unit.address, unit.phone, unit.email, here.web)
    letter = Letter(cast(Language, language), sender, None, at.date(), number, title, tuple(blocks))
    return write_letter(letter).pdf


def _day(at: datetime, language: str) -> str:
    return said_plainly(at.date(), language)


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


@cache
def _all_words() -> Mapping[str, Mapping[str, Any]]:
    text = files("samrum.office").joinpath("extract_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _words(language: str) -> Mapping[str, Any]:
    return _all_words().get(language, _all_words()["en"])
