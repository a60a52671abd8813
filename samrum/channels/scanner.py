"""Having a file looked through for viruses before it is kept, by a clamd.

The file goes to the scanner in pieces (INSTREAM, man clamd), and nothing but the file: no name, and
nothing of who hands it in.  What could not be looked through is not kept, and that is said as what
it is; a scanner that is down never lets a file through and never calls it harmful.
"""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Final

from samrum.core.refusal import Refused

PATIENCE: Final = 10.0  # seconds for each: to connect, to take a piece, to answer
PIECE: Final = 64 * 1024
MOST_SAID: Final = 1_000  # bytes of an answer
LONGEST_NAME: Final = 80  # characters of what a scanner calls its find
_FOUND: Final = " FOUND"
_CLEAN: Final = "stream: OK"


class NoAnswer(Exception):
    """The scanner does not answer, or not with yes or no: what it said."""


def must_be_clean(content: bytes, scanner: str) -> None:
    """Raises Refused for a file in which the scanner finds something, or that it cannot look at."""
    try:
        found = found_in(content, scanner)
    except NoAnswer as error:
        raise Refused(
            "The file cannot be received just now.",
            because="Every file is looked through for viruses first, and that does not answer.",
            instead="Try again in a few minutes. The file was not kept; what you have typed is.",
            reason=str(error),
        ) from error
    if found:
        raise Refused(
            "The file cannot be received.",
            because="The virus scanner found something harmful in it: {found}.",
            instead="Send a photo or a scan of the paper instead, or call us: we can help you.",
            found=found,
        )


def found_in(content: bytes, scanner: str) -> str:
    """What the scanner calls its find, "" for nothing.  Raises NoAnswer."""
    said = _asked(scanner, b"zINSTREAM\0", content)
    if said == _CLEAN:
        return ""
    if said.startswith("stream: ") and said.endswith(_FOUND):
        name = said.removeprefix("stream: ").removesuffix(_FOUND)
        return "".join(sign for sign in name if sign.isprintable())[:LONGEST_NAME] or "?"
    raise NoAnswer(said[:LONGEST_NAME] or "nothing")


def must_answer(scanner: str) -> None:
    """Raises NoAnswer unless the scanner is there."""
    said = _asked(scanner, b"zPING\0")
    if said != "PONG":
        raise NoAnswer(said[:LONGEST_NAME] or "nothing")


def is_near(scanner: str) -> bool:
    """Whether what is shown to it stays on this machine: the protocol knows no encryption."""
    host = scanner.rpartition(":")[0].strip("[]")
    try:
        return "/" in scanner or host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _asked(scanner: str, command: bytes, content: bytes | None = None) -> str:
    try:
        with _connected(scanner) as line:
            line.sendall(command)
            if content is not None:
                for place in range(0, len(content), PIECE):
                    piece = content[place : place + PIECE]
                    line.sendall(len(piece).to_bytes(4, "big") + piece)
                line.sendall(bytes(4))
            return _answer(line)
    except (OSError, ValueError) as error:
        raise NoAnswer(str(error) or type(error).__name__) from error


def _connected(scanner: str) -> socket.socket:
    """A line to a Unix socket (a path) or to host:port.  Raises OSError and ValueError."""
    if "/" in scanner:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE)
        try:
            line.connect(scanner)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = scanner.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), PATIENCE)


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < MOST_SAID:
        piece = line.recv(MOST_SAID)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
