"""What rests on the disk after a case (invariant 8): the source and what was published."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from seemly.generate.generator import Made
from seemly.pictures import from_raw, to_raw
from seemly.provenance.publication import Pixels
from seemly.redteam.looks import drawn, perhaps
from seemly.redteam.stage import Played

HEADS = (b"\x89PNG\r\n\x1a\n", b"JFIF\0", b"WEBPVP8", b"GIF89a", b"iVBORw0KGgo", b"/9j/4AAQ")
PIECE = 96  # bytes of an answer that may not be found anywhere …
VARIED = 16  # … with so many different ones among them
LABEL = 0.06  # of the picture: the most that the label covers, with what JPEG moves around it


def wrong(played: Played, scratch: Path) -> Iterator[str]:
    """Everything that may not rest. `scratch`: where temporary files go."""
    source = played.case.source.data
    known = {hashlib.sha256(one).hexdigest() for one in (source, *played.files) if one}
    published = [perhaps(file) for file in played.files]
    pieces = tuple(_pieces(played))
    for path in _files(played.folder, scratch):
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() in known:
            continue
        shown = _shown(data)
        plain = shown is not None and data == to_raw(shown)  # its bytes are what it shows
        if not plain and any(piece in data for piece in pieces):
            yield f"bytes of an answer rest in {path.suffix or 'a picture file'}"
        if shown is not None and not any(_same(shown, one) for one in published):
            yield "a picture rests that was not published"
        elif shown is None and any(head in data for head in HEADS):
            yield f"there is a picture in {path.name}"


def approved(played: Played) -> Iterator[Pixels]:
    """The pixels that were approved, before label and encoder, newest last: no fact of Seemly's
    names them, they are the pictures on the disk that are neither a source nor published."""
    source = played.case.source.data
    known = {hashlib.sha256(one).hexdigest() for one in (source, *played.files) if one}
    paths = [path for path in (played.folder / "pictures").rglob("*") if path.is_file()]
    for path in sorted(paths, key=lambda path: path.stat().st_mtime_ns):
        data = path.read_bytes()
        shown = _shown(data) if hashlib.sha256(data).hexdigest() not in known else None
        if shown is not None:
            yield shown


def _shown(data: bytes) -> Pixels | None:
    """What a file shows: raw pixels, or whatever a picture program opens."""
    raw = from_raw(data)
    return perhaps(data) if raw is None else raw


def _files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


def _same(kept: Pixels, shown: Pixels | None) -> bool:
    """Whether one is the other but for label and encoder."""
    if shown is None or kept.shape != shown.shape:
        return False
    small = min(kept.shape[:2]) < 200  # there the label covers more
    return bool(drawn(kept, shown).mean() <= (0.3 if small else LABEL))


def _pieces(played: Played) -> Iterator[bytes]:
    """Parts of each answer that nothing else holds, as pixels or as a file."""
    answers = [one for turn in played.turns for one in turn.answered]
    for turn in played.turns:
        if turn.file is None:
            answers += [_raw(made) for made in turn.made]
    for answer in answers:
        starts = (len(answer) * part // 7 for part in (3, 2, 5))
        pieces = (answer[start : start + PIECE] for start in starts)
        # A run of a few bytes is in every database.
        yield from (piece for piece in pieces if len(set(piece)) >= VARIED)


def _raw(made: Made) -> bytes:
    """The pixels of an answer. Approved ones on the disk are compared as pictures instead."""
    return made.pixels.tobytes() if isinstance(made.pixels, np.ndarray) else b""
