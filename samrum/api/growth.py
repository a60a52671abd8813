"""The newest checkpoint, and the proof that it grew from one that somebody outside keeps."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from django.http import HttpRequest, HttpResponse

from samrum.api import door
from samrum.office import growth
from samrum.office.municipality import tenant_of

MEDIA: Final = "text/plain; charset=utf-8"
LARGEST: Final = 2**53


class GrowthQuery(msgspec.Struct, forbid_unknown_fields=True):
    """How many heads the checkpoint covers that is known already; 0 for none."""

    since: Annotated[int, msgspec.Meta(ge=0, lt=LARGEST)] = 0


@door.for_anyone
def checkpoint(request: HttpRequest) -> HttpResponse:
    """In the format of C2SP tlog-witness; who is far behind gets one on the way, and asks again."""
    asked = door.query(request, GrowthQuery)
    tenant = tenant_of(request.get_host().partition(":")[0])
    return HttpResponse(growth.since(tenant, asked.since), content_type=MEDIA)
