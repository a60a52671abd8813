"""Everything about me: asked for with one press, and fetched when it is ready."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse

from samrum.office import extract
from samrum.web.shared import page
from samrum.web.shared.words import language


def everything(request: HttpRequest) -> HttpResponse:
    """Says what it is and how far it has come; a press asks for it."""
    reader = page.reader(request)
    if request.method == "POST":
        extract.ask(reader, language())
        return page.go("resident:everything")
    found = extract.asked(reader)
    waits = found is not None and found.ready_at is None
    about = {"found": found, "waits": waits, "days": extract.KEPT.days}
    return page.show(request, "resident/everything.html", about)


def file(request: HttpRequest) -> HttpResponse:
    """The file, to be kept: her own and nobody else's."""
    return FileResponse(
        extract.file(page.reader(request)),
        as_attachment=True,
        filename="samrum.zip",
        content_type="application/zip",
    )
