"""What a channel without keys must remember: which keys it began to send, and which arrived.

A mail server knows no keys.  Between "the message was handed over" and "we wrote down that it was"
a crash leaves a gap, and whoever tries again sends twice.  The log closes the gap from our side: a
mark is on the disk before the last byte goes out.  A key that was begun and never ended is not sent
again; a person looks, and then says `arrived` or `forget`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from samrum.channels.durable import remove, write_once
from samrum.channels.outgoing import Message, Receipt


@dataclass(frozen=True, slots=True)
class SentLog:
    folder: Path

    def begin(self, message: Message, at: datetime) -> bool:
        """Mark that the message is about to go out.  False when that was marked before."""
        mark = json.dumps({"fingerprint": message.fingerprint, "at": at.isoformat()})
        return write_once(self._begun(message.key), mark.encode())

    def begun(self, key: str) -> bool:
        return self._begun(key).exists()

    def arrived(self, receipt: Receipt) -> None:
        known = asdict(receipt) | {"at": receipt.at.isoformat()}
        write_once(self._sent(receipt.key), json.dumps(known).encode())

    def receipt(self, key: str) -> Receipt | None:
        try:
            known = json.loads(self._sent(key).read_bytes())
        except FileNotFoundError:
            return None
        return Receipt(**known | {"at": datetime.fromisoformat(known["at"])})

    def forget(self, key: str) -> None:
        """Let the key be sent: it is known that the message did not go out."""
        remove(self._begun(key))

    def _begun(self, key: str) -> Path:
        return self.folder / f"{key}.begun"

    def _sent(self, key: str) -> Path:
        return self.folder / f"{key}.sent"
