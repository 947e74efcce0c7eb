"""Play the thread on the plaza and say what came of each ask."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from seemly import outcome
from seemly.assemble import Seemly
from seemly.demo.thread import ASKS, Ask, Scene, scenes
from seemly.errors import SeemlyError
from seemly.networks.plaza.town import Town, Upload
from seemly.store import Job
from seemly.tables import jobs

PATIENCE = 120.0  # seconds for one ask


@dataclass(frozen=True)
class Played:
    """One row of the demo's table and file."""

    id: str
    public_id: str | None
    text: str
    state: str
    action: str | None
    reasons: tuple[str, ...]
    post_text: str | None
    alt_text: str | None
    picture: str | None  # absolute path
    elapsed_ms: int


def play(seemly: Seemly, folder: Path, wake: Callable[[], None]) -> Iterator[Played]:
    """Post, ask and wait, one ask after the other; pictures are written into `folder`."""
    town = seemly.town
    if town is None:
        raise SeemlyError("the demo is played on the plaza, and the plaza is switched off")
    folder.mkdir(parents=True, exist_ok=True)
    posted = {scene.name: _post(town, scene) for scene in scenes()}
    for ask in ASKS:
        yield _play(seemly, town, ask, posted, folder, wake)


def _post(town: Town, scene: Scene) -> str:
    author = town.persona(scene.by).id
    town.welcome(author)
    with Image.open(io.BytesIO(scene.picture)) as picture:
        upload = Upload(scene.picture, picture.width, picture.height, scene.alt)
    return town.post(author, scene.text, upload, ("en",))


def _play(
    seemly: Seemly,
    town: Town,
    ask: Ask,
    posted: dict[str, str],
    folder: Path,
    wake: Callable[[], None],
) -> Played:
    asker = town.persona(ask.by).id
    text = f"@seemly {ask.text}"
    began = time.monotonic()
    if ask.under is None:
        mention = town.post(asker, text, None, (ask.language,))
    else:
        mention = town.reply(asker, posted[ask.under], text, None, (ask.language,))
    wake()
    job = _ended(seemly, mention)
    if ask.then:
        _answer(seemly, town, asker, job, ask.then)
    elapsed = int((time.monotonic() - began) * 1000)
    came = outcome.of(seemly.parts.store, job)
    picture = came.write_picture(seemly.parts.pictures, folder)
    return Played(
        id=ask.id,
        public_id=came.public_id,
        text=ask.text,
        state=came.state,
        action=came.action,
        reasons=came.reasons,
        post_text=came.post_text,
        alt_text=came.alt_text,
        picture=str(picture) if picture else None,
        elapsed_ms=elapsed,
    )


def _answer(seemly: Seemly, town: Town, asker: str, job: Job, text: str) -> None:
    """Reply under the bot's picture, and wait until the takedown is closed."""
    uri = outcome.picture_uri(seemly.parts.store, job)
    if uri is None:
        return
    town.reply(asker, uri, text, None, ("en",))
    _wait(lambda: seemly.parts.store.find(jobs.c.kind == "takedown", jobs.c.state == "closed"))


def _ended(seemly: Seemly, mention: str) -> Job:
    def done() -> list[Job]:
        job = outcome.job_of(seemly.parts.store, "plaza", mention)
        return [job] if job is not None and not job.open else []

    return _wait(done)[0]


def _wait(look: Callable[[], list[Job]]) -> list[Job]:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.05)
    raise SeemlyError(f"nothing came of an ask within {PATIENCE:.0f} s", "See the log above")
