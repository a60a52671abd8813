"""The folder of a package: which files belong to it, and which never do.

A package comes from somebody else, so its folder is hostile until it was read: nothing outside of
it is opened, nothing in it is run, and its size is bounded.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from samrum.packages.fault import Fault

LARGEST_FILE: Final = 1 << 20
MOST_FILES: Final = 400
BELONGS: Final = re.compile(
    r"package\.toml|vocabulary\.toml|README\.md|CHANGELOG\.md"
    r"|forms/[^/]+\.toml|rules/[^/]+\.dmn|letters/[^/]+\.md|stories/[^/]+\.toml"
)
CODE: Final = re.compile(
    r"\.(bat|c|class|dll|exe|go|html?|jar|java|m?js|php|pl|ps1|pyc?|rb|rs|sh|so|sql|svg|ts|wasm)"
)
_WHAT_BELONGS: Final = (
    "A package holds package.toml, vocabulary.toml, README.md, CHANGELOG.md, forms/*.toml, "
    "rules/*.dmn, letters/*.md and stories/*.toml."
)


def read_files(folder: Path, faults: list[Fault]) -> dict[str, bytes]:
    """Return the files of a package by their name inside it; what does not belong is a fault."""
    files: dict[str, bytes] = {}
    for name, path in _names(folder, faults):
        if len(files) == MOST_FILES:
            faults.append(
                Fault(
                    name,
                    0,
                    f"The package has more than {MOST_FILES} files.",
                    "Nobody could read them all.",
                    "Split it into several services.",
                )
            )
            break
        size = path.stat().st_size
        if size > LARGEST_FILE:
            faults.append(
                Fault(
                    name,
                    0,
                    f"The file has {size} bytes.",
                    f"A file of a package has at most {LARGEST_FILE}.",
                    "Split it, or take out what does not belong there.",
                )
            )
            continue
        files[name] = path.read_bytes()
    return files


def text_of(name: str, content: bytes, faults: list[Fault]) -> str:
    """Return the text of a file; one that is not UTF-8 is a fault and an empty text."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        faults.append(
            Fault(
                name,
                line,
                "The file is not UTF-8 text.",
                f"A byte on this line is {content[error.start]:#04x}.",
                "Save it as UTF-8.",
            )
        )
        return ""


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of the packed files: equal packages have equal digests."""
    return hashlib.sha256(packed(files)).hexdigest()


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return the files as one: name, length in bytes and content of each, in order of names."""
    return b"".join(
        f"{name}\n{len(files[name])}\n".encode() + files[name] for name in sorted(files)
    )


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files that were `packed`.  Raises ValueError for anything else."""
    files, at = {}, 0
    while at < len(content):
        after_name = content.index(b"\n", at)
        after_length = content.index(b"\n", after_name + 1)
        begins, length = after_length + 1, int(content[after_name + 1 : after_length])
        if length < 0 or begins + length > len(content):
            raise ValueError("a file is cut off")
        files[content[at:after_name].decode()] = content[begins : begins + length]
        at = begins + length
    return files


def _names(folder: Path, faults: list[Fault]) -> Iterator[tuple[str, Path]]:
    """Yield the files that belong; hidden ones (of editors and the like) are passed over."""
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if not path.resolve().is_relative_to(root):
            faults.append(
                Fault(
                    name,
                    0,
                    "The file leads out of the package.",
                    "It is a link to something elsewhere.",
                    "Put a copy into the folder, or take the link out.",
                )
            )
        elif path.is_file() and not BELONGS.fullmatch(name):
            faults.append(_stranger(name, path.suffix.lower()))
        elif path.is_file():
            yield name, path


def _stranger(name: str, suffix: str) -> Fault:
    if CODE.fullmatch(suffix):
        return Fault(
            name,
            0,
            "A package never contains code.",
            "It is data and text that everybody can read, and that can do no harm.",
            "Say it as a rule, a form, a letter or a story, and take this file out.",
        )
    return Fault(name, 0, "The file does not belong to a package.", _WHAT_BELONGS, "Take it out.")
