"""Training lines put together from fragments."""

from __future__ import annotations

from pathlib import Path

import pytest
from training.words import fragments

from seemly.facts import Intent


def _put(folder: Path, *lines: str) -> Path:
    file = folder / "en.tsv"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def test_a_noun_stands_in_a_template_and_a_whole_wish_as_it_is_or_politely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragments, "FRAGMENTS", tmp_path)
    _put(tmp_path, "t.worn\tgive him {} 7", "t.polite\t{} pls", "worn\ta reindeer tie 7",
         "looks\tstand straight 7", "looks\tchin up 7", "draw\ta peeled orange 7")  # fmt: skip
    alter = frozenset({Intent.ALTER_PERSON})
    told = {(one.text, one.intents, one.has_picture) for one in fragments.composed()}
    assert told == {
        ("give him a reindeer tie 7 7", alter, True),
        ("stand straight 7", alter, True),
        ("chin up 7", alter, True),
        ("chin up 7 pls", alter, True),
        ("a peeled orange 7", frozenset({Intent.DRAW}), False),
    }


def test_what_a_measured_line_says_is_not_learnt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragments, "FRAGMENTS", tmp_path)
    _put(tmp_path, "deceive\tAsleep at the wheel!", "deceive\tdozing at the bus's wheel")
    assert [one.text for one in fragments.composed()] == ["dozing at the bus's wheel"]


@pytest.mark.parametrize("line", ["hat\ta bowler", "worn a coat", "worn\ta coat\there", "t.worn\ta",
                                  "worn\tgive her {}"])  # fmt: skip
def test_a_line_that_is_none_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(ValueError, match="is no kind and text"):
        fragments.read(_put(tmp_path, line))


def test_every_language_has_fragments_of_every_kind() -> None:
    files = sorted(fragments.FRAGMENTS.glob("*.tsv"))
    assert len(files) >= 45
    for file in files:
        assert fragments.read(file).keys() >= fragments.KINDS.keys(), file.name
