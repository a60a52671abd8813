"""What somebody has written, as it is kept."""

from __future__ import annotations

from samrum.core.refusal import Refused


def said(text: str) -> str:
    """Return the text without the white space around it; raise `Refused` when nothing is left."""
    if not text.strip():
        raise Refused(
            "The text is empty.",
            because="There is nothing to keep.",
            instead="Write something and press again.",
        )
    return text.strip()
