"""The rules of a service applied to what is known: an answer, and why.

The decisions of the package's DMN models are evaluated in order; each result is in scope for the
next, for step conditions and for letters, under the decision's name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from samrum.packages.expression import TextTemplate
from samrum.packages.feel import Names, from_feel, names_of
from samrum.rules import Model
from samrum.rules.item_types import resolved
from samrum.rules.types import ANY, ContextType, FeelType, ListType, Simple
from samrum.rules.value import Value

Json = bool | int | str | None | tuple["Json", ...] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """One rule that held: where it stands, what it says and which facts it looked at.

    `reason` is in each language of the package, with the facts filled in: what a decision can say.
    `note` is for the caseworker, and never part of a decision.
    """

    decision: str
    rule: str
    number: int
    reason: Mapping[str, str]
    provision: str
    source_kind: str
    source_ref: str = ""
    facts: tuple[str, ...] = ()
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Applied:
    """What the rules say about one state of the facts.

    `ruleset` is the hash of all models and binding values; `results` the value of each decision;
    `findings` what went wrong on the way, in plain sentences (a result with findings is never a
    decision).  `outcome` is "grant", "refuse" or "human".
    """

    ruleset: str
    results: Mapping[str, Json]
    matched: tuple[MatchedRule, ...]
    findings: tuple[str, ...] = ()
    outcome: str = "human"


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What the annotations of one rule say.

    `says` is the rule as it is told when it matches; where its texts have placeholders, `reason`
    and `note` are filled in first.  The rule is in force from `valid_from` to `valid_to`, each
    None for no end.
    """

    says: MatchedRule
    reason: Mapping[str, TextTemplate] = field(default_factory=dict)
    note: Mapping[str, TextTemplate] = field(default_factory=dict)
    valid_from: date | None = None
    valid_to: date | None = None

    def told(self, names: Names) -> MatchedRule:
        """Return the rule with the facts filled into its words."""
        if not self.reason and not self.note:
            return self.says
        reason = {language: text.plain(names) for language, text in self.reason.items()}
        note = {language: text.plain(names) for language, text in self.note.items()}
        return replace(self.says, reason=reason or self.says.reason, note=note or self.says.note)

    def in_force(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The models of a package, ready to be applied.

    `content` is the hash of the models, `digest` that of models and binding values.  `decisions`
    are evaluated in this order, each in its model; `recommendation` is the one whose `outcome` is
    the recommendation; `words` are the annotations by the id of the rule, `files` where each
    decision stands.
    """

    content: str
    digest: str
    decisions: tuple[str, ...]
    recommendation: str
    models: Mapping[str, Model] = field(default_factory=dict)
    words: Mapping[str, RuleWords] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def apply(self, around: Mapping[str, object]) -> Applied:
        """Evaluate the decisions in order over `around` and return what the rules say.

        Anything that went wrong, and any rule that was not in force on the day the case came in,
        is a finding; with a finding the outcome is "human".
        """
        known: dict[str, Value] = {}
        names = Names(around, known)
        results: dict[str, Json] = {}
        matched: list[MatchedRule] = []
        findings: list[str] = []
        day = _received_on(names)
        for decision in self.decisions:
            outcome = self.models[decision].evaluate(decision, names, trace=True)
            known[decision] = outcome.value
            results[decision] = to_json(from_feel(outcome.value))
            findings += [f"{decision}: {found.what}." for found in outcome.findings]
            for made in outcome.trace.decisions if outcome.trace else ():
                for match in made.rules:
                    if match.used:
                        words = self.words[match.id]
                        matched.append(words.told(names))
                        if day is not None and not words.in_force(day):
                            findings.append(f"The rule {match.id} was not in force on {day}.")
        return Applied(
            self.digest,
            results,
            tuple(matched),
            tuple(findings),
            "human" if findings else self._outcome(results),
        )

    def value(self, decision: str, around: Mapping[str, object]) -> Json:
        """Return what one decision gives over `around`, where those before it stand already."""
        outcome = self.models[decision].evaluate(decision, names_of(around))
        return to_json(from_feel(outcome.value))

    def bound(self, values: Mapping[str, object]) -> Ruleset:
        """Return the same rules, known by the hash of themselves and these binding values."""
        told = json.dumps([self.content, dict(sorted(values.items()))], ensure_ascii=False)
        return replace(self, digest=hashlib.sha256(told.encode()).hexdigest())

    def read_back(self, decision: str, result: Json) -> object:
        """Return a decision's stored result as expressions see it: dates are dates again."""
        return from_json(result, self.models[decision].decision(decision).type)

    def _outcome(self, results: Mapping[str, Json]) -> str:
        recommended = results.get(self.recommendation)
        outcome = recommended.get("outcome") if isinstance(recommended, dict) else recommended
        return outcome if outcome in ("grant", "refuse") and isinstance(outcome, str) else "human"


def from_json(value: Json, kind: FeelType) -> object:
    """Return a kept value as plain Python, by the type that the model declares for it."""
    declared = resolved(kind)
    if isinstance(value, str) and declared == Simple("date"):
        return date.fromisoformat(value)
    if isinstance(value, str) and declared == Simple("number"):
        return Decimal(value)
    if isinstance(value, tuple | list):
        item = declared.item if isinstance(declared, ListType) else ANY
        return tuple(from_json(one, item) for one in value)
    if isinstance(value, Mapping):
        parts = dict(declared.entries) if isinstance(declared, ContextType) else {}
        return {name: from_json(one, parts.get(name, ANY)) for name, one in value.items()}
    return value


def to_json(value: object) -> Json:
    """Return a plain value as the journal keeps it: dates and decimals as text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return tuple(to_json(item) for item in value)
    if isinstance(value, Mapping):
        return {name: to_json(item) for name, item in value.items()}
    return value.isoformat() if isinstance(value, date) else str(value)


def _received_on(names: Names) -> date | None:
    case = names.get("case")
    day = from_feel(case.get("received_on")) if isinstance(case, dict) else None
    return day if isinstance(day, date) else None
