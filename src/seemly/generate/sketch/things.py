"""What a drawing's wish can name: things with colour, number and size, places, time and weather."""

from __future__ import annotations

from functools import cache

from seemly.generate.sketch.words import Entry, Lexicon, entry, rows


@cache
def lexicon() -> Lexicon:
    """Things first: where a word is both, it is drawn rather than stood upon."""
    return Lexicon.of([*_things(), *_settings()])


def _things() -> list[Entry]:
    return [entry("thing", key, columns) for key, *columns in rows("things.tsv")]


def _settings() -> list[Entry]:
    return [entry(kind, key, columns) for kind, key, *columns in rows("settings.tsv")]
