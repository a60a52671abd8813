"""The floor: a bare WSGI handler that sends the statements of a recorded request, and no more.

What was recorded for one press is sent for another by putting that one's texts in place of the
recorded ones: its case, key, number, resident and session.  The texts of the press arrive as JSON.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import psycopg

from bench.main_job.recorder import Statement

FOLDER: Final = "BENCH_FLOORS"
DATABASE: Final = "DATABASE_URL"
TENANT: Final = 1
_NUMBER: Final = re.compile(r"^(.*-)\d{6,}$")
_HERE: Final = threading.local()


@dataclass(frozen=True)
class Floor:
    """A recorded request: its statements, and the texts in it that another press replaces."""

    statements: Sequence[Statement]
    texts: Mapping[str, str]

    def save(self, name: str) -> None:
        """Put it where the servers of this run look."""
        (Path(os.environ[FOLDER]) / name).write_bytes(pickle.dumps(self))


class Replay:
    """Sends the statements of a floor on one connection."""

    def __init__(self, floor: Floor, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.texts = floor.texts
        self.counted = True
        prepared = [(one, _filling(one.values, floor.texts)) for one in floor.statements]
        self.groups = [
            (together, list(group))
            for together, group in groupby(prepared, key=lambda one: one[0].together)
        ]

    def __call__(self, texts: Mapping[str, str]) -> int:
        """Send them for a press with these texts; how many rows came back or were changed.

        A press that opens a case without saying which gets a new id, and a number from the counter.
        """
        told, touched = {**self.texts, "case": str(uuid4()), **texts}, 0
        self.counted = "number" not in texts
        for together, group in self.groups:
            if together:
                with self.connection.transaction():
                    touched += sum(self._send(one, values, told) for one, values in group)
            else:
                touched += sum(self._send(one, values, told) for one, values in group)
        return touched

    def _send(
        self, one: Statement, values: Callable[[Mapping[str, str]], Any], told: dict[str, str]
    ) -> int:
        kind = psycopg.RawCursor if one.numbered else psycopg.Cursor
        cursor = kind(self.connection)
        cursor.execute(one.text, values(told), prepare=True, binary=one.binary)
        rows = cursor.fetchall() if cursor.description else []
        if self.counted and "journal_counter" in one.text:
            told["number"] = _NUMBER.sub(rf"\g<1>{rows[0][0]:06d}", told["number"])
        return cursor.rowcount


def application(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """POST /<floor> with the texts of a press: the statements are sent, and the browser sent on."""
    length = int(environ["CONTENT_LENGTH"])
    texts = json.loads(environ["wsgi.input"].read(length))
    _replay(environ["PATH_INFO"].strip("/"))(texts)
    start_response("303 See Other", [("Location", "/"), ("Content-Length", "0")])
    return [b""]


def connect(address: str) -> psycopg.Connection[Any]:
    """A connection as the product has it: every statement prepared, one tenant for good."""
    connection = psycopg.connect(address, autocommit=True)
    connection.prepare_threshold, connection.prepared_max = 0, 300
    connection.execute("select set_config('app.tenant', %s, false)", [str(TENANT)])
    return connection


def load(name: str) -> Floor:
    floor: Floor = pickle.loads((Path(os.environ[FOLDER]) / name).read_bytes())
    return floor


def _replay(name: str) -> Replay:
    """The floor of this name on this thread's connection."""
    mine: dict[str, Replay] = _HERE.__dict__.setdefault("replays", {})
    if name not in mine:
        if not hasattr(_HERE, "connection"):
            _HERE.connection = connect(os.environ[DATABASE])
        mine[name] = Replay(load(name), _HERE.connection)
    return mine[name]


def _filling(values: Any, texts: Mapping[str, str]) -> Callable[[Mapping[str, str]], Any]:
    """A function from the texts of a press to the values of its statement."""
    if isinstance(values, Mapping):
        pairs = [(name, _one(value, texts)) for name, value in values.items()]
        return lambda told: {name: value(told) for name, value in pairs}
    ones = [_one(value, texts) for value in values]
    return lambda told: [value(told) for value in ones]


def _one(value: Any, texts: Mapping[str, str]) -> Callable[[Mapping[str, str]], Any]:
    if isinstance(value, bytes) and value == sha256(texts.get("token", "").encode()).digest():
        return lambda told: sha256(told["token"].encode()).digest()
    if isinstance(value, (list, tuple)):
        ones = [_one(each, texts) for each in value]
        return lambda told: [each(told) for each in ones]
    if not isinstance(value, str):
        return lambda told: value
    found = re.split("(" + "|".join(map(re.escape, texts.values())) + ")", value)
    if len(found) == 1:
        return lambda told: value
    names = {text: name for name, text in texts.items()}
    gaps = [names[text] for text in found[1::2]]
    pieces = found[::2]

    def woven(told: Mapping[str, str]) -> str:
        whole = [pieces[0]]
        for gap, piece in zip(gaps, pieces[1:], strict=True):
            whole += (told[gap], piece)
        return "".join(whole)

    return woven
