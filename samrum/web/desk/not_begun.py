"""The quarter's report of support that was not carried out in time, as a page and as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from samrum.core.quarter import Quarter
from samrum.core.refusal import Refused
from samrum.office import not_begun as office
from samrum.office.not_begun import Line, Report
from samrum.web.shared import page
from samrum.web.shared.addresses import url
from samrum.web.shared.cells import safe
from samrum.web.shared.page import Fault
from samrum.web.shared.typed import refusal
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words


def not_begun(request: HttpRequest) -> HttpResponse:
    """What is to be reported for a quarter; pressed, keeps in each case that it was."""
    reader, faults = page.reader(request), ()
    found = _found(request)
    if request.method == "POST":
        faults = _sent(request, found.quarter)
        if not faults:
            return page.go("desk:not-begun", quarter=found.quarter.name, sent="1")
        found = office.report(reader, found.quarter.name)
    asked = urlencode({"quarter": found.quarter.name})
    about = {
        "found": found,
        "titles": [_standing(one) for one in found.lines],
        "kinds": [in_words(one.kind) for one in found.lines],
        "before": found.quarter.before.name,
        "after": found.quarter.next.name if found.has_ended else "",
        "list_address": f"{url('desk:not-begun-list')}?{asked}",
        "statistics_address": f"{url('desk:not-begun-statistics')}?{asked}",
        "sent": "sent" in request.GET,
        "faults": faults,
    }
    return page.show(request, "desk/not_begun.html", about, 422 if faults else 200)


def as_list(request: HttpRequest) -> HttpResponse:
    """The report to the inspectorate and the auditors: what the law asks of each decision."""
    found = office.whole(_found(request))
    head = (_("Number"), _("Day of the decision"), _("Kind of support"), _("What is reported"))
    rows = (
        (
            one.number,
            one.row.decided_on.isoformat(),
            in_words(one.kind),
            _standing(one),
            one.told.reason if one.told else one.row.reason,
            one.row.begun_on.isoformat() if one.row.begun_on else "",
        )
        for one in found.lines
    )
    whole = (*head, _("Why it waits"), _("Carried out from"))
    return _file(f"not-begun-{found.quarter.name}", whole, rows)


def statistics(request: HttpRequest) -> HttpResponse:
    """The report to the council: how many, of which kind, for how long; no number and no words."""
    found = office.whole(_found(request))
    waiting = [one for one in found.lines if one.row.begun_on is None]
    head = (_("Kind of support"), _("What is reported"), _("Days since the decision"))
    rows = sorted((in_words(one.kind), _standing(one), str(one.row.days)) for one in waiting)
    total = (_("Decisions in all"), "", str(len(waiting)))
    return _file(f"not-begun-statistics-{found.quarter.name}", head, (*rows, total))


def _found(request: HttpRequest) -> Report:
    asked = request.POST if request.method == "POST" else request.GET
    return office.report(page.reader(request), asked.get("quarter", ""))


def _sent(request: HttpRequest, quarter: Quarter) -> tuple[Fault, ...]:
    try:
        office.mark(page.reader(request), quarter.name, key=page.key(request))
    except Refused as refused:
        return (refusal("report", refused),)
    return ()


def _standing(line: Line) -> str:
    """What the report says of a decision."""
    if line.row.begun_on:
        return _("Carried out, too late")
    return _("Not carried out again") if line.row.again else _("Not carried out")


def _file(name: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> HttpResponse:
    """A CSV file in which nothing can become a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow(map(safe, row))
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
