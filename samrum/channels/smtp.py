"""E-mail over SMTP (RFC 5321), over TLS.

SMTP has no keys.  A server that took the message may lose the line before its answer reaches us;
so plain SMTP is at-least-once for whoever tries again.  Two things narrow that here:

- the Message-ID comes from the key, so a recipient's mail program can see a repeat for what it is;
- the sent log is marked before the closing dot goes out.  Up to there the server must forget the
  message (RFC 5321, 4.1.1.4) and trying again is safe; from there on, only the server's answer
  counts.  Without one the outcome is `Unsure`, now and at every later try, until a person has said
  what happened.  Sending twice would take deleting the log.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from samrum.channels.mail import BadAddress, as_email, email_address, message_id
from samrum.channels.outgoing import Message, NotSent, Outcome, Receipt, Unsure, same_message
from samrum.channels.sent_log import SentLog

Security = Literal["starttls", "tls", "none"]
_LEADING_DOT = re.compile(rb"(?m)^\.")


def _now() -> datetime:
    return datetime.now(UTC)


class _Answer(Exception):
    """What the server said instead of yes."""

    def __init__(self, code: int, text: bytes) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text.decode("utf-8", "replace")[:300]


@dataclass(frozen=True, slots=True)
class SmtpChannel:
    """`timeout` is in seconds, for each step of the conversation."""

    host: str
    port: int
    sender: str
    log: SentLog
    security: Security = "starttls"
    user: str = ""
    password: str = ""
    tls: ssl.SSLContext | None = None
    timeout: float = 30.0
    clock: Callable[[], datetime] = _now
    name: str = "smtp"
    is_stub: bool = False

    def deliver(self, message: Message) -> Outcome:
        before = self.log.receipt(message.key)
        if before is not None:
            return same_message(before, message)
        if self.log.begun(message.key):
            return self._unsure(message, "An earlier try broke off before the server's answer.")
        try:
            to = email_address(message.to)
        except BadAddress:
            return self._not_sent(message, "The e-mail address cannot be used.", try_again=False)
        return self._send(message, to)

    def _send(self, message: Message, to: str) -> Outcome:
        try:
            server = self._connected()
            try:
                self._hand_over(server, message, to)
                if not self.log.begin(message, self.clock()):
                    return self._unsure(message, "Another sender is sending this very message.")
                return self._finish(server, message)
            finally:
                # How the parting goes says nothing about the message.
                with suppress(OSError, smtplib.SMTPException):
                    server.quit()
        except _Answer as no:
            because = f"The mail server answered {no.code} {no.text}"
            return self._not_sent(message, because, try_again=no.code < 500)
        except smtplib.SMTPAuthenticationError:
            return self._not_sent(message, "The mail server refused the log-in.", try_again=True)
        except (OSError, smtplib.SMTPException) as error:
            because = f"The mail server could not be reached: {error}"
            return self._not_sent(message, because, try_again=True)

    def _connected(self) -> smtplib.SMTP:
        """A connection that is encrypted as set, and logged in."""
        context = self.tls or ssl.create_default_context()
        server: smtplib.SMTP
        if self.security == "tls":
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            if self.security == "starttls":
                server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _hand_over(self, server: smtplib.SMTP, message: Message, to: str) -> None:
        """Everything but the closing dot: until that, the server has taken nothing."""
        body = as_email(message, self.sender, to, self.clock()).as_bytes()
        _expect(250, server.mail(email_address(self.sender)))
        _expect(250, server.rcpt(to))
        _expect(354, server.docmd("DATA"))
        # The second CRLF of the closing "CRLF . CRLF" is sent by `_finish`.
        server.send(_LEADING_DOT.sub(b"..", body.rstrip(b"\r\n") + b"\r\n"))

    def _finish(self, server: smtplib.SMTP, message: Message) -> Outcome:
        try:
            server.send(b".\r\n")
            code, text = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return self._unsure(message, f"The line broke before the server's answer: {error}")
        if code != 250:
            self.log.forget(message.key)
            raise _Answer(code, text)
        reference = message_id(message, self.sender)
        receipt = Receipt(message.key, self.name, self.clock(), reference, message.fingerprint)
        self.log.arrived(receipt)
        return receipt

    def _unsure(self, message: Message, because: str) -> Unsure:
        return Unsure(message.key, self.name, self.clock(), because)

    def _not_sent(self, message: Message, because: str, *, try_again: bool) -> NotSent:
        return NotSent(message.key, self.name, self.clock(), because, try_again)


def _expect(code: int, answer: tuple[int, bytes]) -> None:
    if answer[0] != code and not (code == 250 and answer[0] == 251):
        raise _Answer(*answer)
