"""The log of production: one JSON object on each line, and nothing about anybody in it.

A message says what happened in our own words. What an exception says may hold what somebody typed
(a database quotes the row that it refuses), so of an exception only its kind and its places in the
code are written; addresses lose what stands behind the question mark.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any, Final

KEYS: Final = {
    "at": "when, in UTC, to the millisecond",
    "level": "how grave: INFO, WARNING, ERROR",
    "logger": "which part of the program says it",
    "message": "what happened, in our own words",
    "exception": "of a fault: its kind, without what it says",
    "frames": "of a fault: where in the code, the innermost last",
    "status": "the status of the answer, where Django says it",
    "municipality": "the municipality's number",
    "who": "a mark that stands for a person",
    "system": "the system that asked, by its name in the municipality's file",
    "assurance": "the level of assurance (acr) of the e-identity that somebody came in with",
    "session": "a mark that stands for a session, and opens nothing",
    "door": "the address that was asked for, by its name in `samrum urls`",
    "answer": "the status of the answer",
    "because": "why a log-in was refused",
    "many": "how many sessions were ended",
}
# Whose messages are made of what was sent: only the words that do not vary are kept.
_OTHERS: Final = ("django.request", "django.security", "django.server", "py.warnings")
_PERSON_NUMBER: Final = re.compile(r"\b\d{6,8}[-+ ]?\d{4}\b")
_MAIL: Final = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,190}")


class JsonLines(logging.Formatter):
    """A record as one line of JSON: when, how grave, who says it, what, and where it broke."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if record.exc_info and record.exc_info[0] is not None:
            kind, _value, trace = record.exc_info
            frames = traceback.extract_tb(trace)[-12:]
            said["exception"] = kind.__name__
            said["frames"] = [f"{one.filename}:{one.lineno} {one.name}" for one in frames]
        for name, value in getattr(record, "about", {}).items():  # samrum.office.security_log
            said[name] = plain(value) if isinstance(value, str) else value
        status = getattr(record, "status_code", None)
        if status is not None:
            said["status"] = status
        return json.dumps(said, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    varies = record.name.startswith(_OTHERS)
    return plain(str(record.msg) if varies else record.getMessage())


def plain(text: str) -> str:
    """The text without national numbers, mail addresses and queries, on one line."""
    text = _MAIL.sub("[mail]", _PERSON_NUMBER.sub("[number]", text))
    return " ".join(re.sub(r"\?\S*", "?", text).split())[:2_000]
