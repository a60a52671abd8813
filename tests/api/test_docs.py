"""The page for the engineer of another system is true: examples run, every code is named."""

from __future__ import annotations

import json
import re
import shlex
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from samrum.api import problem
from samrum.api.openapi import WHY
from samrum.channels import demo_provider
from samrum.cli.door import DEMO_SECRET
from tests.api.knocking import AUDIENCE, HERE, ISSUER, Knocking

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(sh|json)\n(.*?)```", re.DOTALL)


class Curl:
    """Does what curl would, as far as the page asks for it, and remembers what it was told."""

    def __init__(self, knocking: Knocking) -> None:
        self.knocking = knocking
        self.known = {"HERE": f"http://{HERE}", "ISSUER": ISSUER}

    def run(self, line: str) -> Any:
        for name, value in self.known.items():
            line = line.replace(f"${name}", value.replace('"', '\\"'))
        said = iter(shlex.split(line)[1:])
        headers, data, address, user = dict[str, str](), list[str](), "", ""
        for word in said:
            match word:
                case "-H":
                    name, _, value = next(said).partition(": ")
                    headers[name] = value
                case "-d":
                    data.append(next(said))
                case "-u":
                    user = next(said)
                case _:
                    address = word
        if address.startswith(ISSUER):
            return self._token(user, "&".join(data))
        return self._asked(address.removeprefix(self.known["HERE"]), headers, data)

    def _token(self, user: str, form: str) -> Any:
        basic = f"Basic {b64encode(user.encode()).decode()}"
        reply = self.knocking.provider._token(demo_provider._pairs(form), basic)
        assert reply.status == "200 OK", reply.body
        told = json.loads(reply.body)
        self.known["TOKEN"] = told["access_token"]
        return told

    def _asked(self, path: str, headers: dict[str, str], data: list[str]) -> Any:
        client = Client(SERVER_NAME=HERE, headers=headers)
        kind = headers.get("Content-Type", "")
        answer: Any = client.post(path, data[0], kind) if data else client.get(path)
        if "ETag" in answer:
            self.known["ETAG"] = answer["ETag"]
        if "json" not in answer["Content-Type"]:
            assert answer.status_code == 200
            return b"".join(answer.streaming_content)
        told = answer.json()
        self.known |= {"CASE": told["case"]} if "case" in told else {}
        return told


def blocks() -> Iterator[tuple[str, str]]:
    yield from BLOCK.findall(PAGE)


def alike(shown: Any, told: Any) -> bool:
    """Whether an answer is as the page shows it; "…" stands for anything."""
    if isinstance(shown, dict):
        return shown.keys() == told.keys() and all(alike(shown[one], told[one]) for one in shown)
    if shown == ["…"]:
        return isinstance(told, list)
    return shown in ("…", told)


def test_the_examples_run_and_are_answered_as_the_page_says(
    knocking: Knocking, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = demo_provider.Client(
        "lillevik-e-service",
        demo_provider.KeySet([]),
        scopes=("intake:parking-permit",),
        audience=AUDIENCE,
        secret=DEMO_SECRET,
    )
    monkeypatch.setattr(knocking.provider, "clients", {client.client_id: client})
    curl, told = Curl(knocking), None
    for kind, text in blocks():
        if kind == "sh":
            for line in text.replace("\\\n", " ").split("\ncurl"):
                told = curl.run(f"curl {line.removeprefix('curl')}")
        else:
            assert alike(json.loads(text), told), (text, told)


def test_every_code_and_status_is_on_the_page() -> None:
    codes = {*re.findall(r'Problem\(\d+, "([a-z-]+)"', _code()), *problem.BY_STATUS.values()}

    assert [one for one in codes if f"`{one}`" not in PAGE] == []
    assert [one for one in WHY if one < 500 and f"| {one} |" not in PAGE] == []


def _code() -> str:
    folder = Path(problem.__file__).parent
    return "".join(one.read_text(encoding="utf-8") for one in folder.glob("*.py"))
