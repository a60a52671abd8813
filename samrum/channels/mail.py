"""A message as an e-mail (RFC 5322), the same for the folder and for the mail server."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parsedate_to_datetime

from samrum.channels.outgoing import Message

# Seven bits only: not every server on the way takes eight (RFC 6152).
_POLICY = SMTP.clone(cte_type="7bit")
FINGERPRINT = "X-Samrum-Fingerprint"


class BadAddress(ValueError):
    """The text is not an address that mail can be sent to."""


def email_address(text: str) -> str:
    """`text` as an address in ASCII, its domain in IDNA.  Raises BadAddress."""
    try:
        address = Address(addr_spec=text.strip())
        domain = address.domain.encode("idna").decode("ascii")
        spec = Address(username=address.username, domain=domain).addr_spec
        spec.encode("ascii")
    except Exception as error:  # the parser raises IndexError and others on hostile text
        raise BadAddress(text) from error
    if not address.username or "." not in domain or any(c <= " " for c in spec):
        raise BadAddress(text)
    return spec


def message_id(message: Message, sender: str) -> str:
    """The same key gives the same id, so a mail program that gets it twice shows it once."""
    digest = hashlib.sha256(message.key.encode()).hexdigest()[:40]
    return f"<{digest}@{sender.rpartition('@')[2]}>"


def as_email(message: Message, sender: str, to: str, at: datetime) -> EmailMessage:
    """A message as an e-mail (RFC 5322), with an id that follows from its key."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = sender
    mail["To"] = to
    # A header is one line: a line end in the subject would begin a header of the sender's choice.
    mail["Subject"] = " ".join(message.subject.split())
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(message, sender)
    mail["Content-Language"] = message.language
    mail["Auto-Submitted"] = "auto-generated"
    mail[FINGERPRINT] = message.fingerprint
    mail.set_content(message.text.encode("utf-8", "replace").decode())
    for part in message.attachments:
        main, _, sub = part.media_type.partition("/")
        name = " ".join(part.name.split())
        mail.add_attachment(part.content, maintype=main, subtype=sub, filename=name)
    return mail


def sent_at(mail: EmailMessage) -> datetime:
    """The moment that an e-mail says it was sent."""
    return parsedate_to_datetime(str(mail["Date"]))
