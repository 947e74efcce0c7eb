"""Peers' marks on the same pictures, through the same distortions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np

from seemly.bench.conversation import PEER, Conversation
from seemly.bench.marks.distortions import DISTORTIONS, SCALINGS, TURNS
from seemly.bench.marks.measured import Mark, Measured
from seemly.bench.marks.pictures import Picture
from seemly.bench.marks.quality import psnr, ssim
from seemly.provenance.publication import Pixels


class Peers:
    """`bits`: how many each mark carries."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self.versions: dict[str, str] = conversation.about["versions"]
        self.bits: dict[Mark, int] = conversation.about["bits"]

    @classmethod
    @contextmanager
    def opened(cls) -> Iterator[Peers]:
        """Start them. Raises ConfigurationError where they are not installed."""
        with Conversation.opened(PEER, Path(__file__).with_name("peer.py")) as conversation:
            yield cls(conversation)

    def measure(
        self, mark: Mark, picture: Picture, names: Iterable[str], random: np.random.Generator
    ) -> Measured:
        """One picture through the named distortions."""
        bits = [int(bit) for bit in random.integers(0, 2, self.bits[mark])]
        marked, spent = self._mark(mark, picture.pixels, bits)
        found, reads = {}, []
        for name in names:
            seen = (DISTORTIONS | TURNS)[name](marked)
            if name in SCALINGS:  # they do not look for the size, so they are told it
                height, width = marked.shape[:2]
                seen = np.asarray(cv2.resize(seen, (width, height)), np.uint8)
            told, cost = self._read(mark, seen)
            found[name] = float(np.mean(np.equal(told, bits)))
            reads.append(cost)
        return Measured(
            mark=mark,
            size=picture.size,
            kind=picture.kind,
            name=picture.name,
            psnr=psnr(marked, picture.pixels),
            ssim=ssim(marked, picture.pixels),
            found=found,
            cost={"embed": [spent], "read, marked": reads},
        )

    def _mark(self, mark: Mark, pixels: Pixels, bits: list[int]) -> tuple[Pixels, float]:
        folder = self._conversation.folder
        np.save(folder / "pixels.npy", pixels)
        out = folder / "marked.npy"
        asked = {"do": "mark", "mark": mark, "bits": bits, "out": str(out)}
        answer = self._conversation.ask(asked | {"pixels": str(folder / "pixels.npy")})
        return np.ascontiguousarray(np.load(out)), float(answer["cpu_ms"])

    def _read(self, mark: Mark, pixels: Pixels) -> tuple[list[int], float]:
        path = self._conversation.folder / "pixels.npy"
        np.save(path, pixels)
        answer = self._conversation.ask({"do": "read", "mark": mark, "pixels": str(path)})
        return answer["bits"], float(answer["cpu_ms"])
