"""The list of who has read something: chosen by person and by day, and as a file to keep."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from samrum.web.shared.cells import safe
from samrum.web.shared.dates import day
from samrum.web.shared.sitting import Line, sittings
from samrum.web.shared.typed import day_in
from samrum.web.shared.words import gettext as _

MOST: Final = 200  # sittings on the page; the file has every reading


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody wants to see of the list: one person's only, and from and to which day.

    `who` is what stands in an address for her name (see `mark`), "" for everybody.
    """

    who: str = ""
    first: date | None = None
    last: date | None = None

    def holds(self, line: Line) -> bool:
        on = line.at.date()
        return (
            self.who in ("", mark(line.name))
            and (self.first is None or on >= self.first)
            and (self.last is None or on <= self.last)
        )

    @property
    def query(self) -> str:
        """The choice as it stands in an address."""
        days = {"from": self.first, "to": self.last}
        return urlencode(
            {"who": self.who, **{name: d.isoformat() for name, d in days.items() if d}}
        )


def mark(name: str) -> str:
    """What stands for a name in an address, where the name itself would be told to others."""
    return salted_hmac("samrum.reader", name, algorithm="sha256").hexdigest()[:16]


def choice(request: HttpRequest) -> Choice:
    """What was chosen; what is not understood counts as not said."""
    get = request.GET
    return Choice(get.get("who", "")[:200], day_in(get.get("from", "")), day_in(get.get("to", "")))


def about(lines: Sequence[Line], chosen: Choice, others: Iterable[Line]) -> dict[str, object]:
    """What the page shows: `others` are those that stand there when nobody is chosen."""
    shown = [one for one in (lines if chosen.who else others) if chosen.holds(one)]
    told = sittings(shown)
    return {
        "days": [(name, list(rows)) for name, rows in groupby(told[:MOST], lambda x: day(x.at))],
        "names": [(name, mark(name)) for name in sorted({one.name for one in lines})],
        "chosen": chosen,
        "more": len(told) > MOST,
    }


def as_file(request: HttpRequest, lines: Iterable[Line]) -> HttpResponse:
    """The chosen readings, as a table that a spreadsheet runs nothing of, or as JSON."""
    chosen = choice(request)
    kept = [one for one in lines if chosen.holds(one)]
    if request.GET.get("as") == "json":
        return _file(_json(kept), "application/json", "readers.json")
    return _file(_table(kept), "text/csv; charset=utf-8", "readers.csv")


def _file(content: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _json(lines: Iterable[Line]) -> str:
    told = [
        {
            "at": one.at.isoformat(timespec="seconds"),
            "who": one.name,
            "as_what": one.as_what,
            "what": one.what,
            "secrecy": one.key,
            "data_protection": one.ground,
            "why": one.reason,
        }
        for one in lines
    ]
    return json.dumps(told, ensure_ascii=False, indent=1)


def _table(lines: Iterable[Line]) -> str:
    written = io.StringIO()
    rows = csv.writer(written)
    heads = (_("When"), _("Who"), _("As what"), _("What"), _("Secrecy"), _("Data protection"))
    rows.writerow((*heads, _("Why")))
    for one in lines:
        told = (one.name, one.as_what, one.what, one.key, one.ground, one.reason)
        when = one.at.isoformat(timespec="seconds")
        rows.writerow([when, *(safe(cell) for cell in told)])
    return "\ufeff" + written.getvalue()
