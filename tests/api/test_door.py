"""Who is let in: a system with a token for us, in its municipality, as far as its scope goes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import reverse

from samrum.api import door, urls, wire
from samrum.api.openapi import operations
from samrum.core.refusal import Refused
from samrum.office import feed
from samrum.web.shared import bounds
from samrum.web.shared.gate import doors
from tests.api.knocking import HERE, NEIGHBOUR, Knocking, application, send

PROBLEM = "application/problem+json"
PLACES = {
    "case": "00000000-0000-0000-0000-000000000000",
    "number": 1,
    "key": "k",
    "service": "parking-permit",
    "name": "send-message",
}


def told(answer: Any, status: int) -> dict[str, Any]:
    """The problem document of an answer."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == PROBLEM
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    assert all(document[name] for name in ("what", "because", "instead", "title", "type"))
    return document


def test_nobody_is_let_in_without_a_token(knocking: Knocking) -> None:
    answer = Client(SERVER_NAME=HERE).get("/api/v1/cases")

    assert told(answer, 401)["code"] == "no-token"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_person_who_is_logged_in_is_no_system(knocking: Knocking) -> None:
    assert told(knocking.town.browser("bo").get("/api/v1/cases"), 401)


def test_a_token_that_proves_nothing_lets_nobody_in(knocking: Knocking) -> None:
    for token in ("x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "å"):
        client = Client(headers={"Authorization": f"Bearer {token}"}, SERVER_NAME=HERE)

        answer = client.get("/api/v1/cases")

        assert told(answer, 401)["code"] == "wrong-token"
        assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_what_is_proven_is_let_in_only_where_it_is_known(knocking: Knocking) -> None:
    for name, scope, host in (
        ("stranger", "intake:parking-permit", HERE),
        ("e-service", "openid", HERE),
        ("e-service", "follower:parking-permit", HERE),  # more than the municipality gave it
        ("e-service", "intake:home-help", HERE),
        ("e-service", "intake:parking-permit", NEIGHBOUR),
    ):
        answer = knocking.system(name, scope, host=host).get("/api/v1/cases")

        assert told(answer, 403)["code"] == "not-for-you", (name, scope, host)


def test_a_token_in_the_clear_is_refused_and_nobody_sends_it_on(knocking: Knocking) -> None:
    """ASVS 4.1.2: a person at a page is sent on to https; a program is told what it has done."""
    behind_tls = override_settings(
        BEHIND_TLS=True,
        SECURE_SSL_REDIRECT=True,
        SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
        METRICS_TOKEN="m" * 50,
    )
    with behind_tls:
        system = knocking.e_service
        places = {f"api:{url.name}": url.pattern.converters for url in urls.urlpatterns}
        for name, wanted in places.items():
            answer = system.get(reverse(name, kwargs={one: PLACES[one] for one in wanted}))
            assert told(answer, 405 if name == "api:act" else 403)
            assert "Location" not in answer
        sent = send(system, "/api/v1/cases", application(), "k")
        assert told(sent, 403)["code"] == "in-the-clear"
        assert Client(SERVER_NAME=HERE).get("/api/health").status_code == 200, "it shows nothing"
        watching = {"Authorization": f"Bearer {'m' * 50}"}
        assert Client(SERVER_NAME=HERE, headers=watching).get("/metrics").status_code == 404
        page = Client(SERVER_NAME=HERE).get("/")
        assert (page.status_code, page["Location"]) == (301, f"https://{HERE}/")

        safely = {"X-Forwarded-Proto": "https"}
        assert system.get("/api/v1/cases", headers=safely).json()["items"] == []
        answer = Client(SERVER_NAME=HERE, headers=watching | safely).get("/metrics")
        assert answer.status_code == 200


def test_an_issuer_that_does_not_answer_is_waited_for(
    knocking: Knocking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(token: str) -> Any:
        raise Refused("No.", because="Down.", instead="Wait.")

    monkeypatch.setattr(door, "proof", lambda: down)

    answer = knocking.e_service.get("/api/v1/cases")

    assert told(answer, 503)
    assert answer["Retry-After"] == "60"


def test_whatever_is_refused_on_the_way_is_a_problem_document(
    knocking: Knocking, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = knocking.e_service
    assert told(system.get("/api/v1/nothing"), 404)["code"] == "not-here"
    answer = system.delete("/api/v1/cases")
    assert told(answer, 405)
    assert "POST" in answer["Allow"]
    assert told(system.get("/api/v1/cases", SERVER_NAME="elsewhere.example"), 400)
    for bounded in (door, bounds):
        monkeypatch.setattr(bounded, "MOST_BYTES", 10)
        assert told(send(system, "/api/v1/cases", application(), "k"), 413)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(OperationalError("gone"), 503, "resting"), (ZeroDivisionError(), 500, "broken")],
)
def test_a_fault_of_ours_is_told_as_one(
    knocking: Knocking,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    code: str,
) -> None:
    def fails(*about: Any, **told: Any) -> Any:
        raise error

    monkeypatch.setattr(feed, "listed", fails)
    system = knocking.e_service
    system.raise_request_exception = False

    answer = system.get("/api/v1/cases", headers={"Accept-Language": "en"})

    assert told(answer, status)["code"] == code
    assert "gone" not in answer.content.decode()


def test_a_no_is_said_in_the_language_that_is_asked_for(knocking: Knocking) -> None:
    answer = knocking.e_service.get("/api/v1/nothing", headers={"Accept-Language": "sv"})

    assert told(answer, 404)["what"] == "Det finns inget på den här adressen."


def test_it_says_whether_it_runs(knocking: Knocking) -> None:
    nobody = Client(SERVER_NAME=HERE)

    assert nobody.get("/api/health").json() == nobody.get("/api/ready").json() == {"ok": True}


def test_without_its_database_it_runs_and_is_not_to_be_sent_to(
    knocking: Knocking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(tenant: int) -> int:
        raise OperationalError("connection refused")

    monkeypatch.setattr(feed, "end", away)
    nobody = Client(SERVER_NAME=HERE)
    answer = nobody.get("/api/ready")

    assert nobody.get("/api/health").json() == {"ok": True}
    assert told(answer, 503)["code"] == "resting" and answer["Retry-After"] == "10"
    assert "refused" not in answer.content.decode()


def test_what_is_not_as_described_is_not_understood(knocking: Knocking) -> None:
    system, good = knocking.e_service, application()
    for path in (
        "?limit=0",
        "?limit=x",
        "?limit=1&limit=2",
        "?other=1",
        "?stage=open",
        "?stage=null",
        "?after=1",
    ):
        assert told(system.get(f"/api/v1/cases{path}"), 400)
    for wrong in ([], {}, {**good, "more": 1}, {**good, "id": "1"}, {**good, "resident": "\0"}):
        assert told(send(system, "/api/v1/cases", wrong, "k"), 400)
    for body in (b"{", b"\xff", b"[" * 100_000, json.dumps(good).encode()[:-1]):
        headers = {"Idempotency-Key": "k"}
        answer = system.post("/api/v1/cases", body, "application/json", headers=headers)
        assert told(answer, 400)
    assert told(system.post("/api/v1/cases", good, headers={"Idempotency-Key": "k"}), 415)
    assert told(send(system, "/api/v1/cases", good), 400)["code"] == "no-key"
    assert told(send(system, "/api/v1/cases", good, "no/slash"), 400)["code"] == "no-key"


def addresses() -> Iterator[tuple[str, str, str]]:
    """Every method of every address of the API, with who may knock."""
    for pattern in urls.urlpatterns:
        door = doors()[f"api:{pattern.name}"]
        path = reverse(door.name, kwargs={one: PLACES[one] for one in pattern.pattern.converters})
        yield from ((method, path, door.who) for method in door.methods if method != "HEAD")


def test_the_description_and_the_table_of_doors_hold_the_same() -> None:
    others = set(wire.acts()) - {PLACES["name"]}
    described = {
        (one.method.upper(), one.path.format(**PLACES), "anyone" if one.public else "system")
        for one in operations()
        if one.path.rpartition("/")[2] not in others
    }

    assert described == set(addresses())


def test_every_address_for_systems_asks_for_a_token(knocking: Knocking) -> None:
    nobody = Client(SERVER_NAME=HERE)
    for method, path, who in addresses():
        answer = nobody.generic(method, path)
        assert (answer.status_code == 401) == (who == "system"), (method, path)
