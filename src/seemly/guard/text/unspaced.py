"""Terms of writing whose spaces say little: Chinese, Japanese, Thai, Korean.

Such a term stands anywhere, spaces or none between its letters. A run of this writing is cut where
known terms begin and end, so that "near" and "before" mean there what they mean elsewhere:
"他旁边的箱子去掉" is "他 旁边 的箱子 去掉", and no longer one word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Generic, TypeVar

import regex

Meaning = TypeVar("Meaning")

_LETTER = regex.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MARK = regex.compile(r"\p{M}")
_STOPS = frozenset(".;:!?\n,")
_SHORT = 2  # other letters and digits that may belong to a term: "Tシャツ", "19금"


def is_unspaced(text: str) -> bool:
    """Whether any of this writing stands in a text."""
    return _LETTER.search(text) is not None


@dataclass(frozen=True)
class Run:
    """Neighbouring words of such writing, from the word `first` on, and their letters joined."""

    first: int
    words: tuple[str, ...]

    @property
    def letters(self) -> str:
        """The words without the spaces between them."""
        return "".join(self.words)

    def places(self) -> list[int]:
        """For each letter, the word that it stands in."""
        return [
            place
            for place, word in enumerate(self.words, self.first)
            for _ in range(len(word))
        ]  # fmt: skip


def runs(words: list[str]) -> Iterator[Run]:
    """The runs among the words of a text, in order."""
    start = None
    for place, word in enumerate([*words, "."]):
        inside = word not in _STOPS and (len(word) <= _SHORT or is_unspaced(word))
        if inside and start is None:
            start = place
        elif not inside and start is not None:
            run = Run(start, tuple(words[start:place]))
            start = None
            if is_unspaced(run.letters):
                yield run


@dataclass
class Unspaced(Generic[Meaning]):
    """Terms, each with what it means, looked up letter by letter."""

    _meanings: dict[str, list[Meaning]] = field(default_factory=lambda: defaultdict(list))
    _sizes: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, term: str, meaning: Meaning) -> None:
        """Add a term; spaces in it do not count."""
        term = "".join(term.split())
        self._meanings[term].append(meaning)
        self._sizes[term[0]].add(len(term))

    def spans(self, letters: str) -> Iterator[tuple[int, int, Iterable[Meaning]]]:
        """Where terms stand, from the first letter up to the one after the last, and meanings."""
        for start, letter in enumerate(letters):
            for size in self._sizes.get(letter, ()):
                end = start + size
                found = self._meanings.get(letters[start:end])
                if found and end <= len(letters):
                    yield start, end, found

    def cut(self, word: str) -> list[str]:
        """A word of such writing, parted where terms begin and end."""
        ends = {0, len(word)}
        for start, end, _ in self.spans(word):
            ends |= {start, end}
        cuts = sorted(end for end in ends if end == len(word) or not _MARK.match(word[end]))
        return [word[start:end] for start, end in pairwise(cuts)]

    def blotted(self, run: Run, blot: str) -> list[str]:
        """The words of a run with every letter of a term blotted out."""
        letters = list(run.letters)
        for start, end, _ in self.spans(run.letters):
            letters[start:end] = blot * (end - start)
        ends = [0, *accumulate(map(len, run.words))]
        return ["".join(letters[start:end]) for start, end in pairwise(ends)]
