"""The operator is told what was recorded, and nothing is decided again for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.living import Life

from seemly import explaining as seemly_explaining
from seemly import kept
from seemly.bench import stand_ins
from seemly.errors import NotFound
from seemly.explained import Explained, Inclusion, Locked
from seemly.explaining import VEIL, Explaining, veil
from seemly.facts import AgeBand, People, Person, Presence
from seemly.guard.people import Seen
from seemly.ledger.checkpoint import NoteSigner
from seemly.ledger.sequencer import Sequencer
from seemly.ledger.verify import Prover
from seemly.pictures import pack
from seemly.policy import rules
from seemly.provenance.publication import Pixels
from seemly.store import Job

WIDTH, HEIGHT = 480, 360


class Somebody(stand_ins.Nobody):
    """Sees one person, in the left half of every picture."""

    def look(self, pixels: Pixels) -> Seen:
        mask = np.zeros(pixels.shape[:2], np.uint8)
        mask[:, : pixels.shape[1] // 2] = 255
        person = Person(box=(0.0, 0.0, 0.5, 1.0), age_band=AgeBand.ADULT)
        return Seen(People(Presence.SOME, (person,)), mask)


@pytest.fixture
def explain(life: Life, tmp_path: Path) -> Callable[[Job], Explained]:
    """Tells why, once the ledger has caught up."""
    signer = NoteSigner.open(tmp_path / "keys", "tests.invalid/ledger")
    sequencer = Sequencer(life.store.engine, signer, tmp_path / "checkpoints.txt")
    prover = Prover(life.store.engine)

    def tell(job: Job) -> Explained:
        sequencer.run_once(life.now)
        told = explaining(life, prover, str(signer.verifier)).explain(mention(job))
        assert told is not None
        return told

    return tell


def explaining(life: Life, prover: Prover | None = None, key: str = "") -> Explaining:
    return Explaining(life.parts, prover or Prover(life.store.engine), key, life.people.name)


def mention(job: Job) -> str:
    return job.key.partition("|")[2]


def photo() -> bytes:
    ramp = np.linspace(0, 255, WIDTH, dtype=np.uint8)
    return pack(np.ascontiguousarray(np.broadcast_to(ramp[None, :, None], (HEIGHT, WIDTH, 3))))


def edited(life: Life) -> Job:
    """Screened: the picture rests, and nothing is made yet."""
    life.give(finder=Somebody())
    life.ask("ann", "make it brighter", photo())
    return life.step()


def test_what_was_published_is_told_from_wish_to_ledger(
    life: Life, explain: Callable[[Job], Explained]
) -> None:
    job = life.finish(life.ask("ann").id)
    why = explain(job)
    assert (why.job, why.state, why.public_id) == (job.id, "published", job.public_id)
    assert [(stage.moment, stage.action) for stage in why.stages] == [
        ("before", "allow"),
        ("after", "allow"),
    ]
    assert all(stage.is_policy_of_now for stage in why.stages)
    assert why.locked is Locked.NO_PICTURE
    assert [digest.of for digest in why.digests] == ["publication", "approved", "marked", "file"]
    assert [(one.kind, one.state) for one in why.said] == [("picture", "confirmed")]
    assert [entry.kind for entry in why.entries] == [
        entry["kind"] for entry in life.entries(job.id)
    ]
    assert {entry.inclusion for entry in why.entries} == {Inclusion.INCLUDED}
    assert [entry.position for entry in why.entries] == list(range(len(why.entries)))


def test_a_refusal_names_its_rule_its_sentence_and_its_facts(
    life: Life, explain: Callable[[Job], Explained]
) -> None:
    job = life.finish(life.ask("ann", "undress her").id)
    why = explain(job)
    [stage] = why.stages
    assert stage.action == "refuse"
    assert stage.rules[0].id == "sexual"
    assert stage.rules[0].sentences == life.parts.policy.messages()["sexual"]
    read = {ground.path: ground.value for ground in stage.behind}
    assert float(read["wish.intents.undress"]) >= 0.5
    assert "door" in {ground.path for ground in stage.others}
    assert not {ground.path for ground in stage.others} & read.keys()


def test_what_another_request_did_is_not_told(
    life: Life, explain: Callable[[Job], Explained]
) -> None:
    first, second = life.ask("ann"), life.ask("ben")
    life.finish(first.id)
    life.finish(second.id)
    ours, theirs = explain(first), explain(second)
    assert not {entry.text for entry in ours.entries} & {entry.text for entry in theirs.entries}


def test_a_policy_that_changed_since_is_said(
    life: Life, explain: Callable[[Job], Explained], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = life.finish(life.ask("ann", "undress her").id)
    life.give(policy=replace(rules.Policy.load("default"), version="0" * 64))
    monkeypatch.setattr(rules.Policy, "findings", lambda *_: pytest.fail("it is decided again"))
    [stage] = explain(job).stages
    assert not stage.is_policy_of_now
    assert stage.rules[0].id == "sexual"


def test_entries_without_a_checkpoint_wait_and_a_wrong_key_is_told(
    life: Life, tmp_path: Path
) -> None:
    job = life.finish(life.ask("ann").id)
    waiting = explaining(life).explain(mention(job))
    assert waiting is not None
    assert {entry.inclusion for entry in waiting.entries} == {Inclusion.WAITING}
    signer = NoteSigner.open(tmp_path / "keys", "tests.invalid/ledger")
    other = NoteSigner.open(tmp_path / "other", "tests.invalid/ledger")
    Sequencer(life.store.engine, signer, tmp_path / "checkpoints.txt").run_once(life.now)
    told = explaining(life, key=str(other.verifier)).explain(mention(job))
    assert told is not None
    assert {entry.inclusion for entry in told.entries} == {Inclusion.BROKEN}


def test_the_lock_is_drawn_over_the_picture_that_was_edited(
    life: Life, explain: Callable[[Job], Explained], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seemly_explaining, "LARGEST", 240)
    job = edited(life)
    assert explain(job).locked is Locked.PEOPLE
    shown = cv2.imdecode(
        np.frombuffer(explaining(life).picture(mention(job)), np.uint8), cv2.IMREAD_COLOR
    )
    drawn = cv2.imdecode(
        np.frombuffer(explaining(life).lock(mention(job)), np.uint8), cv2.IMREAD_UNCHANGED
    )
    assert shown is not None
    assert drawn is not None
    assert shown.shape[:2] == drawn.shape[:2] == (180, 240)
    middle = drawn[drawn.shape[0] // 2, :, 3]
    assert middle[60] == VEIL
    assert middle[180] == 0
    assert shown[10, 10].max() < 60 < 200 < shown[10, -10].min()  # not turned, not mirrored


@pytest.mark.parametrize("gone", ["bytes", "post"])
def test_a_picture_that_is_gone_is_drawn_nowhere(
    life: Life, explain: Callable[[Job], Explained], gone: str
) -> None:
    job = edited(life)
    if gone == "bytes":
        kept.sweep_expired(life.store, life.parts.pictures, life.now + kept.DAY + 1)
    else:
        life.people._by_uri.pop(mention(job))
    assert explain(job).locked is Locked.GONE
    for look in (explaining(life).picture, explaining(life).lock):
        with pytest.raises(NotFound):
            look(mention(job))


def test_of_nobody_there_is_nothing_to_draw(
    life: Life, explain: Callable[[Job], Explained]
) -> None:
    life.ask("ann", "make it brighter", photo())
    nobody = life.step()
    assert explain(nobody).locked is Locked.NOBODY
    assert explaining(life).explain("memory:nobody asked") is None


def test_a_veil_tints_within_and_leaves_the_rest_free() -> None:
    mask = np.zeros((60, 80), np.uint8)
    mask[20:40, 20:60] = 1
    drawn = veil(mask)
    assert drawn[30, 40, 3] == VEIL
    assert drawn[20, 40, 3] == 255
    assert not drawn[:15].any()
