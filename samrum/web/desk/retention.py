"""What may be destroyed, for a person to confirm; and what has been, with its legal ground."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from samrum.office import retention
from samrum.office.municipality import package
from samrum.office.retention import Proposal
from samrum.web.shared import page
from samrum.web.shared.page import Fault
from samrum.web.shared.words import gettext as _
from samrum.web.shared.words import in_words


@dataclass(frozen=True, slots=True)
class Line:
    """A case that may be destroyed, and what the service says of how long it is kept."""

    proposal: Proposal
    service: str
    says: str


def destroying(request: HttpRequest) -> HttpResponse:
    """Lists what is due and what was destroyed; destroys what is chosen and confirmed."""
    reader, faults = page.reader(request), ()
    chosen = request.POST.getlist("case")
    if request.method == "POST":
        faults = _wrong(request, chosen)
        if not faults:
            number = retention.confirm(reader, chosen)
            return page.go("desk:retention", done=str(number))
    done = request.GET.get("done", "")
    gone = retention.latest(reader)
    about = {
        "lines": [_line(reader.tenant, one) for one in retention.proposed(reader)],
        "most": retention.AT_ONCE,
        "gone": gone,
        "names": retention.names_of(reader.tenant, gone),
        "chosen": chosen,
        "done": int(done) if done.isdecimal() and len(done) < 4 else None,
        "faults": faults,
    }
    return page.show(request, "desk/retention.html", about, 422 if faults else 200)


def _wrong(request: HttpRequest, chosen: list[str]) -> tuple[Fault, ...]:
    if not chosen:
        return (Fault("case", _("Choose what is to be destroyed.")),)
    if request.POST.get("sure") != "yes":
        return (Fault("sure", _("Confirm that it is to be destroyed. It cannot be brought back.")),)
    return ()


def _line(tenant: int, one: Proposal) -> Line:
    service = package(tenant, one.service)
    if service is None:
        return Line(one, one.service, "")
    return Line(one, in_words(service.title), in_words(service.retention))
