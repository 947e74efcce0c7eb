"""The report: one HTML file that works offline, the JSON beside it, and a contact sheet."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from seemly import envelope
from seemly.provenance.publication import Pixels
from seemly.redteam.counts import Summary
from seemly.redteam.row import Row
from seemly.redteam.run import Strip

TILE = 160  # px of each side
PER_ATTACK = 2  # strips of each attack that the report shows, besides every wrong one
PAPER = (244, 244, 242)
QUALITY = 62
ON_SHEET = 26  # strips
FONT = cv2.FONT_HERSHEY_SIMPLEX
HEADINGS = ("source", "locked", "answer", "came out")


@dataclass(frozen=True)
class Shown:
    """A strip as the page shows it: four pictures side by side in one data URI."""

    row: Row
    picture: str


def write(folder: Path, summary: Summary, rows: Sequence[Row], strips: Sequence[Strip]) -> Path:
    """report.html, contact.jpg and, by whoever asks for it, more; returns the page."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = choose(strips)
    shown = [Shown(strip.row, _data_uri(_strip(strip))) for strip in chosen]
    page = (
        _environment()
        .get_template("report.html")
        .render(
            summary=summary,
            wrong=[row for row in rows if row.wrong],
            unnoticed=[row for row in rows if row.unnoticed],
            shown=shown,
            headings=HEADINGS,
            commit=envelope.commit()[:12],
        )
    )
    path = folder / "report.html"
    path.write_text(page, "utf-8")
    (folder / "contact.jpg").write_bytes(_jpeg(sheet(_spread(chosen))))
    return path


def choose(strips: Sequence[Strip]) -> tuple[Strip, ...]:
    """Every wrong one, and of each attack the first few, published ones first."""
    left: dict[str, int] = {}
    chosen = [strip for strip in strips if strip.row.wrong]
    for strip in sorted(strips, key=lambda one: one.came is None):
        if strip.row.wrong or left.get(strip.row.attack, 0) == PER_ATTACK:
            continue
        left[strip.row.attack] = left.get(strip.row.attack, 0) + 1
        chosen.append(strip)
    return tuple(chosen)


def _spread(strips: Sequence[Strip]) -> tuple[Strip, ...]:
    """The wrong ones first, then as many of all attacks as the sheet holds."""
    wrong = [strip for strip in strips if strip.row.wrong][: ON_SHEET // 3]
    rest = [strip for strip in strips if not strip.row.wrong]
    step = max(1.0, len(rest) / (ON_SHEET - len(wrong)))
    spread = [rest[int(place * step)] for place in range(ON_SHEET) if int(place * step) < len(rest)]
    return tuple([*wrong, *spread][:ON_SHEET])


def sheet(strips: Sequence[Strip], columns: int = 2) -> Pixels:
    """Strips in columns, each with its attack and what came of it written above."""
    named = [_named(strip) for strip in strips]
    if not named:
        return np.full((TILE, TILE, 3), PAPER, np.uint8)
    named += [np.full_like(named[0], PAPER)] * (-len(named) % columns)
    lines = [np.hstack(named[at : at + columns]) for at in range(0, len(named), columns)]
    return np.vstack(lines)


def _named(strip: Strip) -> Pixels:
    tiles = _strip(strip)
    head = np.full((18, tiles.shape[1], 3), PAPER, np.uint8)
    row = strip.row
    said = f"{row.attack} x {row.source}: {row.state} {', '.join(row.reasons[:1])}"
    cv2.putText(
        head, said[:80], (4, 13), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (40, 40, 40), 1, cv2.LINE_AA
    )
    return np.vstack([head, tiles])


def _strip(strip: Strip) -> Pixels:
    tiles = (_tile(one) for one in (strip.source, strip.mask, strip.answer, strip.came))
    return np.hstack(list(tiles))


def _tile(pixels: Pixels | None) -> Pixels:
    tile = np.full((TILE, TILE, 3), PAPER, np.uint8)
    if pixels is None:
        cv2.putText(
            tile, "-", (TILE // 2 - 4, TILE // 2), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (90, 90, 90)
        )
        return tile
    scale = (TILE - 4) / max(pixels.shape[:2])
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    top, left = (TILE - size[1]) // 2, (TILE - size[0]) // 2
    tile[top : top + size[1], left : left + size[0]] = small
    return tile


def _jpeg(pixels: Pixels) -> bytes:
    options = [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    return cv2.imencode(".jpg", np.ascontiguousarray(pixels[..., ::-1]), options)[1].tobytes()


def _data_uri(pixels: Pixels) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(_jpeg(pixels)).decode()}"


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
