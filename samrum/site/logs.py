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
