"""How a country writes the numbers of its people: "YYYYMMDD-NNNN" in Sweden, "DDMMYY-NNNN" in
Denmark.

A number is only brought to the form that it is kept in, never judged: check digits are not
guaranteed (Denmark since 2007), and people without a number have others, which stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

FORM: Final = re.compile(r"(?:YYYYMMDD|YYMMDD|DDMMYY)-N{3,5}")


@dataclass(frozen=True, slots=True)
class PersonNumber:
    """`form` is letters for figures, and the sign between: what a number is kept as."""

    form: str

    def kept(self, said: str, today: date) -> str:
        """Return the number as it is kept, however it was said; others as they are.

        Where the form has the century and it was left out, nobody is a hundred yet.
        """
        signs = "".join(said.split()).upper()
        figures = signs.replace("-", "")
        if not (figures.isascii() and figures.isdigit()):
            return signs
        born, _, serial = self.form.partition("-")
        whole = len(born) + len(serial)
        if born.startswith("YYYY") and len(figures) == whole - 2:
            figures = ("20" if figures[:2] <= f"{today:%y}" else "19") + figures
        if len(figures) != whole:
            return signs
        return f"{figures[: len(born)]}-{figures[len(born) :]}"

    def born_on(self, kept: str) -> date | None:
        """Return the day that a number of the form "DDMMYY-NNNN" says, None for all others.

        The century follows from the seventh figure, as the Danish register of persons gives them
        out.  From memory: to be verified.
        """
        found = _DANISH.fullmatch(kept) if self.form == "DDMMYY-NNNN" else None
        if found is None:
            return None
        day, month, year, seventh = (int(part) for part in found.groups())
        try:
            return date(_century(seventh, year) + year, month, day)
        except ValueError:
            return None


_DANISH: Final = re.compile(r"(\d{2})(\d{2})(\d{2})-(\d)\d{3}")


def _century(seventh: int, year: int) -> int:
    if seventh <= 3:
        return 1900
    if seventh in (4, 9):
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800
