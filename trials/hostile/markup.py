"""I5: hostile XML is refused: entities, quadratic growth, outside files, inclusions, depth.

XML comes in by two ways: a decision model of a package (DMN), and an upload, which is refused as a
kind. Nothing else in Samrum reads XML.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, Final

from trials.frame import Asked, Result, Trial, replaced
from trials.hostile.alone import alone

SLOWEST: Final = 1.0
MOST: Final = 64
DMN: Final = 'xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"'


def markup(asked: Asked) -> Result:
    """n files at most, each as a model and as an upload."""
    faults: list[str] = []
    seconds = memory = 0.0
    files = list(files_of())[: asked.n]
    for what, content in files:
        for way in (_as_a_model, _as_an_upload):
            cost = alone(lambda way=way, content=content: way(content))
            seconds, memory = max(seconds, cost.seconds), max(memory, cost.mebibytes)
            if cost.broke or cost.gave != "refused":
                faults.append(f"{what}, {way.__name__}: {cost.gave or cost.broke[-300:]}")
            if cost.seconds > SLOWEST or cost.mebibytes > MOST:
                faults.append(f"{what}: {cost.seconds:.1f} s, {cost.mebibytes:.0f} MiB")
    figures = {
        "files": len(files),
        "longest s": round(seconds, 2),
        "most MiB": round(memory, 1),
        "faults": len(faults),
    }
    return Result(not faults and bool(files), figures, faults)


def _nowhere(*_: Any, **__: Any) -> Any:
    raise AssertionError("it wants something from outside")


def _as_a_model(content: bytes) -> str:
    from samrum.rules import Model, ModelFault
    from samrum.rules.read import read_definitions

    socket.getaddrinfo = socket.create_connection = _nowhere
    try:
        Model(read_definitions(content))
    except ModelFault:
        return "refused"
    return "read"


def _as_an_upload(content: bytes) -> str:
    from samrum.channels.content import media_type_of
    from samrum.core.refusal import Refused

    try:
        kind = media_type_of(content)
    except Refused:
        return "refused"
    return f"kept as {kind}"


def files_of() -> Iterator[tuple[str, bytes]]:
    """Forty files, each with what it tries."""
    yield "a laugh", _doctype(_entities(9, 10), "&e9;")
    yield "a small laugh", _doctype(_entities(3, 10), "&e3;")
    yield "quadratic", _doctype('<!ENTITY a "' + "x" * 70_000 + '">', "&a;" * 110)
    for address in (
        "file:///etc/passwd",
        "http://127.0.0.1:9/x",
        "ftp://127.0.0.1/x",
        "//127.0.0.1/x",
        "expect://id",
        "jar:file:///x!/y",
        "netdoc:/etc/passwd",
        "data:text/plain,x",
    ):
        yield f"an outside file {address}", _doctype(f'<!ENTITY a SYSTEM "{address}">', "&a;")
        yield f"a parameter {address}", _doctype(f'<!ENTITY % a SYSTEM "{address}"> %a;', "")
    yield "an outside DTD", b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd"><d/>'
    yield "a public DTD", b'<!DOCTYPE d PUBLIC "-//X" "http://127.0.0.1:9/d.dtd"><d/>'
    yield "an empty DTD", b"<!DOCTYPE d []><d/>"
    yield "an entity without use", _doctype('<!ENTITY a "x">', "")
    yield "an entity of itself", _doctype('<!ENTITY a "&a;">', "&a;")
    yield "an attribute's default", _doctype('<!ATTLIST d x CDATA "y">', "")
    yield "a notation", _doctype('<!NOTATION n SYSTEM "x">', "")
    include = "http://www.w3.org/2001/XInclude"
    for href in ("file:///etc/passwd", "http://127.0.0.1:9/x"):
        yield (
            f"an inclusion of {href}",
            (
                f'<definitions xmlns:xi="{include}"><xi:include href="{href}" parse="text"/>'
                "</definitions>"
            ).encode(),
        )
    yield "a thousand deep", b"<d>" * 1_000 + b"</d>" * 1_000
    yield "a hundred thousand deep", b"<d>" * 100_000 + b"</d>" * 100_000
    yield "two hundred thousand elements", b"<d>" + b"<a/>" * 200_000 + b"</d>"
    attributes = " ".join(f'a{number}="x"' for number in range(100_000))
    yield "a hundred thousand attributes", f"<d {attributes}/>".encode()
    yield "five megabytes", b"<d>" + b"x" * (5 << 20) + b"</d>"
    yield "not closed", b"<definitions>"
    yield "another root", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'
    yield "a style sheet", b'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?><d/>'
    yield "UTF-7", b'<?xml version="1.0" encoding="UTF-7"?>+ADw-d+AD4-'
    yield "UTF-16 that lies", '<?xml version="1.0" encoding="UTF-8"?><d/>'.encode("utf-16")
    yield "a null", b"<d>\x00</d>"


def _doctype(inside: str, text: str) -> bytes:
    return f"<!DOCTYPE definitions [{inside}]><definitions {DMN}>{text}</definitions>".encode()


def _entities(depth: int, times: int) -> str:
    made = ['<!ENTITY e0 "ha">']
    for level in range(1, depth + 1):
        made.append(f'<!ENTITY e{level} "{f"&e{level - 1};" * times}">')
    return "".join(made)


def _document_types() -> AbstractContextManager[None]:
    """A document type is read instead of being refused."""
    from samrum.rules import markup as reader

    return replaced(reader._Builder, DOCTYPE_HOOK, lambda self, *told: None)


DOCTYPE_HOOK: Final = "_doctype"

I5 = Trial(
    id="I5",
    claim="Hostile XML is refused as a model and as an upload, within a second and 64 MiB, and "
    "asks nobody for anything.",
    unit="files at most",
    full=60,
    quick=60,
    run=markup,
    defects={"document-types": _document_types},
)
