"""What is written in a made picture: read, judged, forgotten.

A generator can be made to write what nobody may post. Where writing was asked for, or a cheap look
sees strokes like letters that the source does not have in that place, lines are found and read and
go through the same reading as every other word we publish. What is read is data, never obeyed,
and neither kept nor logged.

Weights: PP-OCRv6 small by PaddleOCR (Apache-2.0), as RapidOCR packs them; both nets are run as that
package runs them. They read Latin, Greek, Chinese and Japanese letters; of other scripts they see
that something is written (docs/guard-pictures.md).
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import regex
from numpy.typing import NDArray

from seemly.errors import CheckFailed
from seemly.facts import Fact, Intent, Missing, NotApplicable, Unknown
from seemly.guard import words_out
from seemly.guard.halves import shrunk
from seemly.guard.onnx import OnnxNet
from seemly.guard.planes import most
from seemly.guard.text.reader import Reader
from seemly.provenance.publication import Pixels

#: px in which a first look is taken: 32 ms. Of 52 written pictures it sees 42, and all that are
#: neither faint nor under 20 px in 1,024; of 349 photographs 115 go on to the second look.
FIRST = 320 * 320
SECOND = 640 * 640  # px of the look that counts: 134 ms; a strip 4,000 px wide costs no more
LARGEST = 2048 * 2048  # px; larger pictures are read shrunk to this
STRETCH = 4.0  # limit of the local contrast stretch (CLAHE), which brings out faint writing
CHANGED = 12  # levels from which on a pixel is not the source's
AROUND = 4  # a quarter of the picture around it is looked at too: one word may change a sentence
NEW = 0.01  # share of a line's box that must have changed for it to be read: a letter of thirty
GRAIN = 32  # px: the net takes sides that are multiples of it
LINE = 0.3  # a pixel's probability of belonging to a line, and …
SURE = 0.5  # … the mean of a line's own pixels
GROWN = 1.6  # lines are found shrunk: area times this by circumference is what they lost
MOST_LINES = 24
TALL = 48  # px of a line's height for reading
LONG = 1200  # px of its length; longer lines are read squeezed
PLAIN = 0.9  # confidence; below, a line is read unstretched, turned by half and mirrored too
READ = 0.6  # mean confidence of the letters from which on a line counts as read
LINE_LIKE = 2.0  # length against height from which on a place has the shape of a line
LETTERS = 0.5  # fewer for each height of its length: Latin lines have 1.5 to 2.2, Chinese ones 1
FOREIGN = 0.8  # confidence with which the net gives spaces for letters that it never learnt
#: Of its thread's own time, for all of it; past them nobody knows what is written. By the clock on
#: the wall a busy machine held harmless pictures.
SECONDS = 4.0

#: Whoever quotes wants words to be seen.
QUOTES = frozenset('"“”„‟«»‹›「」『』')
#: Seen in many textures, and says nothing by itself; "88" is two, and one Chinese sign is a word.
_SINGLE = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}\d]?")

Corners = NDArray[np.float32]  # 4 x 2: x and y, top left first, clockwise


@dataclass(frozen=True)
class Line:
    """One line of writing; in memory only."""

    text: str
    confidence: float  # 0..1, the mean of its letters
    length: float  # of its place, against its height

    @property
    def read(self) -> bool:
        """Whether the letters can be believed."""
        return self.confidence >= READ

    @property
    def long(self) -> bool:
        """Whether its place has the shape of a line; single letters are seen in any texture."""
        return self.length >= LINE_LIKE

    @property
    def unread(self) -> bool:
        """Whether there is a line, and who knows what it says: Hebrew is read as Latin letters
        with a confidence of 0.82 to 0.89, clear Latin ones with 0.92 and more."""
        return self.long and self.confidence < PLAIN

    @property
    def foreign(self) -> bool:
        """Whether it is written in letters that the net never learnt, such as Cyrillic ones: it is
        sure of them, and gives spaces and next to nothing else."""
        letters = len(self.text) - self.text.count(" ")
        few = letters < LETTERS * self.length and self.confidence >= FOREIGN
        return self.long and (few or (not letters and self.read))


class Lettering:
    """Both nets on one thread a call. Thread-safe: its nets are."""

    def __init__(
        self, lines: Path, letters: Path, clock: Callable[[], float] = time.thread_time
    ) -> None:
        """Load the weights; `clock` gives seconds. Raises CheckFailed."""
        self._lines = OnnxNet(lines, "finder of writing")
        self._letters = OnnxNet(letters, "reader of writing")
        known = self._letters.note("character").split("\n")
        self._alphabet = ["", *known, " "]  # the first class means: no letter here
        self._clock = clock
        self._seconds = SECONDS

    def patient(self, seconds: float) -> Lettering:
        """The same nets with so much time: for whoever wants to know that they read."""
        other = copy.copy(self)
        other._seconds = seconds
        return other

    def asked(self, result: Pixels, shown: Pixels | None) -> Fact[tuple[str, ...]]:
        """What is written in a result where writing was asked for. Raises CheckFailed.

        `shown` is the source as the result should show it, of the same size: what stands there
        already is not read. None: a picture from words. Unknown: there is writing in letters the
        net does not know, or more than can be read in SECONDS.
        """
        news = _news(result, shown)
        lines = self._new_lines(news) if news is not None else []
        if lines is None or any(line.foreign or line.unread for line in lines):
            return Unknown
        return tuple(line.text for line in lines if line.read)

    def unasked(self, result: Pixels, shown: Pixels | None) -> Fact[tuple[str, ...]]:
        """The same where nobody asked for any: NotApplicable where a first look sees none.

        What it cannot read is no writing here: textures look like it.
        """
        news = _news(result, shown)
        if news is None or not any(map(news.touches, self._places(news.pixels, FIRST))):
            return NotApplicable
        lines = self._new_lines(news)
        if lines is None or any(line.foreign for line in lines):
            return Unknown
        return tuple(line.text for line in lines if line.read)

    def _new_lines(self, news: News) -> list[Line] | None:
        """Every line that the source does not show; None when it takes longer than SECONDS."""
        until = self._clock() + self._seconds
        found: list[Line] = []
        stretched = _stretched(news.pixels)
        for corners in self._places(stretched, SECOND):
            if self._clock() > until:
                return None
            if news.touches(corners):
                found.append(self._read(cut(news.pixels, corners), cut(stretched, corners)))
        return found

    def _places(self, pixels: Pixels, area: int) -> list[Corners]:
        """Where lines are written, from top to bottom, at most MOST_LINES. Raises CheckFailed."""
        height, width = pixels.shape[:2]
        scale = min(2.0, (area / (height * width)) ** 0.5)
        wide, high = (max(GRAIN, round(side * scale / GRAIN) * GRAIN) for side in (width, height))
        small = shrunk(pixels, (wide, high))
        chance = self._lines.run(_scaled(small)[None])[0, 0]
        zoom = np.array([width / wide, height / high], np.float32)
        boxes = [box * zoom for box in _boxes(chance)]
        boxes.sort(key=lambda box: (float(box[:, 1].min()), float(box[:, 0].min())))
        return boxes

    def _read(self, plain: Pixels, stretched: Pixels) -> Line:
        """The surest reading of one line, whichever way it was written."""
        best = self._letters_of(stretched)
        if best.confidence < PLAIN:
            best = max(best, self._letters_of(plain), key=lambda one: one.confidence)
        for other in (stretched[::-1, ::-1], stretched[:, ::-1]):
            if best.confidence >= PLAIN:
                break
            line = self._letters_of(np.ascontiguousarray(other))
            # Letters it never learnt, upside down, look like some that it did.
            best = line if line.confidence >= PLAIN else best
        return best

    def _letters_of(self, line: Pixels) -> Line:
        width = max(TALL, min(LONG, round(line.shape[1] * TALL / line.shape[0])))
        small = np.asarray(cv2.resize(line, (width, TALL)), np.uint8)
        room = np.zeros((3, TALL, max(width, 160)), np.float32)
        room[:, :, :width] = _scaled(small)
        chances = self._letters.run(room[None])[0]
        best = chances.argmax(axis=1)
        letter = (best != 0) & (best != np.concatenate([[-1], best[:-1]]))
        text = "".join(self._alphabet[at] for at in best[letter])
        sure = float(chances.max(axis=1)[letter].mean()) if letter.any() else 0.0
        return Line(text, sure, line.shape[1] / line.shape[0])


@dataclass(frozen=True, eq=False)
class News:
    """The part of a result around what its source does not show, and what changed within it."""

    pixels: Pixels
    changed: NDArray[np.uint8] | None  # height x width, 1 where it did; None: all of it is new

    def touches(self, corners: Corners) -> bool:
        """Whether a line there is new."""
        return self.changed is None or _mean_within(self.changed, corners) >= NEW


def wished(wish: str, kinds: Collection[str]) -> bool:
    """Whether somebody asks for writing: by the intents read in the wish, or by its quotes."""
    return Intent.CAPTION in kinds or not QUOTES.isdisjoint(wish)


def read_out(written: Fact[tuple[str, ...]], reader: Reader) -> Fact[bool]:
    """Whether what was read may not be said; a missing answer stays missing.

    Lines are judged one by one and together, downwards and upwards: a sentence may be broken over
    lines, and one that runs up the picture is found from its end.
    """
    if isinstance(written, Missing):
        return written
    whole = [" ".join(written), " ".join(reversed(written))] if len(written) > 1 else []
    lines = [line for line in written if not _SINGLE.fullmatch(line)]
    out = words_out.read_out([*lines, *whole], reader)
    said = (out.harmful, out.links, out.mentions)
    return True if True in said else Unknown if Unknown in said else False


def read_out_beside(written: Fact[tuple[str, ...]], reader: Reader) -> Fact[bool]:
    """The same beside somebody who did not agree: an idiot on the wall behind them is harm too,
    and nothing of the closed list of harms may be named there."""
    found = read_out(written, reader)
    if found is not False or isinstance(written, Missing):
        return found
    said = [*written, " ".join(written)]
    return any(reader.read(line, has_picture=True).harms for line in said)


def _news(result: Pixels, shown: Pixels | None) -> News | None:
    """Where the result is not what its source shows; None where it is all the same."""
    scale = min(1.0, (LARGEST / (result.shape[0] * result.shape[1])) ** 0.5)
    result = _shrunk(result, scale)
    if shown is None:
        return News(result, None)
    shown = _shrunk(shown, scale)
    if shown.shape != result.shape:
        raise CheckFailed("writing is compared in pictures of one size")
    changed = (most(cv2.absdiff(result, shown)) > CHANGED).astype(np.uint8)
    left, top, width, height = cv2.boundingRect(changed)
    if not width:
        return None
    room = max(width, height, max(result.shape) // AROUND)
    rows = slice(max(0, top - room), top + height + room)
    columns = slice(max(0, left - room), left + width + room)
    part = np.ascontiguousarray(result[rows, columns])
    return News(part, np.ascontiguousarray(changed[rows, columns]))


def _shrunk(pixels: Pixels, scale: float) -> Pixels:
    if scale >= 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _stretched(pixels: Pixels) -> Pixels:
    """The picture with its light stretched, part by part."""
    light = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)
    light[..., 0] = cv2.createCLAHE(STRETCH, (8, 8)).apply(np.ascontiguousarray(light[..., 0]))
    return np.asarray(cv2.cvtColor(light, cv2.COLOR_LAB2RGB), np.uint8)


def cut(pixels: Pixels, corners: Corners) -> Pixels:
    """A line laid straight; one that runs down the picture is laid on its side."""
    width = max(1, round(float(np.linalg.norm(corners[1] - corners[0]))))
    height = max(1, round(float(np.linalg.norm(corners[3] - corners[0]))))
    to = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), to)
    line = cv2.warpPerspective(
        pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.ascontiguousarray(np.rot90(line) if height >= 1.5 * width else line, np.uint8)


def _boxes(chance: NDArray[np.float32]) -> list[Corners]:
    """The surest lines of a map of probabilities (height x width), grown to their full height."""
    mask = cv2.dilate((chance > LINE).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found: list[tuple[float, Corners]] = []
    for contour in contours:
        middle, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < 3:
            continue
        box = _clockwise(cv2.boxPoints((middle, (width, height), angle)))
        score = _mean_within(chance, box)
        if score < SURE:
            continue
        grow = 2 * GROWN * width * height / (2 * (width + height))
        grown = cv2.boxPoints((middle, (width + grow, height + grow), angle))
        found.append((score, _clockwise(grown)))
    found.sort(key=lambda one: -one[0])
    return [box for _, box in found[:MOST_LINES]]


def _clockwise(box: cv2.typing.MatLike) -> Corners:
    """Top left, top right, bottom right, bottom left."""
    by_x = box[np.argsort(box[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    left, right = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
    return np.array([left[0], right[0], right[1], left[1]], np.float32)


def _mean_within(chance: NDArray[np.float32] | NDArray[np.uint8], box: Corners) -> float:
    height, width = chance.shape
    low = np.clip(np.floor(box.min(axis=0)), 0, (width - 1, height - 1)).astype(int)
    high = np.clip(np.ceil(box.max(axis=0)), 0, (width - 1, height - 1)).astype(int)
    mask = np.zeros((high[1] - low[1] + 1, high[0] - low[0] + 1), np.uint8)
    cv2.fillPoly(mask, [(box - low).astype(np.int32)], 1)
    return float(cv2.mean(chance[low[1] : high[1] + 1, low[0] : high[0] + 1], mask)[0])


def _scaled(pixels: Pixels) -> NDArray[np.float32]:
    """3 x height x width in -1..1, blue first, as the nets were trained."""
    values = np.empty((3, *pixels.shape[:2]), np.float32)
    for plane, channel in zip(values[::-1], cv2.split(pixels), strict=True):
        cv2.LUT(channel, _LEVELS, plane)
    return values


_LEVELS = np.arange(256, dtype=np.float32) / np.float32(127.5) - 1
