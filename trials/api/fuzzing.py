"""I1: what anybody may send to the API is answered as its description says, and never with a fault.

Schemathesis reads the description of a real server and sends what it allows, what it forbids, and
sequences of both.  The description that it is given differs from the server's in one way: it knows
a few names of Lillevik (a resident, a service, cases, an application that is whole), so that what
it makes up gets past the door; all that is judged in an answer is as the server describes it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import httpx

from trials.frame import Asked, NotHere, Result, Trial, by_name, replaced
from trials.installation import free_port, installation, kill_all, product, wait_until

PHASES: Final = ("examples", "coverage", "fuzzing", "stateful")
CLIENT, SCOPE = "lillevik-e-service", "intake:parking-permit"
CASES: Final = 5
LONG: Final = 6 * 60 * 60  # seconds a token lasts here
# What the core or the municipality refuses is refused for a reason that no schema tells.
CONFIG: Final = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "403", "404", "409", "412", "422", "503"]
"""
_PLANTED = {"server": ""}


def fuzz(asked: Asked) -> Result:
    """Send `n` cases to each operation in each phase; whether every answer was as described."""
    if find_spec("schemathesis") is None:
        raise NotHere("The trial is not run.", "Schemathesis is not here.", "Run: ./do trials")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address, token = stack.enter_context(_serving())
        description = _knowing(address, token)
        (folder / "openapi.json").write_text(json.dumps(description), encoding="utf-8")
        (folder / "schemathesis.toml").write_text(CONFIG, encoding="utf-8")
        said = _run(folder, address, token, asked)
        return _judged(folder / "told.ndjson", described=description, said=said)


@contextmanager
def _serving() -> Iterator[tuple[str, str]]:
    """A server with an issuer of tokens, and a token for it."""
    from samrum.channels import demo_provider
    from samrum.cli.door import open_door

    installation()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with replaced(demo_provider, "TOKEN_LASTS", LONG):
        door = open_door(address)
        environ = {"SAMRUM_API_ISSUER": door.issuer, "SAMRUM_ADDRESS": address}
        serve = ("serve", "--port", str(port))
        served = product(*serve, defect=_PLANTED["server"], environ=environ)
        try:
            wait_until(lambda: _is_ready(address))
            yield address, _token(door.issuer)
        finally:
            kill_all(served)
            door.stop()


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/api/ready", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _token(issuer: str) -> str:
    from samrum.cli.door import DEMO_SECRET

    form = {"grant_type": "client_credentials", "scope": SCOPE}
    answer = httpx.post(f"{issuer}/token", data=form, auth=(CLIENT, DEMO_SECRET), trust_env=False)
    return str(answer.json()["access_token"])


def _knowing(address: str, token: str) -> dict[str, Any]:
    """The description of the server, with names of Lillevik where it says only of which kind."""
    from samrum.cli.lillevik.lives import DRIVER, SERVICE
    from samrum.cli.lillevik.people import ANNA, ERIK, MAJ

    headers = {"Authorization": f"Bearer {token}"}
    application = {
        "service": SERVICE,
        "resident": ANNA.number,
        "language": "sv",
        "reach": {"channel": "letter"},
        "answers": {fact: {"value": value} for fact, value in DRIVER.items()},
        "uploads": [{"kind": "other", "name": "a.txt", "content": "TW9yZS4="}],
    }
    with httpx.Client(base_url=address, headers=headers, trust_env=False) as client:
        keys = [{"Idempotency-Key": f"before-{number}"} for number in range(CASES)]
        answers = [client.post("/api/v1/cases", json=application, headers=key) for key in keys]
        cases = [answer.raise_for_status().json()["case"] for answer in answers]
        described: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    known = {"case": cases, "service": [SERVICE], "number": [1, 2], "key": ["before-1"]}
    for operations in described["paths"].values():
        for operation in operations.values():
            for one in operation["parameters"]:
                if one["in"] == "path":
                    one["schema"] = {"anyOf": [{"enum": known[one["name"]]}, one["schema"]]}
    shapes = described["components"]["schemas"]
    whole = {"const": application}
    taken = described["paths"]["/api/v1/cases"]["post"]["requestBody"]["content"]
    taken["application/json"]["schema"] = {"anyOf": [whole, shapes["Apply"]]}
    taken["application/json"]["example"] = application
    fields = shapes["Apply"]["properties"]
    fields["service"] = {"anyOf": [{"enum": [SERVICE]}, fields["service"]]}
    numbers = [one.number for one in (ANNA, MAJ, ERIK)]
    fields["resident"] = {"anyOf": [{"enum": numbers}, fields["resident"]]}
    return described


def _run(folder: Path, address: str, token: str, asked: Asked) -> str:
    """What Schemathesis says of it; its report lies in the folder."""
    told = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml"),
            *("run", "openapi.json", "--url", address, "--phases", ",".join(PHASES)),
            *("--seed", str(asked.seed), "--max-examples", str(asked.n)),
            *("--checks", "all", "--continue-on-failure", "--no-shrink", "--no-color"),
            *("--header", f"Authorization: Bearer {token}"),
            *("--report", "ndjson", "--report-ndjson-path", "told.ndjson"),
            *("--suppress-health-check", "all", "--generation-database", "none"),
            *("--request-timeout", "30", "--warnings", "off"),
        ],
        cwd=folder,
        env={**os.environ, "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout + told.stderr


def _judged(report: Path, *, described: Mapping[str, Any], said: str) -> Result:
    """What the report holds: answers by status, checks that failed, operations and phases."""
    if not report.exists():
        raise NotHere("Schemathesis did not run.", said[-500:], "Run it by hand.")
    answers, failed, phases = Counter[int](), Counter[str](), Counter[str]()
    examples: list[str] = []
    for line in report.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        failed["error of the tool"] += "NonFatalError" in event or "FatalError" in event
        ended = event.get("ScenarioFinished")
        if ended is None:
            continue
        told = ended["recorder"]
        for one in told.get("interactions", {}).values():
            answer = one.get("response")
            answers[answer["status_code"] if answer else 0] += 1
            phases[ended["phase"]] += 1
        for checks in told.get("checks", {}).values():
            for check in checks:
                if check["status"] != "success":
                    failed[check["name"]] += 1
                    examples.append(f"{told['label']}: {check['name']}")
    figures = {
        "operations": sum(len(one) for one in described["paths"].values()),
        "answers": answers.total(),
        "in phases": dict(sorted(phases.items())),
        "by status": {str(status): answers[status] for status in sorted(answers)},
        "faults (5xx)": sum(answers[status] for status in answers if status >= 500),
        "no answer": answers[0],
        "checks failed": dict(+failed),
    }
    whole = set(phases) == set(PHASES) and answers[201] > CASES
    passed = whole and not +failed and not figures["faults (5xx)"] and not answers[0]
    return Result(passed, figures, [*dict.fromkeys(examples), *([] if passed else [said[-3000:]])])


I_API: Final = Trial(
    id="I-api",
    claim=(
        "Whatever is sent to the API for other systems, whole or hostile, alone or in sequence, "
        "is answered as its description says: no fault, no status and no shape that is not "
        "described; what the description forbids is refused, and what it allows is not. "
        "A real server is asked by Schemathesis, with all of its checks, in four phases."
    ),
    unit="made-up cases for each operation and phase, beside those that cover its description",
    full=150,
    quick=3,
    run=fuzz,
    defects={
        name: by_name(_PLANTED, "server", name) for name in ("faults", "undeclared", "misshapen")
    },
)
