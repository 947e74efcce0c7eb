"""What was measured on one picture, and the journal that keeps it: a long run may be taken up."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from seemly.bench.marks.pictures import Kind, Size
from seemly.provenance import watermark

Mark = Literal["seemly", "none", "dwtDctSvd", "RivaGAN", "blind-watermark"]
OURS: Mark = "seemly"
UNMARKED: Mark = "none"
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Measured:
    """One picture with one mark, or with none.

    `found`, by distortion: for ours the score of the id that was put in, 0 where nothing was read
    and -1 where another id was; for peers the share of bits that were right. `cost`: CPU ms of
    each time. `reads`, `false`: readings of the picture without our mark.
    """

    mark: Mark
    size: Size
    kind: Kind
    name: str
    psnr: float | None = None
    ssim: float | None = None
    raised: bool = False  # needed more than the usual strength
    weak: bool = False
    found: dict[str, float] = field(default_factory=dict)
    cost: dict[str, list[float]] = field(default_factory=dict)
    reads: int = 0
    false: int = 0


class Journal:
    """JSON lines, one a picture. Lines that other code wrote are of another mark: they stay in
    the file and count for nothing."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._codes: dict[Mark, str] = {}
        self.kept: dict[tuple[Mark, Size, str], Measured] = {}
        if file is not None and file.is_file():
            for line in file.read_text("utf-8").splitlines():
                row = json.loads(line)
                if row.pop("code") == self._code(row["mark"]):
                    self._keep(Measured(**row))

    def has(self, mark: Mark, size: Size, name: str) -> bool:
        """Whether this was measured before."""
        return (mark, size, name) in self.kept

    def add(self, measured: Measured) -> None:
        """Keeps it, in the file as well."""
        self._keep(measured)
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            line = json.dumps({"code": self._code(measured.mark), **asdict(measured)})
            with self._file.open("a", encoding="utf-8") as lines:
                lines.write(line + "\n")

    def _keep(self, measured: Measured) -> None:
        self.kept[measured.mark, measured.size, measured.name] = measured

    def _code(self, mark: Mark) -> str:
        if mark not in self._codes:
            self._codes[mark] = _digest(mark)
        return self._codes[mark]


def _digest(mark: Mark) -> str:
    """Of the code that a measurement of this mark rests on; placing comes after reading."""
    folder = Path(watermark.__file__).parent
    ours = [path for path in sorted(folder.glob("*.py")) if path.stem != "placing"]
    sources = ours if mark in (OURS, UNMARKED) else [_HERE / "peer.py"]
    content = b"".join(path.read_bytes() for path in (*sources, _HERE / "distortions.py"))
    return hashlib.sha256(content).hexdigest()[:16]
