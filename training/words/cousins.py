"""How many measured lines have a cousin among what is learnt: three words in five the same.

python -m training.words.cousins
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from seemly.guard.text.normalise import fold
from seemly.redteam.sets import Line, read
from training.words.examples import FRESH, LATER, NATIVE, Example, twins
from training.words.fragments import composed

_SHARED = 0.6


def words(text: str) -> frozenset[str]:
    """Each once, folded."""
    return frozenset(re.findall(r"\w+", fold(text)))


def alike(lines: Iterable[Line], learnt: Iterable[Example]) -> int:
    """How many lines share three words in five with something of their language."""
    by_language: dict[str, list[frozenset[str]]] = defaultdict(list)
    for example in learnt:
        by_language[example.language].append(words(example.text))
    return sum(
        any(
            len(mine & other) >= _SHARED * len(mine | other) for other in by_language[line.language]
        )
        for line in lines
        if (mine := words(line.text))
    )


def main() -> None:
    measured = {
        "fresh": read(FRESH),
        "later": read(LATER),
        "aside": [line for line in read(NATIVE) if line.aside],
    }
    for name, learnt in (("twins", twins()), ("fragments", composed())):
        told = (
            f"{alike(lines, learnt)} of {len(lines)} {part}" for part, lines in measured.items()
        )
        print(f"{len(learnt)} {name}; lines with a cousin: {', '.join(told)}")


if __name__ == "__main__":
    main()
