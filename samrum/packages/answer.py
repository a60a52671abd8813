"""An answer: what somebody says to one question.

Known, unknown ("I do not know"), declined ("I do not want to say") and not asked are four different
things: what was not asked for is absent; the other three are `standing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Value = bool | int | str | tuple[str, ...] | None
"""What a fact can hold: dates are ISO text, numbers with decimals are decimal text, several
choices are a tuple; the vocabulary says which (see samrum.packages.vocabulary)."""

Standing = Literal["known", "unknown", "declined"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answers to one question."""

    value: Value = None
    standing: Standing = "known"
