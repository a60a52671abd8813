"""The figures for whoever watches: they count, they name nobody, and few see them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client, override_settings
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from samrum.journal.figures import Figure
from samrum.office import clock, figures
from samrum.office.municipality import now
from samrum.web.shared.measuring import FOLDER
from tests.office.town import Cast, applies

TOKEN = "q7Zb2Vw5Nc8Rj1Hd4Gf6Ys0Pm-k3T-x9_L"
ROOT = Path(__file__).parents[2]
COUNT_IN_A_PROCESS = (
    "from samrum.web.shared.measuring import REQUESTS as all\nall.labels({}).inc(2)"
)


@pytest.fixture(autouse=True)
def with_a_token() -> Iterator[None]:
    with override_settings(METRICS_TOKEN=TOKEN):
        yield


def asked(token: str = TOKEN) -> str:
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/openmetrics-text"}
    answer = Client(SERVER_NAME="localhost").get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    return {
        (one.name, *one.labels.values()): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def many_apply(cast: Cast, many: int) -> None:
    for number in range(many):
        applies(cast.reads("anna"), key=f"k{number}")


def test_cases_are_counted_by_service_and_turn_and_rounded_down_to_a_whole_five(
    cast: Cast,
) -> None:
    many_apply(cast, 7)
    figures.tally(1)
    told = samples(asked())

    permit = ("lillevik", "parking-permit")
    assert told["samrum_cases_opened_total", *permit] == 5
    assert told["samrum_cases_waiting", *permit, "resident"] == 5
    assert told["samrum_cases_overdue", *permit, "resident"] == 0
    assert told["samrum_letters_waiting", "lillevik"] == 7
    with clock.held_at(now(1) + timedelta(days=60)):
        figures.tally(1)
    assert samples(asked())["samrum_cases_overdue", *permit, "resident"] == 5


@pytest.mark.parametrize(("many", "told"), [(0, 0), (1, 0), (4, 0), (5, 5), (1_009, 1_005)])
def test_no_small_number_and_no_single_step_is_told(many: int, told: int) -> None:
    assert figures.rounded(Figure("decided", "permit", "grant", many)).many == told


def test_nothing_in_the_figures_names_anybody(cast: Cast) -> None:
    many_apply(cast, 5)
    figures.tally(1)
    Client(SERVER_NAME="localhost").get(f"/cases/{cast.anna.id}/?q=Anna")
    said = asked()

    for secret in ("Anna", cast.anna.number, cast.anna.id, "PRH", "Storgatan", "/cases/"):
        assert secret not in said


def test_the_door_is_not_there_without_the_token(cast: Cast) -> None:
    nobody = Client(SERVER_NAME="localhost")
    absent = nobody.get("/nothing")

    for header in ("", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer ö"):
        answer = nobody.get("/metrics", headers={"Authorization": header})
        assert (answer.status_code, len(answer.content)) == (404, len(absent.content)), header
    with override_settings(METRICS_TOKEN=""):
        assert nobody.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_requests_are_measured_by_part_and_status_and_a_fault_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = samples(asked())
    visitor = Client(SERVER_NAME="localhost", raise_request_exception=False)
    visitor.get("/")
    visitor.get("/nothing")
    monkeypatch.setattr("samrum.web.shared.page.here", lambda request: 1 / 0)
    visitor.get("/")
    monkeypatch.undo()
    with override_settings(METRICS_TOKEN=TOKEN):
        after = samples(asked())

    def more(*key: str) -> float:
        name = "samrum_http_requests_total"
        return after.get((name, *key), 0) - before.get((name, *key), 0)

    assert (more("resident", "200"), more("", "404"), more("", "500")) == (1, 1, 1)
    took = "samrum_http_request_duration_seconds_count"
    assert after[took, "resident"] == before.get((took, "resident"), 0) + 1


def test_what_several_processes_have_counted_is_added_up(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = COUNT_IN_A_PROCESS.format("'desk', '200'")
    for _ in range(2):
        environ = {FOLDER: str(tmp_path), "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", count], env=environ, check=True)
    monkeypatch.setenv(FOLDER, str(tmp_path))

    assert samples(asked())["samrum_http_requests_total", "desk", "200"] == 4


def test_before_anything_was_counted_the_figures_say_so(cast: Cast) -> None:
    told = samples(asked())

    assert told["samrum_tallied_timestamp_seconds", "lillevik"] == 0
    assert 0 <= told["samrum_uncovered_seconds", "lillevik"] < 60
    assert not [key for key in told if key[0].startswith("samrum_cases")]
