"""What a system does: the resident's case, once per key, on the version that it has seen."""

from __future__ import annotations

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from django.db import connections
from django.test import RequestFactory

from samrum.api import door, wire
from samrum.api.openapi import described
from samrum.api.problem import Problem
from samrum.core.access import DOES, SYSTEM_ROLES, table
from samrum.core.case import Apply
from samrum.office import see
from tests.api.knocking import Knocking, application, send
from tests.api.test_door import told

PHOTO = {
    "kind": "other",
    "name": "more.txt",
    "content": b64encode(b"More about it.").decode(),
}


def test_an_application_becomes_the_residents_case(knocking: Knocking) -> None:
    answer = send(knocking.e_service, "/api/v1/cases", {**application(), "uploads": [PHOTO]}, "k")

    assert answer.status_code == 201
    receipt = answer.json()
    assert answer["Location"] == f"/api/v1/cases/{receipt['case']}"
    assert answer["ETag"] == f'"{receipt["version"]}"'
    case = see.case(knocking.town.reads("anna"), receipt["case"])
    assert (case.version, case.case.number) == (receipt["version"], receipt["number"])
    assert case.case.facts["mobility.walking_distance_max_m"].value == 150
    assert case.case.documents[0].name == "more.txt"


def test_the_same_key_gets_the_same_answer_and_opens_nothing(knocking: Knocking) -> None:
    first = send(knocking.e_service, "/api/v1/cases", application(), "k")
    again = send(knocking.e_service, "/api/v1/cases", application(), "k")

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert knocking.e_service.get("/api/v1/receipts/k").content == first.content
    assert len(see.my_cases(knocking.town.reads("anna"))) == 1
    other = {**application(), "language": "da"}
    assert told(send(knocking.e_service, "/api/v1/cases", other, "k"), 422)["code"] == "key-used"


def test_answers_are_held_to_the_form(knocking: Knocking) -> None:
    wrong = application(
        **{
            "mobility.walking_distance_max_m": "far",
            "mobility.why_not_alone": "Only asked of passengers.",
            "shoe.size": 42,
        }
    )
    del wrong["answers"]["parking_permit.can_sign"]

    errors = told(send(knocking.e_service, "/api/v1/cases", wrong, "k"), 422)["errors"]

    assert {"mobility.walking_distance_max_m", "shoe.size"} <= set(errors)
    assert errors["mobility.walking_distance_max_m"]["what"] == "The answer is not a number."
    right_types = application(**{"mobility.why_not_alone": "Only asked of passengers."})
    del right_types["answers"]["parking_permit.can_sign"]
    errors = told(send(knocking.e_service, "/api/v1/cases", right_types, "k"), 422)["errors"]
    assert errors["mobility.why_not_alone"]["what"] == "This is not asked here."
    assert errors["parking_permit.can_sign"]["what"] == "The question has no answer yet."


def test_nobody_can_tell_who_is_protected_from_who_is_not_known(knocking: Knocking) -> None:
    answers = [
        send(knocking.e_service, "/api/v1/cases", {**application(), "resident": number}, "k")
        for number in ("19000101-0000", "nobody", "19850505-2399")
    ]
    assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "not-here")}
    assert answers[0].content == answers[1].content


def test_a_system_writes_for_the_resident_and_hands_in_for_her(knocking: Knocking) -> None:
    case, system = knocking.hands_in(), knocking.e_service

    said = send(system, f"/api/v1/cases/{case}/acts/send-message", {"text": "Hello."}, "m")
    handed = send(system, f"/api/v1/cases/{case}/acts/hand-in-document", {"upload": PHOTO}, "d")

    assert (said.status_code, handed.status_code) == (200, 200)
    assert handed.json()["version"] > said.json()["version"]
    known = see.case(knocking.town.reads("anna"), case).case
    assert known.messages[0].from_resident
    assert known.documents[0].from_party


def test_a_step_is_answered_once_and_the_answer_repeated(knocking: Knocking) -> None:
    case, system = knocking.hands_in(), knocking.e_service
    step = next(iter(system.get(f"/api/v1/cases/{case}").json()["steps"]))
    path = f"/api/v1/cases/{case}/acts/answer-step"
    certificate = {**PHOTO, "kind": "document.medical_certificate"}
    photo = {**PHOTO, "kind": "document.photo"}
    content = {"step": step, "answers": {}, "uploads": [certificate, photo]}

    first = send(system, path, content, "s")
    again = send(system, path, content, "s")

    assert first.status_code == 200, first.content
    assert again.content == first.content
    assert told(send(system, path, content, "s2"), 409)["code"] == "refused"


def test_only_the_version_that_was_seen_is_acted_on(knocking: Knocking) -> None:
    case, system = knocking.hands_in(), knocking.e_service
    path, seen = f"/api/v1/cases/{case}/acts/send-message", system.get(f"/api/v1/cases/{case}")
    match = {"If-Match": seen["ETag"]}

    first = send(system, path, {"text": "One."}, "m1", **match)
    second = send(system, path, {"text": "Two."}, "m2", **match)

    assert first.status_code == 200
    assert told(second, 412)["code"] == "changed"
    assert second["ETag"] == first["ETag"] != seen["ETag"]
    assert send(system, path, {"text": "One."}, "m1", **match).content == first.content
    assert told(send(system, path, {"text": "x"}, "m3", **{"If-Match": "seven"}), 400)


def test_of_two_at_once_exactly_one_wins(lasting: Knocking) -> None:
    case = lasting.hands_in()
    path = f"/api/v1/cases/{case}/acts/send-message"
    version = lasting.e_service.get(f"/api/v1/cases/{case}")["ETag"]
    systems = [lasting.e_service for _ in range(4)]

    def writes(number: int, key: str, **match: str) -> Any:
        try:
            return send(systems[number], path, {"text": "Hello."}, key, **match)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        raced = list(pool.map(lambda n: writes(n, f"v{n}", **{"If-Match": version}), range(4)))
        same = list(pool.map(lambda n: writes(n, "one-key"), range(4)))

    assert sorted(one.status_code for one in raced) == [200, 412, 412, 412]
    assert {one.status_code for one in same} == {200}
    assert len({one.content for one in same}) == 1
    messages = see.case(lasting.town.reads("anna"), case).case.messages
    assert len(messages) == 2


def test_what_is_not_a_systems_to_do_is_not_there(knocking: Knocking) -> None:
    case, system = knocking.hands_in(), knocking.e_service

    for act in ("decide", "take-case", "write-note", "apply", "report-letter", "SendMessage"):
        answer = send(system, f"/api/v1/cases/{case}/acts/{act}", {}, "k")
        assert told(answer, 404)
    path = f"/api/v1/cases/{case}/acts/send-message"
    assert told(send(knocking.statistics, path, {"text": "x"}, "k"), 409)
    assert told(send(knocking.statistics, "/api/v1/cases", application(), "k"), 404)


def test_every_act_that_the_table_lets_a_system_do_is_described() -> None:
    may = {
        act for act, cells in table(DOES).items() if any(cells[r] == "does" for r in SYSTEM_ROLES)
    }
    paths = described()["paths"]
    acts = {path.rpartition("/")[2] for path in paths if "/acts/" in path}

    assert acts == {wire.kebab(act) for act in may - {"Apply"}}
    assert "Apply" in may
    assert paths["/api/v1/cases"]["post"]["operationId"] == "apply"


def test_a_file_that_is_not_base64_is_not_understood(knocking: Knocking) -> None:
    path, system = f"/api/v1/cases/{knocking.hands_in()}/acts/hand-in-document", knocking.e_service

    for content in ("AAA", "å", "A===", "AAAA AAAA"):
        answer = send(system, path, {"upload": {**PHOTO, "content": content}}, "d")
        assert told(answer, 400)["code"] == "not-understood"


def test_a_document_is_read_back_as_it_was_sent(knocking: Knocking) -> None:
    case, system = knocking.hands_in(), knocking.e_service
    content = b"Only text."
    upload = {**PHOTO, "content": b64encode(content).decode()}
    send(system, f"/api/v1/cases/{case}/acts/hand-in-document", {"upload": upload}, "d")

    answer = system.get(f"/api/v1/cases/{case}/documents/1")

    assert b"".join(answer.streaming_content) == content
    erik = knocking.system("stranger", "intake:parking-permit")
    assert told(erik.get(f"/api/v1/cases/{case}/documents/1"), 403)


VALUES = (
    b"7",
    b"7.5",
    b"-1",
    b'"7"',
    b'"yes"',
    b'"true"',
    b"true",
    b"false",
    b"null",
    b"[]",
    b"{}",
)
VALUES += (b'["a"]', b"[7]", b'"2026-12-03"', b'{"a":"b"}', b'""', b"0", b"1", b'[["a"]]')


def test_what_is_taken_is_what_was_sent_and_never_another_type() -> None:
    """ASVS 15.3.5: no text becomes a number, no number a truth, and none is taken for nothing."""
    taken, fields = set(), 0
    for kind in {Apply, *wire.acts().values()}:
        for one in msgspec.structs.fields(wire.shape_of(kind)):
            fields += 1
            for sent in VALUES:
                request = RequestFactory().post("/", sent, "application/json")
                with suppress(Problem):
                    read = door.body(request, one.type)
                    said = msgspec.json.decode(msgspec.json.encode(read))
                    meant = msgspec.json.decode(sent)
                    shape = isinstance(read, msgspec.Struct)  # what is left out has its default
                    assert shape or (type(said), said) == (type(meant), meant), (kind, one.name)
                    taken.add((one.name, sent))

    assert fields > 20
    assert ("text", b'"7"') in taken and ("text", b"7") not in taken


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("mobility.walks", "yes"),
        ("mobility.walks", 1),
        ("mobility.walking_distance_max_m", True),
        ("mobility.walking_distance_max_m", ["150"]),
        ("mobility.aids", "stick"),
        ("parking_permit.request", True),
        ("parking_permit.capacity", ["driver"]),
    ],
)
def test_an_answer_of_another_type_is_not_taken_for_what_it_may_have_meant(
    knocking: Knocking, fact: str, value: Any
) -> None:
    """ASVS 15.3.5."""
    sent = send(knocking.e_service, "/api/v1/cases", application(**{fact: value}), "k")

    said = told(sent, 422)["errors"][fact]
    assert said["what"] == "The answer is of another type than the question."
    assert not see.my_cases(knocking.town.reads("anna"))
