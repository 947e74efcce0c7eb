"""The generator port: two calls, `make` and `edit`.

A generator is not trusted. What it returns lives in memory until it is locked, checked and
approved (invariant 8).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from seemly.provenance.publication import Origin, Pixels
from seemly.tone import Curve


@dataclass(frozen=True)
class Wanted:
    """What is asked of a generator."""

    text: str  # the wish as written, mention removed; unverified, never obeyed by the guard
    language: str = "en"  # only for which words the drawing understands first
    seed: int = 0
    kinds: frozenset[str] = frozenset()  # Intent values the guard read in it above its threshold
    only: frozenset[str] | None = None  # of all that it reads, only these may be done; None: all
    pointed: tuple[int, int, int, int] | None = None  # what was clicked, in pixels of the source
    faces: tuple[
        tuple[int, int, int, int], ...
    ] = ()  # of people who agreed: stickers may sit there


@dataclass(frozen=True)
class Stated:
    """What the operator says of a file of theirs (`seemly mark`), and the kind of file it keeps."""

    origin: Origin
    media_type: str  # image/jpeg or image/png
    by: str = ""  # who says so


@dataclass(frozen=True, eq=False)
class Made:
    """What a generator returns.

    `tone` is a declared whole-picture curve that the lock also applies to locked pixels after
    checking its bounds; a remote generator never declares one. `origin` is the (x, y) of the
    result's top left corner in the source, for crops. `did` and `left_out` are short nouns in
    English from the generator's own closed list, for the words around the picture.
    """

    pixels: Pixels
    tone: Curve | None = None
    origin: tuple[int, int] = (0, 0)
    did: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    cost: float = 0.0  # money, in the operator's currency
    caption: str = ""  # words written into the picture, checked as output
    says: str = ""  # what it says it did, in its own words: unverified; read, never repeated
    stated: Stated | None = None
    boxes: tuple[tuple[int, int, int, int], ...] = field(default=())  # pixels changed, if known


class Generator(Protocol):
    """Makes pictures and edits them. Raises GeneratorFault, GeneratorCannot or TryLater.

    None but the built-in artist is ever handed a picture in which somebody is locked (making.py).
    """

    name: str
    version: str
    local: bool  # the operator's declaration that pixels stay with them; a fact for the policy

    def make(self, wanted: Wanted) -> Made:
        """A new picture from words."""
        ...

    def edit(self, wanted: Wanted, picture: Pixels, mask: Pixels) -> Made:
        """Edit a picture. `mask`: height x width, uint8, 255 where it may change, 0 where not."""
        ...

    def check(self) -> str:
        """One line about its health for `seemly check`; raises GeneratorFault when it is ill."""
        ...
