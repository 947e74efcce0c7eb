"""A picture of ours that comes back to the plaza without its thread is judged by its original."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from tests.living import Life
from tests.test_lineage import Banded, Carry, Drip, cut, picture, scene, screenshot

from seemly import intake, outcome
from seemly.assemble import BOT
from seemly.found import of as found_of
from seemly.networks.plaza.plaza import Plaza
from seemly.networks.plaza.town import Town, Upload
from seemly.pictures import PictureStore
from seemly.recognised import Memory, recognise
from seemly.store import Job


class Square:
    """The plaza, and a life on it."""

    def __init__(self, life: Life, folder: Path) -> None:
        def now() -> datetime:
            return datetime.fromtimestamp(life.now, UTC)

        posted, names = PictureStore(folder / "plaza"), count()
        self.life = life
        self.plaza = Plaza(life.store.engine, posted, BOT, now)
        self.town = Town(life.store.engine, posted, BOT, now, lambda: f"post{next(names)}")
        life.give(networks={self.plaza.name: self.plaza})

    def ask(self, name: str, file: bytes) -> tuple[Job, str]:
        """Somebody new posts a picture and mentions the bot; the job at its end, and the post."""
        account = self.town.join(name).id
        self.town.welcome(account)
        height, width = picture(file).shape[:2]
        upload = Upload(file, width, height, "a picture")
        uri = self.town.post(account, "@seemly make it brighter", upload, ("en",))
        store, now = self.life.store, self.life.now
        heard = self.plaza.hear(intake.cursor(store, self.plaza))
        intake.receive(store, self.plaza, heard, self.life.parts.allowance, now)
        self.life.work()
        job = outcome.job_of(store, self.plaza.name, uri)
        assert job is not None
        return job, uri

    def shown(self, job: Job) -> bytes:
        """What a visitor downloads of the answer."""
        uri = outcome.picture_uri(self.life.store, job)
        assert uri is not None, (job.state, job.reasons, job.fault)
        data, _ = self.town.picture(self.town.name_of(uri), None)
        return data


@pytest.mark.parametrize("carry", [cut, screenshot])
def test_posted_anew_it_is_compared_with_the_original_source(
    life: Life, tmp_path: Path, carry: Carry
) -> None:
    """0.48 of 0.10 may stand, and 0.54 of 0.48 might; 0.54 of 0.10 may not."""
    drip = Drip(turn=5)
    life.give(generator=drip, artist=drip, nudity=Banded())
    square = Square(life, tmp_path)
    first, _ = square.ask("ann", scene())
    assert first.state == "published", (first.reasons, first.fault)

    again = carry(square.shown(first))
    assert again is not None
    second, uri = square.ask("bob", again)
    found = found_of(second)
    assert (found.ancestors, found.mark) == (((first.public_id, "watermark"),), first.public_id)
    assert second.root_picture == first.root_picture
    assert found.trail.least_nudity == pytest.approx(0.1, abs=0.02)
    assert (second.state, "more_exposed" in second.reasons) == ("refused", True), second.reasons
    assert not [
        entry for entry in square.town.conversation(uri, None) if entry.row.picture is not None
    ][1:], "nothing but what bob posted himself shows a picture"

    known = recognise(picture(again), Memory.of(life.parts))
    assert known is not None
    assert known.is_ours
