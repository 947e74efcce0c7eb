"""The site of docs/: each page has a place, and nothing loads from elsewhere (`make site`)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from manual import loads

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").glob("*.md"))
SITE = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
LIST = re.compile(r"([-*]|\d{1,2}\.) ")


def _leaves(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    children = node.values() if isinstance(node, dict) else node
    return [leaf for child in children for leaf in _leaves(child)]


def test_each_page_has_one_place() -> None:
    placed = [name for name in _leaves(SITE["nav"]) if (ROOT / "docs" / name).exists()]
    assert sorted(placed) == [page.name for page in PAGES]


def test_the_build_stops_at_any_warning() -> None:
    assert SITE["strict"] is True
    assert {level for part in SITE["validation"].values() for level in part.values()} == {"warn"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_list_begins_after_an_empty_line(page: Path) -> None:
    """The repository's own view shows it as a list without one, the site does not."""
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)
    glued = [
        line
        for before, line in zip(text.splitlines(), text.splitlines()[1:], strict=False)
        if LIST.match(line)
        and re.match(r"[^\s#|]", before)
        and not LIST.match(before)
        and before.endswith((":", "."))
    ]
    assert glued == []


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://a.example/x.js"></script>',
        '<img alt="" src=//a.example/x.png>',
        '<link rel="preload stylesheet" href="HTTP://a.example/x.css">',
        "<p style=\"background: url('https://a.example/x.png')\">",
        "<style>@import '//a.example/x.css';</style>",
        '<form action="https://a.example/">',
    ],
)
def test_a_load_from_elsewhere_is_found(html: str) -> None:
    [address] = loads.of_page(html)
    assert "//a.example/" in address


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://a.example/">there</a>',
        '<img alt="" src="../pictures/x.png">',
        '<link rel="canonical" href="https://a.example/">',
        "<style>a { background: url(data:image/png;base64,iVBO) }</style>",
    ],
)
def test_a_link_to_follow_is_no_load(html: str) -> None:
    assert loads.of_page(html) == []


def test_files_are_looked_through(tmp_path: Path) -> None:
    (tmp_path / "x.css").write_text("@font-face { src: url(https://a.example/f.woff2) }")
    (tmp_path / "x.html").write_text("<p>https://a.example/</p>")
    assert loads.from_elsewhere(tmp_path) == ["x.css: https://a.example/f.woff2"]
