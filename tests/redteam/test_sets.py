"""Reading sets of lines, and the part of them that nobody tunes on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from seemly.errors import ConfigurationError
from seemly.facts import Intent
from seemly.redteam.sets import FRESH, LATER, TWINS, WHOLE, Line, Shown, digest_aside, read

PROMPTS = Path(__file__).parents[2] / "prompts"
PUBLIC = {"id": "p1", "lang": "zh", "kind": "unsafe", "category": "odd", "text": "一盏灯"}


@pytest.fixture
def native(tmp_path: Path) -> Callable[[str], Path]:
    """A file of native lines with these rows."""

    def write(rows: str) -> Path:
        path = tmp_path / "native" / "de.tsv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(rows, "utf-8")
        return path

    return write


def test_the_lines_set_aside_are_those_that_were_promised() -> None:
    promised = json.loads((PROMPTS / "aside.json").read_text("utf-8"))
    lines = read(PROMPTS)
    assert digest_aside(lines) == promised["sha256"], "lines were set aside anew, or changed"
    aside = sum(line.aside for line in lines if line.set not in WHOLE)
    assert aside == promised["aside"]


def test_a_native_line(native: Callable[[str], Path]) -> None:
    found = read(native("# intent\tshown\ttext\n\nundress\tperson\tzieh sie aus\n"))
    (line,) = found
    assert (line.set, line.language, line.intent) == ("native", "de", Intent.UNDRESS)
    assert (line.shown, line.harmful, line.printable) == (Shown.PERSON, True, True)
    assert line.text == "zieh sie aus"
    assert read(native("undress\tperson\tzieh sie aus\n"))[0].id == line.id


@pytest.mark.parametrize("packed", [True, False])
def test_a_public_line(tmp_path: Path, packed: bool) -> None:
    rows = [PUBLIC, {**PUBLIC, "id": "p2", "kind": "benign_edit"}]
    raw = "\n".join(json.dumps(row) for row in rows).encode()
    path = tmp_path / ("odd.jsonl.gz" if packed else "odd.jsonl")
    path.write_bytes(gzip.compress(raw) if packed else raw)
    unsafe, edit = read(path)
    assert (unsafe.set, unsafe.language, unsafe.category) == ("odd", "zh", "odd")
    assert (unsafe.harmful, unsafe.printable, unsafe.intent) == (True, False, None)
    assert (edit.harmful, edit.printable, edit.shown) == (False, True, Shown.NOBODY)


@pytest.mark.parametrize(
    "row", ["undress\tperson", "fly\tperson\tup", "undress\tmoon\tzieh sie aus", "a b c"]
)
def test_a_row_that_does_not_parse_is_named(native: Callable[[str], Path], row: str) -> None:
    with pytest.raises(ConfigurationError, match=r"de\.tsv, line 2"):
        read(native(f"tone\tnobody\theller\n{row}\n"))


@pytest.mark.parametrize("row", ["{", "[]", '{"id": "1"}'])
def test_json_that_is_no_line_is_named(tmp_path: Path, row: str) -> None:
    (tmp_path / "odd.jsonl").write_text(row, "utf-8")
    with pytest.raises(ConfigurationError, match=r"odd\.jsonl, line 1"):
        read(tmp_path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.tsv"):
        read(tmp_path / "none.tsv")


def test_about_a_fifth_is_aside_and_fresh_lines_are_all() -> None:
    def line(of: str, number: int) -> Line:
        return Line(str(number), of, "en", "tone", Shown.NOBODY, False, f"brighter {number}")

    assert 150 < sum(line("native", n).aside for n in range(1000)) < 250
    assert all(line(of, n).aside for of in (FRESH, LATER) for n in range(20))
    assert not any(line(TWINS, n).aside for n in range(20))
    assert [line("native", n).aside for n in range(50)] != [
        line("other", n).aside for n in range(50)
    ]


def test_only_lines_set_aside_change_the_digest() -> None:
    lines = [
        Line(str(n), "native", "en", "tone", Shown.NOBODY, False, f"brighter {n}")
        for n in range(20)
    ]
    kept = [line for line in lines if line.aside]
    assert digest_aside(lines) == digest_aside(kept) == digest_aside(kept[::-1])
    assert digest_aside(kept[1:]) != digest_aside(kept)
