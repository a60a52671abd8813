"""The description of the API (OpenAPI 3.1), made from the same shapes that read and write it.

An operation is a line here and a row of samrum/web/doors.txt; the acts are those that the access
table lets a system do.  `python -m docs` keeps no copy: the server says it itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse

import samrum
from samrum.api import door, growth, health, problem, reading, wire
from samrum.api.acts import KEY, VERSION
from samrum.core.case import Apply

CASE: Final = "/api/v1/cases/{case}"
HERE: Final = "#/components/schemas/{name}"
WHY: Final[Mapping[int, str]] = {
    400: "Not understood: a shape, a header or a query that is not as described.",
    401: "No valid token.",
    403: "Not let in by this municipality, without a scope, or sent without encryption.",
    404: "Absent, or not for this system: nobody can tell which.",
    405: "Another method than those described.",
    409: "Refused: what, because and instead say why, and what to do.",
    412: "The case has another version than If-Match names.",
    413: "Larger than 30 MB.",
    415: "Not JSON.",
    422: "The key was used for something else, or the answers do not answer the form.",
    500: "A fault of ours.",
    503: "Not to be answered for a moment.",
}
READING: Final = (400, 401, 403, 404, 405, 503)
WRITING: Final = (400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 503)
OPEN: Final = (400, 405, 503)
ETAG: Final = {"ETag": {"description": "The version of the case.", "schema": {"type": "string"}}}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address; `gives` is a shape, or the media type of a file."""

    path: str
    method: str
    id: str
    says: str
    gives: Any
    status: int = 200
    takes: Any = None
    query: Any = None
    refuses: tuple[int, ...] = READING
    headers: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, Any] = field(default_factory=dict)
    public: bool = False


@door.for_anyone
def description(request: HttpRequest) -> HttpResponse:
    """What every address takes and gives."""
    return door.answer(described())


def operations() -> Iterator[Operation]:
    """Everything that can be asked of the API."""
    yield from _open_to_all()
    yield from _reading()
    yield from _writing()


def _open_to_all() -> Iterator[Operation]:
    for path, id, says, gives in (
        ("/api/v1/openapi.json", "describe", "This description.", dict[str, Any]),
        ("/api/v1/keys", "readKeys", "What webhooks are signed with.", dict[str, Any]),
        ("/api/health", "health", "Whether the server runs.", health.Health),
        ("/api/ready", "ready", "Whether the server can be sent to.", health.Health),
    ):
        yield Operation(path, "get", id, says, gives, refuses=OPEN, public=True)
    yield Operation(
        "/api/v1/checkpoint",
        "get",
        "readCheckpoint",
        "The newest checkpoint with the proof that it grew from an earlier one.",
        growth.MEDIA,
        query=growth.GrowthQuery,
        refuses=(400, 404, 405, 503),
        public=True,
    )


def _reading() -> Iterator[Operation]:
    for path, id, says, gives, query in (
        ("services/{service}", "readService", "What its forms ask.", reading.ServiceForms, None),
        ("cases", "listCases", "The cases for this system.", wire.Page, reading.CaseQuery),
        ("cases/{case}/documents/{number}", "readDocument", "The file of a document.", "*/*", None),
        (
            "cases/{case}/letters/{number}",
            "readLetter",
            "A letter as PDF.",
            "application/pdf",
            None,
        ),
        ("receipts/{key}", "readReceipt", "What was answered.", wire.Receipt, None),
        ("events", "listEvents", "What has happened.", reading.Events, reading.EventQuery),
    ):
        yield Operation(f"/api/v1/{path}", "get", id, says, gives, query=query)
    yield Operation(CASE, "get", "readCase", "One case.", wire.CaseOut, headers=ETAG)


def _writing() -> Iterator[Operation]:
    follow = {"case": "$response.body#/case"}
    yield Operation(
        "/api/v1/cases",
        "post",
        "apply",
        "Hand in an application for a resident.",
        wire.Receipt,
        201,
        wire.shape_of(Apply),
        refuses=WRITING,
        headers={**ETAG, "Location": {"description": "The case.", "schema": {"type": "string"}}},
        links={one: {"operationId": one, "parameters": follow} for one in _of_a_case()},
    )
    for name, kind in wire.acts().items():
        shape = wire.shape_of(kind)
        yield Operation(
            f"{CASE}/acts/{name}",
            "post",
            _id(kind),
            (shape.__doc__ or f"{kind.__name__}.").strip(),
            wire.Receipt,
            takes=shape,
            refuses=WRITING,
            headers=ETAG,
        )


@cache
def described() -> dict[str, Any]:
    """The whole description."""
    paths: dict[str, Any] = {}
    for one in operations():
        paths.setdefault(one.path, {})[one.method] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Samrum",
            "version": samrum.__version__,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
            "description": "Cases for other systems, see docs/api.md. Sentences are in the "
            "language that Accept-Language asks for.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas()[1],
            "responses": {str(status): _refusal(status) for status in WHY},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "An access token (RFC 9068) of the client credentials grant. "
                    "A scope is a role and a service: intake:parking-permit.",
                }
            },
        },
    }


def _of_a_case() -> tuple[str, ...]:
    return ("readCase", *map(_id, wire.acts().values()))


def _id(kind: type) -> str:
    return kind.__name__[0].lower() + kind.__name__[1:]


@cache
def _schemas() -> tuple[dict[Any, Any], dict[str, Any]]:
    """How each shape is referred to, and all of them by name."""
    found = {one.gives for one in operations()} | {one.takes for one in operations()}
    found |= {one.query for one in operations()} | {problem.ProblemDocument}
    shapes = sorted((one for one in found if isinstance(one, type)), key=lambda one: one.__name__)
    refers, named = msgspec.json.schema_components(shapes, ref_template=HERE)
    return dict(zip(shapes, refers, strict=True)), named


def _operation(one: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": one.id,
        "summary": one.says.split("\n")[0],
        "parameters": [*_places(one.path), *_query(one.query), *_headers(one)],
        "responses": {
            str(one.status): {
                "description": "It is so." if one.takes is None else "Acknowledged.",
                "content": _content(one.gives),
                **({"headers": dict(one.headers)} if one.headers else {}),
                **({"links": dict(one.links)} if one.links else {}),
            },
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in one.refuses},
        },
    }
    if one.public:
        told["security"] = []
    if one.takes is not None:
        told["requestBody"] = {"required": True, "content": _content(one.takes)}
    return told


def _content(gives: Any) -> dict[str, Any]:
    if isinstance(gives, str):
        return {gives: {"schema": {}}}
    refers = _schemas()[0].get(gives, {"type": "object"})
    return {"application/json": {"schema": refers}}


def _refusal(status: int) -> dict[str, Any]:
    shape = _schemas()[0][problem.ProblemDocument]
    return {"description": WHY[status], "content": {problem.MEDIA: {"schema": shape}}}


def _places(path: str) -> Iterator[dict[str, Any]]:
    schemas: dict[str, dict[str, Any]] = {
        "case": {"type": "string", "format": "uuid"},
        "number": {"type": "integer", "minimum": 1},
        "key": _pattern(KEY.pattern),
        "service": {"type": "string", "pattern": "^[a-z0-9-]+$"},
    }
    for name, schema in schemas.items():
        if f"{{{name}}}" in path:
            yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query(shape: Any) -> Iterator[dict[str, Any]]:
    if shape is None:
        return
    for name, schema in _schemas()[1][shape.__name__]["properties"].items():
        yield {"name": name, "in": "query", "required": False, "schema": schema}


def _headers(one: Operation) -> Iterator[dict[str, Any]]:
    if one.takes is None:
        return
    yield {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "The same key with the same content is done once, and answered alike.",
        "schema": _pattern(KEY.pattern),
    }
    if "{case}" in one.path:
        yield {
            "name": "If-Match",
            "in": "header",
            "required": False,
            "description": "The version (ETag) that the case must still have.",
            "schema": _pattern(VERSION.pattern),
        }


def _pattern(text: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^({text})$"}
