"""The register: what came in and was drawn up, by day or number, and as a list to keep."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from samrum.office.register import Register, Row
from samrum.office.register import register as look_up
from samrum.web.shared import page
from samrum.web.shared.addresses import url
from samrum.web.shared.cells import safe
from samrum.web.shared.typed import day_in
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import language


def register(request: HttpRequest) -> HttpResponse:
    """The rows of the chosen days, or of one case."""
    found = _found(request)
    asked = {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "number": request.GET.get("number", "")[:60],
    }
    about = {
        "found": found,
        "asked": asked,
        "kinds": kinds(),
        "list_address": f"{url('desk:register-list')}?{urlencode(asked)}",
    }
    return page.show(request, "desk/register.html", about)


def as_list(request: HttpRequest) -> HttpResponse:
    """The same rows as a CSV file, in which nothing can become a formula."""
    found, named = _found(request), kinds()
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow((_("Day"), _("Time"), _("Number"), _("What"), _("Party"), _("Subject")))
    for row in found.rows:
        writer.writerow(map(safe, _cells(row, named)))
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"register-{found.first.isoformat()}-{found.last.isoformat()}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def kinds() -> dict[str, str]:
    """What a record is, in words."""
    return {
        "CaseOpened": _("Application received"),
        "DocumentReceived": _("Document received"),
        "LetterOrdered": _("Letter sent"),
        "DecisionMade": _("Decision"),
    }


def _cells(row: Row, named: dict[str, str]) -> tuple[str, ...]:
    apart = _("kept apart")
    return (
        row.at.date().isoformat(),
        f"{row.at:%H:%M}",
        row.number,
        named[row.kind],
        apart if row.masked else row.party,
        apart if row.masked else row.subject,
    )


def _found(request: HttpRequest) -> Register:
    get = request.GET
    return look_up(
        page.reader(request),
        first=day_in(get.get("from", "")),
        last=day_in(get.get("to", "")),
        number=get.get("number", ""),
        language=language(),
    )
