"""The documents of a case: looked at in a window of their own, or kept."""

from __future__ import annotations

from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponse

from samrum.office import see
from samrum.web.shared import page

SHOWN_BY_BROWSERS: Final = (
    *("application/pdf", "text/plain"),
    *("image/jpeg", "image/png", "image/webp"),
)


def document(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Opens a document; `?keep` gives it as a file to keep."""
    found = see.document(page.reader(request), id, number)
    known = found.document
    keep = "keep" in request.GET or known.media_type not in SHOWN_BY_BROWSERS
    return FileResponse(
        found.open(), as_attachment=keep, filename=known.name, content_type=known.media_type
    )
