"""What is told of a picture: of ours, of copies, of forgeries, of strangers, of what is gone."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import cv2
import jsonschema
import numpy as np
import pytest
import sqlalchemy as sa
import structlog
from PIL import Image
from tests.living import Life

from seemly import brake, envelope, schemas, verifying
from seemly.errors import BadPicture, NotFound
from seemly.generate.generator import Made, Wanted
from seemly.ledger import verify as ledger
from seemly.ledger.checkpoint import NoteSigner
from seemly.ledger.sequencer import Sequencer
from seemly.ledger.verify import Prover
from seemly.pictures import id_number
from seemly.provenance.certificates import Signers
from seemly.provenance.publication import Pixels
from seemly.provenance.watermark.embed import embed
from seemly.recognised import Memory
from seemly.redress import takedown
from seemly.store import Job
from seemly.tables import metadata, publications
from seemly.verified import GONE, Basis, Finding, Match
from seemly.verifying import Archive


def clouds(seed: int, height: int = 480, width: int = 640) -> Pixels:
    """A picture with as much to it as a photograph, and unlike every other one."""
    random = np.random.default_rng(seed)
    total = np.zeros((height, width, 3), np.float32)
    for cells in (3, 7, 16, 40, 120):
        coarse = random.normal(0, 1, (cells, cells, 3)).astype(np.float32)
        fine = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
        total += np.asarray(fine, np.float32) / np.float32(cells**0.5)
    total = (total - total.min()) / (total.max() - total.min())
    return np.asarray(40 + 175 * total, np.uint8)


class Clouds:
    """A generator of them; of an edit it warms the colours a little."""

    name, version, local = "stand-in", "1", True

    def make(self, wanted: Wanted) -> Made:
        return Made(clouds(wanted.seed))

    def edit(self, wanted: Wanted, picture: Pixels, mask: Pixels) -> Made:
        shift = np.array((12, 0, -12), np.int16)
        warmer = np.clip(picture.astype(np.int16) + shift, 0, 255).astype(np.uint8)
        return Made(warmer)

    def check(self) -> str:
        return "clouds"


class World:
    """A life whose pictures are large enough to be marked, and its archive."""

    def __init__(self, life: Life, folder: Path) -> None:
        self.life, self.folder = life, folder
        life.give(generator=Clouds(), artist=Clouds())
        notes = NoteSigner.open(folder / "keys", "example.org/ledger")
        self._sequencer = Sequencer(life.store.engine, notes, folder / "checkpoints.txt")
        self.archive = Archive(
            memory=Memory.of(life.parts),
            published=life.parts.published,
            compute=life.parts.compute,
            prover=Prover(life.store.engine),
            signers=Signers.remembered(folder / "keys"),
            ledger_key=str(notes.verifier),
        )

    def publish(self, name: str = "ann", picture: bytes | None = None) -> tuple[Job, bytes]:
        """Somebody's wish, and the file that came of it."""
        text = "make it warmer" if picture else "a lighthouse in a storm"
        job = self.life.finish(self.life.ask(name, text, picture).id)
        assert job.state == "published", (job.state, job.reasons, job.fault)
        self._sequencer.run_once(self.life.now)
        return job, self.file(job)

    def file(self, job: Job) -> bytes:
        """The marked file, whether it went out or not."""
        marked = sa.select(publications.c.file_sha256).where(publications.c.job_id == job.id)
        with self.life.store.read() as connection:
            sha256 = connection.execute(marked).scalar_one()
        return self.life.parts.pictures.read(sha256)

    def remove(self, name: str) -> None:
        """The operator takes it away."""
        for opened in takedown.remove(
            self.life.store, f"memory:{name}", "operator:ada", self.life.now
        ):
            self.life.finish(opened)

    def look(self, file: bytes) -> Finding:
        """What is told."""
        return verifying.look(file, self.archive)


@pytest.fixture
def world(life: Life, tmp_path: Path) -> World:
    return World(life, tmp_path)


def pixels(file: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(file)).convert("RGB"), np.uint8)


def saved(picture: Pixels, kind: str = "JPEG", **how: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, kind, **how)
    return file.getvalue()


# -- ours ------------------------------------------------------------------------------------------


def test_the_published_file_is_told_with_its_proof(world: World) -> None:
    job, file = world.publish()
    found = world.look(file)
    assert found.match is Match.PUBLISHED
    assert found.made is not None
    assert (found.made.public_id, found.made.network) == (job.public_id, "memory")
    assert (found.made.at, found.made.basis) == ("2027-01-15T08:00Z", Basis.WORDS)
    assert found.watermark is not None
    assert (found.watermark.id, found.watermark.sure) == (job.public_id, "yes")
    assert found.credentials is not None
    assert found.credentials.valid
    assert found.credentials.ours
    assert found.credentials.source_type == "trainedAlgorithmicMedia"
    assert found.ledger is not None
    proof = ledger.Proof.parse(found.ledger.proof, found.ledger.entry)
    assert ledger.check(proof, world.archive.ledger_key).origin == "example.org/ledger"
    entry = json.loads(found.ledger.entry)
    assert entry["file"] == hashlib.sha256(file).hexdigest()
    assert entry["public_id"] == job.public_id


def test_the_proof_names_the_right_one_of_several(world: World) -> None:
    jobs = [world.publish(name) for name in ("ann", "bob", "cem")]
    for job, file in jobs:
        proven = world.look(file).ledger
        assert proven is not None
        assert json.loads(proven.entry)["public_id"] == job.public_id


def test_an_entry_that_waits_for_its_checkpoint_has_no_proof_yet(world: World) -> None:
    job = world.life.finish(world.life.ask().id)
    found = world.look(world.file(job))
    assert found.match is Match.PUBLISHED
    assert found.ledger is None


def test_an_answer_fits_its_contract(world: World) -> None:
    _, file = world.publish()
    for found in (world.look(file), world.look(saved(clouds(99))), GONE):
        whole = json.loads(envelope.result("verify", found))
        jsonschema.validate(whole, schemas.schemas()["verify"])
        assert whole["result"]["summary"]


# -- copies ----------------------------------------------------------------------------------------

COPIES: dict[str, Callable[[Pixels], bytes]] = {
    "other metadata": lambda p: saved(p, "PNG"),
    "JPEG": lambda p: saved(p, quality=75),
    "WebP": lambda p: saved(p, "WEBP", quality=80),
    "half size": lambda p: saved(np.asarray(Image.fromarray(p).resize((320, 240))), quality=90),
    "mirror": lambda p: saved(np.ascontiguousarray(p[:, ::-1]), quality=85),
    "cut": lambda p: saved(np.ascontiguousarray(p[40:430, 60:600]), quality=90),
    "brighter": lambda p: saved(np.clip(p * 1.15 + 8, 0, 255).astype(np.uint8), quality=90),
}


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_is_told(world: World, how: str) -> None:
    job, file = world.publish()
    found = world.look(COPIES[how](pixels(file)))
    assert found.match is Match.COPY
    assert found.made is not None
    assert found.made.public_id == job.public_id
    assert found.credentials is None


def test_what_is_painted_over_is_told_as_altered(world: World) -> None:
    job, file = world.publish()
    picture = pixels(file).copy()
    cv2.rectangle(picture, (250, 150), (400, 300), (250, 40, 40), -1)
    found = world.look(saved(picture, quality=90))
    assert found.match is Match.ALTERED
    assert found.made is not None
    assert found.made.public_id == job.public_id


def test_a_file_changed_behind_its_credentials_shows(world: World) -> None:
    _, file = world.publish()
    middle = file.rindex(b"\xff\xda") + 5_000 if file.startswith(b"\xff\xd8") else len(file) // 2
    changed = file[:middle] + bytes([file[middle] ^ 1]) + file[middle + 1 :]
    found = world.look(changed)
    assert found.match is not Match.PUBLISHED
    assert found.credentials is not None
    assert not found.credentials.valid


# -- forgeries and strangers -----------------------------------------------------------------------


def test_a_copied_mark_is_not_believed(world: World) -> None:
    job, _ = world.publish()
    assert job.public_id is not None
    key = world.life.parts.watermark
    forged = embed(clouds(77, 600, 800), id_number(job.public_id), key, 2.0)
    found = world.look(saved(forged, quality=92))
    assert found.match is Match.MARK
    assert found.watermark is not None
    assert (found.watermark.id, found.watermark.sure) == (job.public_id, "unsure")
    assert found.made is None
    assert found.ledger is None


def test_a_mark_of_nothing_of_ours_is_not_believed(world: World) -> None:
    forged = embed(clouds(77, 600, 800), 12_345, world.life.parts.watermark, 2.0)
    found = world.look(saved(forged, quality=92))
    assert (found.match, found.made) == (Match.MARK, None)


def test_a_stranger_s_picture_is_not_known(world: World) -> None:
    world.publish()
    found = world.look(saved(clouds(99)))
    assert found.match is Match.UNKNOWN
    assert (found.made, found.watermark, found.credentials, found.ledger) == (None,) * 4


def test_the_picture_an_edit_was_made_from_is_not_called_ours(world: World) -> None:
    """It is within 31 bits of what we published, as a copy without its mark would be."""
    source = saved(clouds(5), "PNG")
    _, edited = world.publish("ann", source)
    found = world.look(source)
    assert found.match is Match.ALIKE
    assert found.made is not None
    assert found.made.basis is Basis.PICTURE
    assert world.look(saved(pixels(edited), quality=80)).match is Match.COPY


# -- what nobody is told ---------------------------------------------------------------------------


def test_of_a_removed_picture_only_that_it_was_removed(world: World) -> None:
    job, file = world.publish()
    assert job.public_id is not None
    key = world.life.parts.watermark
    forged = saved(embed(clouds(77, 600, 800), id_number(job.public_id), key, 2.0))
    assert world.look(forged).match is Match.MARK  # before and after: it is another picture
    world.remove("ann")
    half = saved(pixels(file)[100:420, 90:530], quality=80)
    for shown in (file, saved(pixels(file), quality=70), COPIES["mirror"](pixels(file)), half):
        assert world.look(shown) == GONE
    other = world.look(forged)
    assert (other.match, other.made, other.ledger) == (Match.MARK, None, None)
    for ask in (verifying.picture, verifying.proof):
        with pytest.raises(NotFound):
            ask(job.public_id, world.archive)


def test_what_a_removed_edit_was_made_from_is_not_called_removed(world: World) -> None:
    """It was not: somebody else's edit of it was. A copy of that edit still is."""
    source = clouds(5)
    _, edited = world.publish("ann", saved(source, "PNG"))
    world.remove("ann")
    for original in (saved(source, "PNG"), saved(source, quality=80)):
        found = world.look(original)
        assert (found.match, found.made, found.ledger) == (Match.UNKNOWN, None, None)
    assert world.look(saved(pixels(edited), quality=80)) == GONE


def test_a_number_tells_what_was_published_under_it(world: World) -> None:
    job, file = world.publish()
    assert job.public_id is not None
    assert verifying.named(job.public_id, world.archive).made == world.look(file).made
    world.remove("ann")
    assert verifying.named(job.public_id, world.archive).made is None
    with pytest.raises(NotFound):
        verifying.named("0000000000", world.archive)


def test_what_never_left_is_not_told(world: World) -> None:
    job = world.life.ask()
    while job.state != "publishing":
        job = world.life.step()
    file = world.file(job)
    brake.pull(world.life.store, "all", "operator:ada", world.life.now)
    assert world.life.finish(job.id).state == "cancelled"
    found = world.look(file)
    assert found.made is None
    assert found.match in (Match.MARK, Match.UNKNOWN)
    assert job.public_id is not None
    for ask in (verifying.picture, verifying.named):
        with pytest.raises(NotFound):
            ask(job.public_id, world.archive)


def test_never_who_asked_nor_what_was_asked(world: World) -> None:
    job, file = world.publish("unmistakable-name", saved(clouds(5), "PNG"))
    told = json.dumps(asdict(world.look(file)))
    for secret in ("unmistakable", "warmer", "memory:", "post", "asker"):
        assert secret not in told
    assert job.public_id is not None
    assert job.public_id in told


def test_the_public_picture_is_shown_as_it_was_published(world: World) -> None:
    job, file = world.publish()
    assert job.public_id is not None
    data, kind = verifying.picture(job.public_id, world.archive)
    assert data == file
    assert kind in ("image/jpeg", "image/png")
    assert verifying.proof(job.public_id, world.archive) == world.look(file).ledger


# -- nothing is kept -------------------------------------------------------------------------------


def test_nothing_is_kept_and_nothing_is_logged(world: World) -> None:
    _, file = world.publish()
    shown = [file, saved(pixels(file), quality=60), saved(clouds(99)), b"\x89PNG broken"]
    before = _everything(world)
    with structlog.testing.capture_logs() as logged:
        for one in shown:
            look_at(world, one)
    assert logged == []
    assert _everything(world) == before


def _everything(world: World) -> dict[str, object]:
    """Every row and every file, but SQLite's own bookkeeping."""
    found: dict[str, object] = {}
    with world.life.store.read() as connection:
        for table in metadata.sorted_tables:
            found[table.name] = [tuple(row) for row in connection.execute(sa.select(table))]
    for path in sorted(world.folder.rglob("*")):
        if path.is_file() and not path.name.startswith("seemly.db"):
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def look_at(world: World, file: bytes) -> Finding | None:
    """None for what is no picture; nothing else may come of any bytes."""
    try:
        return world.look(file)
    except BadPicture:
        return None
