"""A copy of what was removed stays out, and the picture that was made from stays in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from seemly.matching.pdq import BITS, PdqHash
from seemly.matching.sides import MARGIN, Kept, Side, side

SOURCE = PdqHash(0)
LABEL = sum(1 << bit for bit in range(30))  # the bits that our label turns
EDIT = sum(1 << bit for bit in range(100, 110))  # those that the edit turns
KEPT = Kept(PdqHash(LABEL | EDIT), PdqHash(EDIT), SOURCE)


def test_the_source_itself_and_the_picture_made_from_it() -> None:
    assert side([SOURCE], KEPT) is Side.SOURCE
    assert side([KEPT.marked], KEPT) is Side.COPY
    assert side([KEPT.approved], KEPT) is Side.COPY


def test_of_several_turns_the_nearest_counts() -> None:
    far = PdqHash((1 << BITS) - 1)
    assert side([far, SOURCE, far], KEPT) is Side.SOURCE
    assert side([far, KEPT.marked], KEPT) is Side.COPY


def test_where_nothing_is_known_nothing_is_told() -> None:
    assert side([SOURCE], Kept(KEPT.marked, KEPT.approved, None)) is Side.UNSURE
    assert side([], KEPT) is Side.UNSURE


def test_an_edit_no_hash_sees_leaves_the_source_its_own() -> None:
    """Nothing without our label was shown: what has none is the source."""
    unseen = Kept(PdqHash(LABEL), SOURCE, SOURCE)
    assert side([SOURCE], unseen) is Side.SOURCE
    assert side([unseen.marked], unseen) is Side.COPY


def test_an_edit_whose_label_no_hash_sees_either_is_undecided() -> None:
    same = Kept(PdqHash(1), SOURCE, SOURCE)
    assert side([SOURCE], same) is Side.UNSURE
    assert side([PdqHash(1)], same) is Side.UNSURE


@given(st.integers(0, (1 << BITS) - 1))
def test_nothing_nearer_to_what_was_published_is_taken_for_the_source(bits: int) -> None:
    seen = PdqHash(bits)
    marked, source = (bits ^ KEPT.marked.bits).bit_count(), bits.bit_count()
    if side([seen], KEPT) is Side.SOURCE:
        assert source + MARGIN <= marked
    if marked <= source:
        assert side([seen], KEPT) is not Side.SOURCE
