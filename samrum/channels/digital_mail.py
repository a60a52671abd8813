"""A STUB of digital mail (Digital Post, Min myndighetspost): nothing leaves this installation.

It keeps the contract of a real channel, and writes each message to a folder as JSON that follows
the names of the Danish message format MeMo (header, body, documents, files).  Wherever the product
shows a delivery by this channel it shows `LABEL` in the reader's language.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from samrum.channels.durable import write_once
from samrum.channels.outgoing import Message, NotSent, Outcome, Receipt, same_message

LABEL = {
    "sv": "Provkanal: meddelandet har inte lämnat Samrum.",
    "da": "Prøvekanal: meddelelsen har ikke forladt Samrum.",
    "en": "Trial channel: the message has not left Samrum.",
}


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class DigitalMailStub:
    folder: Path
    sender: str
    clock: Callable[[], datetime] = _now
    name: str = "digital-mail"
    is_stub: bool = True

    def deliver(self, message: Message) -> Outcome:
        path = self.folder / f"{message.key}.json"
        content = json.dumps(self._memo(message), ensure_ascii=False, indent=1)
        try:
            write_once(path, content.encode("utf-8", "replace"))
            written = json.loads(path.read_bytes())
        except OSError as error:
            because = f"The folder could not be written: {error.strerror}."
            return NotSent(message.key, self.name, self.clock(), because, try_again=True)
        at = datetime.fromisoformat(written["messageBody"]["createdDateTime"])
        uuid, fingerprint = written["messageHeader"]["messageUUID"], written["fingerprint"]
        return same_message(Receipt(message.key, self.name, at, uuid, fingerprint), message)

    def _memo(self, message: Message) -> dict[str, Any]:
        said = message.text.encode("utf-8", "replace")
        text = {"name": "message.txt", "media_type": "text/plain", "content": said}
        attached = [
            {"name": part.name, "media_type": part.media_type, "content": part.content}
            for part in message.attachments
        ]
        main, *others = [_document(part, message.language) for part in [*attached, text]]
        return {
            "stub": True,
            "notice": LABEL,
            "fingerprint": message.fingerprint,
            "messageHeader": {
                "messageType": "DIGITALPOST",
                "messageUUID": hashlib.sha256(message.key.encode()).hexdigest()[:32],
                "label": message.subject,
                "sender": {"senderID": self.sender},
                "recipient": {"recipientID": message.to},
            },
            "messageBody": {
                "createdDateTime": self.clock().isoformat(),
                "mainDocument": main,
                "additionalDocument": others,
            },
        }


def _document(part: dict[str, Any], language: str) -> dict[str, Any]:
    file = {
        "encodingFormat": part["media_type"],
        "filename": part["name"],
        "inLanguage": language,
        "content": base64.b64encode(part["content"]).decode(),
    }
    return {"label": part["name"], "file": [file]}
