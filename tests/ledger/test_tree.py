import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.errors import LedgerBroken
from seemly.ledger.tree import (
    EMPTY,
    Frontier,
    Tree,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

# The test data of Certificate Transparency (transparency-dev/merkle, testonly/constants.go).
CT_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CT_CONSISTENCY = {
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, as it stands there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    left, right = naive_root(leaves[:k]), naive_root(leaves[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_consistency(m: int, leaves: list[bytes], complete: bool) -> list[bytes]:
    """RFC 6962, 2.1.2 (SUBPROOF)."""
    if m == len(leaves):
        return [] if complete else [naive_root(leaves)]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if m <= k:
        return [*naive_consistency(m, leaves[:k], complete), naive_root(leaves[k:])]
    return [*naive_consistency(m - k, leaves[k:], False), naive_root(leaves[:k])]


def tree_of(leaves: list[bytes]) -> Tree:
    return Tree(map(leaf_hash, leaves))


some_leaves = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    frontier = Frontier()
    for leaf in CT_LEAVES[:size]:
        frontier.append(leaf_hash(leaf))
    assert frontier.root().hex() == CT_ROOTS[size]
    assert tree_of(CT_LEAVES).root(size).hex() == CT_ROOTS[size]


@pytest.mark.parametrize(("first", "second"), CT_CONSISTENCY)
def test_consistency_proofs_are_those_of_certificate_transparency(first: int, second: int) -> None:
    proof = tree_of(CT_LEAVES).consistency(first, second)
    assert [node.hex() for node in proof] == CT_CONSISTENCY[first, second]


def test_a_node_cannot_pass_as_a_leaf() -> None:
    left, right = leaf_hash(b"left"), leaf_hash(b"right")
    assert leaf_hash(left + right) != node_hash(left, right)


@given(some_leaves)
def test_roots_are_those_of_the_definition(leaves: list[bytes]) -> None:
    frontier, tree = Frontier(), tree_of(leaves)
    assert frontier.root() == tree.root(0) == EMPTY
    for size, leaf in enumerate(leaves, 1):
        frontier.append(leaf_hash(leaf))
        assert frontier.size == size
        assert frontier.root() == tree.root(size) == naive_root(leaves[:size])


@given(some_leaves, st.data())
def test_proofs_are_those_of_the_definition_and_hold(
    leaves: list[bytes], data: st.DataObject
) -> None:
    tree = tree_of(leaves)
    size = data.draw(st.integers(1, len(leaves)))
    position = data.draw(st.integers(0, size - 1))
    path = tree.inclusion(position, size)
    assert path == naive_path(position, leaves[:size])
    verify_inclusion(tree.leaf(position), position, size, path, tree.root(size))
    first = data.draw(st.integers(1, size))
    proof = tree.consistency(first, size)
    assert proof == naive_consistency(first, leaves[:size], True)
    verify_consistency(first, size, proof, tree.root(first), tree.root(size))


@given(some_leaves, st.data())
def test_no_other_leaf_position_size_path_or_root_passes(
    leaves: list[bytes], data: st.DataObject
) -> None:
    distinct = [bytes([n]) + leaf for n, leaf in enumerate(leaves)]
    tree, size = tree_of(distinct), len(leaves)
    position = data.draw(st.integers(0, size - 1))
    path, root = tree.inclusion(position, size), tree.root(size)
    leaf = tree.leaf(position)
    wrong = [
        (leaf_hash(b"another"), position, size, path, root),
        (leaf, position, size, path, leaf_hash(b"another")),
        (leaf, position, size, [*path, root], root),
        (leaf, -1, size, path, root),
        (leaf, size, size, path, root),
        *((leaf, other, size, path, root) for other in range(size) if other != position),
        *((leaf, position, size, path[:cut], root) for cut in range(len(path))),
        *((leaf, position, size, flipped, root) for flipped in spoiled(path)),
    ]
    for each in wrong:
        with pytest.raises(LedgerBroken):
            verify_inclusion(*each)


@given(some_leaves, st.data())
def test_no_rewritten_tree_passes_as_an_extension(leaves: list[bytes], data: st.DataObject) -> None:
    tree, size = tree_of(leaves), len(leaves)
    first = data.draw(st.integers(1, size))
    proof, old, new = tree.consistency(first, size), tree.root(first), tree.root(size)
    changed = data.draw(st.integers(0, first - 1))
    rewritten = tree_of([*leaves[:changed], b"rewritten!", *leaves[changed + 1 :]])
    wrong = [
        (first, size, rewritten.consistency(first, size), old, rewritten.root(size)),
        (first, size, proof, rewritten.root(first), new),
        (first, size, proof, old, rewritten.root(size)),
        (first, size, [*proof, new], old, new),
        (size + 1, size, proof, old, new),
        (0, size, proof, old, new),
        *((first, size, proof[:cut], old, new) for cut in range(len(proof))),
        *((first, size, flipped, old, new) for flipped in spoiled(proof)),
    ]
    for each in wrong:
        with pytest.raises(LedgerBroken):
            verify_consistency(*each)


def test_a_frontier_and_its_copy_grow_apart() -> None:
    frontier = Frontier()
    frontier.append(leaf_hash(b"a"))
    other = frontier.copy()
    other.append(leaf_hash(b"b"))
    assert (frontier.size, other.size) == (1, 2)
    assert frontier.root() == leaf_hash(b"a")


@pytest.mark.parametrize(("position", "size"), [(-1, 3), (3, 3), (0, 4), (0, -1), (0, 0)])
def test_there_is_no_proof_for_what_is_not_there(position: int, size: int) -> None:
    with pytest.raises(LedgerBroken):
        tree_of(CT_LEAVES[:3]).inclusion(position, size)


@pytest.mark.parametrize(("first", "second"), [(0, 3), (3, 2), (1, 4)])
def test_there_is_no_consistency_with_what_is_not_there(first: int, second: int) -> None:
    with pytest.raises(LedgerBroken):
        tree_of(CT_LEAVES[:3]).consistency(first, second)


def spoiled(path: list[bytes]) -> list[list[bytes]]:
    """The path with one bit of each hash turned, one at a time."""
    return [
        [*path[:n], bytes([path[n][0] ^ 1]) + path[n][1:], *path[n + 1 :]] for n in range(len(path))
    ]
