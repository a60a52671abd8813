"""What decisions rest on: each different set of rules and findings once, and a code for each case.

A decision over a population has few different grounds, however many cases there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from samrum.rules.finding import SENTENCES, Finding
from samrum.rules.replay.columns import Array, key_of
from samrum.rules.replay.fault import ReplayFault
from samrum.rules.trace import MatchedRule
from samrum.rules.value import Value


class Told(NamedTuple):
    """One evaluation: the value, all rules that matched, and the kinds of findings as bits."""

    value: Value
    rules: tuple[MatchedRule, ...] = ()
    findings: int = 0


# Kinds of findings as bits, for many cases at once.
_CODES = tuple(SENTENCES)
_BITS = {code: 1 << number for number, code in enumerate(_CODES)}

# So many different grounds are told apart; more take too much memory.
MOST_GROUNDS = 1_000_000


@dataclass(slots=True)
class Grounds:
    """The grounds of one decision: by code, the value (where it follows from the rules alone, else
    null), the rules that it rests on, and the findings as bits (see codes_of_findings)."""

    values: list[Value] = field(default_factory=list)
    rules: list[tuple[MatchedRule, ...]] = field(default_factory=list)
    findings: list[int] = field(default_factory=list)
    _codes: dict[object, int] = field(default_factory=dict)
    _has_findings: bool = False

    def code(self, told: Told, *, with_value: bool) -> int:
        """The code of what an evaluation rests on, a new one for one that was not met before.
        Raises ReplayFault when there are too many."""
        value = told.value if with_value else None
        rules = tuple(rule for rule in told.rules if rule.used)
        named = tuple((rule.table, rule.id, rule.number) for rule in rules)
        key = (with_value, key_of(value), named, told.findings)
        code = self._codes.setdefault(key, len(self.values))
        if code == len(self.values):
            self._add(value, rules, told.findings)
        return code

    def found(self, codes: Array) -> Array | None:
        """The findings of cases with these codes, as bits; None when there are none at all."""
        return np.array(self.findings, np.uint64)[codes] if self._has_findings else None

    def _add(self, value: Value, rules: tuple[MatchedRule, ...], findings: int) -> None:
        self.values.append(value)
        self.rules.append(rules)
        self.findings.append(findings)
        self._has_findings |= findings != 0
        if len(self.values) > MOST_GROUNDS:
            raise ReplayFault(
                f"A decision rests on more than {MOST_GROUNDS:,} different sets of rules.",
                "Each is kept, with its value, and there is no room for more.",
                "Collect fewer rules, or replay fewer cases at a time.",
            )


def bits_of_findings(findings: Iterable[Finding]) -> int:
    """The kinds of findings as bits."""
    bits = 0
    for finding in findings:
        bits |= _BITS[finding.code]
    return bits


def codes_of_findings(bits: int) -> tuple[str, ...]:
    """The kinds of findings of a sum of bits."""
    return tuple(code for code, bit in _BITS.items() if bits & bit)
