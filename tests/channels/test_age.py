"""Files that only one key opens, as the program `age` opens them too."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest

from samrum.channels.age import PIECE, NotReadable, Sealing, new_identity, recipient_of, unsealed

MINE = new_identity()
AGE = shutil.which("age")
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7)


def sealed(content: bytes, recipient: str = recipient_of(MINE)) -> bytes:
    file = io.BytesIO()
    sealing = Sealing(file, recipient)
    for first in range(0, len(content), 10_000):
        sealing.write(content[first : first + 10_000])
    sealing.close()
    return file.getvalue()


def read(content: bytes, identity: str = MINE) -> bytes:
    return b"".join(unsealed(io.BytesIO(content), identity))


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_is_read(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)

    assert read(sealed(content[:size])) == content[:size]


def test_another_key_opens_nothing() -> None:
    with pytest.raises(NotReadable, match="sealed for another key"):
        read(sealed(b"hemligt"), new_identity())


@pytest.mark.parametrize("kept", [0, 10, 100, 199, 220, PIECE, PIECE + 216, 2 * PIECE + 400])
def test_what_was_cut_off_is_not_read(kept: int) -> None:
    whole = sealed(bytes(3 * PIECE))

    with pytest.raises(NotReadable):
        read(whole[:kept])


def test_pieces_in_another_order_or_changed_are_not_read() -> None:
    whole = sealed(bytes(3 * PIECE))
    begin = len(whole) - 3 * (PIECE + 16)
    pieces = [whole[begin + n * (PIECE + 16) : begin + (n + 1) * (PIECE + 16)] for n in range(3)]

    for damaged in (
        whole[:begin] + pieces[1] + pieces[0] + pieces[2],
        whole[:begin] + pieces[0] + pieces[1],
        whole + b"more",
        whole[:-1] + bytes([whole[-1] ^ 1]),
        whole.replace(b"X25519", b"X25518", 1),
    ):
        with pytest.raises(NotReadable):
            read(damaged)


@pytest.mark.parametrize("key", ["", "age1", recipient_of(MINE)[:-1] + "b", "ssh-ed25519 AAAA"])
def test_what_is_no_public_key_is_refused(key: str) -> None:
    with pytest.raises(NotReadable):
        sealed(b"", key)


@pytest.mark.skipif(AGE is None, reason="the program age is not here")
@pytest.mark.parametrize("size", SIZES)
def test_the_program_age_reads_ours_and_we_read_its(tmp_path: Path, size: int) -> None:
    assert AGE is not None
    key = tmp_path / "key"
    key.write_text(f"# a remark\n{MINE}\n")
    content = b"z" * size
    ours = subprocess.run(
        [AGE, "-d", "-i", str(key)], input=sealed(content), capture_output=True, check=True
    )
    theirs = subprocess.run(
        [AGE, "-r", recipient_of(MINE)], input=content, capture_output=True, check=True
    )

    assert ours.stdout == content
    assert read(theirs.stdout, key.read_text()) == content
