"""I7: a cell is no formula, a header is one line, and a typed address makes nobody go there.

CSV: the register, the decisions reported to the board and the readers of a room. There is no ODS
and no other door for sheets. Mail: subject, addresses and file names. Addresses: everything that
reads what strangers wrote (letters, packages, models, PDFs, uploads, the way on after a log-in)
runs while each attempt to reach another machine is noted; Samrum fetches nothing by an address that
somebody typed, so there is no list of forbidden addresses to get wrong.
"""

from __future__ import annotations

import csv
import io
import os
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from email import message_from_bytes, policy
from itertools import product
from random import Random
from typing import Any, Final

from trials.frame import VAR, Asked, Result, Trial, replaced

STARTS: Final = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    " =",
    "  +",
    "\u00a0=",
    "\ufeff=",
    "\uff1d",
)
FORMULAS: Final = (
    "1+1",
    "cmd|'/C calc'!A0",
    'HYPERLINK("http://127.0.0.1:9/"&A1,"x")',
    'IMPORTXML(CONCAT("http://127.0.0.1:9/",A1),"//a")',
    'DDE("cmd","/C calc","x")',
    'WEBSERVICE("http://127.0.0.1:9/")',
    "SUM(1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!D2",
)
BREAKS: Final = (
    "\r\n",
    "\n",
    "\r",
    "\r\n\t",
    "\n ",
    "\x0b",
    "\x0c",
    "\x85",
    "\u2028",
    "\u2029",
    "%0a",
    "\x00",
)
HEADERS: Final = ("Bcc: evil@example.org", "Subject: x", "Content-Type: text/html", "\r\nBody")
ADDRESSES: Final = (
    "http://127.0.0.1:9/",
    "http://localhost:9/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]:9/",
    "http://0x7f000001:9/",
    "http://2130706433:9/",
    "http://127.1:9/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:9/_x",
    "ftp://127.0.0.1/x",
    "//127.0.0.1:9/x",
    "http://a@127.0.0.1:9/",
    "http://127.0.0.1:9#@example.org/",
    "dict://127.0.0.1:9/x",
    "\\\\127.0.0.1\\x",
)


def reaching_out(asked: Asked) -> Result:
    """n of each: cells, headers, addresses."""
    _with_django()
    chance = Random(asked.seed)
    faults: list[str] = []
    cells = _chosen(chance, [a + b for a, b in product(STARTS, FORMULAS)], asked.n)
    for cell in cells:
        faults += _cell(cell)
    lines = _chosen(chance, [f"x{a}{b}" for a, b in product(BREAKS, HEADERS)], asked.n)
    for line in lines:
        faults += _mail(line)
    went: list[str] = []
    doors = list(product(_DOORS, ADDRESSES))
    with _watched(went):
        for door, address in _chosen(chance, doors, asked.n):
            before = len(went)
            door(address)
            faults += [f"{door.__name__}: {one}" for one in went[before:]]
    figures = {
        "cells": len(cells),
        "headers": len(lines),
        "addresses": asked.n,
        "ways to reach out": len(_DOORS),
        "faults": len(faults),
    }
    return Result(not faults and bool(cells), figures, faults)


def _with_django() -> None:
    """The pages' parts need settings; no database is asked."""
    from django.conf import settings

    if not settings.configured:
        os.environ.setdefault("SAMRUM_ENV", "demo")
        os.environ.setdefault("SAMRUM_VAR", str(VAR / "hostile"))
        from samrum.site import ground

        ground.set_up()


def _chosen(chance: Random, every: list[Any], n: int) -> list[Any]:
    """n of them, each before one comes again."""
    made: list[Any] = []
    while len(made) < n:
        made += chance.sample(every, min(len(every), n - len(made)))
    return made


def _cell(text: str) -> Iterator[str]:
    from samrum.web.shared import cells

    written = io.StringIO()
    csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL).writerow([cells.safe(text), "next"])
    rows = list(csv.reader(io.StringIO(written.getvalue()), delimiter=";"))
    if len(rows) != 1 or rows[0][1:] != ["next"]:
        yield f"{text!r} becomes {len(rows)} rows"
    elif rows[0][0].lstrip(" \u00a0\ufeff\t\r\n").startswith(("=", "+", "-", "@", "\uff1d")):
        yield f"{text!r} stays a formula"


def _mail(line: str) -> Iterator[str]:
    from samrum.channels.mail import BadAddress, as_email, email_address
    from samrum.channels.outgoing import Attachment, Message

    paper = Attachment(f"{line}.pdf", "application/pdf", b"%PDF-1.7")
    message = Message("key-1", "a@example.org", line, "Hello.", (paper,))
    made = as_email(message, "us@example.org", "a@example.org", datetime.now(UTC))
    read = message_from_bytes(made.as_bytes(), policy=policy.default)
    wanted = {"From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted"}
    wanted |= {"X-Samrum-Fingerprint", "MIME-Version", "Content-Type"}
    names = [name for name in read if name not in wanted]
    if names or len(read.get_all("Subject", [])) != 1 or read["To"] != "a@example.org":
        yield f"the subject {line!r} makes headers: {names}"
    if read.get_content_type() != "multipart/mixed":
        yield f"the subject {line!r} changes what the message is"
    for address in (f"a@example.org{line}", f"{line}@example.org", f"a@{line}"):
        try:
            kept = email_address(address)
        except BadAddress:
            continue
        if any(sign in kept for sign in "\r\n\x00,; "):
            yield f"{address!r} is taken as an address"


@contextmanager
def _watched(went: list[str]) -> Iterator[None]:
    """Every attempt to reach another machine is noted, and fails."""

    def stop(*where: Any, **_: Any) -> Any:
        went.append(f"it wanted to reach {where[:2]}")
        raise OSError("noted")

    with (
        replaced(socket, "getaddrinfo", stop),
        replaced(socket, "create_connection", stop),
        replaced(socket.socket, "connect", lambda self, *where: stop(*where)),
    ):
        yield


def _a_letter(address: str) -> None:
    from samrum.channels.text import read_blocks
    from samrum.core.refusal import Refused

    for text in (address, f"![x]({address})", f'#image("{address}")', f"> {address}"):
        try:
            read_blocks(text)
        except Refused:
            continue


def _a_set_letter(address: str) -> None:
    from datetime import date

    from samrum.channels.letter import Letter, Paragraph, Sender, write_letter

    said = f'{address} #image("{address}") #read("{address}")'
    letter = Letter("sv", Sender("X"), None, date(2026, 1, 1), "-", "T", (Paragraph(said),))
    write_letter(letter)


def _a_model(address: str) -> None:
    from samrum.rules import Model, ModelFault
    from samrum.rules.read import read_definitions

    model = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="x" id="x" '
        f'namespace="{address}"><import namespace="{address}" locationURI="{address}" '
        f'importType="{address}" name="y"/></definitions>'
    )
    for text in (model, f'<!DOCTYPE d SYSTEM "{address}"><d/>'):
        try:
            Model(read_definitions(text.encode()))
        except ModelFault:
            continue


def _a_pdf(address: str) -> None:
    from samrum.channels.pdf import fault_in
    from trials.hostile.pictures import _plain_pdf

    uri = address.replace("(", "").replace("\\", "/").encode()
    for action in (b"/OpenAction<</S/URI/URI(%s)>>", b"/OpenAction<</S/GoToR/F(%s)>>"):
        fault_in(_plain_pdf(action % uri))


def _an_upload(address: str) -> None:
    from samrum.channels.content import media_type_of
    from samrum.core.refusal import Refused

    for content in (f"[InternetShortcut]\nURL={address}", f"<img src='{address}'>", address):
        try:
            media_type_of(content.encode())
        except Refused:
            continue


def _an_expression(address: str) -> None:
    from samrum.packages.expression import Expression

    for text in (
        f'"{address}"',
        f'get("{address}")',
        f'document("{address}")',
        f'include("{address}")',
    ):
        try:
            Expression(text, "x:1").value({})
        except Exception:  # what cannot be read reaches nobody either
            continue


def _the_way_on(address: str) -> None:
    """Where a person is sent after a log-in is an address of ours, whatever was asked for."""
    from samrum.web.shared import parking

    with replaced(parking, "resolve_url", lambda name: "/cases/"):
        on = parking.safe(address)
    if on != "/cases/":
        raise OSError(f"it leads to {on}")


_DOORS: Final = (
    _a_letter,
    _a_set_letter,
    _a_model,
    _a_pdf,
    _an_upload,
    _an_expression,
    _the_way_on,
)


def _formulas_stay() -> AbstractContextManager[None]:
    from samrum.web.shared import cells

    return replaced(cells, "safe", lambda text: text)


def _addresses_as_they_are() -> AbstractContextManager[None]:
    from samrum.channels import mail

    return replaced(mail, "email_address", lambda text: text)


def _fetches() -> AbstractContextManager[None]:
    """The reader of models fetches what a model imports."""
    from urllib.request import urlopen

    from samrum.rules import read

    right = read.read_markup

    def fetching(source: Any) -> Any:
        with suppress(OSError):
            urlopen("http://127.0.0.1:9/", timeout=1)
        return right(source)

    return replaced(read, "read_markup", fetching)


I7 = Trial(
    id="I7",
    claim="No text becomes a formula in a sheet, a second header in a mail, or an address that "
    "Samrum goes to.",
    unit="cells, headers and addresses, each",
    full=3_000,
    quick=300,
    run=reaching_out,
    defects={
        "formulas-stay": _formulas_stay,
        "addresses-as-they-are": _addresses_as_they_are,
        "fetches": _fetches,
    },
)
