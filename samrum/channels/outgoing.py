"""What every outgoing channel promises.

A message carries a key.  Delivering the same key twice gives one delivery: the second call returns
the first receipt.  A delivery ends in one of three ways, and a channel never blurs them:

- `Receipt`: it was handed over.
- `NotSent`: it was not, and nobody has to wonder; `try_again` says whether waiting may help.
- `Unsure`: it may have been (the line broke before the answer came).  A person decides; nothing
  sends it again by itself.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from samrum.core.refusal import Refused

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """`to` is an address in the channel's own sense: an e-mail address, a person id, a folder."""

    key: str
    to: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    language: str = "sv"

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise Refused(
                "The message cannot be sent under the key “{key}”.",
                because="A key names files and message ids, so it is at most 120 letters, digits, "
                "dots, hyphens and underscores.",
                instead="Use a key of that kind, such as a UUID.",
                key=self.key[:200],
            )

    @property
    def fingerprint(self) -> str:
        """SHA-256 in hex over all that is sent: two messages with one key must agree in it."""
        attached = [
            [part.name, part.media_type, hashlib.sha256(part.content).hexdigest()]
            for part in self.attachments
        ]
        said = [self.key, self.to, self.subject, self.text, self.language, attached]
        return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """`reference` is how the channel itself names the delivery: a file, a message id."""

    key: str
    channel: str
    at: datetime
    reference: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class NotSent:
    key: str
    channel: str
    at: datetime
    because: str
    try_again: bool


@dataclass(frozen=True, slots=True)
class Unsure:
    key: str
    channel: str
    at: datetime
    because: str


Outcome = Receipt | NotSent | Unsure


class Channel(Protocol):
    """`is_stub` is True for a channel that imitates one the installation does not have."""

    @property
    def name(self) -> str: ...

    @property
    def is_stub(self) -> bool: ...

    def deliver(self, message: Message) -> Outcome:
        """Deliver once per key.  Raises Refused when the key was used for another message."""
        ...


def same_message(receipt: Receipt, message: Message) -> Receipt:
    """`receipt`, if it is for this very message.  Raises Refused when only the key is the same."""
    if receipt.fingerprint != message.fingerprint:
        raise Refused(
            "The message “{subject}” was not sent.",
            because="Its key {key} was already used for another message.",
            instead="Send it under a key of its own.",
            subject=message.subject,
            key=message.key,
        )
    return receipt
