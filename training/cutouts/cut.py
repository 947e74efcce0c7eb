"""Cut the artist's figures from Fluent Emoji (flat, MIT, Microsoft) into `cutouts.tsv`.

    npm pack @iconify-json/fluent-emoji-flat@1.2.6 && tar xzf iconify-json-fluent-emoji-flat-*.tgz
    pip install svgelements==1.9.6
    python training/cutouts/cut.py package/icons.json src/seemly/generate/sketch/cutouts.tsv

Only the icons that `figures.tsv` names are taken. No person, no face of a person and no flag is.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from svgelements import SVG, Arc, Close, CubicBezier, Line, Move, QuadraticBezier, Shape
from svgelements import Path as Outline

HEAD = """\
# Cut by training/cutouts/cut.py from Fluent Emoji (flat), Copyright (c) Microsoft Corporation, MIT
# licence: see fluent/LICENSE. Icon, fill, opacity, outline: absolute M, L, C and Z in 32 x 32.
"""


def main(icons: Path, out: Path) -> None:
    """Write the icons that `figures.tsv` beside `out` names, a line for each piece of paper."""
    drawn = json.loads(icons.read_text("utf-8"))["icons"]
    rows = (out.parent / "figures.tsv").read_text("utf-8").splitlines()
    wanted = {row.split("\t")[1] for row in rows if row and not row.startswith("#")}
    wanted.discard("")
    lines = [line for name in sorted(wanted) for line in _cut(name, drawn[name]["body"])]
    out.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    _sizes(out.parent / "figures.tsv")


def _sizes(figures: Path) -> None:
    """Fill in how wide each figure is and its main colour, so that nobody need parse them all."""
    from seemly.generate.sketch import cutouts

    said = []
    for row in figures.read_text("utf-8").splitlines():
        columns = row.split("\t")[:5]
        if not row.startswith("#"):
            icon = columns[1]
            columns += [f"{cutouts.width(icon):.2f}", cutouts.main_colour(icon)]
        said.append("\t".join(columns))
    figures.write_text("\n".join(said) + "\n", "utf-8")


def _cut(name: str, body: str) -> list[str]:
    from io import StringIO

    page = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{body}</svg>'
    lines = []
    for element in SVG.parse(StringIO(page), ppi=96, width=32, height=32).elements():
        if not isinstance(element, Shape) or element.fill is None or element.fill.value is None:
            continue
        opacity = element.fill.opacity * float(element.values.get("opacity", 1) or 1)
        outline = Outline(element)
        outline.approximate_arcs_with_cubics()
        lines.append(f"{name}\t{element.fill.hexrgb}\t{opacity:.2f}\t{_written(outline)}")
    return lines


def _written(outline: Any) -> str:
    said: list[str] = []
    for step in outline:
        match step:
            case Move():
                said += ["M", _point(step.end)]
            case Close():
                said.append("Z")
            case Line():
                said += ["L", _point(step.end)]
            case CubicBezier():
                said += ["C", _point(step.control1), _point(step.control2), _point(step.end)]
            case QuadraticBezier():
                first = step.start + (step.control - step.start) * (2 / 3)
                second = step.end + (step.control - step.end) * (2 / 3)
                said += ["C", _point(first), _point(second), _point(step.end)]
            case Arc():
                raise ValueError("an arc was left")
    return " ".join(said)


def _point(point: Any) -> str:
    return f"{point.x:.2f} {point.y:.2f}".replace(".00", "")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
