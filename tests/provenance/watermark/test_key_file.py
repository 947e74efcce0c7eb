"""The watermark's key: made once, private, and never told in an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from seemly.errors import ConfigurationError
from seemly.provenance.watermark.key_file import KEY_FILE, open_key, parse, read_key


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    made = open_key(tmp_path / "keys")
    path = tmp_path / "keys" / KEY_FILE
    assert path.stat().st_mode & 0o077 == 0
    assert open_key(tmp_path / "keys").secret == made.secret == read_key(path).secret
    assert len(made.secret) == 32
    assert made.secret != open_key(tmp_path / "others").secret


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    open_key(tmp_path)
    (tmp_path / KEY_FILE).chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        open_key(tmp_path)


def test_two_that_start_at_once_read_the_same_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = open_key(tmp_path)
    with monkeypatch.context() as late:
        late.setattr(Path, "exists", lambda path: False)  # it was not there a moment ago
        ours = open_key(tmp_path)
    assert ours.secret == theirs.secret
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


@pytest.mark.parametrize(
    "text", ["", "ab", "ab" * 31 + "zz", "ab" * 33, "ä" * 64, "ab" * 31 + " 1"]
)
def test_what_is_no_key_is_said_without_saying_it(text: str) -> None:
    with pytest.raises(ConfigurationError) as told:
        parse(text, "the file")
    assert not text or text not in str(told.value)


def test_a_key_does_not_show_itself(tmp_path: Path) -> None:
    key = open_key(tmp_path)
    assert key.secret.hex() not in repr(key)
    assert repr(key.secret) not in repr(key)


def test_a_key_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere"):
        read_key(tmp_path / "nowhere")
