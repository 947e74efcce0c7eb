"""The journal keeps what was measured, and forgets it when the code is another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from seemly.bench.marks import measured
from seemly.bench.marks.measured import OURS, Journal, Measured

ONE = Measured(OURS, "1 MP", "photo", "a", psnr=46.0, found={"none": 30.0}, cost={"embed": [1.0]})


def test_a_next_run_goes_on_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "journal.jsonl"
    Journal(file).add(ONE)
    again = Journal(file)
    assert list(again.kept.values()) == [ONE]
    assert again.has(OURS, "1 MP", "a")
    assert not again.has(OURS, "512 px", "a")
    again.add(replace(ONE, name="b"))
    assert len(Journal(file).kept) == 2


def test_lines_of_other_code_count_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "journal.jsonl"
    Journal(file).add(ONE)
    monkeypatch.setattr(measured, "_digest", lambda mark: "another")
    assert Journal(file).kept == {}


def test_without_a_file_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Journal(None).add(ONE)
    assert list(tmp_path.iterdir()) == []
