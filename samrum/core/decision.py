"""A decision and what leads to it: the rules' recommendation, the caseworker's own assessment.

The two stand side by side.  Applying the rules again makes a new recommendation and never touches
what a human entered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from samrum.packages.ruleset import Applied, MatchedRule

Outcome = Literal["grant", "partial", "refuse", "dismiss", "write_off"]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the rules made of the facts, and when."""

    applied: Applied
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a caseworker makes of the case, in her own words."""

    outcome: Outcome
    text: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision with the five items of FL 31 § and the reasons of FL 32 §.

    1 `made_at`, 2 `outcome`, `content` and validity, 3 `decider`, 4 `reporter` ("" means none),
    5 `participants`.  `provisions` and `decisive_facts` come from the trace of the rules;
    `ruleset` is the hash of the rules that were applied; `opened_at` is when the resident read it;
    `delegation` is by what right the decider decided for the board (KL 6:37, 7:5).  A decision that
    a higher instance has put in the place of ours is `ruled_by` it, on `ruled_on`, under its own
    `reference`; then nobody of ours is its decider, and `made_at` is when we wrote it in.
    """

    outcome: Outcome
    content: str
    valid_from: date | None
    valid_to: date | None
    reasons: str
    provisions: tuple[str, ...]
    decisive_facts: tuple[str, ...]
    decider: str
    reporter: str
    participants: tuple[str, ...]
    ruleset: str
    made_at: datetime
    opened_at: datetime | None = None
    delegation: str = ""
    ruled_by: str = ""
    ruled_on: date | None = None
    reference: str = ""

    @property
    def day(self) -> date:
        """The day on which it was decided, whoever did."""
        return self.ruled_on or self.made_at.date()

    @property
    def function(self) -> str:
        """The automated function that decided, by name and version, "" for a person."""
        kind, _, name = self.decider.partition(":")
        return name.replace(":", " ") if kind == "function" else ""


def decisive_facts(applied: Applied | None) -> tuple[str, ...]:
    """Return the facts that the rules with a reason looked at, each once, in that order."""
    return tuple(dict.fromkeys(fact for rule in _with_reason(applied) for fact in rule.facts))


def provisions(applied: Applied | None) -> tuple[str, ...]:
    """Return the provisions that the rules with a reason name, each once, in order."""
    named = (rule.provision for rule in _with_reason(applied))
    return tuple(dict.fromkeys(provision for provision in named if provision))


def draft_reasons(applied: Applied | None, language: str) -> str:
    """Return the reasons as the trace gives them, for a caseworker to read and edit.

    One sentence for each rule that has one; FL 32 § asks for the provisions and the circumstances
    that were decisive, so rules with nothing but a note for the caseworker are left out.
    """
    sentences = (rule.reason.get(language, "") for rule in _with_reason(applied))
    return "\n\n".join(dict.fromkeys(sentence for sentence in sentences if sentence))


def _with_reason(applied: Applied | None) -> tuple[MatchedRule, ...]:
    """Return the rules that say something a decision can rest on."""
    return tuple(rule for rule in applied.matched if rule.reason) if applied else ()
