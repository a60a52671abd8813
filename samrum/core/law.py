"""The law of a country at the stages of an administrative act.

A guard is asked before an event of its stage happens; it raises `Refused` with its provision when
the law says no.  The guards themselves are data in countries/<country>/ (samrum.packages.country).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Guard = Callable[[str, Any, Any], None]
"""`guard(stage, case, event)`: stage is "received", "decided", "notified" ..., see GLOSSARY.md."""


def no_guard(stage: str, case: Any, event: Any) -> None:
    """Let everything pass: for trying the core alone."""
