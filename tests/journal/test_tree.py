"""The Merkle tree gives the roots of RFC 6962, and its proofs show growth and nothing else."""

from __future__ import annotations

import pytest

from samrum.journal.tree import Tree, has_grown, leaf, node, proof_of_growth

# The leaves and roots that implementations of Certificate Transparency are tested with.
CONTENTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
            "606162636465666768696a6b6c6d6e6f")  # fmt: skip
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
LEAVES = [leaf(bytes.fromhex(content)) for content in CONTENTS]


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_the_roots_are_those_that_others_compute(size: int, root: str) -> None:
    assert Tree().grown(LEAVES[:size]).root.hex() == root


def test_a_tree_grows_without_its_leaves() -> None:
    tree = Tree().grown(LEAVES[:5])

    assert len(tree.peaks) == 2
    assert tree.grown(LEAVES[5:]) == Tree().grown(LEAVES)


@pytest.mark.parametrize("size", range(1, 20))
@pytest.mark.parametrize("grown", range(1, 20))
def test_growth_is_shown_by_its_proof_alone(size: int, grown: int) -> None:
    leaves = [leaf(bytes([number])) for number in range(grown)]
    others = [*leaves[: size - 1], leaf(b"another")]
    if size > grown:
        with pytest.raises(ValueError):
            proof_of_growth(leaves, size)
        return
    proof = proof_of_growth(leaves, size)
    before, after = Tree().grown(leaves[:size]).root, Tree().grown(leaves).root

    assert has_grown(size, before, grown, after, proof)
    assert not has_grown(size, Tree().grown(others).root, grown, after, proof)
    assert not has_grown(size, before, grown, node(after, after), proof)
    assert not has_grown(size, before, grown, after, [*proof, after])
    assert not proof or not has_grown(size, before, grown, after, proof[:-1])
