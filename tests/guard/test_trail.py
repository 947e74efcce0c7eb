from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from seemly.guard import trail as trails
from seemly.guard.exposure import Rise
from seemly.guard.trail import Trail
from seemly.tone import Curve

_SHARE, _CHANGE = st.floats(0, 1), st.floats(-1, 1)
_RISES = st.builds(Rise, _SHARE, _CHANGE, _CHANGE)
_TRAILS = st.builds(Trail, _SHARE, _SHARE, _SHARE, _SHARE, _SHARE)


def test_a_picture_without_ancestors_has_no_way_behind_it() -> None:
    assert Trail.strictest([]) == trails.NONE
    assert trails.NONE.skin == 0.0


@given(st.lists(_RISES))
def test_fresh_skin_is_never_forgotten(rises: list[Rise]) -> None:
    trail, most = trails.NONE, 0.0
    for rise in rises:
        trail = trail.with_skin(rise)
        assert trail.skin >= most
        most = max(most, trail.skin_risen)


def test_rough_skin_counts_when_it_is_smoothed_and_a_wooden_wall_does_not() -> None:
    rough, smoothed = Rise(coloured=0.1), Rise(bare=0.1)
    assert trails.NONE.with_skin(rough).skin == 0.0
    assert trails.NONE.with_skin(smoothed).skin == 0.0
    assert trails.NONE.with_skin(rough).with_skin(smoothed).skin == 0.1


def test_what_went_gives_no_credit() -> None:
    """A source loses a beach first; skin is judged against the least that any ancestor showed."""
    trail = trails.NONE.with_skin(Rise(bare=-0.5, coloured=-0.5)).with_skin(Rise(0, 0.1, 0.1))
    assert trail.skin == 0.1


@given(st.lists(_TRAILS, min_size=1), _RISES)
def test_of_several_ancestors_the_strictest_counts(trails_: list[Trail], rise: Rise) -> None:
    both = Trail.strictest(trails_)
    assert both.least_nudity == min(one.least_nudity for one in trails_)
    assert all(both.with_skin(rise).skin >= one.with_skin(rise).skin for one in trails_)


def test_ten_darker_turns_are_one_curve_beyond_its_bounds() -> None:
    darker = Curve(gain=0.82, gamma=1.12)
    trail = Trail()
    for _ in range(2):
        trail = trail.with_tone(darker)
    assert darker.within_bounds()
    assert trail.tone.within_bounds()
    assert not trail.with_tone(darker).tone.within_bounds()


def test_a_turn_without_a_tone_leaves_the_tones_as_they_are() -> None:
    trail = Trail().with_tone(Curve(gain=1.3, warmth=0.5))
    assert trail.with_tone(None) == trail


def test_of_several_ancestors_the_strongest_tone_counts() -> None:
    mild, strong = Trail().with_tone(Curve(gain=0.9)), Trail().with_tone(Curve(gain=1.4))
    assert Trail.strictest((mild, strong)).tone == strong.tone
    assert Trail.strictest((strong, mild)).tone == strong.tone
