"""What the networks say of posts that a restored database believes published."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from tests.living import Life
from tests.safekeeping.places import back_up, come_back, moved

from seemly import confirming
from seemly.errors import NetworkFault
from seemly.posts import State
from seemly.removals_log import read
from seemly.tables import posts as posts_table


def states(life: Life) -> list[str]:
    with life.store.read() as connection:
        return list(connection.execute(sa.select(posts_table.c.state)).scalars())


def test_every_post_it_believes_published_is_asked_about(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path
) -> None:
    life.finish(life.ask("ann").id)
    life.finish(life.ask("bob").id)
    back_up(life, tmp_path, file)
    [key, other] = life.people.posts
    life.people.posts.pop(key)  # at the network itself, by somebody else
    come_back(life, file, into, log)
    again = moved(life, into)
    assert states(again) == [State.SENT, State.SENT]
    assert confirming.ask(again.parts) == 1
    again.work()
    assert sorted(states(again)) == [State.CONFIRMED, State.REMOVED]
    assert list(again.people.posts) == [other]
    assert [one.post_key for one in read(into / "removals.log")] == [key]
    assert confirming.ask(again.parts) == 0


def test_a_network_that_does_not_answer_is_asked_again(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path
) -> None:
    life.finish(life.ask().id)
    back_up(life, tmp_path, file)
    come_back(life, file, into, log)
    again = moved(life, into)

    def away() -> None:
        raise NetworkFault("away")

    again.people.while_finding = away
    assert confirming.ask(again.parts) == 0
    assert states(again) == [State.SENT]
    again.people.while_finding = lambda: None
    assert confirming.ask(again.parts) == 0
    assert states(again) == [State.CONFIRMED]
