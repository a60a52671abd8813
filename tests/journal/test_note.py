"""A checkpoint is a signed note that anybody reads in one way, and that nobody else can sign."""

from __future__ import annotations

from base64 import b64encode

import pytest

from samrum.journal import note
from samrum.journal.note import Checkpoint, NotANote, PublicKey

KEY = note.private_key(b64encode(bytes(range(32))).decode())
OTHER = note.private_key(b64encode(bytes(32)).decode())
MADE = Checkpoint("lillevik.example/journal/1", 12, bytes(range(32)))
SIGNED = note.signed(MADE, KEY)
PUBLIC = note.public_key(MADE.origin, KEY)
# The key in the examples of the standard's first implementation, golang.org/x/mod/sumdb/note.
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def test_a_note_is_three_lines_and_a_signature() -> None:
    *body, empty, signature, end = SIGNED.split("\n")

    assert body == [MADE.origin, "12", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="]
    assert (empty, end) == ("", "")
    assert signature.startswith("— lillevik.example/journal/1 ")
    assert note.opened(SIGNED, PUBLIC) == MADE


def test_keys_are_written_as_others_write_them() -> None:
    assert str(PublicKey.read(NEUMANN)) == NEUMANN
    assert PublicKey.read(str(PUBLIC)) == PUBLIC
    with pytest.raises(NotANote):
        PublicKey.read(NEUMANN.replace("c74f", "c74e"))


def test_another_key_another_name_and_another_text_are_refused() -> None:
    with pytest.raises(NotANote, match="this key has not signed it"):
        note.opened(SIGNED, note.public_key(MADE.origin, OTHER))
    with pytest.raises(NotANote, match="the key is of storvik"):
        note.opened(SIGNED, note.public_key("storvik.example/journal/2", KEY))
    with pytest.raises(NotANote, match="its signature does not hold"):
        note.opened(SIGNED.replace("\n12\n", "\n13\n"), PUBLIC)


def test_no_bit_of_a_note_can_change() -> None:
    content = SIGNED.encode()
    for place in range(len(content) * 8):
        flipped = bytearray(content)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(NotANote):
            note.opened(flipped.decode(errors="replace"), PUBLIC)


def test_a_witness_signs_under_ours_and_changes_nothing() -> None:
    witnessed = note.cosigned(SIGNED, "witness.example", OTHER, 1_795_000_000)

    assert witnessed.startswith(SIGNED)
    assert witnessed.count("\n— ") == 2
    assert note.opened(witnessed, PUBLIC) == MADE


@pytest.mark.parametrize("seed", ["", "short", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9="])
def test_what_is_no_seed_is_no_key(seed: str) -> None:
    with pytest.raises(NotANote):
        note.private_key(seed)
