"""What the rules recommend, and why: which rule held, on which facts, from where it comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from samrum.core.case import RulesApplied
from samrum.core.decision import Assessment
from samrum.office.see import CaseView
from samrum.packages.ruleset import Applied, MatchedRule
from samrum.web.desk.words import outcome, source_kind
from samrum.web.shared import events
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that held: `says` is a reason a decision can give, or else a note for us."""

    says: str
    reason: bool
    provision: str
    kind: str
    ref: str
    facts: tuple[tuple[str, str], ...]
    id: str


@dataclass(frozen=True, slots=True)
class Advice:
    """The recommendation as it is now; `before` is the one that the assessment was made beside,
    in words, where it was another."""

    outcome: str
    words: str
    made_at: datetime
    reasons: tuple[Rule, ...]
    notes: tuple[Rule, ...]
    findings: tuple[str, ...]
    before: str


def advice(view: CaseView) -> Advice | None:
    """What the rules make of the case, None before they were applied."""
    made = view.case.recommendation
    if made is None:
        return None
    rules = [_rule(view, rule) for rule in made.applied.matched]
    said = {rule.says: rule for rule in rules if rule.says}
    return Advice(
        made.applied.outcome,
        outcome(made.applied.outcome),
        made.made_at,
        tuple(rule for rule in said.values() if rule.reason),
        tuple(rule for rule in said.values() if not rule.reason),
        made.applied.findings,
        _before(view, view.case.assessment, made.applied),
    )


def _rule(view: CaseView, rule: MatchedRule) -> Rule:
    reason = in_words(rule.reason)
    return Rule(
        reason or in_words(rule.note),
        bool(reason),
        rule.provision,
        source_kind(rule.source_kind),
        rule.source_ref,
        tuple(_fact(view, id) for id in rule.facts),
        rule.rule,
    )


def _fact(view: CaseView, id: str) -> tuple[str, str]:
    """A fact that a rule looked at, with what is known of it."""
    fact = view.case.facts.get(id)
    value = (
        events.fact_value(view.package, id, fact.value, fact.standing) if fact else _("not known")
    )
    return events.fact_name(view.package, id), value


def _before(view: CaseView, assessment: Assessment | None, now: Applied) -> str:
    """What the rules said when the caseworker assessed, "" if they still say the same."""
    if assessment is None:
        return ""
    applied = (
        item.event.applied
        for item in view.timeline
        if isinstance(item.event, RulesApplied) and item.at <= assessment.made_at
    )
    then = next(reversed(list(applied)), None)
    if then is None or (then.outcome, then.results) == (now.outcome, now.results):
        return ""
    return outcome(then.outcome)
