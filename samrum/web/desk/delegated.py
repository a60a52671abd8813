"""The decisions to be reported to the board: by day, and as a list to keep with the minutes."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from samrum.office import see
from samrum.office.delegated import Report, report
from samrum.web.desk.words import outcome
from samrum.web.shared import page
from samrum.web.shared.addresses import url
from samrum.web.shared.cells import safe
from samrum.web.shared.typed import day_in
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words


def delegated(request: HttpRequest) -> HttpResponse:
    """The decisions of the chosen days."""
    found = _found(request)
    asked = {"from": found.first.isoformat(), "to": found.last.isoformat()}
    about = {
        "found": found,
        "asked": asked,
        "titles": _titles(request),
        "outcome": outcome,
        "list_address": f"{url('desk:delegated-list')}?{urlencode(asked)}",
    }
    return page.show(request, "desk/delegated.html", about)


def as_list(request: HttpRequest) -> HttpResponse:
    """The same rows as a CSV file, in which nothing can become a formula."""
    found, titles = _found(request), _titles(request)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(
        (_("Day"), _("Number"), _("Service"), _("Decision"), _("Decided by"), _("By what right"))
    )
    for row in found.rows:
        told = (row.at.date().isoformat(), row.number, titles.get(row.service, row.service))
        writer.writerow(map(safe, (*told, outcome(row.outcome), row.decider, row.delegation)))
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"delegated-{found.first.isoformat()}-{found.last.isoformat()}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _titles(request: HttpRequest) -> dict[str, str]:
    return {one.id: in_words(one.title) for one in see.services(page.reader(request).tenant)}


def _found(request: HttpRequest) -> Report:
    first, last = (day_in(request.GET.get(name, "")) for name in ("from", "to"))
    return report(page.reader(request), first=first, last=last)
