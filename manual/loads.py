"""What built pages would load from other servers: scripts, styles, fonts, pictures, frames.

Links that a person follows are no loads.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

_LOADING = {"src", "srcset", "data", "poster", "action", "background"}
_LINKED = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "manifest"}
_ELSEWHERE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.I)
_IN_STYLE = re.compile(
    r"""(?:url\(\s*|@import\s+)["']?((?:[a-z][a-z0-9+.-]*:)?//[^"')\s]+)""", re.I
)


def from_elsewhere(folder: Path) -> list[str]:
    """Each load from another server in the pages and styles of a folder, as FILE: ADDRESS."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".html":
            addresses = of_page(path.read_text("utf-8"))
        elif path.suffix in (".css", ".svg"):
            addresses = of_style(path.read_text("utf-8"))
        else:
            continue
        found += [f"{path.relative_to(folder)}: {address}" for address in addresses]
    return found


def of_page(text: str) -> list[str]:
    """The addresses on other servers that a page loads."""
    reader = _Page()
    reader.feed(text)
    return reader.found


def of_style(text: str) -> list[str]:
    """The addresses on other servers that a style sheet, or a drawing's style, loads."""
    return _IN_STYLE.findall(text)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        names = set(_LOADING)
        if tag == "link" and _LINKED & set(given.get("rel", "").lower().split()):
            names.add("href")
        loaded = [given[name] for name in sorted(names & given.keys())]
        self.found += [address for address in loaded if _ELSEWHERE.match(address)]
        self.found += of_style(given.get("style", ""))
        self._in_style = tag == "style"

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.found += of_style(data)
