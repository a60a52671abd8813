"""The scope that an expression is read in: which names and types are known there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from samrum.rules.syntax_error import FeelSyntaxError
from samrum.rules.types import FeelType

__all__ = ["FeelSyntaxError", "Scope"]


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

    def with_names(self, names: Iterable[str]) -> Scope:
        """This scope, and more variables in front."""
        return Scope((*names, *self.names), self.members, self.types)
