"""The plaza serves from the restored database itself: nothing may wait there for a worker."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.redress.test_takedown import answer
from tests.safekeeping.places import ORIGIN, wanted

from seemly import gone
from seemly.assemble import BOT
from seemly.networks.plaza.plaza import Plaza
from seemly.networks.plaza.records import Picture, Records, Row
from seemly.networks.plaza.tables import posts as plaza_posts
from seemly.pictures import PictureStore
from seemly.redress import takedown
from seemly.removals_log import RemovalsLog
from seemly.safekeeping import backup, restore
from seemly.settings import Settings
from seemly.store import Store, open_engine

NOW = 4_000_000.0


def utc() -> datetime:
    return datetime.fromtimestamp(NOW, UTC)


def post_on_plaza(store: Store, folder: Path, key: str, data: bytes) -> str:
    pictures = PictureStore(folder / "plaza")
    sha256 = pictures.keep(data)
    records = Records(store.engine, pictures, BOT, utc)
    row = Row(
        0, f"plaza://post/{key[:8]}", key, BOT.id, None, "words", None, f"plaza://post/{key[:8]}",
        Picture(sha256, "alt", "image/png", 8, 8), ("en",), (), 1, utc(), False,
    )  # fmt: skip
    with records.write() as connection:
        records.insert(connection, row)
    return sha256


@pytest.mark.parametrize("log_is", ["there", "lost"])
def test_what_was_removed_is_not_on_the_restored_plaza(
    store: Store, tmp_path: Path, log_is: str
) -> None:
    first, second = answer(store, "m1", "0000000001"), answer(store, "m2", "0000000002")
    one = post_on_plaza(store, tmp_path, first.post.key, b"one")
    two = post_on_plaza(store, tmp_path, second.post.key, b"two")
    file, into = tmp_path / "backup.tar", tmp_path / "again"
    backup.run(Settings(data=tmp_path, origin=ORIGIN), None, file, NOW)
    takedown.remove(store, "0000000001", "operator:ada", NOW)
    gone.write_down(store, RemovalsLog(tmp_path / "removals.log"))
    if log_is == "there":
        restore.with_removals(wanted(file, into, NOW), [tmp_path / "removals.log"])
    else:
        restore.without_removals(wanted(file, into, NOW))
    again = Store(open_engine(f"sqlite:///{into / 'seemly.db'}"))
    plaza = Plaza(again.engine, PictureStore(into / "plaza"), BOT, utc)
    assert plaza.find(first.post.key) is None
    assert (plaza.find(second.post.key) is None) == (log_is == "lost")
    with again.read() as connection:
        words = sa.select(plaza_posts.c.text).where(plaza_posts.c.key == first.post.key)
        assert connection.execute(words).scalar() == ""
    again.close()
    files = {path.name for path in (into / "plaza").rglob("*") if path.is_file()}
    assert files == ({two} if log_is == "there" else set())
    assert one not in files
