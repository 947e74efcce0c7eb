"""Words in a picture: clean, wrapped, legible, on free ground."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seemly.errors import GeneratorCannot
from seemly.generate.sketch.captions import LONGEST, clean, wrapped, write


def test_control_and_direction_characters_are_dropped() -> None:
    assert clean("a\u202eb\u0000c\n d\u200b") == "abc d"
    assert len(clean("x" * 1000)) == LONGEST


def test_long_words_are_wrapped_into_the_room() -> None:
    block = wrapped("the quick brown fox jumps over the lazy dog", 20, 200)
    assert block is not None
    assert len(block.lines) > 1
    assert " ".join(block.lines) == "the quick brown fox jumps over the lazy dog"
    assert block.width <= 200 + 2 * block.padding


def test_a_word_too_long_is_cut_into_pieces() -> None:
    block = wrapped("Donaudampfschifffahrtsgesellschaft", 20, 120)
    assert block is not None
    assert "".join(block.lines) == "Donaudampfschifffahrtsgesellschaft"


@pytest.mark.parametrize("ground", [10, 245])
def test_ink_stands_out_from_the_plate_on_any_ground(ground: int) -> None:
    picture = np.full((200, 300, 3), ground, np.uint8)
    free = np.full((200, 300), 255, np.uint8)
    made, (left, top, right, bottom) = write(picture, free, "Grüße", (0.5, 1.0))
    plate = made[top:bottom, left:right].astype(int).mean(axis=2)
    assert plate.max() - plate.min() > 150
    assert top > 100


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_written_or_refused(text: str) -> None:
    picture = np.full((120, 160, 3), 90, np.uint8)
    free = np.full((120, 160), 255, np.uint8)
    try:
        made, _ = write(picture, free, text, (0.5, 0.0))
    except GeneratorCannot:
        made = picture
    assert made.shape == picture.shape
    assert (made is picture) or (made != picture).any()
