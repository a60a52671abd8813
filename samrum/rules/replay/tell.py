"""A difference told: as JSON, and as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from samrum.rules.facts import Json, json_from_value
from samrum.rules.replay.amounts import Amounts
from samrum.rules.replay.because import Because
from samrum.rules.replay.difference import Answer, Change, Difference, RuleUse
from samrum.rules.trace import MatchedRule
from samrum.rules.value import literal, to_text

# Changes shown in a table, at most.
MOST_SHOWN = 20
_WORDS = {"amount": "an amount", "same": "the same", "more": "more", "less": "less"}


def answer_text(answer: Answer) -> str:
    """An answer in words: FEEL for values, and what went wrong in parentheses."""
    text = _WORDS[answer.amount] if answer.amount else literal(answer.value)
    return f"{text} ({', '.join(answer.findings)})" if answer.findings else text


def because_text(because: Sequence[Because]) -> str:
    """The decisions behind a change, with their rules before and after."""
    return "; ".join(
        f"{one.decision}: {_rules_text(one.before)} → {_rules_text(one.after)}" for one in because
    )


def difference_as_json(found: Difference) -> dict[str, Json]:
    """All of a difference as JSON holds it; rows count from 0."""
    return {
        "decision": found.decision,
        "cases": found.cases,
        "changed": found.changed,
        "matrix": [
            {
                "before": _answer_as_json(cell.before),
                "after": _answer_as_json(cell.after),
                "cases": cell.cases,
            }
            for cell in found.matrix
        ],
        "changes": [_change_as_json(change) for change in found.changes],
        "regrounded": [_change_as_json(change) for change in found.regrounded],
        "amounts": None if found.amounts is None else _amounts_as_json(found.amounts),
        "rules_before": [_use_as_json(use) for use in found.rules_before],
        "rules_after": [_use_as_json(use) for use in found.rules_after],
    }


def difference_as_text(found: Difference) -> str:
    """The difference for a terminal."""
    share = 100 * found.changed / found.cases if found.cases else 0.0
    lines = [
        f"{found.decision}: {found.changed:,} of {found.cases:,} cases change ({share:.2f} %)."
    ]
    lines += _changes(found.changes)
    if found.regrounded:
        same = sum(change.cases for change in found.regrounded)
        lines += ["", f"{same:,} cases keep their answer by other rules:"]
        lines += _changes(found.regrounded)
    if found.amounts is not None:
        lines += ["", amounts_text(found.amounts)]
    unused = [use for use in found.rules_after if not use.cases]
    if unused:
        named = ", ".join(f"{use.decision} {use.number}" for use in unused)
        lines += ["", f"No case comes to these new rules: {named}."]
    return "\n".join(lines)


def amounts_text(amounts: Amounts) -> str:
    """What amounts sum up to."""
    return (
        f"Amounts of {amounts.cases:,} cases: {to_text(amounts.before)} before,"
        f" {to_text(amounts.after)} after; {amounts.more:,} get more, {amounts.less:,} less."
    )


def _changes(changes: Sequence[Change]) -> list[str]:
    if not changes:
        return []
    rows = [("cases", "before", "after", "because of", "for example rows")]
    for change in changes[:MOST_SHOWN]:
        rows.append(
            (
                f"{change.cases:,}",
                answer_text(change.before),
                answer_text(change.after),
                because_text(change.because),
                ", ".join(map(str, change.sample)),
            )
        )
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [_line(row, widths) for row in rows]
    left = changes[MOST_SHOWN:]
    if left:
        cases = sum(change.cases for change in left)
        lines.append(f"  and {len(left)} more kinds of change, of {cases:,} cases")
    return lines


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        row[0].rjust(widths[0]),
        *(c.ljust(w) for c, w in zip(row[1:], widths[1:], strict=True)),
    ]
    return ("  " + "  ".join(cells)).rstrip()


def _rules_text(rules: Sequence[MatchedRule]) -> str:
    return "+".join(f"rule {rule.number}" for rule in rules) or "no rule"


def _answer_as_json(answer: Answer) -> Json:
    findings: list[Json] = list(answer.findings)
    return {
        "value": json_from_value(answer.value),
        "findings": findings,
        "amount": answer.amount or None,
    }


def _change_as_json(change: Change) -> Json:
    sample: list[Json] = list(change.sample)
    return {
        "before": _answer_as_json(change.before),
        "after": _answer_as_json(change.after),
        "cases": change.cases,
        "because": [
            {
                "decision": one.decision,
                "before": [_rule_as_json(rule) for rule in one.before],
                "after": [_rule_as_json(rule) for rule in one.after],
            }
            for one in change.because
        ],
        "sample": sample,
    }


def _rule_as_json(rule: MatchedRule) -> Json:
    return {"id": rule.id, "number": rule.number, "annotations": dict(rule.annotations)}


def _amounts_as_json(amounts: Amounts) -> Json:
    return {
        "cases": amounts.cases,
        "before": json_from_value(amounts.before),
        "after": json_from_value(amounts.after),
        "more": amounts.more,
        "less": amounts.less,
    }


def _use_as_json(use: RuleUse) -> Json:
    return {"decision": use.decision, "rule": use.rule, "number": use.number, "cases": use.cases}
