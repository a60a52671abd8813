"""What is measured of the pages: how many requests, how long they took, how they ended.

Every serving process counts for itself; where PROMETHEUS_MULTIPROC_DIR names a folder (`samrum
serve` sets it), all of them are added up for who asks.  An address is measured by its part of the
product and never by itself: what somebody looked at stands in the journal, and nowhere else.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
BOUNDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
OURS: Final = CollectorRegistry()
REQUESTS: Final = Counter(
    "samrum_http_requests",
    "Requests that were answered, by part of the product and status.",
    ("part", "status"),
    registry=OURS,
)
SECONDS: Final = Histogram(
    "samrum_http_request_duration_seconds",
    "How long an answer took, by part of the product.",
    ("part",),
    buckets=BOUNDS,
    registry=OURS,
)


class Measuring:
    """Middleware: counts every request, whatever becomes of it."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.answer(request)
        part = part_of(request)
        SECONDS.labels(part).observe(time.perf_counter() - began)
        REQUESTS.labels(part, str(response.status_code)).inc()
        return response


class OfThePages:
    """What all serving processes have counted."""

    def collect(self) -> Iterator[Metric]:
        if os.environ.get(FOLDER):
            yield from MultiProcessCollector(None).collect()
        else:
            yield from OURS.collect()


def part_of(request: HttpRequest) -> str:
    """resident, desk, room, shared or api; "" for files and for what is not there."""
    match = request.resolver_match
    return match.namespace if match else ""
