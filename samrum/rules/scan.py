"""Characters of FEEL: white space, comments, names, numbers and strings; and the scope of names.

A FEEL name may hold spaces, operators and keywords ("date and time", "profit/loss ratio"), so a
name can only be read against the names that are known: the longest known one wins.
Source: DMN 1.5, 10.3.1.2 (grammar) and 10.3.1.5 (names and white space).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from samrum.rules.types import FeelType


class FeelSyntaxError(Exception):
    """A text that is not FEEL: what, because, instead, and where.

    offset: index of the first character that does not fit, 0..len(text).
    """

    def __init__(self, what: str, because: str, instead: str, offset: int, text: str) -> None:
        super().__init__(f"{what} {because} {instead}")
        self.what = what
        self.because = because
        self.instead = instead
        self.offset = offset
        self.text = text


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
