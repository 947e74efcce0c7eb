"""Peers that are not there, or that fail, are told; the bench never goes on without them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from seemly.bench import peers
from seemly.bench.peers import Peers
from seemly.errors import ConfigurationError, SeemlyError


def test_peers_that_are_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match="not installed"), Peers.opened(tmp_path / "key"):
        pass


def test_peers_that_end_say_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "PEER", Path(sys.executable))  # without their packages
    with (
        pytest.raises(SeemlyError, match="the peers ended"),
        Peers.opened(tmp_path / "no"),
    ):
        pass


def test_an_answer_is_what_the_process_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "peer"
    script.write_text(
        f"#!{sys.executable}\n"
        "import json, sys\n"
        "print(json.dumps({'versions': {'one': '1'}, 'pictures': 'there'}), flush=True)\n"
        "for line in sys.stdin:\n"
        "    asked = json.loads(line)\n"
        "    read = lambda name: len(open(asked[name], 'rb').read()) if asked[name] else 0\n"
        "    print(json.dumps({name: read(name) for name in asked}), flush=True)\n"
    )
    script.chmod(0o700)
    monkeypatch.setattr(peers, "PEER", script)
    with Peers.opened(tmp_path / "key") as opened:
        assert (opened.versions, opened.shipped) == ({"one": "1"}, Path("there"))
        assert opened.answer(b"12345", b"123") == {"source": 5, "result": 3}
        assert opened.answer(None, b"1") == {"source": 0, "result": 1}
