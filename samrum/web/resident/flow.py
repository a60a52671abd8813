"""From page to page through a form: an application and a step of a case go the same way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect

from samrum.core.document import Upload
from samrum.office import uploads
from samrum.packages.package import Page
from samrum.web.resident import answers
from samrum.web.resident.answers import Filling
from samrum.web.resident.fields import Told, fields, summary
from samrum.web.shared import page
from samrum.web.shared.asking import told_apart
from samrum.web.shared.dates import now
from samrum.web.shared.page import Fault
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words


@dataclass(frozen=True, slots=True)
class Way:
    """Where a form's pages are: `page` gives the address of one, `file` that of a file of the
    draft; `last` comes after the questions, `more` pages follow them before `check`."""

    title: str
    page: Callable[[str], str]
    file: Callable[[str], str]
    start: str
    last: str
    check: str
    leave: str
    more: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A file of the draft, and where it can be looked at."""

    upload: Upload
    address: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that must be answered and is not: its words and where it stands."""

    asks: str
    address: str


def questions(request: HttpRequest, filling: Filling, name: str, way: Way) -> HttpResponse:
    """One page of questions; every press keeps what stands on it."""
    asked = filling.page(name)
    if asked is None:
        return _to(way.check)
    if request.method == "POST":
        return _keep(request, filling, asked, way)
    return _show(request, filling, asked, way)


def check(
    request: HttpRequest,
    filling: Filling,
    way: Way,
    *,
    promise: str,
    hand_in: str,
    also: Sequence[Told] = (),
    faults: tuple[Fault, ...] = (),
) -> HttpResponse:
    """Everything on one page, to be read through before it is handed in."""
    told = [
        {
            "name": one.name,
            "value": one.value,
            "source": one.source,
            "files": shown(one.files, way),
            "change": one.change or f"{way.page(one.page)}?change=1",
        }
        for one in (*summary(filling), *also)
    ]
    lacking = [
        Missed(in_words(question.asks), f"{way.page(on.id)}?change=1")
        for on, question in filling.lacking()
    ]
    about = {
        "title": way.title,
        "earlier": _earlier(filling, way),
        "summary": told,
        "lacking": lacking,
        "promise": promise,
        "hand_in": hand_in,
        "faults": faults,
        "contact": page.contact(request, filling.package.id),
    }
    return page.show(request, "resident/check.html", about, 422 if faults else 200)


def _earlier(filling: Filling, way: Way) -> str:
    """The page before the check: the last one that is asked, if any still is."""
    if way.last == way.check and filling.pages:
        return way.page(filling.pages[-1].id)
    return way.last


def file(filling: Filling, sha256: str) -> HttpResponse | None:
    """A file of the draft, as it was sent; None when the draft has none such."""
    found = next((one for one in filling.draft.uploads if one.sha256 == sha256), None)
    if found is None:
        return None
    return FileResponse(
        uploads.opened(found),
        as_attachment=not found.media_type.startswith("image/"),
        filename=found.name,
        content_type=found.media_type,
    )


def shown(files: Sequence[Upload], way: Way) -> list[Shown]:
    """Files of the draft, each with its address."""
    return [Shown(one, way.file(one.sha256)) for one in files]


def _show(
    request: HttpRequest,
    filling: Filling,
    asked: Page,
    way: Way,
    *,
    faults: tuple[Fault, ...] = (),
    **more: Any,
) -> HttpResponse:
    earlier = answers.before(filling, asked)
    put = fields(filling, asked, **more)
    changing = "change" in request.GET
    about = {
        "title": way.title,
        "filling": filling,
        "page": asked,
        "fields": put,
        "files_of": {one.id: shown(one.files, way) for one in put},
        "has_files": any(one.kind == "document" for one in put),
        "faults": faults,
        "was": answers.was(filling, asked),
        "place": answers.place(filling, asked, way.more),
        "earlier": way.check if changing else way.page(earlier.id) if earlier else way.start,
        "changing": changing,
        "contact": page.contact(request, filling.package.id),
    }
    return page.show(request, "resident/questions.html", about, 422 if faults or more else 200)


def _keep(request: HttpRequest, filling: Filling, asked: Page, way: Way) -> HttpResponse:
    """Keep the page, then go where the button says."""
    sent = {name: request.POST.getlist(name) for name in request.POST}
    posted = told_apart(sent, asked.questions)
    saved = answers.save(filling, asked, posted, request.FILES)
    if request.headers.get("HX-Request"):
        about = {"at": now(), "elsewhere": saved.elsewhere}
        return page.show(request, "resident/saved.html", about)
    if saved.elsewhere:
        elsewhere = saved.elsewhere
        return _show(request, filling, asked, way, typed=posted, elsewhere=elsewhere)
    if request.POST.get("do") == "leave":
        return _to(way.leave)
    faults = saved.faults
    if request.POST.get("do") == "next" and not request.POST.get("remove"):
        faults = _each_once((*faults, *answers.unanswered(saved.filling, asked)))
        if not faults:
            return _to(_next(request, saved.filling, asked, way))
    if faults:
        return _show(request, saved.filling, asked, way, faults=faults, typed=posted)
    return _to(request.get_full_path())


def _next(request: HttpRequest, filling: Filling, asked: Page, way: Way) -> str:
    """The next page; after a change the page where everything is read through."""
    if "change" in request.GET:
        return way.check
    coming = answers.after(filling, asked)
    return way.page(coming.id) if coming else way.last


def _each_once(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """The first fault of each field."""
    first: dict[str, Fault] = {}
    for fault in faults:
        first.setdefault(fault.field, fault)
    return tuple(first.values())


def _to(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def true_or_fault(request: HttpRequest) -> tuple[Fault, ...]:
    """Whether she said that what she hands in is true."""
    if request.POST.get("true") == "yes":
        return ()
    return (Fault("true", _("Say that what you have told us is true, so that we can receive it.")),)
