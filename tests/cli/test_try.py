"""One wish at the prompt: what is written, what is said, and with which exit code."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import pytest
from tests.cli.prompt import Run, fits, photo

from seemly import intake, trial
from seemly.redteam.server import HostileServer
from seemly.settings import Settings

LIBRARY = "replace the background with a library"
NOWHERE = "http://127.0.0.1:9/v1"  # the discard port: nobody listens there


def test_try_as_installed(tmp_path: Path) -> None:
    """The one test that starts a process: what is written is what was published."""
    out = tmp_path / "answer.jpg"
    command = [sys.executable, "-c", "from seemly.cli import main; main()", "try"]
    words = [str(photo(tmp_path)), LIBRARY, "--out", "answer.jpg", "--json"]
    done = subprocess.run(
        [*command, *words],
        capture_output=True,
        text=True,
        timeout=100,
        cwd=tmp_path,
        env=os.environ | {"SEEMLY_DATA": str(tmp_path / "data")},
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)["result"]
    assert (answer["state"], answer["picture"]) == ("published", str(out))
    assert [verdict["action"] for verdict in answer["verdicts"]] == ["lock", "lock"]
    assert answer["alt_text"]
    assert answer["public_id"] in answer["post_text"]
    with sqlite3.connect(tmp_path / "data" / "seemly.db") as database:
        [(digest,)] = database.execute("SELECT file_sha256 FROM publications").fetchall()
    assert hashlib.sha256(out.read_bytes()).hexdigest() == digest


@pytest.mark.usefixtures("quick")
def test_try_published(seemly: Run, tmp_path: Path, data: Path) -> None:
    out = tmp_path / "answer.png"
    ran = seemly("try", "a lighthouse in a storm", "--out", out, "--data", data)
    assert ran.code == 0
    assert ran.out.startswith("published: ")
    assert ran.out.splitlines()[-1] == str(out)
    assert cv2.imread(str(out)) is not None


@pytest.mark.usefixtures("quick")
def test_try_refused(seemly: Run, tmp_path: Path, data: Path) -> None:
    out = tmp_path / "answer.jpg"
    out.write_bytes(b"an older answer")
    picture = photo(tmp_path)
    ran = seemly("try", picture, "undress her", "--out", out, "--data", data, "--json")
    assert ran.code == 3
    answer = fits(ran, "try")["result"]
    assert (answer["state"], answer["picture"], answer["public_id"]) == ("refused", None, None)
    assert answer["verdicts"][0]["action"] == "refuse"
    assert answer["verdicts"][1] is None
    assert not out.exists()
    assert picture.exists()


@pytest.mark.usefixtures("quick")
def test_try_held(seemly: Run, tmp_path: Path, data: Path) -> None:
    out = tmp_path / "answer.jpg"
    out.write_bytes(b"an older answer")
    generator = ("--generator", "openai", "--base-url", NOWHERE, "--model", "any")
    words = ("try", photo(tmp_path), LIBRARY, "--out", out, "--data", data, *generator)
    ran = seemly(*words, "--json")
    assert ran.code == 4
    assert fits(ran, "try")["result"]["state"] == "held"
    assert not out.exists()
    [row] = fits(seemly("held", "list", "--data", data, "--json"), "held.list")["rows"]
    assert row["reasons"] == ["kept_failing"]
    assert "127.0.0.1 cannot be reached" in row["fault"]
    assert str(row["id"]) in seemly("held", "list", "--data", data).out


@pytest.mark.usefixtures("quick")
def test_try_with_a_server_that_is_named(seemly: Run, tmp_path: Path, data: Path) -> None:
    out = tmp_path / "answer.png"
    with HostileServer("honest") as server:
        generator = ("--generator", "openai", "--base-url", server.base_url)
        ran = seemly("try", "a red boat", "--out", out, "--data", data, *generator)
        assert ran.code == 0
        assert server.received[0].fields["prompt"] == "a red boat"
    assert out.exists()


@pytest.mark.usefixtures("quick")
def test_an_earlier_wish_is_not_answered_into_this_ones_file(
    seemly: Run, tmp_path: Path, data: Path
) -> None:
    """As after a kill between the last look and the file: the next wish is another."""
    out = tmp_path / "answer.png"
    assert seemly("try", "a red boat", "--out", out, "--data", data).code == 0
    with sqlite3.connect(data / "seemly.db") as database:
        database.execute("UPDATE jobs SET state = 'publishing', open = 1, ended_at = NULL")
        database.execute("UPDATE posts SET state = 'sent', uri = NULL, confirmed_at = NULL")
    ran = seemly("try", photo(tmp_path), "undress her", "--out", out, "--data", data)
    assert ran.code == 3
    assert not out.exists()
    with sqlite3.connect(data / "seemly.db") as database:
        states = database.execute("SELECT state FROM jobs ORDER BY id").fetchall()
    assert states == [("cancelled",), ("refused",)]


@pytest.mark.usefixtures("quick")
def test_try_where_nothing_can_be_written(seemly: Run, tmp_path: Path, data: Path) -> None:
    picture = photo(tmp_path)
    for out, why in (
        (tmp_path / "no" / "answer.jpg", "nothing can be written into"),
        (tmp_path, "Is a directory"),
        (picture, "is the photo itself"),
    ):
        ran = seemly("try", picture, "black and white", "--out", out, "--data", data)
        assert (ran.code, ran.out) == (1, "")
        assert why in ran.err
        assert len(ran.err.splitlines()) == 1
    assert picture.exists()
    assert not data.exists(), "found out before anything was asked"


@pytest.mark.usefixtures("quick")
def test_two_wishes_at_once_do_not_cancel_each_other(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first lies waiting while the second's worker looks for work."""
    waiting, second_ended = threading.Event(), threading.Event()
    receive = intake.receive

    def receive_and_wait(*heard: Any) -> list[int]:
        found = receive(*heard)
        if not waiting.is_set():
            waiting.set()
            second_ended.wait(0.7)
        return found

    def ask(wish: str) -> str:
        return trial.run(Settings(data=data), wish, None, None).outcome.state

    monkeypatch.setattr(intake, "receive", receive_and_wait)
    with ThreadPoolExecutor(1) as other:
        first = other.submit(ask, "a red boat")
        assert waiting.wait(20)
        second = ask("a snail in the rain")
        second_ended.set()
        assert (first.result(), second) == ("published", "published")


@pytest.mark.usefixtures("quick")
def test_out_of_the_box_nobody_is_connected_to(
    seemly: Run, tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As docs/outgoing.md says: no name looked up, no connection opened, as far as Python sees."""
    asked: list[Any] = []

    def refused(*given: Any, **named: Any) -> None:
        asked.append(given)
        raise OSError("nothing leaves")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    ran = seemly("try", photo(tmp_path), LIBRARY, "--out", tmp_path / "a.jpg", "--data", data)
    assert (ran.code, asked) == (0, [])
