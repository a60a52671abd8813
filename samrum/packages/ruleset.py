"""The rules of a service applied to what is known: an answer, and why.

The decisions of the package's DMN models are evaluated in order; each result is in scope for the
next, for step conditions and for letters, under the decision's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Json = bool | int | str | None | tuple["Json", ...] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """One rule that held: where it stands, what it says and which facts it looked at.

    `reason` is in each language of the package, with the facts filled in.
    """

    decision: str
    rule: str
    number: int
    reason: Mapping[str, str]
    provision: str
    source_kind: str
    source_ref: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """What the rules say about one state of the facts.

    `ruleset` is the hash of all models and binding values; `results` the value of each decision;
    `findings` what went wrong on the way, in plain sentences (a result with findings is never a
    decision).  `outcome` is "grant", "refuse" or "human"; `outcome_facts` are those that decided.
    """

    ruleset: str
    results: Mapping[str, Json]
    matched: tuple[MatchedRule, ...]
    findings: tuple[str, ...] = ()
    outcome: str = "human"


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The models of a package, ready to be applied.

    `decisions` are evaluated in this order; `recommendation` is the one whose `outcome` is the
    recommendation.
    """

    digest: str
    decisions: tuple[str, ...]
    recommendation: str
    models: Mapping[str, object] = field(default_factory=dict)

    def apply(self, around: Mapping[str, object]) -> Applied:
        """Evaluate the decisions in order over `around` and return what the rules say."""
        raise NotImplementedError
