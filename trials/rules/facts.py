"""Facts for a model, made at random from its types and from the values that its rules speak of."""

from __future__ import annotations

import re
from decimal import Decimal
from random import Random

from samrum.rules.evaluate import Model
from samrum.rules.item_types import resolved
from samrum.rules.temporal import parse_at
from samrum.rules.types import ContextType, FeelType, ListType, Restricted, Simple
from samrum.rules.value import Value

_STRING = re.compile(r'"([^"<>]*)"')
_NUMBER = re.compile(r"(?<![\w.-])-?\d+(?:\.\d+)?(?![\w.-])")
_TEXTS = re.compile(r"<(?:\w+:)?text>(.*?)</(?:\w+:)?text>", re.DOTALL)
_MOMENTS = {
    "date": ("2024-02-29", "2026-11-22", "2026-11-23", "2031-01-01"),
    "time": ("00:00:00", "12:30:00", "23:59:59"),
    "date and time": ("2024-02-29T12:00:00", "2026-11-22T00:00:00"),
    "days and time duration": ("PT1H", "P14D", "P365D"),
    "years and months duration": ("P6M", "P1Y", "P5Y"),
}


def facts_for(random: Random, model: Model, decision: str) -> dict[str, Value]:
    """Facts for one decision: each input by its type, sometimes null, sometimes left out."""
    pool = _Pool(random, model.definitions.source.decode("utf-8", "replace"))
    facts: dict[str, Value] = {}
    for fact in model.facts_for(decision):
        if random.random() > 0.03:
            facts[fact.name] = pool.value(fact.type)
    return facts


class _Pool:
    """The strings and numbers that a model's texts hold, and those just beside the numbers."""

    def __init__(self, random: Random, source: str) -> None:
        texts = " ".join(_TEXTS.findall(source)).replace("&#34;", '"').replace("&quot;", '"')
        numbers = sorted({Decimal(n) for n in _NUMBER.findall(texts)})
        self.random = random
        self.strings = sorted(set(_STRING.findall(texts))) or ["a"]
        self.numbers = [n + d for n in numbers for d in (-1, 0, 1)] or [Decimal(1)]
        self.number = self.numbers[0]

    def value(self, wanted: FeelType) -> Value:
        """A value of a type."""
        if self.random.random() < 0.06:
            return None
        kind = resolved(wanted)
        while isinstance(kind, Restricted):
            kind = resolved(kind.base)
        if isinstance(kind, ContextType):
            return {name: self.value(entry) for name, entry in kind.entries}
        if isinstance(kind, ListType):
            return [self.value(kind.item) for _ in range(self.random.randint(0, 3))]
        return self.simple(kind.name if isinstance(kind, Simple) else "string")

    def simple(self, name: str) -> Value:
        """A value without parts."""
        if name in _MOMENTS:
            return parse_at(self.random.choice(_MOMENTS[name]))
        if name == "boolean":
            return self.random.random() < 0.5
        if name == "number":
            # Often the one before: rules compare numbers of a case with those of the board.
            if self.random.random() < 0.6:
                self.number = self.random.choice(self.numbers)
            return self.number
        return self.random.choice(self.strings)
