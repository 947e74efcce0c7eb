"""What the heads learn from: native lines that are not aside, twins, and pairs of them as one wish.

Twins (prompts/twins) are harmful and harmless lines of almost the same words, written for training
alone: one that says the same as a line that is measured or kept back is not learnt from.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seemly.facts import Intent
from seemly.guard.text.heads import INTENTS, Vector
from seemly.guard.text.normalise import fold
from seemly.redteam.sets import Line, Shown, read

NATIVE = Path("prompts/native")
FRESH = Path("prompts/fresh")
LATER = Path("prompts/later")
TWINS = Path("prompts/twins")
KEPT_BACK = 40  # one twin in so many
#: The place of a text that comes from no native line: it is never held back.
NO_LINE = -1
#: One pair for so many lines: people hide a harmful wish behind a harmless one.
_PAIR_ONE_IN = 5
_BETWEEN = (". ", ", ", " + ", "! ", "\n", "; ")


@dataclass(frozen=True)
class Example:
    """A text and the intents in it.

    `line`: the place of the native line it comes from. `composed`: put together from fragments.
    """

    text: str
    intents: frozenset[Intent]
    has_picture: bool
    language: str
    line: int
    composed: bool = False

    def target(self) -> Vector:
        """C zeros and ones."""
        return np.array([intent in self.intents for intent in INTENTS], np.float32)


def tuning_lines() -> tuple[Line, ...]:
    """Native lines to learn from; the fifth aside is not among them."""
    return tuple(line for line in read(NATIVE) if not line.aside)


def twins() -> list[Example]:
    """Twins to learn from."""
    if not TWINS.is_dir():
        return []
    return unknown(
        [
            Example(line.text, _intents(line), line.shown is not Shown.NONE, line.language, NO_LINE)
            for line in read(TWINS)
        ]
    )


def twins_kept_back() -> tuple[Line, ...]:
    """To choose by: not learnt from since they were first kept back."""
    return tuple(line for line in read(TWINS) if _fold(line, KEPT_BACK) == 0)


def unknown(examples: Sequence[Example]) -> list[Example]:
    """Those that equal no line that is measured or kept back, each once."""
    measured = (*read(NATIVE), *read(FRESH), *read(LATER), *twins_kept_back())
    known = {_bare(line.text) for line in measured}
    fit = {bare: one for one in examples if (bare := _bare(one.text)) not in known}
    return list(fit.values())


def singles(lines: Sequence[Line]) -> list[Example]:
    """A line as it is."""
    return [
        Example(line.text, _intents(line), line.shown is not Shown.NONE, line.language, place)
        for place, line in enumerate(lines)
    ]


def pairs(examples: Sequence[Example], fold_of: Sequence[int]) -> list[Example]:
    """Two wishes of one language and fold as one text; both intents are in it."""
    chosen = random.Random(7)
    groups: dict[tuple[str, int], list[Example]] = defaultdict(list)
    for example in examples:
        if example.has_picture:
            groups[example.language, fold_of[example.line]].append(example)
    found = []
    for group in groups.values():
        for one in group[::_PAIR_ONE_IN]:
            other = chosen.choice(group)
            text = one.text + chosen.choice(_BETWEEN) + other.text
            both = one.intents | other.intents
            found.append(Example(text, both, True, one.language, one.line))
    return found


def folds(count: int, lines: Sequence[Line]) -> list[int]:
    """A fold for each line, by its text: the same in every run."""
    return [_fold(line, count) for line in lines]


def _fold(line: Line, count: int) -> int:
    """0 to count - 1."""
    return int(line.id.rsplit("-", 1)[1], 16) % count


def _bare(text: str) -> str:
    """Letters and figures alone, folded."""
    return "".join(letter for letter in fold(text) if letter.isalnum())


def _intents(line: Line) -> frozenset[Intent]:
    intent = line.intent
    assert intent is not None
    return frozenset({intent})
