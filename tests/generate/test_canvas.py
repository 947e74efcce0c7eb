"""What is laid on a canvas comes home in its size and place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seemly.errors import GeneratorFault
from seemly.generate.canvas import MOST_PIXELS, canvas


@settings(deadline=None)
@given(st.integers(1, 300), st.integers(1, 300))
def test_a_canvas_gives_back_what_was_laid_on_it(width: int, height: int) -> None:
    """In its size, and the edge between what may change and what not is where it was."""
    frame = canvas((width, height), [(512, 512), (768, 512), (512, 768)])
    picture = np.full((height, width, 3), 200, np.uint8)
    laid = frame.lay(picture)
    assert laid.shape[:2] == frame.size[::-1]
    assert (laid == 200).all(), "the margin continues the edge"
    lifted = frame.lift(laid)
    assert lifted.shape == picture.shape
    assert (lifted == 200).all()
    margin = frame.lay_mask(np.full((height, width), 255, np.uint8))
    assert (margin == 255).sum() == frame.box[2] * frame.box[3]


def test_without_sizes_a_picture_travels_as_it_is_up_to_two_megapixels() -> None:
    picture = np.random.default_rng(7).integers(0, 256, (64, 96, 3), np.uint8)
    frame = canvas((96, 64))
    assert frame.lay(picture) is picture
    assert np.array_equal(frame.lift(picture), picture)
    large = canvas((4000, 3000))
    assert large.size[0] * large.size[1] <= MOST_PIXELS * 1.01
    assert abs(large.size[0] / large.size[1] - 4 / 3) < 0.01


def test_an_answer_of_another_shape_is_a_fault() -> None:
    frame = canvas((96, 64))
    with pytest.raises(GeneratorFault, match="another shape"):
        frame.lift(np.zeros((96, 64, 3), np.uint8))


@settings(deadline=None)
@given(st.integers(2, 200), st.integers(2, 200), st.data())
def test_a_picture_lies_where_its_mask_lies(width: int, height: int, data: st.DataObject) -> None:
    """Otherwise a server would be told to change the wrong half."""
    column = data.draw(st.integers(1, width - 1))
    frame = canvas((width, height), [(512, 512), (768, 512), (512, 768)])
    mask = np.zeros((height, width), np.uint8)
    mask[:, column:] = 255
    left, _, wide, _ = frame.box
    edge = left + column * wide / width
    laid = frame.lay_mask(mask)
    first = int(np.argmax(laid[laid.shape[0] // 2] == 255))
    assert abs(first - edge) <= max(1.0, wide / width)
