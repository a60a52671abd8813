"""A document: a file that was handed in or made, known by the hash of its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody hands in; its bytes already lie in the file store.

    `kind` is the fact it proves ("document.medical_certificate") or "other"; `size` in bytes.
    """

    kind: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Document:
    """An upload as the case holds it; `number` counts from 1 within the case.

    `from_party`: the party handed it in, herself or by somebody who typed or acted for her.
    """

    number: int
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    received_from: str
    received_at: datetime
    from_party: bool = True
