"""An outcome explained: as data for machines, and as text in Swedish, Danish and English.

The text says what was decided, which rules it rests on and under which provision, which facts were
read, and what could not be evaluated. Annotations stand as the author of the rules wrote them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from samrum.rules.evaluate import Outcome
from samrum.rules.explain_words import FINDINGS, SOURCE_KINDS, WORDS
from samrum.rules.facts import Json, json_from_value
from samrum.rules.finding import Finding
from samrum.rules.trace import DecisionTrace, MatchedRule
from samrum.rules.value import Value, to_text
from samrum.rules.what_if import WhatIf

LANGUAGES = ("sv", "da", "en")


def outcome_as_json(outcome: Outcome) -> dict[str, Json]:
    """The value, the findings and the trace, when there is one, as JSON holds them."""
    told: dict[str, Json] = {
        "value": json_from_value(outcome.value),
        "findings": [_finding_as_json(finding) for finding in outcome.findings],
    }
    if outcome.trace is not None:
        told["trace"] = [_decision_as_json(decision) for decision in outcome.trace.decisions]
    return told


def explain(outcome: Outcome, language: str) -> str:
    """The outcome as text, in a language of LANGUAGES; one paragraph for each decision.

    An outcome without a trace tells its findings only. Raises KeyError for another language.
    """
    words = WORDS[language]
    if outcome.trace is None:
        return "\n".join(_findings(outcome.findings, language))
    last = len(outcome.trace.decisions) - 1
    paragraphs = [
        "\n".join(_decision(decision, language, is_last=number == last))
        for number, decision in enumerate(outcome.trace.decisions)
    ]
    told = [finding for d in outcome.trace.decisions for finding in d.findings]
    left = [finding for finding in outcome.findings if finding not in told]
    if left:
        paragraphs.append("\n".join([words["left"], *_findings(left, language)]))
    return "\n\n".join(paragraphs)


def explain_what_if(found: WhatIf, language: str) -> str:
    """The changes that would have given another outcome, one sentence each."""
    words = WORDS[language]
    lines = [
        words["change"].format(
            fact=".".join([change.fact, *change.path]),
            after=words["another"] if change.other else told_value(change.after, language),
            before=told_value(change.before, language),
            outcome=told_value(change.outcome, language),
        )
        for change in found.changes
    ] or [words["no change"]]
    if found.inexact:
        lines.append(words["inexact"].format(facts=", ".join(found.inexact)))
    if not found.complete:
        lines.append(words["incomplete"])
    return "\n".join(lines)


def what_if_as_json(found: WhatIf) -> dict[str, Json]:
    """The changes as JSON holds them; `other` stands for any text that no rule names."""
    changes: list[Json] = [
        {
            "fact": change.fact,
            "path": list(change.path),
            "before": json_from_value(change.before),
            "after": json_from_value(change.after),
            "other": change.other,
            "outcome": json_from_value(change.outcome),
            "rules": [_rule_as_json(rule) for rule in change.rules],
        }
        for change in found.changes
    ]
    return {"changes": changes, "inexact": list(found.inexact), "complete": found.complete}


def told_value(value: Value, language: str) -> str:
    """A value in words: ja and nej, a comma for decimals in Swedish and Danish, dates as ISO."""
    words = WORDS[language]
    if value is None:
        return words["unknown"]
    if isinstance(value, bool):
        return words["yes"] if value else words["no"]
    if isinstance(value, Decimal):
        return to_text(value).replace(".", words["point"])
    if isinstance(value, list):
        return ", ".join(told_value(item, language) for item in value) or words["nothing"]
    if isinstance(value, dict):
        entries = (f"{name}: {told_value(item, language)}" for name, item in value.items())
        return "; ".join(entries) or words["nothing"]
    return to_text(value)


def told_finding(finding: Finding, language: str) -> str:
    """A finding as a sentence, with the place in the expression it is about."""
    sentence = (
        finding.what
        if language == "en"
        else FINDINGS[language][finding.code].format_map(_Told(finding.about))
    )
    if not finding.where.expression:
        return sentence
    return f"{sentence} ({finding.where.expression}, {finding.where.offset + 1})"


def _decision(decision: DecisionTrace, language: str, *, is_last: bool) -> list[str]:
    words = WORDS[language]
    said = words["decision"] if is_last else words["step"]
    lines = [said.format(name=decision.name, value=told_value(decision.value, language))]
    for rule in decision.rules:
        lines.append("- " + _rule(rule, language))
    for title, values in (
        (words["facts"], decision.facts_used),
        (words["decisions"], decision.decisions_used),
    ):
        if values:
            lines.append(f"{title}: {_listed(values, language)}")
    lines.extend(_findings(decision.findings, language))
    return lines


def _rule(rule: MatchedRule, language: str) -> str:
    words = WORDS[language]
    line = words["rule" if rule.used else "passed over"].format(number=rule.number)
    said = rule.annotations
    written = (said.get(name) for name in ("reason", f"reason_{language}", f"note_{language}"))
    reason = next((text for text in written if text), "")
    kind = said.get("source_kind", "").replace("_", " ")
    grounds = [
        said.get("provision", ""),
        SOURCE_KINDS[language].get(kind, kind),
        said.get("source_ref", ""),
    ]
    ground = ", ".join(part for part in grounds if part)
    if reason:
        line += f": {reason}"
    return f"{line} ({ground})" if ground else line


def _listed(values: Mapping[str, Value], language: str) -> str:
    return "; ".join(f"{name} = {told_value(value, language)}" for name, value in values.items())


def _findings(findings: Iterable[Finding], language: str) -> list[str]:
    return ["! " + told_finding(finding, language) for finding in findings]


def _finding_as_json(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "what": finding.what,
        "expression": finding.where.expression,
        "offset": finding.where.offset,
    }


def _decision_as_json(decision: DecisionTrace) -> Json:
    rules: list[Json] = [_rule_as_json(rule) for rule in decision.rules]
    return {
        "id": decision.id,
        "name": decision.name,
        "value": json_from_value(decision.value),
        "rules": rules,
        "facts_used": {n: json_from_value(v) for n, v in decision.facts_used.items()},
        "decisions_used": {n: json_from_value(v) for n, v in decision.decisions_used.items()},
        "findings": [_finding_as_json(finding) for finding in decision.findings],
    }


def _rule_as_json(rule: MatchedRule) -> Json:
    return {
        "table": rule.table,
        "id": rule.id,
        "number": rule.number,
        "used": rule.used,
        "annotations": dict(rule.annotations),
        "line": rule.line,
    }


class _Told(dict[str, object]):
    """A sentence stays readable when a word of it was not given."""

    def __missing__(self, key: str) -> str:
        return "?"
