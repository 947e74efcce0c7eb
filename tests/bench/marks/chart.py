"""A table of colours: the share of marked pictures that were read back, by distortion and mark."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from seemly.bench.marks.measured import OURS, Mark
from seemly.bench.marks.pictures import Size
from seemly.bench.marks.rows import RecoveryRow, Row

COLUMNS: tuple[tuple[Mark, Size, str], ...] = (
    (OURS, "1 MP", "Seemly 1 MP"),
    (OURS, "512 px", "Seemly 512 px"),
    ("dwtDctSvd", "512 px", "dwtDctSvd"),
    ("RivaGAN", "512 px", "RivaGAN"),
    ("blind-watermark", "512 px", "blind-wm."),
)
_LEFT, _WIDE, _HIGH, _TOP = 210, 92, 17, 34


def shares(rows: Sequence[Row], mark: Mark, size: Size) -> dict[str, tuple[int, int]]:
    """Right readings and all readings by distortion, photographs and drawings together."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        if isinstance(row, RecoveryRow) and (row.mark, row.size) == (mark, size):
            right, reads = found.get(row.distortion, (0, 0))
            found[row.distortion] = (right + row.right, reads + row.reads)
    return found


def chart(rows: Sequence[Row]) -> str:
    """An SVG. Marks that were not measured have no column."""
    columns = [(title, shares(rows, mark, size)) for mark, size, title in COLUMNS]
    columns = [(title, told) for title, told in columns if told]
    names = list(columns[0][1])
    width, height = _LEFT + _WIDE * len(columns) + 8, _TOP + _HIGH * len(names) + 8
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        ' font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for column, (title, told) in enumerate(columns):
        middle = _LEFT + _WIDE * column + _WIDE // 2
        drawn.append(_text(middle, _TOP - 12, title, "middle"))
        for line, name in enumerate(names):
            if name in told:
                drawn += _cell(middle, _TOP + _HIGH * line, *told[name])
    drawn += [
        _text(_LEFT - 8, _TOP + _HIGH * line + 12, name, "end") for line, name in enumerate(names)
    ]
    return "\n".join([*drawn, "</svg>", ""])


def _cell(middle: int, top: int, right: int, reads: int) -> list[str]:
    share = right / reads
    red, green = (round(235 - 150 * share), round(110 + 80 * share))
    box = (
        f'<rect x="{middle - _WIDE // 2 + 1}" y="{top}" width="{_WIDE - 2}" height="{_HIGH - 2}"'
        f' fill="rgb({red},{green},120)"/>'
    )
    return [box, _text(middle, top + 12, f"{100 * share:.0f} %  ({right}/{reads})", "middle")]


def _text(x: int, y: int, said: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(said)}</text>'
