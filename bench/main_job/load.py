"""Load: requests over a few connections at once, each sent when the one before is answered."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Answered:
    """What came of it: seconds for all, seconds for each, and how often each status came."""

    seconds: float
    each: Sequence[float]
    statuses: Counter[int]

    @property
    def per_second(self) -> float:
        return len(self.each) / self.seconds

    @property
    def median_ms(self) -> float:
        return median(self.each) * 1000

    @property
    def p95_ms(self) -> float:
        return sorted(self.each)[int(len(self.each) * 0.95)] * 1000


@dataclass
class _Share:
    requests: Iterator[bytes]
    turn: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> bytes | None:
        with self.turn:
            return next(self.requests, None)


def send(port: int, requests: Sequence[bytes], at_once: int) -> Answered:
    """Send every request, `at_once` at a time, on connections that stay open."""
    share, each, statuses = _Share(iter(requests)), [], Counter[int]()
    ready = threading.Barrier(at_once + 1)

    def sender() -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ready.wait()
            while request := share.next():
                began = time.perf_counter()
                status = exchange(connection, request)[0]
                each.append(time.perf_counter() - began)
                statuses[status] += 1

    threads = [threading.Thread(target=sender) for _ in range(at_once)]
    for one in threads:
        one.start()
    ready.wait()
    began = time.perf_counter()
    for one in threads:
        one.join()
    return Answered(time.perf_counter() - began, each, statuses)


def exchange(connection: socket.socket, request: bytes) -> tuple[int, bytes]:
    """Send one request and read its answer: status, and everything after the first line."""
    connection.sendall(request)
    got = bytearray()
    while (end := got.find(b"\r\n\r\n")) < 0:
        got += _more(connection)
    head = bytes(got[:end]).lower()
    start = head.index(b"content-length:") + 15
    length = int(head[start : head.find(b"\r", start) if b"\r" in head[start:] else None])
    while len(got) < end + 4 + length:
        got += _more(connection)
    return int(got[9:12]), bytes(got)


def get(path: str, cookies: str = "") -> bytes:
    """A GET request as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n\r\n".encode()


def post(path: str, body: str, cookies: str = "", kind: str = "") -> bytes:
    """A POST request as bytes; without `kind` a form."""
    sent = body.encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n"
        f"Content-Type: {kind or 'application/x-www-form-urlencoded'}\r\n"
        f"Content-Length: {len(sent)}\r\n\r\n"
    )
    return head.encode() + sent


def _more(connection: socket.socket) -> bytes:
    got = connection.recv(65536)
    if not got:
        raise ConnectionError("the server hung up in the middle of an answer")
    return got
