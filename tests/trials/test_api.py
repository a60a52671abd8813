"""The trial of the API judges what Schemathesis reports: each kind of failure makes it fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from trials.api.fuzzing import CASES, I_API, PHASES, _judged
from trials.durability.planted import DEFECTS
from trials.frame import NotHere

DESCRIBED = {"paths": {"/api/v1/cases": {"get": {}, "post": {}}}}


def scenario(phase: str, *statuses: int | None, check: str = "success") -> dict[str, Any]:
    """What is reported of some answers in a phase."""
    interactions = {
        str(number): {"response": {"status_code": status} if status else None}
        for number, status in enumerate(statuses)
    }
    checks = {"0": [{"name": "status_code_conformance", "status": check}]}
    recorder = {"label": "POST /api/v1/cases", "interactions": interactions, "checks": checks}
    return {"ScenarioFinished": {"phase": phase, "recorder": recorder}}


GOOD = [scenario(phase, *[201] * CASES, 400, 404) for phase in PHASES]


def judged(folder: Path, scenarios: list[dict[str, Any]]) -> Any:
    report = folder / "told.ndjson"
    lines = [{"EngineStarted": {}}, *scenarios]
    report.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return _judged(report, described=DESCRIBED, said="")


def test_answers_as_described_pass_and_are_counted(tmp_path: Path) -> None:
    result = judged(tmp_path, GOOD)

    assert result.passed
    assert result.figures["answers"] == len(PHASES) * (CASES + 2)
    assert result.figures["by status"] == {"201": 20, "400": 4, "404": 4}


@pytest.mark.parametrize(
    "scenarios",
    [
        [*GOOD, scenario("fuzzing", 500)],
        [*GOOD, scenario("fuzzing", None)],
        [*GOOD, scenario("stateful", 200, check="failure")],
        GOOD[:3],
        [scenario(phase, 404) for phase in PHASES],
        [],
    ],
    ids=["a fault", "no answer", "not as described", "a phase left out", "nothing done", "nothing"],
)
def test_whatever_else_is_reported_fails(tmp_path: Path, scenarios: list[dict[str, Any]]) -> None:
    assert not judged(tmp_path, scenarios).passed


def test_where_nothing_is_reported_it_was_not_run(tmp_path: Path) -> None:
    with pytest.raises(NotHere):
        _judged(tmp_path / "told.ndjson", described=DESCRIBED, said="no such command")


def test_what_is_planted_is_there_to_be_planted() -> None:
    assert set(I_API.defects) <= set(DEFECTS)
