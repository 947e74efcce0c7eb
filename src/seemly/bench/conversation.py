"""A process of another Python that is asked a line of JSON at a time and answers with one."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from seemly.errors import ConfigurationError, SeemlyError

PEER = Path(".venv-bench/bin/python")


class Conversation:
    """`about`: what the process said of itself first. `folder`: for files that both may read."""

    def __init__(self, running: subprocess.Popen[str], folder: Path) -> None:
        self._running, self.folder = running, folder
        self.about: dict[str, Any] = self._hear()

    @classmethod
    @contextmanager
    def opened(cls, python: Path, script: Path, *arguments: str) -> Iterator[Conversation]:
        """Start it at one thread. Raises ConfigurationError where that Python is not installed,
        SeemlyError with its last words where it ends before it has answered."""
        if not python.is_file():
            raise ConfigurationError(
                "the bench's peers are not installed", "Run: make install-bench"
            )
        with tempfile.TemporaryDirectory() as folder, (Path(folder) / "said").open("w+") as said:
            running = subprocess.Popen(
                [str(python), str(script), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )
            try:
                yield cls(running, Path(folder))
            except (EOFError, BrokenPipeError) as ended:
                running.wait()
                said.seek(0)
                raise SeemlyError(f"the peers ended: {said.read().strip()[-500:]}") from ended
            finally:
                running.kill()
                running.wait()

    def ask(self, question: Mapping[str, object]) -> dict[str, Any]:
        """Its answer."""
        _pipe(self._running.stdin).write(json.dumps(question) + "\n")
        _pipe(self._running.stdin).flush()
        return self._hear()

    def _hear(self) -> dict[str, Any]:
        line = _pipe(self._running.stdout).readline()
        if not line:
            raise EOFError
        heard: dict[str, Any] = json.loads(line)
        return heard


def _pipe(end: IO[str] | None) -> IO[str]:
    assert end is not None
    return end
