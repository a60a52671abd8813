"""FEEL inside a package: a condition of a step, a placeholder of a letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expression:
    """A FEEL expression with the place it stands at (`file:line`)."""

    text: str
    place: str

    def value(self, around: Mapping[str, object]) -> object:
        """Return what the expression gives for `around`, as plain Python."""
        raise NotImplementedError

    def holds(self, around: Mapping[str, object]) -> bool:
        """Return whether the expression is true; null and errors are not true."""
        return self.value(around) is True


@dataclass(frozen=True, slots=True)
class TextTemplate:
    """A text with {FEEL} placeholders."""

    text: str
    place: str

    def fill(self, around: Mapping[str, object]) -> str:
        raise NotImplementedError
