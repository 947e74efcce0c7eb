"""The Merkle tree of RFC 6962: hashes, roots, and the two proofs, with their verification.

    leaf   SHA-256(0x00 || entry)
    node   SHA-256(0x01 || left || right), left the largest full tree of 2^k leaves

Hashes are 32 bytes; positions count from 0; sizes are numbers of leaves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from seemly.errors import LedgerBroken

EMPTY = hashlib.sha256(b"").digest()  # the root of a tree without leaves


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry (RFC 6962, 2.1). The zero keeps a leaf from passing as a node."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """Enough of a tree to append to it and know its root: one hash for each bit of its size."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # roots of the full subtrees, largest first

    def copy(self) -> Frontier:
        """Another frontier of the same tree."""
        other = Frontier()
        other.size, other._peaks = self.size, self._peaks.copy()
        return other

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the right."""
        node, full = leaf, self.size
        while full & 1:  # two subtrees of one height become one of the next
            node = node_hash(self._peaks.pop(), node)
            full >>= 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The root hash of the tree so far."""
        if not self._peaks:
            return EMPTY
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = node_hash(peak, node)
        return node


class Tree:
    """All hashes of a tree, so that any earlier root and any proof is a matter of microseconds.

    64 bytes for each leaf: a million entries take 64 MB.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[bytearray] = [bytearray()]  # [k]: roots of full subtrees of 2^k leaves
        self.size = 0
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the right."""
        node, full, level = leaf, self.size, 0
        self._levels[0] += node
        while full & 1:
            node = node_hash(bytes(self._levels[level][-64:-32]), node)
            full >>= 1
            level += 1
            if level == len(self._levels):
                self._levels.append(bytearray())
            self._levels[level] += node
        self.size += 1

    def leaf(self, position: int) -> bytes:
        """The leaf hash at `position`."""
        return self._full(0, position)

    def root(self, size: int) -> bytes:
        """The root of the first `size` leaves."""
        self._within(size)
        return self._subtree(0, size) if size else EMPTY

    def inclusion(self, position: int, size: int) -> list[bytes]:
        """The audit path of a leaf in the tree of `size` leaves (RFC 6962, 2.1.1)."""
        self._within(size)
        if not 0 <= position < size:
            raise LedgerBroken(f"position {position} is not in a tree of {size} entries")
        path = []
        start, end = 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if position < middle:
                path.append(self._subtree(middle, end))
                end = middle
            else:
                path.append(self._subtree(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, first: int, second: int) -> list[bytes]:
        """Why the tree of `second` leaves extends the tree of `first` (RFC 6962, 2.1.2)."""
        self._within(second)
        if not 0 < first <= second:
            raise LedgerBroken(f"no consistency proof leads from {first} to {second} entries")
        path = []
        start, end, known = 0, second, True  # known: the verifier has this subtree's root already
        while first != end:
            middle = start + _split(end - start)
            if first <= middle:
                path.append(self._subtree(middle, end))
                end = middle
            else:
                path.append(self._subtree(start, middle))
                start, known = middle, False
        if not known:
            path.append(self._subtree(start, end))
        return path[::-1]

    def _subtree(self, start: int, end: int) -> bytes:
        """The root over leaves start to end, where start is a multiple of the split."""
        count = end - start
        if count & (count - 1) == 0:
            level = count.bit_length() - 1
            return self._full(level, start >> level)
        middle = start + _split(count)
        return node_hash(self._subtree(start, middle), self._subtree(middle, end))

    def _full(self, level: int, index: int) -> bytes:
        return bytes(self._levels[level][index * 32 : index * 32 + 32])

    def _within(self, size: int) -> None:
        if not 0 <= size <= self.size:
            raise LedgerBroken(f"the tree has {self.size} entries, not {size}")


def verify_inclusion(
    leaf: bytes, position: int, size: int, path: Sequence[bytes], root: bytes
) -> None:
    """Check that `leaf` stands at `position` in the tree with this root (RFC 9162, 2.1.3.2).

    Raises LedgerBroken when the path does not lead there.
    """
    if not 0 <= position < size:
        raise LedgerBroken(f"position {position} is not in a tree of {size} entries")
    node, index, last = leaf, position, size - 1
    for sibling in path:
        if last == 0:
            raise LedgerBroken(f"the proof for position {position} is too long")
        if index & 1 or index == last:
            node = node_hash(sibling, node)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        index, last = index >> 1, last >> 1
    if last != 0 or node != root:
        raise LedgerBroken(f"the proof for position {position} does not lead to the root")


def verify_consistency(
    first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes
) -> None:
    """Check that the second tree extends the first (RFC 9162, 2.1.4.2).

    Raises LedgerBroken when it does not: something already signed was changed.
    """
    broken = LedgerBroken(f"the tree of {second} entries does not extend the one of {first}")
    if first == second:
        if path or first_root != second_root:
            raise broken
        return
    if not 0 < first < second or not path:
        raise broken
    nodes = list(path)
    if first & (first - 1) == 0:  # the first tree is full: the verifier knows its root
        nodes.insert(0, first_root)
    index, last = first - 1, second - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            raise broken
        if index & 1 or index == last:
            old, new = node_hash(node, old), node_hash(node, new)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            new = node_hash(new, node)
        index, last = index >> 1, last >> 1
    if last != 0 or old != first_root or new != second_root:
        raise broken


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)
