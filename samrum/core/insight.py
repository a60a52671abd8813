"""A case as its party may see it: the whole file (FL 10 §), without what is hidden from her.

Hidden means hidden everywhere: whatever a party is shown, sent or given (pages, the timeline, the
words of letters, what is asked for beforehand in another application, a download of everything) is
made from what these functions give back.  A decision is never hidden (OSL 10 kap. 3 §).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from samrum.core.case import (
    AssessmentMade,
    Case,
    DocumentReceived,
    Event,
    FactGiven,
    NoteWritten,
    RegisterRead,
    RulesApplied,
)
from samrum.core.fact import Fact
from samrum.core.hiding import ItemHidden, hidden_items
from samrum.packages.ruleset import Applied


@dataclass(frozen=True, slots=True)
class Veiled:
    """What a party sees in the place of something that is hidden: that it is there."""


def veiled(case: Case) -> Case:
    """Return the case as its party may see it."""
    hidden = hidden_items(case.hidings)
    blank = tuple(replace(one, item="") for one in case.hidings)
    if not hidden:
        return replace(case, hidings=blank) if blank else case
    recommendation = case.recommendation
    if recommendation is not None:
        applied = without(recommendation.applied, case)
        recommendation = replace(recommendation, applied=applied)
    return replace(
        with_facts_veiled(case),
        registers={
            name: read for name, read in case.registers.items() if f"register:{name}" not in hidden
        },
        documents=tuple(one for one in case.documents if f"document:{one.number}" not in hidden),
        notes=tuple(one for one in case.notes if f"note:{one.number}" not in hidden),
        assessment=None if "assessment" in hidden else case.assessment,
        recommendation=recommendation,
        hidings=blank,
    )


def with_facts_veiled(case: Case) -> Case:
    """Return the case as the words of a letter to its party may speak of it."""
    hidden = hidden_items(case.hidings)
    if not hidden:
        return case
    facts = {name: fact for name, fact in case.facts.items() if not _is_hidden(name, fact, hidden)}
    return replace(case, facts=facts)


def without(applied: Applied, case: Case) -> Applied:
    """Return what the rules said, without the words and results that tell a hidden fact."""
    hidden = hidden_items(case.hidings)
    secret = {name for name, fact in case.facts.items() if _is_hidden(name, fact, hidden)}
    if not secret:
        return applied
    matched = tuple(
        replace(rule, reason={}, note={}, facts=()) if secret & set(rule.facts) else rule
        for rule in applied.matched
    )
    return replace(applied, results={}, matched=matched, findings=())


def veiled_events(case: Case, events: Iterable[Event]) -> Iterator[Event | Veiled]:
    """Yield all that has happened, from the beginning, as the party may see it; one for each."""
    hidden = hidden_items(case.hidings)
    documents = notes = 0
    for event in events:
        documents += isinstance(event, DocumentReceived)
        notes += isinstance(event, NoteWritten)
        match event:
            case DocumentReceived() if f"document:{documents}" in hidden:
                yield Veiled()
            case NoteWritten() if f"note:{notes}" in hidden:
                yield Veiled()
            case FactGiven(fact, _, source) if f"fact:{fact}" in hidden and source != "resident":
                yield Veiled()
            case RegisterRead(register, _, values) if _reads_hidden(register, values, hidden):
                yield Veiled()
            case AssessmentMade() if "assessment" in hidden:
                yield Veiled()
            case RulesApplied(applied):
                yield RulesApplied(without(applied, case))
            case ItemHidden():
                yield replace(event, item="")
            case _:
                yield event


def _is_hidden(name: str, fact: Fact, hidden: frozenset[str]) -> bool:
    """Whether a fact is hidden as it stands; what the party has said herself since is hers."""
    if fact.source == "resident":
        return False
    return f"fact:{name}" in hidden or f"register:{fact.register}" in hidden


def _reads_hidden(register: str, facts: Iterable[str], hidden: frozenset[str]) -> bool:
    return f"register:{register}" in hidden or any(f"fact:{one}" in hidden for one in facts)
