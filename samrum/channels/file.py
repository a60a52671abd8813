"""The folder channel: each message becomes one file that any mail program opens.

For trying things out, and for offices that print.  The key is the file's name, so the folder itself
is the memory: a message that was delivered before is found there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path

from samrum.channels.durable import write_once
from samrum.channels.mail import FINGERPRINT, as_email, sent_at
from samrum.channels.outgoing import Message, NotSent, Outcome, Receipt, same_message


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class FileChannel:
    folder: Path
    sender: str = "samrum@localhost"
    clock: Callable[[], datetime] = _now
    name: str = "file"
    is_stub: bool = False

    def deliver(self, message: Message) -> Outcome:
        path = self.folder / f"{message.key}.eml"
        # The recipient goes into a header of its own kind: it need not be an e-mail address here.
        mail = as_email(message, self.sender, "undisclosed-recipients:;", self.clock())
        mail["X-Samrum-To"] = " ".join(message.to.split())
        try:
            write_once(path, mail.as_bytes())
            return same_message(self._receipt(path, message.key), message)
        except OSError as error:
            because = f"The folder could not be written: {error.strerror}."
            return NotSent(message.key, self.name, self.clock(), because, try_again=True)

    def _receipt(self, path: Path, key: str) -> Receipt:
        with path.open("rb") as file:
            mail = BytesHeaderParser(policy=policy.SMTP).parse(file)
        return Receipt(key, self.name, sent_at(mail), path.name, str(mail[FINGERPRINT]).strip())
