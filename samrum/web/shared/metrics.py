"""The figures of this installation, for a program that watches it (OpenMetrics text).

The door is there only for who brings the token of SAMRUM_METRICS_TOKEN; for everybody else, and
where none is set, nothing is there, nor for who sends the token without encryption.
"""

from __future__ import annotations

from collections.abc import Iterator
from hmac import compare_digest
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric

from samrum.office import figures
from samrum.office.relation import NotHere
from samrum.web.shared.measuring import OfThePages

LABELS: Final = {"decided": "outcome", "waiting": "turn", "overdue": "turn"}
SAYS: Final = {
    "opened": "Cases that were ever opened",
    "decided": "Cases that are kept and have been decided",
    "waiting": "Cases that wait for somebody",
    "overdue": "Cases that wait for somebody, and their day has passed",
}


def metrics(request: HttpRequest) -> HttpResponse:
    """All figures, in the format that is asked for.  Raises NotHere."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.METRICS_TOKEN
    known = scheme.lower() == "bearer" and compare_digest(given.strip().encode(), token.encode())
    in_the_clear = settings.BEHIND_TLS and not request.is_secure()
    if not token or not known or in_the_clear:
        raise NotHere
    registry = CollectorRegistry()
    registry.register(OfThePages())  # type: ignore[arg-type]
    registry.register(OfTheWork())  # type: ignore[arg-type]
    encoder, media = choose_encoder(request.headers.get("Accept", ""))
    return HttpResponse(encoder(registry), content_type=media)


class OfTheWork:
    """What the office counts, as families of metrics."""

    def collect(self) -> Iterator[Metric]:
        every = list(figures.all_figures())
        for name in SAYS:
            yield _of_cases(name, every)
        for name, says, told in (
            ("letters_waiting", "Letters that have not left yet.", lambda one: one.letters),
            ("extracts_waiting", "Files about somebody to be made.", lambda one: one.extracts),
            (
                "uncovered_seconds",
                "For how long the oldest entry waits for a checkpoint.",
                lambda one: one.uncovered.total_seconds(),
            ),
            (
                "tallied_timestamp_seconds",
                "When the cases were counted last; 0 for never.",
                lambda one: one.tallied_at.timestamp() if one.tallied_at else 0,
            ),
        ):
            family = GaugeMetricFamily(f"samrum_{name}", says, labels=("municipality",))
            for one in every:
                family.add_metric((one.municipality,), told(one))
            yield family


def _of_cases(name: str, every: list[figures.Figures]) -> Metric:
    labels = ("municipality", "service", *((LABELS[name],) if name in LABELS else ()))
    kind = CounterMetricFamily if name == "opened" else GaugeMetricFamily
    family = kind(
        f"samrum_cases_{name}",
        f"{SAYS[name]}, rounded down to a whole {figures.FIVE}.",
        labels=labels,
    )
    for one in every:
        for figure in one.of_cases:
            if figure.name == name:
                label = (figure.label,) if name in LABELS else ()
                family.add_metric((one.municipality, figure.service, *label), figure.many)
    return family
