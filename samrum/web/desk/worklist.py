"""The worklist: what waits for her today, twenty cases at a time, and one press to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from samrum.core.access import Reader
from samrum.core.case import TakeCase
from samrum.core.refusal import Refused
from samrum.office import act, assisted, see, transfer
from samrum.office.municipality import package
from samrum.office.relation import NotHere
from samrum.office.see import CaseRow, Worklist, WorklistPage
from samrum.office.worklist import how_many
from samrum.web.desk.words import stage_words
from samrum.web.shared import page
from samrum.web.shared.addresses import url
from samrum.web.shared.dates import day, first_word, today
from samrum.web.shared.sealed import opened, sealed
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words, ngettext

MOST_TRIED: Final = 5  # cases that others took in the very moment before
UNIT: Final = "unit"
ANY: Final = "any"
LONGEST_SEARCH: Final = 100
CHOICES: Final = ("turn", "due", "stage", "service", "sort")
FREE: Final = Worklist(whose="nobody", turn="caseworker")
HEADS: Final = (
    Worklist(whose="mine", turn="caseworker", due="today"),
    Worklist(whose="mine", turn="caseworker", due="late"),
    FREE,
)
"""What is counted above the list: hers that is due or late, hers that is late, and nobody's."""


@dataclass(frozen=True, slots=True)
class Line:
    """A case as the list shows it.  `due` says in words when, `urgency` "late", "today" or ""."""

    address: str
    row: CaseRow
    service: str
    waits_for: str
    due: str
    urgency: str
    caseworker: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """A whole list that is one press away."""

    words: str
    address: str
    here: bool


def worklist(request: HttpRequest) -> HttpResponse:
    """The list, cut, sorted and searched as the address says; what is searched for is sent, and
    stands in the address sealed."""
    reader = page.reader(request)
    if request.method == "POST":
        return page.go("desk:worklist", **_chosen(request, reader))
    asked = _asked(request, reader)
    found = see.worklist(reader, asked)
    whose = request.GET.get("whose", "mine")
    due, late, free = how_many(reader, *HEADS)
    about = {
        "asked": asked,
        "found": found,
        "lines": [_line(reader, row, found.names) for row in found.rows],
        "total": _total(found),
        "tabs": _tabs(whose),
        "chosen": whose,
        "services": _services(reader),
        "narrowed": _narrowed(request),
        "address": request.get_full_path(),
        "everywhere": _everywhere(asked, reader),
        "next": _further(request, after=found.next),
        "previous": _further(request, before=found.previous),
        "today_words": _today(due, late),
        "taken_by_others": "taken" in request.GET,
        "asked_over": transfer.waiting(reader),
        "waiting_for_nobody": free,
    }
    return page.show(request, "desk/worklist.html", about)


def next_case(request: HttpRequest) -> HttpResponse:
    """Goes to what is most due of hers; a press takes what is most due of nobody's."""
    reader = page.reader(request)
    if request.method == "POST":
        return _take(request, reader)
    found = see.next_case(reader, request.GET.get("after", ""))
    return page.go("desk:case", found) if found else page.go("desk:worklist")


def _take(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Takes one case, the same one however often the button is pressed."""
    key = page.key(request)
    before = act.acknowledged(reader, key)
    if before:
        return page.go("desk:case", before.case)
    free = see.worklist(reader, FREE).rows
    for row in free[:MOST_TRIED]:
        try:
            act.act(reader, TakeCase(reader.id), case=row.id, key=key, expected=row.version)
        except (act.Changed, Refused, NotHere):  # a colleague was quicker, or it is her own
            continue
        return page.go("desk:case", row.id, done="taken")
    return page.go("desk:worklist", taken="1")


def _chosen(request: HttpRequest, reader: Reader) -> dict[str, str]:
    """What the form asks for, as it stands in an address."""
    sent = request.POST
    chosen = {name: sent[name][:100] for name in CHOICES if sent.get(name)}
    if tab := sent.get("list"):
        chosen["whose"] = tab[:100]
    if search := sent.get("q", "").strip()[:LONGEST_SEARCH]:
        chosen["find"] = sealed(search, reader.id)
    return chosen


def _asked(request: HttpRequest, reader: Reader) -> Worklist:
    """What the address asks for: without words, what waits for her."""
    get = request.GET
    whose, turn = get.get("whose", "mine"), get.get("turn", "caseworker")
    asked = Worklist(
        whose="" if whose == UNIT else whose,
        turn="" if turn == ANY else turn,
        stage=get.get("stage", "open"),
        due=get.get("due", ""),
        service=get.get("service", ""),
        search=opened(get.get("find", ""), reader.id),
        after=get.get("after", ""),
        before=get.get("before", ""),
    )
    sort, latest = get.get("sort", "due").removesuffix("-latest"), get.get("sort", "")
    return replace(asked, sort=cast(Any, sort), latest_first=latest.endswith("-latest"))


def _line(reader: Reader, row: CaseRow, names: Mapping[str, str]) -> Line:
    whole = package(reader.tenant, row.service)
    titles = [
        in_words(template.title)
        for step in row.steps
        if step.who == row.turn and whole and (template := whole.step(step.id))
    ]
    hers = row.resident == reader.id or row.resident in reader.mandates
    return Line(
        url("resident:case" if hers else "desk:case", row.id),
        row,
        in_words(whole.title) if whole else row.service,
        ", ".join(titles) or stage_words(row.stage, row.outcome, unread=row.unread),
        *_due(row.due),
        _("You") if row.caseworker == reader.id else names.get(row.caseworker, ""),
        row.caseworker == reader.id,
    )


def _due(due: date | None) -> tuple[str, str]:
    """When something is due, in words, and how urgent that is."""
    if due is None:
        return "", ""
    late = (today() - due).days
    if late > 0:
        return ngettext("%(n)s day late", "%(n)s days late", late) % {"n": late}, "late"
    return first_word(day(due)), "today" if late == 0 else ""


def _today(waiting: int, late: int) -> str:
    """What waits for her today, in one sentence."""
    now = waiting - late
    due = ngettext("One of your cases is due today", "%(n)s of your cases are due today", now) % {
        "n": now
    }
    behind = ngettext("one is late", "%(n)s are late", late) % {"n": late}
    if now and late:
        return _("%(due)s, and %(late)s.") % {"due": due, "late": behind}
    if now:
        return due + "."
    if late:
        return _("Nothing new is due today, but %(late)s.") % {"late": behind}
    return _("Nothing of yours is due today.")


def _total(found: WorklistPage) -> str:
    if found.more:
        return _("More than %(n)s cases") % {"n": _thousands(found.total)}
    return ngettext("%(n)s case", "%(n)s cases", found.total) % {"n": _thousands(found.total)}


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def _tabs(whose: str) -> list[Tab]:
    words = {"mine": _("Mine"), "nobody": _("Nobody's"), UNIT: _("The whole unit")}
    base = url("desk:worklist")
    return [Tab(said, f"{base}?whose={name}", name == whose) for name, said in words.items()]


def _services(reader: Reader) -> list[tuple[str, str]]:
    found = ((id, package(reader.tenant, id)) for id in assisted.services_of(reader))
    return [(id, in_words(whole.title)) for id, whole in found if whole]


def _narrowed(request: HttpRequest) -> bool:
    """Whether more than the tab has been chosen."""
    return any(request.GET.get(name) for name in ("turn", "stage", "due", "service", "find"))


def _everywhere(asked: Worklist, reader: Reader) -> str:
    """Where the same is searched for among all cases, "" when that is what was done."""
    if not asked.search or (asked.whose, asked.turn, asked.stage) == ("", "", "all"):
        return ""
    wide = {"whose": UNIT, "turn": ANY, "stage": "all", "find": sealed(asked.search, reader.id)}
    return f"{url('desk:worklist')}?{urlencode(wide)}"


def _further(request: HttpRequest, **place: str) -> str:
    """The address of the next or previous page, "" at an end."""
    if not any(place.values()):
        return ""
    kept = {name: value for name, value in request.GET.items() if name not in ("after", "before")}
    return f"{url('desk:worklist')}?{urlencode({**kept, **place})}"
