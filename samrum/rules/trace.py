"""The trace of an evaluation: decisions, the rules that matched, the facts they used, findings.

Nothing is recorded unless a TracedRun is given; an ordinary run pays one comparison a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from samrum.rules.finding import Finding
from samrum.rules.run import Run
from samrum.rules.temporal import DateTime
from samrum.rules.value import Value


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """A rule whose cells all held. `number` counts from 1; `used` is false for one that the hit
    policy passed over. `annotations` by column name: reason, provision, source_kind, ..."""

    table: str
    id: str
    number: int
    used: bool
    annotations: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class DecisionTrace:
    """One decision: its value, its rules that matched, the facts it read and what went wrong."""

    id: str
    name: str
    value: Value
    rules: tuple[MatchedRule, ...] = ()
    facts_used: Mapping[str, Value] = field(default_factory=dict)
    decisions_used: Mapping[str, Value] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """The decisions in the order they were made; the one asked for comes last."""

    decisions: tuple[DecisionTrace, ...] = ()


class TracedRun(Run):
    """A run that also remembers the rules that matched, for the decision being made."""

    __slots__ = ("decisions", "matched")

    def __init__(self, now: DateTime | None = None) -> None:
        super().__init__(now)
        self.decisions: list[DecisionTrace] = []
        self.matched: list[MatchedRule] = []


class Watched(dict[str, Value]):
    """An environment that remembers which of its names were read."""

    __slots__ = ("read",)

    def __init__(self, names: Mapping[str, Value]) -> None:
        super().__init__(names)
        self.read: dict[str, None] = {}

    def __getitem__(self, name: str) -> Value:
        self.read[name] = None
        return super().__getitem__(name)

    def get(self, name: str, default: Value = None) -> Value:
        self.read[name] = None
        return super().get(name, default)
