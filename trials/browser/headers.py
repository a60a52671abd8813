"""B4: every answer tells the browser what it may not do, and every cookie is fenced in.

All doors as everybody, with each method; style sheets and scripts; what is absent, refused, too
large or broken.  Then once more over TLS, in a process of its own, for the cookies that are only
then what they are in production.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Final

from trials.browser import ground, planted
from trials.browser.payloads import Words
from trials.browser.screens import addresses, client
from trials.browser.town import Town, told
from trials.frame import ROOT, Asked, Result, Trial

WANTED: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'",
    "Permissions-Policy": "geolocation=()",
}
FORBIDDEN: Final = ("Server", "X-Powered-By", "Access-Control-Allow-Origin")
WHO: Final = ("", "anna", "bo", "siv")


def headers(asked: Asked) -> Result:
    """n answers, all there are when there are fewer."""
    ground.stand()
    town = told(Words(asked.seed, 1))
    seen, faults, statuses = 0, [], {}
    for what, answer in _answers(town):
        if seen >= asked.n:
            break
        seen += 1
        status = str(answer.status_code)
        statuses[status] = statuses.get(status, 0) + 1
        faults += [f"{what}: {fault}" for fault in judged(what, answer)]
        answer.close()
    cookies = over_tls(town)
    faults += [f"over TLS: {fault}" for fault in _fences(cookies, tls=True)]
    figures = {
        "answers": seen,
        "statuses": dict(sorted(statuses.items())),
        "cookies over TLS": sorted(one["name"] for one in cookies),
        "faults": len(faults),
    }
    return Result(not faults and seen > 0 and len(cookies) > 2, figures, faults)


def judged(what: str, answer: Any) -> Iterator[str]:
    """What is wrong with the headers of an answer."""
    for name, value in WANTED.items():
        if value not in answer.get(name, ""):
            yield f"{name} is {answer.get(name)!r}"
    kept = answer.get("Cache-Control", "")
    if "/static/" not in what and "no-store" not in kept:
        yield f"it may be kept: {kept!r}"
    policy = answer.get("Content-Security-Policy", "")
    if "script-src" in policy and "unsafe" in policy:
        yield f"its policy lets scripts in: {policy}"
    yield from (f"it says {name}" for name in FORBIDDEN if name in answer)
    made = [
        {"name": name, **{key: morsel[key] for key in ("httponly", "samesite", "secure", "path")}}
        for name, morsel in answer.cookies.items()
    ]
    yield from _fences(made, tls=False)


def _fences(cookies: Iterable[Mapping[str, Any]], *, tls: bool) -> Iterator[str]:
    for one in cookies:
        if not one["httponly"] or one["samesite"] not in ("Lax", "Strict"):
            yield f"the cookie {one['name']} is within reach"
        if tls and not (one["secure"] and one["name"].startswith("__Host-") and one["path"] == "/"):
            yield f"the cookie {one['name']} may go astray"


def _answers(town: Town) -> Iterator[tuple[str, Any]]:
    """Answers of every kind that the pages give."""
    from samrum.web.shared.gate import doors

    yield from _odd(town)
    for name, door in doors().items():
        if name == "shared:logout":  # pressed by nobody, above
            continue
        for who in WHO:
            for path in list(addresses(town, name))[:2]:
                if "GET" in door.methods:
                    yield f"GET {name} {who}", client(town, who).get(path)
                yield f"POST {name} {who}", client(town, who).post(path, {"text": "x"})
                yield f"PUT {name} {who}", client(town, who).put(path)


def _odd(town: Town) -> Iterator[tuple[str, Any]]:
    """What is absent, forged, too large, sent to another name, or a file of the pages."""
    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.test import Client

    anna = client(town, "anna")
    anna.raise_request_exception = False
    for file in ("samrum.js", "base.css", "icon.svg", "vendor/htmx.min.js"):
        yield f"GET /static/{file}", anna.get(staticfiles_storage.url(file))
    yield "GET nowhere", anna.get("/nowhere/")
    yield "GET /static/ nothing", anna.get("/static/nothing.css")
    yield "GET strange host", anna.get("/", headers={"host": "evil.example"})
    yield "POST too large", anna.generic("POST", "/cases/", b"x" * (61 << 20), "text/plain")
    forged = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    yield "POST forged", forged.post("/language/", {"language": "sv"})
    yield "POST language", anna.post("/language/", {"language": "sv", "next": "/"})
    yield "POST logout", client(town, "").post("/logout/")
    with _broken():
        yield "GET broken", anna.get("/")


def _broken() -> AbstractContextManager[None]:
    return planted.template(
        "resident/home.html", {"{% block main %}": "{% block main %}{{ no.x }}"}
    )


def over_tls(town: Town) -> list[dict[str, Any]]:
    """The cookies that an installation behind TLS gives, from a process that runs as one."""
    told_so = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SAMRUM_ENV": os.environ.get("SAMRUM_ENV", "demo"),
        "SAMRUM_ADDRESS": "https://localhost",
    }
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "trials.browser.over_tls",
            town.reads("bo").id,
            town.reads("anna").id,
        ],
        cwd=ROOT,
        env=told_so,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    made: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return made


B4 = Trial(
    id="B4",
    claim="Every answer, also a refusal, an error and a style sheet, carries every header that "
    "fences it in; pages are kept nowhere; every cookie is out of reach of scripts and, over TLS, "
    "bound to its host.",
    unit="answers",
    full=5_000,
    quick=60,
    run=headers,
    defects={
        "no-resource-policy": lambda: planted.header("Cross-Origin-Resource-Policy", None),
        "may-be-kept": lambda: planted.header("Cache-Control", "private"),
        "lets-scripts-in": lambda: planted.policy(script_src="'unsafe-inline'"),
    },
)
