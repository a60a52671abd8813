"""A witness signs what grew from what she knows, and nothing else; what she is given is C2SP's."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest

from samrum.journal import note, tree
from samrum.journal.note import COSIGNED, Checkpoint, NotANote, PublicKey
from samrum.journal.tree import Tree, leaf
from samrum.journal.witness import Growth, NotGrown, Witness, proof_of_growth

ORIGIN = "lillevik.example/journal/1"
OURS = note.private_key(b64encode(bytes(range(32))).decode())
HERS = note.private_key(b64encode(bytes(range(32, 64))).decode())
LEAVES = [leaf(bytes([number])) for number in range(40)]
HER_KEY = note.public_key("audit.example/samrum", HERS, COSIGNED)


def signed(leaves: list[bytes]) -> str:
    return note.signed(Checkpoint(ORIGIN, len(leaves), Tree().grown(leaves).root), OURS)


def growth(old: int, leaves: list[bytes] = LEAVES) -> Growth:
    proof = proof_of_growth(Tree().grown(leaves[:old]), leaves[old:]) if old else ()
    return Growth(old, proof, signed(leaves))


def witness(size: int = 0) -> Witness:
    known = Checkpoint(ORIGIN, size, Tree().grown(LEAVES[:size]).root) if size else None
    return Witness([note.public_key(ORIGIN, OURS)], HER_KEY.name, HERS, known)


@pytest.mark.parametrize("grown", range(1, 35))
def test_a_proof_from_the_peaks_is_the_one_from_all_leaves(grown: int) -> None:
    for size in range(1, grown + 1):
        before, added = Tree().grown(LEAVES[:size]), LEAVES[size:grown]
        assert list(proof_of_growth(before, added)) == tree.proof_of_growth(LEAVES[:grown], size)


def test_she_signs_the_first_and_what_grew_from_it_and_says_when() -> None:
    first, known = witness().sign(growth(0, LEAVES[:7]), 1_795_000_000)
    assert known.size == 7
    second, known = witness(7).sign(growth(7), 1_795_000_060)

    assert known.size == 40
    assert note.cosigned_at(first, HER_KEY) == 1_795_000_000
    assert note.cosigned_at(second, HER_KEY) == 1_795_000_060
    assert note.opened(second, note.public_key(ORIGIN, OURS)) == known, "ours still holds"


def test_the_same_checkpoint_is_signed_again() -> None:
    again, known = witness(40).sign(growth(40), 1_795_000_000)

    assert known == witness(40).known and note.cosigned_at(again, HER_KEY)


def test_history_that_was_changed_is_not_signed() -> None:
    others = [*LEAVES[:5], leaf(b"another"), *LEAVES[6:]]
    for wrong in (
        growth(7, others),  # a proof of another history
        Growth(7, growth(7).proof[:-1], signed(LEAVES)),
        Growth(7, (), signed(LEAVES)),
        Growth(8, growth(8).proof, signed(LEAVES)),  # not from what she knows
        Growth(0, (), signed(LEAVES)),  # as if she knew nothing
        growth(0, LEAVES[:3]),  # back
    ):
        with pytest.raises(NotGrown):
            witness(7).sign(wrong, 1)
    with pytest.raises(NotGrown):
        witness(40).sign(Growth(40, (), signed(others)), 1)


def test_another_log_and_another_key_are_not_signed() -> None:
    storvik = note.signed(Checkpoint("storvik.example/journal/2", 1, bytes(32)), OURS)
    forged = note.signed(Checkpoint(ORIGIN, 1, bytes(32)), HERS)

    for wrong in (storvik, forged, "", "old 0"):
        with pytest.raises(NotANote):
            witness().sign(Growth(0, (), wrong), 1)


def test_what_she_is_given_is_written_as_the_standard_has_it() -> None:
    given = growth(7)
    first, *steps = given.text.partition("\n\n")[0].split("\n")

    assert first == "old 7" and growth(0).text.startswith(f"old 0\n\n{ORIGIN}\n")
    assert [b64decode(step) for step in steps] == list(given.proof) != []
    assert given.text.endswith("\n\n" + given.note)
    assert Growth.read(given.text) == given
    assert Growth.read(growth(0).text) == growth(0)


@pytest.mark.parametrize(
    "text",
    ["", "old 7", "old 07\n\nx", "old -1\n\nx", "new 7\n\nx", "old 7\nAAAA\n\nx"]
    + ["old 7\n" + (b64encode(bytes(32)).decode() + "\n") * 64 + "\nx"],
)
def test_what_is_written_otherwise_is_not_read(text: str) -> None:
    with pytest.raises(NotANote):
        Growth.read(text)


def test_no_bit_of_a_cosignature_can_change() -> None:
    cosigned = note.cosigned(signed(LEAVES), HER_KEY.name, HERS, 1_795_000_000)
    line = cosigned.encode().rindex("— ".encode())
    for place in range(line * 8, (len(cosigned.encode()) - 1) * 8, 5):
        flipped = bytearray(cosigned.encode())
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(NotANote):
            note.cosigned_at(flipped.decode(errors="replace"), HER_KEY)


def test_a_witness_and_a_log_are_not_taken_for_each_other() -> None:
    assert PublicKey.read(str(HER_KEY), COSIGNED) == HER_KEY
    with pytest.raises(NotANote):
        PublicKey.read(str(HER_KEY))
    with pytest.raises(NotANote, match="has not signed it"):
        note.cosigned_at(signed(LEAVES), HER_KEY)
