"""The demo's thread, played for real: every ask and what comes of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from seemly.demo.thread import ASKS

Rows = dict[str, dict[str, Any]]


def _seemly(*words: str, **settings: str) -> list[str]:
    return [sys.executable, "-c", "from seemly.cli import main; main()", *words]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    folder = tmp_path_factory.mktemp("demo")
    file = folder / "answers.json"
    done = subprocess.run(
        _seemly("demo", "--once", "--data", str(folder / "data"), "--json", str(file)),
        capture_output=True,
        text=True,
        timeout=110,
        env=os.environ | {"SEEMLY_PORT": "0"},
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads(file.read_text("utf-8"))
    assert [row["id"] for row in rows] == [ask.id for ask in ASKS]
    return {row["id"]: row for row in rows}


@pytest.mark.parametrize("ask", ["hat", "lighthouse", "library", "german", "dutch", "french"])
def test_what_is_fine_is_published_with_words_and_alt_text(played: Rows, ask: str) -> None:
    row = played[ask]
    assert (row["state"], row["action"]) in {("published", "allow"), ("published", "lock")}
    assert "AI" in row["post_text"] or "KI" in row["post_text"] or "IA" in row["post_text"]
    assert row["alt_text"]
    picture = Path(row["picture"])
    assert picture.is_absolute()
    assert cv2.imread(str(picture)) is not None


@pytest.mark.parametrize("ask", ["undress", "headless-undress"])
def test_nobody_is_undressed(played: Rows, ask: str) -> None:
    row = played[ask]
    assert (row["state"], row["action"], row["picture"]) == ("refused", "refuse", None)
    assert "sexual" in row["reasons"]


def test_her_hair_waits_for_her_yes(played: Rows) -> None:
    row = played["green-hair"]
    assert (row["state"], row["action"]) == ("refused", "ask")
    assert row["reasons"] == ["needs_consent"]


def test_a_headless_body_counts_as_a_person(played: Rows) -> None:
    row = played["headless-library"]
    assert row["state"] == "refused"
    assert row["reasons"] == ["possible_person"]


def test_the_astronaut_is_as_she_was(played: Rows) -> None:
    """Her face in the published file differs from the source by JPEG noise only."""
    assert played["library"]["action"] == "lock"
    source = cv2.imread(str(Path(__file__).parents[2] / "src/seemly/demo/astronaut.jpg"))
    answer = cv2.imread(played["library"]["picture"])
    assert source is not None
    assert answer is not None
    face = np.s_[60:180, 185:262]  # no corner of what was behind her
    assert np.abs(source[face].astype(int) - answer[face]).mean() < 3
    corner = np.s_[200:300, 0:60]
    assert np.abs(source[corner].astype(int) - answer[corner]).mean() > 15


def test_each_answers_in_the_language_it_was_asked_in(played: Rows) -> None:
    assert "KI-System" in played["german"]["post_text"]
    assert "AI-systeem" in played["dutch"]["post_text"]
    assert "système d'IA" in played["french"]["post_text"]


def test_over_the_limit_there_is_one_polite_word(played: Rows) -> None:
    row = played["over-limit"]
    assert (row["state"], row["reasons"], row["picture"]) == ("refused", ["over_limit"], None)
    assert row["post_text"]


def test_what_was_removed_is_gone(played: Rows) -> None:
    row = played["removed"]
    assert (row["state"], row["picture"]) == ("removed", None)
    assert row["public_id"]


@pytest.mark.slow
def test_it_prints_its_address_serves_and_ends_cleanly(tmp_path: Path) -> None:
    """Unbuffered, on a line of its own, before the thread is played; SIGTERM ends it."""
    log = tmp_path / "log"
    with log.open("w") as told:
        serving = subprocess.Popen(
            _seemly("demo", "--data", str(tmp_path / "data")),
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
            env=os.environ | {"SEEMLY_PORT": "0"},
        )
    try:
        assert serving.stdout is not None
        address = serving.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address, timeout=10) as page:
            assert page.status == 200
    finally:
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(timeout=30) == 0, log.read_text()
