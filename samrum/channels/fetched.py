"""A small text from a file of this machine, or from an address that nobody on the way can alter."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import httpx

from samrum.channels.eidentity import http_client, safe
from samrum.core.refusal import Refused

MOST: Final = 1_000_000  # bytes


def text_from(where: str) -> str:
    """What is at a path or an https address.  Raises Refused."""
    try:
        if "://" not in where:
            return Path(where).read_text(encoding="utf-8")
        if not safe(where):
            raise ValueError("it is not https")
        return _fetched(where)
    except (OSError, ValueError, httpx.HTTPError) as error:
        raise Refused(
            "{where} cannot be read.",
            because="It says: {error}.",
            instead="Name a file, or an https address that answers with a text.",
            where=where,
            error=error,
        ) from error


def _fetched(address: str) -> str:
    whole = b""
    with http_client() as client, client.stream("GET", address) as answer:
        if answer.status_code != 200:
            raise ValueError(f"the status is {answer.status_code}")
        for part in answer.iter_bytes():
            whole += part
            if len(whole) > MOST:
                raise ValueError("it is far too long")
    return whole.decode("utf-8")
