"""The hostile server does what its modes say: a harmless one would prove nothing."""

from __future__ import annotations

import base64
import json
import struct
import subprocess
import sys
import urllib.request

import cv2
import numpy as np
import pytest

from seemly.redteam.edits import EDITS, SKIN, gradient
from seemly.redteam.files import WRITERS
from seemly.redteam.server import MODES, OTHERS, HostileServer

PICTURE = gradient(60, 40)
NOWHERE = np.zeros((40, 60), np.uint8)


def ask(base_url: str) -> bytes:
    """One generation, the answered file."""
    body = json.dumps({"prompt": "a boat", "size": "60x40"}).encode()
    request = urllib.request.Request(
        f"{base_url}/images/generations", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as reply:
        answered = json.load(reply)["data"][0]
    return base64.b64decode(answered["b64_json"])


def test_only_the_honest_one_keeps_what_may_not_change() -> None:
    keeps = [
        name for name, edit in EDITS.items() if np.array_equal(edit(PICTURE, NOWHERE), PICTURE)
    ]
    assert keeps == ["honest", "replacer"], "and the replacer's other picture is this very gradient"
    photo = np.random.default_rng(1).integers(0, 256, PICTURE.shape, np.uint8)
    assert not np.array_equal(EDITS["replacer"](photo, NOWHERE), photo)
    assert (EDITS["painter"](photo, NOWHERE) == SKIN).all()


def test_the_honest_one_changes_what_may_change() -> None:
    photo = np.random.default_rng(1).integers(0, 256, PICTURE.shape, np.uint8)
    mask = NOWHERE.copy()
    mask[:, 30:] = 255
    edited = EDITS["honest"](photo, mask)
    assert np.array_equal(edited[:, :30], photo[:, :30])
    assert not np.array_equal(edited[:, 30:], photo[:, 30:])


def test_the_bomb_is_small_and_claims_to_be_huge() -> None:
    data = WRITERS["bomb"](PICTURE)
    assert len(data) < 100_000
    assert struct.unpack(">II", data[16:24]) == (50_000, 50_000)


def test_the_see_through_picture_hides_skin() -> None:
    data = np.frombuffer(WRITERS["transparent"](PICTURE), np.uint8)
    layers = np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED))
    assert (layers[..., 3] == 0).all()
    assert (layers[..., 2::-1] == SKIN).all()


def test_modes_are_distinct() -> None:
    assert len(set(MODES)) == len(EDITS) + len(WRITERS) + len(OTHERS)


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown mode"):
        HostileServer("kind")


@pytest.mark.parametrize("mode", ["honest", "painter"])
def test_it_answers_and_remembers(mode: str) -> None:
    with HostileServer(mode) as server:
        picture = cv2.imdecode(np.frombuffer(ask(server.base_url), np.uint8), cv2.IMREAD_COLOR)
        assert np.asarray(picture).shape == (40, 60, 3)
        assert (np.asarray(picture)[..., ::-1] == SKIN).all() == (mode == "painter")
        assert server.received[0].fields["prompt"] == "a boat"


def test_it_runs_by_itself_and_prints_its_address() -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "seemly.redteam.server", "--mode", "painter", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stdout is not None
        base_url = running.stdout.readline().strip()
        assert base_url.startswith("http://127.0.0.1:")
        assert ask(base_url).startswith(b"\x89PNG")
    finally:
        running.terminate()
        running.communicate()
