"""The peers' process: guard_peer.py, run by the Python of `.venv-bench`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seemly.bench.conversation import PEER, Conversation


class Peers:
    """Answers the same requests, each when asked."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self.versions: dict[str, str] = conversation.about["versions"]
        self.shipped = Path(conversation.about["pictures"])  # scikit-image's

    @classmethod
    @contextmanager
    def opened(cls, credentials: Path) -> Iterator[Peers]:
        """Start them. Raises ConfigurationError where they are not installed."""
        script = Path(__file__).with_name("guard_peer.py")
        with Conversation.opened(PEER, script, str(credentials)) as conversation:
            yield cls(conversation)

    def answer(self, source: bytes | None, result: bytes) -> dict[str, float]:
        """CPU milliseconds by part."""
        asked = {"source": None, "result": self._file("result", result)}
        if source is not None:
            asked["source"] = self._file("source", source)
        return dict(self._conversation.ask(asked))

    def _file(self, name: str, data: bytes) -> str:
        path = self._conversation.folder / name
        path.write_bytes(data)
        return str(path)
