"""A fact: something that is known about a person, who said it, when, and how sure it is.

Known, unknown ("I do not know"), declined ("I do not want to answer") and not asked are four
different things: a fact that was not asked for is absent; the other three are `standing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from samrum.core.oral import Told
from samrum.packages.answer import Answer, Standing, Value

__all__ = ["Answer", "Fact", "Source", "Standing", "Value"]

Source = Literal["resident", "register", "document", "caseworker"]


@dataclass(frozen=True, slots=True)
class Fact:
    """An answer as the case holds it: with who gave it, when and from where.

    `register` names the register when `source` is "register"; `told` says who told it, where it was
    told and not written.
    """

    value: Value
    standing: Standing
    source: Source
    given_by: str
    given_at: datetime
    register: str = ""
    told: Told | None = None
