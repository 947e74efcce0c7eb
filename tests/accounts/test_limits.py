"""Allowances are counted over 24 hours, before the request itself, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from seemly.accounts import limits
from seemly.accounts.limits import DAY, Allowance, Count
from seemly.store import Store
from seemly.tables import accounts

NOW = 2_000_000.0
PLENTY = Allowance(
    per_asker=100,
    per_pictured=100,
    per_root_picture=100,
    per_thread=100,
    total=100,
    queue=100,
    generator_requests=100,
    generator_money=100.0,
)


def request(store: Store, key: str, **changes: Any) -> int:
    values = {
        "kind": "request",
        "state": "received",
        "key": key,
        "network": "plaza",
        "asker": "plaza:ann",
        "thread": "plaza|1",
        "request": "{}",
        "created_at": NOW,
        "changed_at": NOW,
    }
    job = store.write(lambda connection: store.insert_once(connection, values | changes))
    assert job is not None
    return job


def is_over(store: Store, count: Count, allowance: Allowance, now: float = NOW) -> bool:
    with store.read() as connection:
        return limits.exceeded(connection, count, allowance, now)


@pytest.mark.parametrize(
    ("limit", "of_others"),
    [
        ("per_asker", {"thread": "plaza|2"}),
        ("per_thread", {"asker": "plaza:bob"}),
        ("per_pictured", {"asker": "plaza:bob", "thread": "plaza|2"}),
        ("per_root_picture", {"asker": "plaza:bob", "thread": "plaza|2"}),
        ("total", {"asker": "plaza:bob", "thread": "plaza|2"}),
    ],
)
def test_each_allowance_stops_the_request_after_the_last(
    store: Store, limit: str, of_others: dict[str, str]
) -> None:
    same = {"pictured": "plaza:eve", "root_picture": "a" * 64}
    others = [request(store, str(number), **(same | of_others)) for number in range(2)]
    mine = request(store, "mine", **same)
    count = Count(mine, "plaza:ann", "plaza|1", "plaza:eve", "a" * 64)
    two = replace(PLENTY, **{limit: 2})
    three = replace(PLENTY, **{limit: 3})
    assert is_over(store, count, two)
    assert not is_over(store, count, three)
    assert not is_over(store, replace(count, job_id=others[1]), two)


def test_another_asker_is_not_counted(store: Store) -> None:
    request(store, "1", asker="plaza:bob")
    mine = request(store, "2")
    allowance = replace(PLENTY, per_asker=1)
    assert not is_over(store, Count(mine, "plaza:ann", "plaza|1"), allowance)


def test_a_day_later_it_may_go_on(store: Store) -> None:
    request(store, "1")
    mine = request(store, "2")
    count, allowance = Count(mine, "plaza:ann", "plaza|1"), replace(PLENTY, per_asker=1)
    assert is_over(store, count, allowance, NOW + DAY - 1)
    assert not is_over(store, count, allowance, NOW + DAY)


def test_what_was_over_the_limit_itself_does_not_count(store: Store) -> None:
    request(store, "1", reasons='["over_limit"]')
    request(store, "2", reasons='["busy"]')
    mine = request(store, "3")
    assert not is_over(store, Count(mine, "plaza:ann", "plaza|1"), replace(PLENTY, per_asker=1))


def test_takedowns_do_not_count(store: Store) -> None:
    request(store, "1", kind="takedown")
    mine = request(store, "2")
    assert not is_over(store, Count(mine, "plaza:ann", "plaza|1"), replace(PLENTY, per_asker=1))


def test_no_picture_is_not_everybodys_picture(store: Store) -> None:
    """Requests without a picture share the empty column, and no limit."""
    request(store, "1", asker="plaza:bob", thread="plaza|2")
    mine = request(store, "2")
    allowance = replace(PLENTY, per_pictured=1, per_root_picture=1)
    assert not is_over(store, Count(mine, "plaza:ann", "plaza|1"), allowance)


def test_copies_that_others_post_use_up_nothing_of_a_pictures_allowance(store: Store) -> None:
    """Whoever has somebody's picture edited all day, as a post of their own, counts alone."""
    for number in range(2):
        request(store, str(number), asker="plaza:mallory", thread="plaza|2",
                pictured="plaza:mallory", root_picture="a" * 64)  # fmt: skip
    mine = request(store, "mine", pictured="plaza:eve", root_picture="a" * 64)
    allowance = replace(PLENTY, per_root_picture=2)
    count = Count(mine, "plaza:carol", "plaza|1", "plaza:eve", "a" * 64)
    assert not is_over(store, count, allowance)
    assert is_over(store, replace(count, pictured="plaza:mallory"), allowance)


def test_further_posters_of_a_picture_share_what_is_left_of_it(store: Store) -> None:
    """Each account that posts the file as its own would otherwise bring another full share."""
    for number, poster in enumerate(("eve", "puppet0", "puppet1")):
        request(store, str(number), asker=f"plaza:{poster}", thread=f"plaza|{number}",
                pictured=f"plaza:{poster}", root_picture="a" * 64)  # fmt: skip
    mine = request(store, "mine", pictured="plaza:puppet2", root_picture="a" * 64)
    count = Count(mine, "plaza:mallory", "plaza|9", "plaza:puppet2", "a" * 64)
    one, two = replace(PLENTY, per_root_picture=1), replace(PLENTY, per_root_picture=2)
    assert is_over(store, count, one)  # three for all posters
    assert not is_over(store, count, two)
    assert not is_over(store, replace(count, root_picture="b" * 64), one)


def test_reposts_use_up_nothing_of_the_first_posters_share(store: Store) -> None:
    """Nor does one who posted it before in vain: what cost nothing makes nobody the first."""
    root = {"root_picture": "a" * 64}
    request(store, "stranger", pictured="plaza:puppet0", reasons='["not_for_you"]', **root)
    request(store, "first", pictured="plaza:eve", created_at=NOW - DAY, **root)
    for number in range(6):
        request(store, str(number), pictured=f"plaza:puppet{number}", **root)
    mine = request(store, "mine", pictured="plaza:eve", **root)
    one = replace(PLENTY, per_root_picture=1)
    count = Count(mine, "plaza:carol", "plaza|9", "plaza:eve", "a" * 64)
    assert not is_over(store, count, one)
    assert is_over(store, replace(count, pictured="plaza:puppet9"), one)
    assert is_over(store, replace(count, pictured=None), one)


def test_only_open_requests_wait(store: Store) -> None:
    request(store, "1")
    request(store, "ended", open=0)
    request(store, "takedown", kind="takedown")
    with store.read() as connection:
        assert limits.waiting(connection) == 1


@pytest.mark.parametrize(
    ("allowance", "spent"),
    [
        (replace(PLENTY, generator_requests=2), False),
        (replace(PLENTY, generator_requests=1), True),
        (replace(PLENTY, generator_requests=0), True),
        (replace(PLENTY, generator_money=1.0), False),
        (replace(PLENTY, generator_money=0.9), True),
    ],
)
def test_the_budget_covers_the_calls_that_were_counted(
    store: Store, allowance: Allowance, spent: bool
) -> None:
    """A call is counted before it is made, so that the last one allowed is among those counted."""
    job = request(store, "1")
    for _ in range(2):
        store.write(limits.spend(job, "sketch", 0.5, NOW))
    with store.read() as connection:
        assert limits.budget_is_spent(connection, allowance, NOW) is spent
        a_day_later = limits.budget_is_spent(connection, allowance, NOW + DAY)
    assert not a_day_later


def test_one_polite_word_a_day(store: Store) -> None:
    store.write(
        lambda connection: connection.execute(
            sa.insert(accounts).values(id="plaza:ann", handle="ann", first_seen_at=NOW)
        )
    )

    def may(now: float) -> bool:
        with store.read() as connection:
            return limits.may_be_told(connection, "plaza:ann", now)

    assert may(NOW)
    store.write(limits.told("plaza:ann", NOW))
    assert not may(NOW + DAY - 1)
    assert may(NOW + DAY)


@pytest.mark.parametrize("reason", ["not_for_you", "asking_post_gone"])
def test_strangers_cannot_use_up_what_everybody_has(store: Store, reason: str) -> None:
    for number in range(3):
        request(store, str(number), asker=f"plaza:eve{number}", reasons=f'["{reason}"]')
    mine = request(store, "mine")
    few = replace(PLENTY, total=2, per_thread=2)
    assert not is_over(store, Count(mine, "plaza:ann", "plaza|1"), few)


def test_what_was_taken_back_after_the_first_look_counts(store: Store) -> None:
    request(store, "1", reasons='["asking_post_gone"]', verdict_before="{}")
    mine = request(store, "2")
    assert is_over(store, Count(mine, "plaza:ann", "plaza|1"), replace(PLENTY, per_asker=1))


def test_the_jobs_of_other_days_are_not_read(store: Store) -> None:
    """Through the indices that end in a time: by its own key SQLite read all there ever were."""
    if store.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by statistics")
    told: list[tuple[str, tuple[object, ...]]] = []

    with store.read() as connection:

        @sa.event.listens_for(connection, "before_cursor_execute")
        def note(
            _c: object, _cursor: object, statement: str, values: tuple[object, ...], *_: object
        ) -> None:
            told.append((statement, values))

        limits.exceeded(connection, Count(1, "plaza:ann", "plaza|1"), PLENTY, NOW)
        [(statement, values)] = told
        plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
    assert "ix_jobs_created" in plan
    assert "PRIMARY KEY" not in plan
