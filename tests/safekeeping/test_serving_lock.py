"""No schema changes under a service that runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from seemly.cli import app
from seemly.errors import ConfigurationError
from seemly.safekeeping import serving_lock


def test_an_upgrade_waits_for_nobody_and_refuses_while_somebody_serves(tmp_path: Path) -> None:
    with (
        serving_lock.serving(tmp_path),
        serving_lock.serving(tmp_path),  # several processes may
        pytest.raises(ConfigurationError, match="Stop it first"),
        serving_lock.nobody_serves(tmp_path),
    ):
        pass
    with serving_lock.nobody_serves(tmp_path):
        pass


def test_nobody_begins_to_serve_during_an_upgrade(tmp_path: Path) -> None:
    with (
        serving_lock.nobody_serves(tmp_path),
        pytest.raises(ConfigurationError, match="is being upgraded"),
        serving_lock.serving(tmp_path),
    ):
        pass
    with serving_lock.serving(tmp_path):
        pass


def test_the_command_says_what_to_do_and_changes_nothing(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "before.tar"
    data.mkdir()
    with serving_lock.serving(data):
        done = CliRunner().invoke(app, ["upgrade", str(file), "--data", str(data)])
    assert isinstance(done.exception, ConfigurationError)
    assert "Stop it first" in str(done.exception)
    assert not file.exists()
    assert [one.name for one in data.iterdir()] == [serving_lock.NAME]
