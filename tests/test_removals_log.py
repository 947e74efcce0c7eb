"""`removals.log`: once, in order, whole lines only, and the same in its second place."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seemly.errors import ConfigurationError, TryLater
from seemly.removals_log import Removal, RemovalsLog, read

ONE = Removal("a" * 64, "plaza", "0000000001", "b" * 64, "c" * 64, "d" * 64, 90, 4_000_000.5)
TWO = Removal("e" * 64, "bluesky", at=4_000_001.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "removals.log"


def test_a_removal_is_a_line_and_is_read_again(path: Path) -> None:
    RemovalsLog(path).write((ONE, TWO))
    assert path.read_bytes() == ONE.line + TWO.line
    assert read(path) == [ONE, TWO]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_line_of_an_older_version_is_read(path: Path) -> None:
    """Written before the hash of the source was kept."""
    line = ONE.line.replace(b',"pdq_source":null', b"")
    assert line != ONE.line
    path.write_bytes(line)
    assert read(path) == [ONE]


def test_a_step_that_is_tried_again_writes_nothing_new(path: Path) -> None:
    log = RemovalsLog(path)
    for _ in range(3):
        log.write((ONE,))
    RemovalsLog(path).write((ONE,))  # another process, after a crash
    assert path.read_bytes() == ONE.line


def test_what_another_process_wrote_meanwhile_is_known(path: Path) -> None:
    log, other = RemovalsLog(path), RemovalsLog(path)
    other.write((ONE,))
    log.write((ONE, TWO))
    other.write((TWO,))
    assert path.read_bytes() == ONE.line + TWO.line


@pytest.mark.parametrize("kept", [1, 40, len(TWO.line) - 1])
def test_a_torn_last_line_is_passed_over_and_written_again(path: Path, kept: int) -> None:
    path.write_bytes(ONE.line + TWO.line[:kept])
    assert read(path) == [ONE]
    assert path.read_bytes() == ONE.line + TWO.line[:kept], "reading changes nothing"
    log = RemovalsLog(path)
    assert log.read() == [ONE]
    log.write((TWO,))
    assert path.read_bytes() == ONE.line + TWO.line


@given(cut=st.integers(0, len(ONE.line + TWO.line)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wherever_a_crash_cuts_it_every_whole_line_is_there(path: Path, cut: int) -> None:
    path.write_bytes((ONE.line + TWO.line)[:cut])
    whole = [
        one for one, end in ((ONE, len(ONE.line)), (TWO, len(ONE.line + TWO.line))) if cut >= end
    ]
    assert read(path) == whole
    RemovalsLog(path).write((ONE, TWO))
    assert read(path) == [ONE, TWO]


@pytest.mark.parametrize("wrong", [b"what is this\n", b"{}\n", b"\xff\xfe\n", b"\n"])
def test_a_line_that_is_none_is_named_with_its_number(path: Path, wrong: bytes) -> None:
    path.write_bytes(ONE.line + wrong + TWO.line)
    with pytest.raises(ConfigurationError, match="line 2 is no removal"):
        read(path)
    with pytest.raises(ConfigurationError, match="second place"):
        RemovalsLog(path)


def test_a_log_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read(tmp_path / "none.log")


def test_without_its_first_place_a_removal_is_not_confirmed(tmp_path: Path) -> None:
    log = RemovalsLog(tmp_path / "removals.log")
    (tmp_path / "removals.log").unlink()
    (tmp_path / "removals.log").mkdir()
    with pytest.raises(TryLater):
        log.write((ONE,))


def test_the_second_place_holds_the_same(path: Path, tmp_path: Path) -> None:
    second = tmp_path / "elsewhere.log"
    RemovalsLog(path).write((ONE,))  # before there was a second place
    log = RemovalsLog(path, second)
    log.write((TWO,))
    assert second.read_bytes() == path.read_bytes() == ONE.line + TWO.line
    assert log.paths == (path, second)


def test_a_second_place_that_is_away_stops_no_removal_and_catches_up(
    path: Path, tmp_path: Path
) -> None:
    second = tmp_path / "unmounted" / "removals.log"
    log = RemovalsLog(path, second)
    log.write((ONE,))
    assert read(path) == [ONE]
    second.parent.mkdir()
    log.write((TWO,))
    assert read(second) == [ONE, TWO]


def test_writers_at_once_write_each_line_once(path: Path) -> None:
    lines = [Removal(f"{number:064x}", "plaza", at=float(number)) for number in range(20)]
    logs = [RemovalsLog(path) for _ in range(4)]

    def write(log: RemovalsLog) -> None:
        for one in lines:
            log.write((one,))

    threads = [threading.Thread(target=write, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(read(path), key=lambda one: one.at) == lines


def test_another_file_in_its_place_is_read_anew(path: Path) -> None:
    log = RemovalsLog(path)
    log.write((ONE, TWO))
    path.write_bytes(TWO.line)
    log.write((ONE,))
    assert read(path) == [TWO, ONE]
