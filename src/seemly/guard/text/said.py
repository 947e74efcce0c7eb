"""A reading beside the picture that it stands with, and who may be meant by it."""

from __future__ import annotations

from dataclasses import dataclass

from seemly.guard.text.covering import covers
from seemly.guard.text.lexicon import Concept as C
from seemly.guard.text.lexicon import Hit
from seemly.guard.text.phrases import Phrases

#: Who may be meant: by pronoun, name or tie.
MEANT_PERSON = (C.POINTER, C.RELATION, C.FIGURE)
ANYBODY = (*MEANT_PERSON, C.PERSON)


@dataclass(frozen=True)
class Said:
    """A reading, and whether it stands with a picture that is to be edited."""

    phrases: Phrases
    has_picture: bool

    @property
    def somebody(self) -> bool:
        """Whether a person is in the words or may be in the picture."""
        return self.has_picture or self.phrases.has(*ANYBODY)

    @property
    def somebody_real(self) -> bool:
        """Whether a person who exists is meant or may be shown."""
        return self.has_picture or self.phrases.has(*MEANT_PERSON)

    def of_things(self, hit: Hit) -> bool:
        """Whether the words speak of a mannequin or a washing line and of nobody."""
        beside = self.phrases.beside
        return bool(beside(hit, C.THING)) and not beside(hit, *MEANT_PERSON)

    def covers(self, hit: Hit) -> bool:
        """Whether somebody shall be better covered: the wet shirt dry, the neckline higher."""
        return covers(self.phrases, hit, has_picture=self.has_picture)
