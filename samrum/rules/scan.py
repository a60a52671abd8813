"""The scope that an expression is read in: which names and types are known there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from samrum.rules.lex import Names
from samrum.rules.syntax_error import FeelSyntaxError
from samrum.rules.types import FeelType

__all__ = ["FeelSyntaxError", "Scope"]

# Parts of times and ranges (DMN 1.5, table 65).
MEMBERS_WITH_SPACES: Final = ("time offset", "start included", "end included")


class Scope:
    """What is known where an expression stands. Built-in functions are always known.

    names: the variables that the environment will hold, as declared.
    members: names of components of item definitions, wherever they may stand after a dot or in a
    filter; only those with spaces or symbols matter.
    types: item definitions by name, for `instance of` and typed parameters.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        members: Iterable[str] = (),
        types: Mapping[str, FeelType] | None = None,
    ) -> None:
        self.names = tuple(names)
        self.members = tuple(members)
        self.types: Mapping[str, FeelType] = {} if types is None else types

    @cached_property
    def declared(self) -> Names:
        """The variables, to be found by longest prefix; made once for all texts of a scope."""
        return Names(self.names)

    @cached_property
    def known_members(self) -> Names:
        """The members, to be found by longest prefix."""
        return Names((*self.members, *MEMBERS_WITH_SPACES))

    def with_names(self, names: Iterable[str]) -> Scope:
        """This scope, and more variables in front."""
        return Scope((*names, *self.names), self.members, self.types)
