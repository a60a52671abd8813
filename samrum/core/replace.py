"""dataclasses.replace for what changes often: a case has two dozen fields, and an act changes them
one after the other, two dozen times.

A frozen dataclass that keeps its fields in `__dict__` is copied as it stands, in a tenth of the
time that its `__init__` takes; nothing is checked, so it must have no `__post_init__`.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import replace as replace
else:
    T = TypeVar("T")

    def replace(known: T, /, **changes: Any) -> T:
        """The same with these fields changed."""
        if not hasattr(known, "__dict__"):
            return dataclasses.replace(known, **changes)
        changed = object.__new__(known.__class__)
        changed.__dict__.update(known.__dict__, **changes)
        return changed
