"""Which of our pictures is this near to? A plain search through all hashes, in memory.

32 bytes a hash. Every query looks at half of every hash, and at the other half only where the
first is near enough already: what a million hashes cost is in docs/matching.md.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from seemly.matching.pdq import PdqHash

Words: TypeAlias = NDArray[np.uint64]

WITHIN = 31  # bits: up to here ThreatExchange speaks of a copy
_WORDS = 4
_STRIPE = 1 << 15  # hashes looked at at once: what they need stays in the processor's cache
_FIRST_ROOM = 1024


@dataclass(frozen=True)
class _Shelf:
    """Room for hashes: one row for each of their four words, and who each column belongs to."""

    words: Words  # 4 x room
    ids: list[str | None]  # None: taken out

    @staticmethod
    def of(room: int) -> _Shelf:
        return _Shelf(np.zeros((_WORDS, room), np.uint64), [])


class Index:
    """Hashes by id. Any thread may call anything; a search never waits for another one.

    A search sees what was there when it began: columns are only ever added, and a removal empties
    the id beside its column.
    """

    def __init__(self, hashes: Iterable[tuple[str, PdqHash]] = ()) -> None:
        self._writing = threading.Lock()
        self._shelf = _Shelf.of(_FIRST_ROOM)
        self._columns: dict[str, int] = {}
        for key, value in hashes:
            self.add(key, value)

    def __len__(self) -> int:
        return len(self._columns)

    def __contains__(self, key: str) -> bool:
        return key in self._columns

    def add(self, key: str, value: PdqHash) -> None:
        """Put in a hash; an id that is there already gets the new one instead."""
        words = _words(value)
        with self._writing:
            known = self._columns.get(key)
            if known is not None and (self._shelf.words[:, known] == words).all():
                return
            self._drop(key)
            if len(self._shelf.ids) == self._shelf.words.shape[1]:
                self._move()
            shelf = self._shelf
            column = len(shelf.ids)
            shelf.words[:, column] = words
            shelf.ids.append(key)  # last: a search looks as far as there are ids
            self._columns[key] = column

    def remove(self, key: str) -> None:
        """Take out a hash; an id that is not there is no error."""
        with self._writing:
            self._drop(key)

    def near(self, value: PdqHash, within: int = WITHIN) -> list[tuple[str, int]]:
        """Ids and distances (bits) up to `within`, nearest first, then by id."""
        return self.near_any((value,), within)

    def near_any(self, values: Iterable[PdqHash], within: int = WITHIN) -> list[tuple[str, int]]:
        """As `near`, with each id's distance to the nearest of several hashes.

        Meant for the eight turns and mirrors of one picture (`pdq.all_eight`).
        """
        shelf = self._shelf
        count = len(shelf.ids)
        wanted = [_words(value) for value in values]
        best: dict[str, int] = {}
        for start in range(0, count, _STRIPE):
            stripe = shelf.words[:, start : min(count, start + _STRIPE)]
            for words in wanted:
                for column, distance in _near(stripe, words, within):
                    key = shelf.ids[start + column]
                    if key is not None:
                        best[key] = min(distance, best.get(key, distance))
        return sorted(best.items(), key=lambda found: (found[1], found[0]))

    def _drop(self, key: str) -> None:
        column = self._columns.pop(key, None)
        if column is not None:
            self._shelf.ids[column] = None

    def _move(self) -> None:
        """To a shelf of twice the room, without what was taken out; searches keep the old one."""
        old, keys = self._shelf, list(self._columns)
        shelf = _Shelf.of(max(_FIRST_ROOM, 2 * len(keys)))
        shelf.words[:, : len(keys)] = old.words[:, list(self._columns.values())]
        shelf.ids.extend(keys)
        self._columns = {key: column for column, key in enumerate(keys)}
        self._shelf = shelf


def _words(value: PdqHash) -> Words:
    return np.frombuffer(value.to_bytes(), ">u8").astype(np.uint64)


def _near(stripe: Words, words: Words, within: int) -> list[tuple[int, int]]:
    """Columns and distances of a stripe's hashes up to `within` bits from one hash."""
    half = np.bitwise_count(stripe[0] ^ words[0]) + np.bitwise_count(stripe[1] ^ words[1])
    columns = np.flatnonzero(half <= within)
    if not len(columns):
        return []
    rest = np.bitwise_count(stripe[2:, columns] ^ words[2:, None])
    distances = half[columns] + rest.sum(axis=0)
    near = distances <= within
    return list(zip(columns[near].tolist(), distances[near].tolist(), strict=True))
