"""The peers' process: guard_peer.py, run by the Python of `.venv-bench`."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from seemly.errors import ConfigurationError, SeemlyError

PEER = Path(".venv-bench/bin/python")


class Peers:
    """Answers the same requests, each when asked."""

    def __init__(self, running: subprocess.Popen[str], folder: Path) -> None:
        self._running, self._folder = running, folder
        about = self._hear()
        self.versions: dict[str, str] = about["versions"]
        self.shipped = Path(about["pictures"])  # scikit-image's

    @classmethod
    @contextmanager
    def opened(cls, credentials: Path) -> Iterator[Peers]:
        """Start them. Raises ConfigurationError where they are not installed."""
        if not PEER.is_file():
            raise ConfigurationError(
                "the bench's peers are not installed", "Run: make install-bench"
            )
        script = Path(__file__).with_name("guard_peer.py")
        with tempfile.TemporaryDirectory() as folder, (Path(folder) / "said").open("w+") as said:
            running = subprocess.Popen(
                [str(PEER), str(script), str(credentials)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                env=os.environ | {"OMP_NUM_THREADS": "1"},
            )
            try:
                yield cls(running, Path(folder))
            except EOFError as ended:
                running.wait()
                said.seek(0)
                raise SeemlyError(f"the peers ended: {said.read().strip()[-500:]}") from ended
            finally:
                running.kill()
                running.wait()

    def answer(self, source: bytes | None, result: bytes) -> dict[str, float]:
        """CPU milliseconds by part."""
        asked = {"source": None, "result": self._file("result", result)}
        if source is not None:
            asked["source"] = self._file("source", source)
        _pipe(self._running.stdin).write(json.dumps(asked) + "\n")
        _pipe(self._running.stdin).flush()
        return dict(self._hear())

    def _file(self, name: str, data: bytes) -> str:
        path = self._folder / name
        path.write_bytes(data)
        return str(path)

    def _hear(self) -> dict[str, Any]:
        line = _pipe(self._running.stdout).readline()
        if not line:
            raise EOFError
        heard: dict[str, Any] = json.loads(line)
        return heard


def _pipe(end: IO[str] | None) -> IO[str]:
    assert end is not None
    return end
