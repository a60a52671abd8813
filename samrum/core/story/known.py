"""What a story is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from samrum.core.case import Command, RegisterOutcome
from samrum.core.fact import Answer, Value
from samrum.packages.adoption import NOT_ADOPTED, Adoption

By = Literal["resident", "caseworker", "rules", "post", "phone"]
"""By phone: the resident says it, and a caseworker types."""


@dataclass(frozen=True, slots=True)
class Applied:
    """How the story begins: what the resident hands in, and what the registers answer."""

    on: date
    language: str
    answers: Mapping[str, Answer]
    documents: tuple[str, ...]
    registers: Mapping[str, tuple[RegisterOutcome, Mapping[str, Value]]]


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does `after` so many days.

    A Decide whose reasons, provisions or days are None takes what the rules propose; those names
    stand in `proposed`.  A caseworker works as `title`, and is Bo unless `person` names another.
    """

    after: int
    by: By
    command: Command
    proposed: tuple[str, ...] = ()
    title: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How the story is told to end; what is None is not told.

    `recommends` is what the rules say in the end, `results` what single decisions gave, `rules`
    are ids of rules that matched.  `steps` are those open, with `due` days; `letters` all that were
    ordered, in order.  `refused` is a part of the refusal of the last act.  `hides` are words that
    stand in no letter, reason or note.
    """

    recommends: str | None = None
    results: Mapping[str, Value] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    steps: tuple[str, ...] | None = None
    due: Mapping[str, date] = field(default_factory=dict)
    turn: str | None = None
    missing: tuple[str, ...] | None = None
    letters: tuple[str, ...] | None = None
    says: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    outcome: str | None = None
    valid_to: date | None = None
    stage: str | None = None
    appeal: str | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One story, and where it stands (`stories/driver.toml:12`).

    `invariant` is the id of what it proves, in the stories of a country pack; `adoption` is what
    the board has set, where the story says so.
    """

    tells: str
    place: str
    begins: Applied
    acts: tuple[Act, ...]
    ending: Ending
    bindings: Mapping[str, bool | int | str] = field(default_factory=dict)
    invariant: str = ""
    adoption: Adoption = NOT_ADOPTED
