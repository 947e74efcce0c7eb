"""A prompt in this process, with models that are loaded once."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import pytest
import structlog
from tests.cli.prompt import Ran, Run
from tests.world import World

from seemly import assemble, cli, trial
from seemly.assemble import Seemly
from seemly.compute.local import LocalCompute
from seemly.ledger.checkpoint import NoteSigner
from seemly.ledger.sequencer import Sequencer
from seemly.migrate import open_store
from seemly.networks.network import Network
from seemly.pictures import PictureStore
from seemly.publications import Published
from seemly.settings import Settings
from seemly.worker import Patience

cv2.setNumThreads(1)


def _exit_code() -> int:
    try:
        cli.main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    return 0


@pytest.fixture
def seemly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a command in this process, through the entry point that the script calls."""
    for name in [name for name in os.environ if name.startswith("SEEMLY_")]:
        if name not in ("SEEMLY_MODELS", "SEEMLY_TEST_POSTGRES"):
            monkeypatch.delenv(name)

    # Not structlog's defaults: they draw every local variable of a traceback, for minutes.
    log = structlog.get_config()

    def run(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["seemly", *map(str, words)])
        capsys.readouterr()
        code = _exit_code()
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    yield run
    structlog.configure(**log)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, assembled: Seemly) -> None:
    """Models are loaded once for all `try`s here, and nobody waits between two tries of a step;
    everything else is built from the settings."""

    @contextlib.contextmanager
    def opened(settings: Settings, only: Network) -> Iterator[Seemly]:
        store = open_store(settings)
        compute = assembled.parts.compute
        assert isinstance(compute, LocalCompute)
        notes = NoteSigner.open(settings.data / "keys", settings.origin)
        parts = replace(
            assembled.parts,
            store=store,
            pictures=PictureStore(settings.data / "pictures"),
            published=Published(),
            networks={only.name: only},
            generator=assemble.generator(settings.generator, compute),
        )
        sequencer = Sequencer(store.engine, notes, settings.data / "checkpoints.txt")
        try:
            yield replace(assembled, parts=parts, notes=notes, sequencer=sequencer)
        finally:
            store.close()

    monkeypatch.setattr(trial, "opened", opened)
    monkeypatch.setattr(trial, "PATIENCE", Patience(attempts=1, longest_wait=0.0))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def world(assembled: Seemly, empty_sqlite: Path, data: Path) -> Iterator[World]:
    data.mkdir()
    built = World(assembled, empty_sqlite, data)
    yield built
    built.close()
