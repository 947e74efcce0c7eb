from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.web import turns
from seemly.web.turns import Turns, household


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_an_hour_s_worth_at_once_and_then_as_it_wears_off() -> None:
    clock = Clock()
    given_turns = Turns(6, clock)
    assert [given_turns.take("ann") for _ in range(6)] == [0.0] * 6
    assert given_turns.take("ann") == pytest.approx(600.0)
    assert given_turns.take("bob") == 0.0
    clock.now += 601
    assert given_turns.take("ann") == 0.0
    assert given_turns.take("ann") > 0.0


def test_several_are_taken_together_or_not_at_all() -> None:
    clock = Clock()
    given_turns = Turns(6, clock)
    assert given_turns.take("ann", 4) == 0.0
    assert given_turns.take("ann", 3) > 0.0
    assert given_turns.take("ann", 2) == 0.0


def test_nobody_s_address_is_remembered() -> None:
    given_turns = Turns(6, Clock())
    given_turns.take("203.0.113.77")
    assert b"203.0.113.77" not in repr(vars(given_turns)).encode()


def test_no_more_are_remembered_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "MOST", 3)
    given_turns = Turns(1, Clock())
    for name in ("a", "b", "c", "d"):
        given_turns.take(name)
    assert given_turns.take("a") == 0.0  # forgotten
    assert given_turns.take("d") > 0.0


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_household_counts_as_one(address: str, who: str) -> None:
    assert household(address) == who


@given(st.lists(st.tuples(st.integers(1, 5), st.floats(0, 5_000)), max_size=40))
def test_never_more_than_two_hours_worth_in_an_hour(takes: list[tuple[int, float]]) -> None:
    clock = Clock()
    given_turns = Turns(10, clock)
    taken: list[tuple[float, int]] = []
    for count, later in takes:
        clock.now += later
        if given_turns.take("ann", count) == 0.0:
            taken.append((clock.now, count))
    for start, _ in taken:
        within = sum(count for at, count in taken if start <= at < start + 3_600)
        assert within <= 20
