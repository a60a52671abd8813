"""I4: an archive does no harm: bombs, nesting, links, paths out of the folder, forged sizes.

Samrum unpacks nothing that a resident sends: an upload that is an archive is refused by its bytes.
A service package is a folder, and is read as one, so links and strange files in it count here too.
The one thing that is unpacked is a backup, and whoever knows the public key can seal one.
"""

from __future__ import annotations

import io
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

from trials.frame import Asked, Result, Trial, replaced
from trials.hostile.alone import alone

SLOWEST: Final = 1.0
MOST: Final = 64  # MiB
OUTSIDE: Final = Path(tempfile.gettempdir()) / "samrum-trial-out.txt"
NAMES: Final = (
    "../out.txt",
    str(OUTSIDE),
    "files/../../out.txt",
    "..\\out.txt",
    "C:\\out.txt",
    "files/./../../../out.txt",
    "a/" * 300 + "deep.txt",
    "nul\x01.txt",
    "x" * 300,
    "files/" + "\u202e" + "gpj.exe",
)


def archives(asked: Asked) -> Result:
    """n archives of each kind at most: as uploads, as a package, as a backup."""
    faults: list[str] = []
    counts = {"uploads": 0, "folders": 0, "backups": 0}
    most_seconds = most_memory = 0.0
    with tempfile.TemporaryDirectory(prefix="samrum-trial-") as name:
        ground = Path(name)
        for kind, what, run in _every(ground, asked.n):
            counts[kind] += 1
            OUTSIDE.unlink(missing_ok=True)
            before = _files(ground)
            cost = alone(run)
            most_seconds = max(most_seconds, cost.seconds)
            most_memory = max(most_memory, cost.mebibytes)
            if cost.broke or cost.gave != "refused":
                faults.append(f"{kind}, {what}: {cost.gave or cost.broke[-300:]}")
            if cost.seconds > SLOWEST or cost.mebibytes > MOST:
                faults.append(f"{kind}, {what}: {cost.seconds:.1f} s, {cost.mebibytes:.0f} MiB")
            escaped = {one for one in _files(ground) - before if "backup-" not in one}
            if escaped or OUTSIDE.exists():
                faults.append(f"{kind}, {what}: written outside: {sorted(escaped)[:3]}")
    figures = {
        **counts,
        "files": sum(counts.values()),
        "longest s": round(most_seconds, 2),
        "most MiB": round(most_memory, 1),
        "faults": len(faults),
    }
    return Result(not faults and sum(counts.values()) > 0, figures, faults)


def _every(ground: Path, at_most: int) -> Iterator[tuple[str, str, Any]]:
    for number, (what, content) in enumerate(_uploads()):
        if number < at_most:
            yield "uploads", what, lambda content=content: _upload(ground, content)
    for number, (what, make) in enumerate(_folders()):
        if number < at_most:
            folder = ground / f"package-{number}" / "service"
            folder.mkdir(parents=True)
            make(folder)
            yield "folders", what, lambda folder=folder: _package(folder)
    for number, (what, content) in enumerate(_backups()):
        if number < at_most:
            file = ground / f"backup-{number}.age"
            yield "backups", what, lambda f=file, c=content: _backup(ground, f, c)


def _files(ground: Path) -> set[str]:
    return {str(one) for one in ground.rglob("*") if not one.is_dir()}


def _upload(ground: Path, content: bytes) -> str:
    from samrum.channels.store import Store
    from samrum.core.refusal import Refused

    try:
        Store(ground / "store").put(io.BytesIO(content))
    except Refused:
        return "refused"
    return "kept"


def _package(folder: Path) -> str:
    from samrum.packages.fault import PackageFaults
    from samrum.packages.read import read_package

    try:
        read_package(folder)
    except PackageFaults:
        return "refused"
    return "read"


def _backup(ground: Path, file: Path, content: bytes) -> str:
    from samrum.channels.age import Sealing, new_identity, recipient_of
    from samrum.core.refusal import Refused
    from samrum.site import backup

    identity = new_identity()
    with file.open("wb") as sealed:
        sealing = Sealing(sealed, recipient_of(identity))
        sealing.write(content)
        sealing.close()
    try:
        with backup.opened(file, identity, ground / "backup-var"):
            return "opened"
    except Refused:
        return "refused"
    finally:
        file.unlink()


def _zip(entries: Any, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, content in entries:
            info = zipfile.ZipInfo(name) if isinstance(name, str) else name
            archive.writestr(info, content, how)
    return made.getvalue()


def _uploads() -> Iterator[tuple[str, bytes]]:
    import gzip

    bomb = _zip([("zeros", bytes(16 << 20))])
    yield "a bomb", bomb
    yield "a bomb of a hundred", _zip([(f"{n}", bytes(1 << 20)) for n in range(16)])
    nested = bomb
    for depth in range(6):
        nested = _zip([(f"{depth}.zip", nested)])
        yield f"nested {depth + 1} deep", nested
    for name in NAMES:
        yield f"the name {name[:30]!r}", _zip([(name, b"out")])
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    yield "a link", _zip([(link, "/etc/passwd")])
    yield "twice the same name", _zip([("a", b"1"), ("a", b"2")])
    yield "a forged size", _forged(_zip([("a", b"x" * 1000)]))
    yield "an empty archive", _zip([])
    yield "a gzip bomb", gzip.compress(bytes(16 << 20))
    yield "a tar", _tar([(tarfile.TarInfo("../out.txt"), b"out")])
    yield "a 7-Zip", b"7z\xbc\xaf\x27\x1c" + bytes(64)
    yield "a RAR", b"Rar!\x1a\x07\x00" + bytes(64)
    yield "a Word file", _zip([("[Content_Types].xml", b"<x/>"), ("word/vbaProject.bin", b"x")])
    yield "an archive that ends as a picture", _zip([("a", b"x")]) + b"\xff\xd9"
    yield "a JAR", _zip([("META-INF/MANIFEST.MF", b"Main-Class: X")])


def _forged(content: bytes) -> bytes:
    at = content.index(b"PK\x01\x02")
    return content[: at + 24] + (1).to_bytes(4, "little") + content[at + 28 :]


def _folders() -> Iterator[tuple[str, Any]]:
    def file(name: str, content: bytes) -> Any:
        def make(folder: Path) -> None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)

        return make

    def link(name: str, to: str) -> Any:
        def make(folder: Path) -> None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).symlink_to(to)

        return make

    yield "a link to a file outside", link("package.toml", "/etc/passwd")
    yield "a link to a folder outside", link("rules", "/etc")
    yield "a link to itself", link("forms", ".")
    yield "a link to nothing", link("README.md", "/nowhere")
    yield "a link to a device", link("letters/a.sv.md", "/dev/zero")
    yield "a program", file("rules/run.sh", b"#!/bin/sh\n")
    yield "a page", file("letters/a.html", b"<script>")
    yield "a large file", file("README.md", b"x" * (2 << 20))
    yield "a file that is not text", file("package.toml", bytes(range(256)))
    yield "an archive named as text", file("package.toml", _zip([("a", bytes(1 << 20))]))


def _tar(entries: list[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for info, content in entries:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return made.getvalue()


def _backups() -> Iterator[tuple[str, bytes]]:
    manifest = b'{"format": "x"}'
    for name in NAMES:
        yield f"the name {name[:30]!r}", _tar([(tarfile.TarInfo(name), b"out")])
    for kind, to in ((tarfile.SYMTYPE, "/etc/passwd"), (tarfile.LNKTYPE, "../../out.txt")):
        info = tarfile.TarInfo("files/link")
        info.type, info.linkname = kind, to
        yield f"a link to {to}", _tar([(info, b"")])
    through = tarfile.TarInfo("files/door")
    through.type, through.linkname = tarfile.SYMTYPE, "../.."
    beyond = tarfile.TarInfo("files/door/out.txt")
    yield "a link, and a file through it", _tar([(through, b""), (beyond, b"out")])
    for kind in (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE):
        info = tarfile.TarInfo("files/device")
        info.type = kind
        yield f"a device of type {kind!r}", _tar([(info, b"")])
    twice = [(tarfile.TarInfo("manifest.json"), manifest), (tarfile.TarInfo("database"), b"1")]
    yield "twice the same name", _tar(twice + [(tarfile.TarInfo("database"), b"2")])
    yield "a size beyond its end", _tar([(tarfile.TarInfo("database"), b"x" * 2000)])[:1024]
    yield "a file full of holes", _sparse(1 << 40)
    yield "compressed", _zip([("a", bytes(1 << 20))])
    yield "nothing", b""
    yield "noise", bytes(range(256)) * 100


def _sparse(size: int) -> bytes:
    """An archive of a kilobyte with a file that says it is a terabyte of nothing."""
    info = tarfile.TarInfo("database")
    info.type = tarfile.GNUTYPE_SPARSE
    block = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    block[386 : 386 + 24] = b"%011o\0%011o\0" % (0, 0)
    block[483:495] = b"\x80" + size.to_bytes(11, "big")
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + bytes(1024)


def _takes_archives() -> AbstractContextManager[None]:
    """A ZIP counts as text, as a check by file name would have it."""
    from samrum.channels import store

    return replaced(store, "media_type_of", lambda content: "text/plain")


def _trusts_backups() -> AbstractContextManager[None]:
    """A backup is unpacked without a filter."""
    right = tarfile.TarFile.extractall

    def all_of_it(self: Any, path: Any = ".", *, filter: Any = None, **more: Any) -> None:
        right(self, path, filter="fully_trusted", **more)

    return replaced(tarfile.TarFile, "extractall", all_of_it)


I4 = Trial(
    id="I4",
    claim="No archive does harm: as an upload it is refused by its bytes, a package's folder is "
    "read without following a link, a forged backup writes nothing outside; each within a second "
    "and 64 MiB.",
    unit="files of each kind at most",
    full=60,
    quick=60,
    run=archives,
    defects={"takes-archives": _takes_archives, "trusts-backups": _trusts_backups},
)
