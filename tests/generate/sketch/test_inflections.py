"""Forms of nouns as people write them."""

from __future__ import annotations

import pytest

from seemly.generate.sketch.inflections import forms


@pytest.mark.parametrize(
    ("language", "word", "form", "several"),
    [
        ("en", "pony", "ponies", True),
        ("en", "wolf", "wolves", True),
        ("de", "katze", "katzen", True),
        ("de", "hund", "hundes", False),
        ("fr", "cheval", "chevaux", True),
        ("nl", "kat", "katten", True),
        ("nl", "boom", "bomen", True),
        ("nl", "huis", "huizen", True),
        ("es", "pez", "peces", True),
        ("it", "gatto", "gatti", True),
        ("it", "mucca", "mucche", True),
        ("pt", "leao", "leoes", True),
        ("pl", "kot", "kotow", True),
        ("pl", "kot", "kota", False),
        ("pl", "kotek", "kotki", True),
    ],
)
def test_forms(language: str, word: str, form: str, several: bool) -> None:
    assert forms(word, language)[form] is several
    assert forms(word, language)[word] is False
