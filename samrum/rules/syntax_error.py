"""The fault of a text that is not FEEL, and the sentences for each way it can be one."""

from __future__ import annotations


class FeelSyntaxError(ValueError):
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


def misplaced(text: str, at: int, found: str, wanted: str) -> FeelSyntaxError:
    """Something else was needed here; `found` is empty at the end of the text."""
    what = f"{found} is misplaced." if found else "The text ends too early."
    because = f"This place needs {wanted}."
    instead = "Complete the expression, and write names as they are declared, texts in quotes."
    return FeelSyntaxError(what, because, instead, at, text)


def no_number(text: str, at: int) -> FeelSyntaxError:
    """A literal has no place among FEEL's numbers."""
    return FeelSyntaxError(
        "This number is too large or too small.",
        "Numbers have 34 digits and exponents from -6143 to 6144.",
        "Write a number within these bounds.",
        at,
        text,
    )


def too_deep(text: str, at: int, deepest: int) -> FeelSyntaxError:
    """The text is nested deeper than anybody reads."""
    return FeelSyntaxError(
        "This expression is nested too deep.",
        f"Brackets, calls and conditions may be nested {deepest} levels deep.",
        "Give its inner parts names in a context or in decisions of their own.",
        at,
        text,
    )


def too_long(text: str, longest: int) -> FeelSyntaxError:
    """The text has more characters than anybody reads."""
    return FeelSyntaxError(
        "This text is too long.",
        f"An expression may have {longest} characters.",
        "Split it into several decisions.",
        longest,
        text,
    )


def too_many_parts(text: str, at: int, most: int) -> FeelSyntaxError:
    """The tree has more nodes than can be compiled in time."""
    return FeelSyntaxError(
        "This expression has too many parts.",
        f"An expression may have {most} values and operators.",
        "Split it into several decisions.",
        at,
        text,
    )


def too_many_loops(text: str, at: int, most: int) -> FeelSyntaxError:
    """One `for`, `some` or `every` goes through too many lists."""
    return FeelSyntaxError(
        "Too many loops stand side by side.",
        f"One for, some or every may go through {most} lists.",
        "Put another for, some or every inside.",
        at,
        text,
    )
