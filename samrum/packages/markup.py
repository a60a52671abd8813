"""The light markup of letters, as far as filling in needs it: text that stays only text.

A letter is headings, paragraphs, lists and callouts (samrum.channels.text reads them).  What people
wrote and what a fact says is put in with `as_text`, so that it can never become any of these.
"""

from __future__ import annotations

import re
from typing import Final

SOFT_LINE_END: Final = "\N{LINE SEPARATOR}"
NO_MARK: Final = "\N{WORD JOINER}"
"""These two stand for "a line end" and "no markup here" until the letter is read."""

_LINE_END = re.compile(r"\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_MARK = re.compile(r"[#>*_`\[\]{}|<=+~\-]|(?<=\d)[.)]")


def as_text(value: str) -> str:
    """Return `value` made safe to stand in the markup: it is read back as it was."""
    one_line = _LINE_END.sub(SOFT_LINE_END, value.replace(NO_MARK, ""))
    return _MARK.sub(lambda mark: NO_MARK + mark.group() + NO_MARK, one_line)


def without_marks(text: str) -> str:
    """Return a filled letter as a person reads it: without the marks that keep text text."""
    return text.replace(NO_MARK, "").replace(SOFT_LINE_END, "\n")
