"""What a PDF holds besides pages: reasons not to keep it as it is.

A PDF can run programs when it is opened, carry other files, or hide its content behind a password.
Every object is read once, within limits of number and time; the decompression limits are pypdf's.
A file that cannot be read within them is refused as well: nobody could say what is in it.
"""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Iterator
from typing import Any, Literal

from pypdf import PdfReader
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

Fault = Literal["script", "launch", "files", "dynamic", "locked", "damaged", "tangled", "empty"]
MOST_OBJECTS = 50_000
LONGEST_READING = 10.0  # seconds of processor time

_KEYS: dict[str, Fault] = {
    "/JavaScript": "script",
    "/XFA": "dynamic",
    "/EmbeddedFiles": "files",
}
_KINDS: dict[str, Fault] = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/EmbeddedFile": "files",
    "/FileAttachment": "files",
}
# Written out in the bytes, also where no table of the file points: some readers look there.
_PLAIN: tuple[tuple[re.Pattern[bytes], Fault], ...] = (
    (re.compile(rb"/JavaScript\b"), "script"),
    (re.compile(rb"/Launch\b"), "launch"),
)

# What is wrong with a stranger's file is told by the fault, not by pypdf's log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def fault_in(content: bytes) -> Fault | None:
    """Why this PDF should not be kept, None when there is no reason."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            return "locked"
        found = next(_faults(reader), None)
        if found is None and len(reader.pages) == 0:
            found = "empty"
    except (LimitReachedError, RecursionError):
        return "tangled"
    # A hostile file can make a parser fail in any way; each of them means "not readable".
    except Exception:
        return "damaged"
    return found or _plain_fault(content)


def _faults(reader: PdfReader) -> Iterator[Fault]:
    started = time.process_time()
    for count, reference in enumerate(_references(reader)):
        if count >= MOST_OBJECTS or time.process_time() - started > LONGEST_READING:
            yield "tangled"
            return
        for part in _dictionaries(reference.get_object()):
            yield from _faults_of(part)


def _faults_of(part: DictionaryObject) -> Iterator[Fault]:
    yield from (_KEYS[key] for key in part if key in _KEYS)
    if "/JS" in part and "/S" in part:  # alone, /JS may be the name of a font or a picture
        yield "script"
    # Taken by index, which follows a reference; get() would show the reference itself.
    for kind in (part[key] for key in ("/S", "/Type", "/Subtype") if key in part):
        if isinstance(kind, str) and kind in _KINDS:
            yield _KINDS[kind]


def _references(reader: PdfReader) -> Iterator[IndirectObject]:
    for generation, objects in reader.xref.items():
        for number in objects:
            yield IndirectObject(number, generation, reader)
    for number in reader.xref_objStm:
        yield IndirectObject(number, 0, reader)


def _dictionaries(held: Any) -> Iterator[DictionaryObject]:
    """The dictionaries inside one object, without following references to other objects."""
    waiting = [held]
    while waiting:
        part = waiting.pop()
        if isinstance(part, DictionaryObject):
            yield part
            waiting.extend(part.raw_get(key) for key in part)
        elif isinstance(part, ArrayObject):
            waiting.extend(list.__iter__(part))


def _plain_fault(content: bytes) -> Fault | None:
    return next((fault for pattern, fault in _PLAIN if pattern.search(content)), None)
