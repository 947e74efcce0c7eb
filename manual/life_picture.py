"""docs/pictures/life.svg: both lives as they stand in life.py.

python -m manual.life_picture docs/pictures/life.svg     draws it anew
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from seemly.life import REQUEST, TAKEDOWN, Step

#: Where a request may turn to from its way, each a line of its own below it.
LANES = ("refused", "held", "cancelled")
WIDE, HIGH, GAP = 112, 36, 34  # of a box, and between two
LEFT, TOP, LANE = 96, 44, 34
_STYLE = """
  text { font: 15px system-ui, sans-serif; fill: #1d2733; text-anchor: middle }
  .title { font-weight: 600; text-anchor: start }
  .lane { text-anchor: end }
  rect.state { fill: #e8eef7; stroke: #4a6a99; rx: 8 }
  rect.end { fill: #d9efdf; stroke: #3d7a50; rx: 18 }
  line { stroke: #7a8899; stroke-width: 1.5 }
  line.rail { stroke: #b9c3cf; stroke-width: 6; stroke-linecap: round }
  circle { fill: #8a4b3c }
"""


def drawing() -> str:
    """The whole picture, SVG."""
    request, takedown = _way(REQUEST), _way(TAKEDOWN)
    rail = TOP + HIGH + 40
    below = rail + LANE * len(LANES) + 20
    width = LEFT + len(request) * (WIDE + GAP)
    height = below + TOP + HIGH + 16
    parts = [
        _text(16, 24, "A request", "title"),
        *_boxes(request, TOP),
        *_lanes(request, REQUEST, rail),
        _text(16, below + 24, "A takedown", "title"),
        *_boxes(takedown, below + TOP),
    ]
    inside = "\n".join(f"  {part}" for part in parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{_in_words(request)} {_in_words(takedown)}">\n'
        f'  <style>{_STYLE}  </style>\n  <rect width="{width}" height="{height}" fill="#fff"/>\n'
        f"{inside}\n</svg>\n"
    )


def _way(life: Mapping[str, Step]) -> list[str]:
    """The states from the first to the last, lanes left out."""
    way = [next(iter(life))]
    while way[-1] in life:
        [further] = life[way[-1]].to - set(LANES)
        way.append(further)
    return way


def _boxes(way: list[str], top: int) -> Iterable[str]:
    for number, state in enumerate(way):
        x, middle = _x(number), top + HIGH // 2
        if number:
            yield _line(x - GAP, middle, x, middle)
        kind = "end" if number == len(way) - 1 else "state"
        yield f'<rect class="{kind}" x="{x}" y="{top}" width="{WIDE}" height="{HIGH}"/>'
        yield _text(x + WIDE // 2, middle + 5, state)


def _lanes(way: list[str], life: Mapping[str, Step], rail: int) -> Iterable[str]:
    for lane, name in enumerate(LANES):
        y = rail + LANE * lane
        leaving = [n for n, state in enumerate(way[:-1]) if name in life[state].to]
        ends = [_stop(n, lane) for n in leaving]
        yield f'<line class="rail" x1="{LEFT}" y1="{y}" x2="{max(ends)}" y2="{y}"/>'
        yield _text(LEFT - 12, y + 5, name, "lane")
        for x in ends:
            yield _line(x, TOP + HIGH, x, y)
            yield f'<circle cx="{x}" cy="{y}" r="5"/>'


def _x(number: int) -> int:
    return LEFT + number * (WIDE + GAP)


def _stop(number: int, lane: int) -> int:
    return _x(number) + WIDE * (lane + 1) // (len(LANES) + 1)


def _line(x1: int, y1: int, x2: int, y2: int) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def _text(x: int, y: int, words: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x}" y="{y}">{words}</text>'


def _in_words(way: list[str]) -> str:
    return f"{' to '.join(way)}."


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(drawing(), "utf-8")
