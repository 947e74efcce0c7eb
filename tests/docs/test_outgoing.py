"""The page on what leaves the machine names each module that could open a connection."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "seemly"
PAGE = (ROOT / "docs" / "outgoing.md").read_text("utf-8")
#: What opens connections, serves them, or starts programs that could.
OPENING = {
    "aiohttp", "atproto", "atproto_client", "atproto_core", "atproto_server", "c2pa", "ftplib",
    "http.client", "http.server", "httpcore", "httpx", "imaplib", "multiprocessing", "poplib",
    "psycopg", "pycurl", "requests", "smtplib", "socket", "socketserver", "ssl", "subprocess",
    "telnetlib", "urllib.error", "urllib.request", "urllib3", "uvicorn", "webbrowser",
    "websockets", "xmlrpc",
}  # fmt: skip
CALLS = {"create_engine", "open_connection", "open_unix_connection", "create_connection", "popen"}


_TOPS = "|".join(sorted({name.split(".")[0] for name in OPENING}))
_CALLED = "|".join(sorted({*CALLS, "import_module", "__import__"}))
_HINT = re.compile(rf"^\s*(?:import|from)\b.*\b(?:{_TOPS})\b|\b(?:{_CALLED})\(", re.M)


def opening(code: str) -> set[str]:
    """What a module brings in, or calls, that may open a connection."""
    if not _HINT.search(code):  # most modules: reading them as code takes a second
        return set()
    found = set()
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Import(names=names):
                found |= _prefixes(name.name for name in names)
            case ast.ImportFrom(module=str(module), names=names):
                found |= _prefixes([module, *(f"{module}.{name.name}" for name in names)])
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in CALLS:
                found.add(name)
            case ast.Call(
                func=ast.Attribute(attr="import_module") | ast.Name(id="__import__"),
                args=[ast.Constant(value=str(module)), *_],
            ):
                found |= _prefixes([module])
    return found


def _prefixes(names: object) -> set[str]:
    parts = [name.split(".") for name in names]  # type: ignore[attr-defined]
    all_of = {".".join(name[:end]) for name in parts for end in range(1, len(name) + 1)}
    return all_of & OPENING


def test_each_module_that_can_open_a_connection_is_on_the_page() -> None:
    modules = {
        str(path.relative_to(SOURCE)): opening(path.read_text("utf-8"))
        for path in SOURCE.rglob("*.py")
    }
    tables = "\n".join(line for line in PAGE.splitlines() if line.startswith("|"))
    named = set(re.findall(r"`([\w/]+\.py)`", tables))
    assert {name for name, found in modules.items() if found} == named


@pytest.mark.parametrize(
    "code",
    [
        "import socket",
        "import urllib.request as u",
        "from urllib import request",
        "from http import client",
        "def f():\n    from httpx import get",
        "import importlib\nimportlib.import_module('requests')",
        "engine = sa.create_engine(url)",
    ],
)
def test_the_walk_finds(code: str) -> None:
    assert opening(code)


@pytest.mark.parametrize("code", ["import urllib.parse", "from http import HTTPStatus"])
def test_the_walk_leaves_alone(code: str) -> None:
    assert not opening(code)
