"""A file is looked through before it is kept; what cannot be looked through is not kept."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from samrum.channels import scanner
from samrum.channels.store import Store
from samrum.core.refusal import Refused

# The test file that every scanner knows; put together here, so that none finds it in this file.
EICAR = "".join(("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"))
FINDS = b"stream: Eicar-Test-Signature FOUND\0"


@dataclass
class Clamd:
    """A scanner that speaks clamd's protocol, and what it was shown; `says` answers otherwise."""

    address: str
    shown: list[bytes] = field(default_factory=list)
    says: bytes | None = None
    silent: bool = False

    def serve(self, listening: socket.socket) -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            with line, suppress(OSError, ValueError):
                self.answer(line.makefile("rb"), line)

    def answer(self, heard: io.BufferedReader, line: socket.socket) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += heard.read(1)
        if command == b"zPING\0":
            line.sendall(self.says or b"PONG\0")
            return
        assert command == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(heard.read(4), "big"):
            piece = heard.read(length)
            assert len(piece) == length
            content += piece
        self.shown.append(content)
        if self.silent:
            heard.read(1)
        found = EICAR.encode() in content
        line.sendall(self.says or (FINDS if found else b"stream: OK\0"))


@pytest.fixture(params=["tcp", "unix"])
def clamd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Clamd]:
    yield from running(tmp_path, unix=request.param == "unix")


def running(folder: Path, *, unix: bool = False) -> Iterator[Clamd]:
    if unix:
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(folder / "clamd.sock"))
        listening.listen()
    else:
        listening = socket.create_server(("127.0.0.1", 0))
    name = listening.getsockname()
    one = Clamd(name if unix else f"127.0.0.1:{name[1]}")
    thread = threading.Thread(target=one.serve, args=(listening,), daemon=True)
    thread.start()
    yield one
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(5)


def kept(store: Store) -> list[Path]:
    return [one for one in store.folder.rglob("*") if one.is_file()]


def refused(store: Store, content: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        store.put(io.BytesIO(content))
    assert all(refusal.value.sentences)
    return " ".join(one.format(**refusal.value.about) for one in refusal.value.sentences)


def test_the_whole_file_is_shown_and_then_kept(tmp_path: Path, clamd: Clamd) -> None:
    store = Store(tmp_path / "files", clamd.address)
    large = ("Page after page. " * 20_000).encode()

    assert store.put(io.BytesIO(large)).size == len(large)
    assert clamd.shown == [large] and len(large) > 3 * scanner.PIECE
    assert len(kept(store)) == 1


def test_what_is_found_is_refused_and_not_kept(tmp_path: Path, clamd: Clamd) -> None:
    """ASVS 5.4.3."""
    store = Store(tmp_path / "files", clamd.address)
    told = refused(store, EICAR.encode())

    assert told.startswith("The file cannot be received. The virus scanner found")
    assert "Eicar-Test-Signature" in told
    assert kept(store) == []


@pytest.mark.parametrize(
    "says", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: OKAY\0", b"\0", b"x" * 5_000]
)
def test_an_answer_that_is_neither_yes_nor_no_lets_nothing_through(
    tmp_path: Path, clamd: Clamd, says: bytes
) -> None:
    store, clamd.says = Store(tmp_path / "files", clamd.address), says

    assert "does not answer. Try again in a few minutes." in refused(store, b"A letter.")
    assert kept(store) == []


def test_a_scanner_that_says_nothing_is_not_waited_for(
    tmp_path: Path, clamd: Clamd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "PATIENCE", 0.2)
    store, clamd.silent = Store(tmp_path / "files", clamd.address), True

    told = refused(store, b"A letter.")
    assert "The file was not kept; what you have typed is." in told
    assert kept(store) == []


@pytest.mark.parametrize("nowhere", ["127.0.0.1:1", "/nowhere/clamd.sock", "clamd", "127.0.0.1:x"])
def test_a_scanner_that_is_not_there_lets_nothing_through(tmp_path: Path, nowhere: str) -> None:
    store = Store(tmp_path / "files", nowhere)

    assert "does not answer" in refused(store, b"A letter.")
    assert kept(store) == []


def test_what_the_scanner_calls_it_is_one_short_line(tmp_path: Path, clamd: Clamd) -> None:
    clamd.says = b"stream: \x1b[2J" + b"a" * 500 + b"\n FOUND\0"
    found = scanner.found_in(b"A letter.", clamd.address)

    assert found.isprintable() and len(found) == scanner.LONGEST_NAME


def test_it_is_asked_whether_it_is_there(clamd: Clamd) -> None:
    scanner.must_answer(clamd.address)
    clamd.says = b"UNKNOWN COMMAND\0"
    with pytest.raises(scanner.NoAnswer):
        scanner.must_answer(clamd.address)


def test_what_may_not_be_kept_anyway_is_not_shown(tmp_path: Path, clamd: Clamd) -> None:
    refused(Store(tmp_path / "files", clamd.address), b"MZ\x90\x00")

    assert clamd.shown == []
