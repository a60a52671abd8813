"""The bundle that goes along with an appeal: the appeal, the decisions, and everything in the case.

One ZIP, with a list of its papers and their checksums.  It is made before the hand-over is kept,
and lies in the file store under its own hash: a press in vain leaves a file that nobody refers to,
and the journal never names one that is not there.
"""

from __future__ import annotations

import hashlib
import io
import json
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePath
from typing import IO, Final

from django.conf import settings

from samrum.channels.letter import Block, Fact, Facts, Heading, Paragraph, Table
from samrum.channels.store import Missing, Store
from samrum.core.access import Reader, may_see
from samrum.core.appeal import Appeal, HandOver
from samrum.core.case import Case, Letter
from samrum.core.hiding import hidden_items
from samrum.core.served import CARRIES
from samrum.office import see
from samrum.office.act import Receipt, acknowledged, act
from samrum.office.municipality import Municipality, municipality, now
from samrum.office.paper import answers_for, set_letter, set_paper
from samrum.office.relation import NotHere, must_do
from samrum.office.see import CaseView
from samrum.packages.wording import said

THE_SAME_DAY: Final = (1980, 1, 1, 0, 0, 0)  # of every file in a ZIP: the same case, the same bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of the bundle."""

    name: str
    content: bytes


def hand_over(reader: Reader, *, case: str, key: str, expected: int) -> Receipt:
    """Put everything in the case together, and hand the appeal over, once per key."""
    before = acknowledged(reader, key)
    if before is not None:
        return before
    view = see.case(reader, case)
    must_do(view.relation, HandOver.__name__, via="desk")
    papers = put_together(reader.tenant, view)
    sha256 = _store().keep(_zipped(papers))
    command = HandOver(sha256, tuple(paper.name for paper in papers))
    return act(reader, command, case=case, key=key, expected=expected, via="desk")


def opened(reader: Reader, case: str) -> tuple[str, IO[bytes]]:
    """The bundle that was handed over, and what to call it.  Raises NotHere.

    A party from whom something in the case is hidden gets it from the instance, not from here.  For
    who may not see where the resident lives the papers are set again, without what tells it.
    """
    view = see.case(reader, case)
    made = view.case.appeal
    seen = may_see(view.relation, "documents", protected=view.resident.protected)
    if made is None or not made.bundle or not seen or not may_open(view):
        raise NotHere
    name = f"{view.case.number}.zip"
    if view.resident.address is not None:
        return name, _store().open(made.bundle)
    return name, io.BytesIO(_zipped(put_together(reader.tenant, view, window=False)))


def may_open(view: CaseView) -> bool:
    """Whether who looks at a case may open what was handed over of it."""
    return view.relation == "unit" or not view.case.hidings


def put_together(tenant: int, view: CaseView, *, window: bool = True) -> tuple[Paper, ...]:
    """Every paper of the case with the latest appeal, the list of them first; `window` is whether
    the letters are as they were sent, with the address."""
    here, case, on = municipality(tenant), view.case, now(tenant).date()
    language = view.package.languages[0]
    words = _words()[language]
    assert case.appeal is not None, "a bundle goes along with an appeal"

    def paper(title: str, *blocks: Block) -> Paper:
        return Paper(f"{title}.pdf", set_paper(here, case, title, blocks, on, language))

    told = [
        paper(words["appeal"], *_appeal(case.appeal, view, words)),
        *_decisions(here, view, words, answers_for(tenant, case), window),
        paper(words["facts"], Facts(tuple(_facts(view, language)))),
        *([paper(words["said"], *_said(view, words))] if case.messages or case.notes else []),
        *_documents(case, words),
    ]
    numbered = [Paper(f"{n:02d} {one.name}", one.content) for n, one in enumerate(told, 2)]
    index = Table((words["name"], words["sum"]), tuple(_sums(numbered)))
    first = paper(words["index"], Paragraph(words["whole"]), index)
    return (Paper(f"01 {first.name}", first.content), *numbered)


def _appeal(made: Appeal, view: CaseView, words: Mapping[str, str]) -> Iterator[Block]:
    yield Facts(
        (
            Fact(words["came_in"], made.came_in_on.isoformat()),
            Fact(words["by"], view.resident.name),
            Fact(words["against"], words[f"{made.against}_against"]),
        )
    )
    yield Heading(words["text"])
    yield from _paragraphs(made.text or words["no_text"])
    yield Heading(words["judged"])
    yield from _paragraphs(made.judged or words["in_time"])
    yield Heading(words["reviewed"])
    yield from _paragraphs(made.reviewed)


def _decisions(
    here: Municipality, view: CaseView, words: Mapping[str, str], caseworker: str, window: bool
) -> Iterator[Paper]:
    """Every version of the decision, or the demand refused, as the letter that told of it."""
    demanded = view.case.appeal is not None and view.case.appeal.against == "demand"
    told = ("demand-refused",) if demanded else CARRIES
    holds = {one.id for one in view.package.letters if one.on in told}
    for letter in view.case.letters:
        if letter.template in holds:
            name = words["decision"].format(day=letter.ordered_at.date().isoformat())
            yield Paper(f"{name}.pdf", _letter(here, view.case, letter, caseworker, window))


def _letter(here: Municipality, case: Case, letter: Letter, caseworker: str, window: bool) -> bytes:
    """The letter as it was sent, else the same words without anything in the window."""
    if not window:
        return set_letter(here, case, letter, None, caseworker).pdf
    try:
        with _store().open(letter.sha256) as file:
            return file.read()
    except Missing:
        return set_letter(here, case, letter, None, caseworker).pdf


def _facts(view: CaseView, language: str) -> Iterator[Fact]:
    for id, term in view.package.terms.items():
        fact = view.case.facts.get(id)
        if fact is not None:
            known = fact.standing == "known"
            value = said(term, fact.value, language) if known else "–"
            by = fact.register or view.names.get(fact.given_by, "")
            yield Fact(term.words[language], value, f"{fact.given_at:%Y-%m-%d}, {by}")


def _said(view: CaseView, words: Mapping[str, str]) -> Iterator[Block]:
    """What was written in the case, in the order it was written."""
    told = [(one.sent_at, "message", one.sent_by, one.text) for one in view.case.messages]
    told += [(one.made_at, "note", one.made_by, one.text) for one in view.case.notes]
    for at, kind, by, text in sorted(told):
        yield Heading(f"{words[kind]} {at:%Y-%m-%d %H:%M}, {view.names.get(by, '')}", 2)
        yield from _paragraphs(text)


def _documents(case: Case, words: Mapping[str, str]) -> Iterator[Paper]:
    """What was handed in; one that is hidden from the party goes without its name."""
    hidden = hidden_items(case.hidings)
    for one in case.documents:
        suffix = PurePath(one.name).suffix
        name = words["document"].format(number=one.number) + suffix
        if f"document:{one.number}" not in hidden:
            name = PurePath(one.name.replace("/", "-")).name
        with _store().open(one.sha256) as file:
            yield Paper(name, file.read())


def _sums(papers: list[Paper]) -> Iterator[tuple[str, str]]:
    for paper in papers:
        yield paper.name, hashlib.sha256(paper.content).hexdigest()


def _paragraphs(text: str) -> Iterator[Paragraph]:
    return (Paragraph(part.strip()) for part in text.split("\n\n") if part.strip())


def _zipped(papers: tuple[Paper, ...]) -> bytes:
    """The bytes of the ZIP, with the checksums once more for machines; the same for the same."""
    sums = dict(_sums(list(papers)))
    listed = json.dumps(sums, ensure_ascii=False, indent=1).encode()
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as bundle:
        for paper in (*papers, Paper("sha256.json", listed)):
            bundle.writestr(zipfile.ZipInfo(paper.name, THE_SAME_DAY), paper.content)
    return kept.getvalue()


def _store() -> Store:
    return Store(Path(settings.FILES))


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = files("samrum.office").joinpath("bundle_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
