"""What making takes from screening, and what it never takes on trust."""

from __future__ import annotations

import numpy as np
from tests.living import Life

from seemly.bench.stand_ins import Nobody
from seemly.guard.people import Seen
from seemly.pictures import pack
from seemly.provenance.publication import Pixels

WISH = "make it black and white"


class Counting(Nobody):
    """A finder that counts its looks."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0

    def look(self, pixels: Pixels) -> Seen:
        """Nobody again."""
        self.looks += 1
        return super().look(pixels)


def _picture() -> bytes:
    return pack(np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8))


def test_one_worker_looks_at_a_source_once(life: Life) -> None:
    finder = Counting()
    life.give(finder=finder)
    job = life.finish(life.ask(text=WISH, picture=_picture()).id)
    assert job.state == "published"
    assert finder.looks == 1


def test_a_worker_that_takes_over_looks_again(life: Life) -> None:
    finder = Counting()
    life.give(finder=finder)
    job = life.ask(text=WISH, picture=_picture())
    assert life.step().state == "screened"
    assert life.finish(job.id).state == "published"
    assert finder.looks == 2
