"""What somebody hands in before it belongs to a case: kept in the file store by its content."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath
from typing import IO, Final

from django.conf import settings

from samrum.channels.store import Store
from samrum.core.document import Upload

LONGEST_NAME: Final = 120  # characters
ENDINGS: Final = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/heic": (".heic", ".heif"),
    "image/webp": (".webp",),
    "text/plain": (".txt",),
}


def receive(stream: IO[bytes], *, kind: str, name: str) -> Upload:
    """Keep a file; its type is told by its bytes.  Raises Refused for what we do not take."""
    stored = Store(Path(settings.FILES), settings.SCANNER).put(stream)
    named = true_name(plain_name(name), stored.media_type)
    return Upload(kind, named, stored.media_type, stored.size, stored.sha256)


def opened(upload: Upload) -> IO[bytes]:
    """The bytes of an upload, checked (samrum.channels.store: Missing, Damaged)."""
    return Store(Path(settings.FILES)).open(upload.sha256)


def true_name(name: str, media_type: str) -> str:
    """The name with an ending that says what the file is, so that nothing else opens it."""
    endings = ENDINGS[media_type]
    return name if name.lower().endswith(endings) else name + endings[0]


def plain_name(name: str) -> str:
    """A file's name without folders and without signs that are not seen or turn the text round."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem, dot, ending = shown.strip().rpartition(".")
    if len(shown) > LONGEST_NAME and stem:
        return stem[: LONGEST_NAME - len(ending) - 1] + dot + ending[: LONGEST_NAME // 2]
    return shown.strip()[:LONGEST_NAME] or "-"
