"""How likely each intent is in a text, by what it means: four voices, the dearest in doubt."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from threading import Lock

from seemly.facts import Intent
from seemly.guard.text.embeddings import Embeddings
from seemly.guard.text.heads import Heads, by_intent, probabilities
from seemly.guard.text.lexicon import Concept
from seemly.guard.text.normalise import quietened

#: What our own posts say comes again and again, and a wish is read before and while it is answered.
KEPT = 512
#: The larger encoder is asked unless the others are surer than this that nothing, or something,
#: harmful is meant. Chosen for cost; what it changes was not measured apart.
SURELY_HARMLESS, SURELY_HARMFUL = 0.01, 0.97
#: How much more a text has to look like writing backwards, or moved on by thirteen letters, than as
#: it stands. Of lines held back, 98 % of reversed ones do, 99.6 % of moved ones, 0.4 % of plain
#: ones (training/words/held.py).
RATHER = 2.0

HARMFUL = (
    Intent.UNDRESS,
    Intent.SEXUALISE,
    Intent.MINOR,
    Intent.DEGRADE,
    Intent.THREATEN,
    Intent.HATE,
    Intent.ERASE,
    Intent.DECEIVE,
)

Likely = Mapping[Intent, float]
#: A reading's text, the concepts in it, and whether there is a picture.
Heard = tuple[str, frozenset[Concept], bool]


@dataclass(eq=False, repr=False)
class Meaning:
    """Reads texts with both encoders and the trained heads; shared by all threads."""

    embeddings: Embeddings
    heads: Heads
    _kept: OrderedDict[Heard, Likely] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def open(cls) -> Meaning:
        """Load encoders and heads. Raises CheckFailed where one does not load."""
        return cls(Embeddings.open(), Heads.load())

    def likely(self, text: str, concepts: Set[Concept], *, has_picture: bool) -> Likely:
        """The probability, 0 to 1, of each intent in one reading of a text with these concepts.

        Raises CheckFailed.
        """
        text = quietened(text)
        key = (text, frozenset(concepts), has_picture)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = self._read(text, concepts, has_picture)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found

    def reads_rather(self, guess: str, text: str) -> bool:
        """Whether a guessed reading is writing, and what stands there is not."""
        forward = self.heads.forward
        return forward.sense(guess) > forward.sense(text) + RATHER

    def _read(self, text: str, concepts: Set[Concept], has_picture: bool) -> Likely:
        letters = self.heads.letters.logits(text)
        first = self.heads.first(letters, self.embeddings.use([text])[0], concepts, has_picture)
        likely = by_intent(probabilities(first))
        if not SURELY_HARMLESS < harm(likely) < SURELY_HARMFUL:
            return likely
        second = self.heads.second(first, self.embeddings.e5([text])[0], has_picture)
        return by_intent(probabilities(second))


def harm(likely: Likely) -> float:
    """The chance that at least one harmful intent is meant, 0 to 1."""
    none = 1.0
    for intent in HARMFUL:
        none *= 1 - likely[intent]
    return 1 - none
