"""`seemly demo`: serve, play, show a table, and keep serving."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from seemly import serving
from seemly.demo.play import Played, play
from seemly.demo.thread import LIMITS
from seemly.settings import Settings, load

Afterwards = Callable[[threading.Event], None]


def once(_stop: threading.Event) -> None:
    """End when the thread is played."""


def keep_serving(stop: threading.Event) -> None:
    """Serve until SIGINT or SIGTERM."""
    print("Still serving; end with Ctrl-C.", flush=True)
    stop.wait()


def run(data: Path | None, json_file: Path | None, afterwards: Afterwards) -> None:
    """Play the thread; `json_file` gets a list with one object an ask."""
    stop = serving.until_signal()
    with _folder(data) as folder, serving.serving(_settings(folder)) as served:
        serving.say_where(served)
        played: list[Played] = []
        pictures = folder / "answers"
        for row in play(served.seemly, pictures, served.seemly.work.set):
            played.append(row)
            print(f"  {row.id}: {row.state}", file=sys.stderr, flush=True)
            if stop.is_set():
                return
        if json_file is not None:
            _write(json_file, played)
        print(_table(played), flush=True)
        afterwards(stop)


def _settings(folder: Path) -> Settings:
    """The built-in artist, SQLite and the plaza, whatever stands in the environment's files."""
    settings = load(None, {k: v for k, v in os.environ.items() if k == "SEEMLY_PORT"})
    return settings.model_copy(update={"data": folder, "limits": LIMITS})


@contextlib.contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    named = data or (Path(os.environ["SEEMLY_DATA"]) if os.environ.get("SEEMLY_DATA") else None)
    if named is not None:
        named.mkdir(parents=True, exist_ok=True)
        yield named.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="seemly-demo-") as made:
        yield Path(made)


def _write(path: Path, played: list[Played]) -> None:
    rows = [asdict(row) for row in played]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _table(played: list[Played]) -> str:
    """What was asked, and what came of it: plain text, no colour."""
    lines = [f"{'asked':48}  {'came of it':10}  {'why, or what was said'}"]
    lines.append("-" * 110)
    for row in played:
        said = row.post_text or ", ".join(row.reasons)
        lines.append(f"{_cut(row.text, 48):48}  {row.state:10}  {_cut(said, 60)}")
    return "\n".join(lines)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
