"""A case as a reader may see it: without what is hidden from its party, and what must not be shown.

A party sees the whole file (FL 10 §) but for what a ground of secrecy keeps from her
(samrum.core.hiding); a decision is never hidden from her (OSL 10 kap. 3 §).  Where somebody with
protected data lives and how she is reached is shown to nobody but herself, and not that she is
protected to who acts for her (OSL 21 kap. 3 and 3 a §§).

Hidden means hidden everywhere: whatever somebody is shown, sent or given (pages, the timeline, the
words of letters, what is asked for beforehand in another application, a download of everything) is
made from what these functions give back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from samrum.core.case import (
    AssessmentMade,
    Case,
    CaseOpened,
    CorrectionAsked,
    DocumentReceived,
    Event,
    FactGiven,
    Letter,
    LetterOrdered,
    NoteWritten,
    Reach,
    ReachChosen,
    RegisterRead,
    RulesApplied,
)
from samrum.core.fact import Fact
from samrum.core.hearing import Hearing, HearingBegun, HearingLeftOut, Material, but_for
from samrum.core.hiding import ItemHidden, hidden_items
from samrum.core.transfer import Carried, FileHandedOver
from samrum.packages.ruleset import Applied
from samrum.packages.vocabulary import Term


@dataclass(frozen=True, slots=True)
class Veiled:
    """What a reader sees in the place of something that is hidden: that it is there."""


@dataclass(frozen=True, slots=True)
class Veil:
    """What is kept from one reader of one case.

    `party`: what is hidden is hidden from her, and not named; `contact`: the facts that tell where
    the resident lives or how she is reached, and her way of being reached, None where they may be
    seen; `protection`: that she is protected at all.
    """

    party: bool = False
    contact: frozenset[str] | None = None
    protection: bool = False

    @property
    def is_thin(self) -> bool:
        return not (self.party or self.protection) and self.contact is None


PARTY = Veil(party=True)


def contact_facts(terms: Mapping[str, Term]) -> frozenset[str]:
    """Return the facts of a package that tell where somebody lives or how she is reached."""
    told = (term for term in terms.values() if term.secrecy == "contact")
    return frozenset(term.id for term in told if term.type != "document")


def veiled(case: Case, veil: Veil = PARTY) -> Case:
    """Return the case as the reader may see it."""
    if veil.is_thin:
        return case
    kept = _Kept(case, veil)
    recommendation = case.recommendation
    if recommendation is not None:
        recommendation = replace(recommendation, applied=kept.applied(recommendation.applied))
    return replace(
        case,
        reach=kept.reach(case.reach),
        facts=kept.facts(),
        registers={n: one for n, one in case.registers.items() if kept.shows_register(n)},
        documents=tuple(d for d in case.documents if f"document:{d.number}" not in kept.hidden),
        notes=tuple(n for n in case.notes if f"note:{n.number}" not in kept.hidden),
        corrections=tuple(c for c in case.corrections if c.fact not in kept.contact),
        assessment=None if "assessment" in kept.hidden else case.assessment,
        recommendation=recommendation,
        letters=tuple(map(kept.letter, case.letters)),
        hearings=tuple(kept.hearing(one) for one in case.hearings),
        hidings=tuple(replace(h, item="") for h in case.hidings) if veil.party else case.hidings,
    )


def for_letters(case: Case, terms: Mapping[str, Term]) -> Case:
    """Return the case as the words of a letter to its party may speak of it."""
    if not case.hidings and not case.protected:
        return case
    veil = Veil(party=True, contact=contact_facts(terms) if case.protected else None)
    return replace(case, facts=_Kept(case, veil).facts())


def veiled_events(
    case: Case, events: Iterable[Event], veil: Veil = PARTY
) -> Iterator[Event | Veiled | None]:
    """Yield all that has happened, from the beginning, as the reader may see it.

    One for each: None where she may not even see that something is there.
    """
    kept = _Kept(case, veil)
    documents = notes = 0
    for event in events:
        documents += isinstance(event, DocumentReceived)
        notes += isinstance(event, NoteWritten)
        number = documents if isinstance(event, DocumentReceived) else notes
        yield event if veil.is_thin else kept.event(event, number)


class _Kept:
    """A case beside what is kept of it from one reader."""

    def __init__(self, case: Case, veil: Veil) -> None:
        self.case = case
        self.veil = veil
        self.hidden = hidden_items(case.hidings) if veil.party else frozenset()
        self.contact = veil.contact or frozenset()
        self.secret = {n for n, fact in case.facts.items() if not self._shows(n, fact)}
        self.whereabouts = sorted(self._whereabouts(), key=len, reverse=True)

    def facts(self) -> Mapping[str, Fact]:
        return {n: fact for n, fact in self.case.facts.items() if n not in self.secret}

    def reach(self, reach: Reach) -> Reach:
        return reach if self.veil.contact is None else replace(reach, address="")

    def letter(self, letter: Letter) -> Letter:
        return replace(letter, reach=self.reach(letter.reach), text=self.words(letter.text))

    def words(self, text: str) -> str:
        """Return the words of a letter that was written while they could still be told."""
        for one in self.whereabouts:
            text = text.replace(one, "–")
        return text

    def shows_register(self, name: str) -> bool:
        if self.veil.protection and self.case.registers[name].outcome == "protected":
            return False
        return f"register:{name}" not in self.hidden

    def applied(self, applied: Applied) -> Applied:
        """Return what the rules said, without the words that tell a secret fact.

        The results stay: which pages a form has hangs on them.  No page shows them.
        """
        secret = self.secret | self.contact
        if not secret:
            return applied
        matched = tuple(
            replace(rule, reason={}, note={}, facts=()) if secret & set(rule.facts) else rule
            for rule in applied.matched
        )
        return replace(applied, matched=matched, findings=())

    def hearing(self, hearing: Hearing) -> Hearing:
        material, aside = self.material(hearing.material), self.material(hearing.set_aside)
        return replace(hearing, material=material, set_aside=aside)

    def material(self, material: tuple[Material, ...]) -> tuple[Material, ...]:
        return but_for(material, self.hidden | {f"fact:{name}" for name in self.contact})

    def carried(self, facts: tuple[Carried, ...]) -> tuple[Carried, ...]:
        """Return what was handed over to another municipality, as far as she may see it."""
        return tuple(one for one in facts if not self._veils(one.fact, one.source))

    def event(self, event: Event, number: int) -> Event | Veiled | None:
        """Return one event; `number` is its own among the documents or notes."""
        match event:
            case DocumentReceived() if f"document:{number}" in self.hidden:
                return Veiled()
            case NoteWritten() if f"note:{number}" in self.hidden:
                return Veiled()
            case FactGiven(fact, _, source) if self._veils(fact, source):
                return Veiled()
            case CorrectionAsked(fact) if fact in self.contact:
                return Veiled()
            case RegisterRead(outcome="protected") if self.veil.protection:
                return None
            case RegisterRead(register, _, values) if self._reads_hidden(register, values):
                return Veiled()
            case AssessmentMade() if "assessment" in self.hidden:
                return Veiled()
            case RulesApplied(applied):
                return RulesApplied(self.applied(applied))
            case CaseOpened() | ReachChosen():
                return replace(event, reach=self.reach(event.reach))
            case LetterOrdered():
                reach, text = self.reach(event.reach), self.words(event.text)
                return replace(event, reach=reach, text=text)
            case HearingBegun() | HearingLeftOut():
                return replace(event, material=self.material(event.material))
            case FileHandedOver(file=file):
                return replace(event, file=replace(file, facts=self.carried(file.facts)))
            case ItemHidden() if self.veil.party:
                return replace(event, item="")
            case _:
                return event

    def _whereabouts(self) -> set[str]:
        """What has been told of where she lives, as it may stand in the words of a letter."""
        case = self.case
        told: list[object] = [case.facts[n].value for n in self.contact if n in case.facts]
        told += [one.value for one in case.corrections if one.fact in self.contact]
        told += [
            one.says
            for hearing in case.hearings
            for one in (*hearing.material, *hearing.set_aside)
            if one.name in self.contact
        ]
        return {one for one in told if isinstance(one, str) and len(one) > 2}

    def _shows(self, name: str, fact: Fact) -> bool:
        return not (self._veils(name, fact.source) or f"register:{fact.register}" in self.hidden)

    def _veils(self, fact: str, source: str) -> bool:
        """Whether an answer is kept from the reader; what a party says herself is hers."""
        return fact in self.contact or (f"fact:{fact}" in self.hidden and source != "resident")

    def _reads_hidden(self, register: str, facts: Iterable[str]) -> bool:
        return f"register:{register}" in self.hidden or any(
            f"fact:{one}" in self.hidden or one in self.contact for one in facts
        )
