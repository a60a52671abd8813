"""Where somebody is logged in: at the library still, perhaps.  ASVS 5.0, 7.5.2."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from samrum.office import identity
from samrum.web.shared import page, session


def log_ins(request: HttpRequest) -> HttpResponse:
    """Lists her log-ins.  What ends another one is a log-in: `entrance.come_back`."""
    ended = request.GET.get("ended", "")
    about = {
        "log_ins": identity.log_ins(page.reader(request), session.token(request)),
        "everywhere": identity.EVERYWHERE,
        "ended": int(ended) if ended.isdecimal() and len(ended) < 4 else None,
    }
    return page.show(request, "shared/log_ins.html", about)
