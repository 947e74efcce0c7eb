"""What is asked of the peers, and what counts as read; the peers themselves are in .venv-bench."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from seemly.bench.conversation import Conversation
from seemly.bench.marks.peers import Peers
from seemly.bench.marks.pictures import Picture

#: Marks by making the picture brighter; reads its first bit wrong, and tells how wide it was.
STAND_IN = """
import json, sys
import numpy as np
print(json.dumps({"versions": {"one": "1"}, "bits": {"dwtDctSvd": 4}}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    pixels = np.load(asked["pixels"])
    if asked["do"] == "mark":
        bits = asked["bits"]
        np.save(asked["out"], pixels + np.uint8(1))
        print(json.dumps({"cpu_ms": 5.0}), flush=True)
    else:
        wrong = pixels.shape[1] == 64
        print(json.dumps({"cpu_ms": 7.0, "bits": [bits[0] ^ wrong, *bits[1:]]}), flush=True)
"""


@pytest.fixture
def peers(tmp_path: Path) -> Path:
    script = tmp_path / "stand_in.py"
    script.write_text(STAND_IN)
    return script


def test_shares_of_bits_and_costs_are_kept(peers: Path) -> None:
    pixels = np.full((48, 64, 3), 100, np.uint8)
    names = ("none", "half size", "quarter turn")
    with Conversation.opened(Path(sys.executable), peers) as conversation:
        measured = Peers(conversation).measure(
            "dwtDctSvd",
            Picture("grey", "photo", "512 px", pixels),
            names,
            np.random.default_rng(1),
        )
    assert measured.psnr == pytest.approx(48.13, abs=0.01)
    # A change of size alone is undone first, since peers do not look for the size.
    assert measured.found == {"none": 0.75, "half size": 0.75, "quarter turn": 1.0}
    assert measured.cost == {"embed": [5.0], "read, marked": [7.0, 7.0, 7.0]}
