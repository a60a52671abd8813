"""The cells of a sheet: text that a spreadsheet shows and never reckons with.

OWASP, CSV injection; ASVS 5.0, 1.2.10.
"""

from __future__ import annotations

from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_SKIPPED: Final = " \t\r\n\u00a0\ufeff"


def safe(text: str) -> str:
    """The text of a cell that a spreadsheet takes for text, however it begins."""
    plain = " ".join(text.splitlines())
    begins_so = text[:1] in ("\t", "\r", "\n") or text.lstrip(_SKIPPED).startswith(FORMULA)
    return f"'{plain}" if begins_so else plain
