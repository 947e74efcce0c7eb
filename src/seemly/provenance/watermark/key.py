"""What a deployment's secret decides: which bins carry what, with which signs and phases, and which
word stands for an id.

Everything is drawn from HMAC-SHA-256 in counter mode, so that nobody without the secret can tell a
carrier's sign from a coin. The bound on false reads (read.py) rests on that and on nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from seemly.provenance.watermark import bins, code

SYNC = 250  # bins of known phase, spread over all radii: they find shift, flip and turn
SECRET_BYTES = 32
_ROUNDS = 8  # of a Feistel network; four would be enough for a few thousand known words
_HALF = code.ID_BITS // 2
_LOW = (1 << _HALF) - 1


@dataclass(frozen=True, eq=False)
class Carriers:
    """A deployment's carriers. `secret`: at least 32 random bytes, which stay with the operator.

    Raises ValueError for a shorter secret.
    """

    secret: bytes = field(repr=False)
    sync: NDArray[np.intp] = field(init=False, repr=False)  # indices into bins.BINS, ascending
    phases: NDArray[np.complex64] = field(init=False, repr=False)  # of the sync bins, length 1
    payload: NDArray[np.intp] = field(init=False, repr=False)  # the other indices
    coded: NDArray[np.intp] = field(init=False, repr=False)  # which coded bit each half bin tells
    signs: NDArray[np.float32] = field(init=False, repr=False)  # +1 or -1 for each half bin

    def __post_init__(self) -> None:
        if len(self.secret) < SECRET_BYTES:
            raise ValueError(f"a watermark's secret has at least {SECRET_BYTES} bytes")
        stream = _Stream(self.secret)
        sync = _one_of_each(bins.COUNT, SYNC, stream)
        payload = np.setdiff1d(np.arange(bins.COUNT), sync)
        halves = 2 * len(payload)  # the real and the imaginary part each carry one coded bit
        rounds = -(-halves // code.CODED)
        told = np.concatenate([stream.order(code.CODED) for _ in range(rounds)])[:halves]
        signs = 1 - 2 * (stream.numbers(halves) & np.uint64(1)).astype(np.float32)
        turns = stream.numbers(SYNC).astype(np.float64) / 2.0**64
        for name, value in (
            ("sync", sync),
            ("phases", np.exp(2j * np.pi * turns).astype(np.complex64)),
            ("payload", payload),
            ("coded", told),
            ("signs", signs),
        ):
            value.flags.writeable = False
            object.__setattr__(self, name, value)

    def word(self, public_id: int) -> int:
        """What is written for an id. Ids are public: whoever knew what is written could learn
        enough signs from ten pictures to write any id (docs/watermark.md).

        Raises ValueError for an id of more than 48 bits.
        """
        if not 0 <= public_id < 1 << code.ID_BITS:
            raise ValueError("a watermark carries an id of 48 bits")
        left, right = public_id >> _HALF, public_id & _LOW
        for number in range(_ROUNDS):
            left, right = right, left ^ self._mixed(number, right)
        return left << _HALF | right

    def public_id(self, word: int) -> int:
        """The id for which a word stands."""
        left, right = word >> _HALF, word & _LOW
        for number in reversed(range(_ROUNDS)):
            left, right = right ^ self._mixed(number, left), left
        return left << _HALF | right

    def _mixed(self, number: int, half: int) -> int:
        name = b"seemly watermark word 1" + bytes([number]) + half.to_bytes(3, "big")
        return int.from_bytes(hmac.digest(self.secret, name, "sha256")[:3], "big")


class _Stream:
    """Numbers that only the secret tells."""

    def __init__(self, secret: bytes) -> None:
        self._secret, self._block = secret, 0

    def numbers(self, count: int) -> NDArray[np.uint64]:
        """`count` numbers of 64 bits."""
        blocks = []
        for _ in range(-(-count // 4)):
            name = b"seemly watermark 1" + self._block.to_bytes(8, "big")
            blocks.append(hmac.new(self._secret, name, hashlib.sha256).digest())
            self._block += 1
        return np.frombuffer(b"".join(blocks), ">u8")[:count].astype(np.uint64)

    def order(self, count: int) -> NDArray[np.intp]:
        """0 to `count` - 1, shuffled."""
        return np.argsort(self.numbers(count), kind="stable")


def _one_of_each(count: int, parts: int, stream: _Stream) -> NDArray[np.intp]:
    """From each of `parts` equal stretches of 0..count-1 one number, ascending."""
    edges = np.linspace(0, count, parts + 1).astype(np.intp)
    chosen = stream.numbers(parts) % np.diff(edges).astype(np.uint64)
    return edges[:-1] + chosen.astype(np.intp)
