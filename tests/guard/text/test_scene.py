"""The words for what lies behind somebody name nobody, and nothing but a place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.facts import Harm
from seemly.guard.text.reader import Reader
from seemly.guard.text.scene import LONGEST


@pytest.mark.parametrize(
    ("wish", "scene"),
    [
        ("replace the background with a library", "library"),
        ("replace the background behind her with an old library, like @eve's", "old library"),
        ("put her on a beach at sunset", "beach at sunset"),
        ("put a library in the background", "library"),
        ("change the background to mars and make it black and white", "mars"),
        ('a background of autumn leaves with a caption "hello Anna"', "autumn leaves"),
        ("ersetze den Hintergrund durch eine alte Bibliothek", "alte bibliothek"),
        (
            "remplace l'arrière-plan par une plage au coucher du soleil",
            "plage au coucher du soleil",
        ),
        ("zet haar op het strand", "strand"),
        ("put my boss in Paris", "paris"),
        # none is named
        ("blur the background", ""),
        ("blur the background behind the man in the red shirt", ""),
        ("make the background brighter", ""),
        ("remove the lamp in the background", ""),
        ("Hintergrund unscharf", ""),
        ("make her hair green", ""),
        ("replace the background with a naked woman", ""),
        ("Donald Trump in the background", ""),
    ],
)
def test_the_scene_of_a_wish(reader: Reader, wish: str, scene: str) -> None:
    assert reader.scene(wish) == scene


@given(st.text(max_size=300))
def test_any_words_give_a_short_line(reader: Reader, wish: str) -> None:
    scene = reader.scene(f"replace the background with {wish}")
    assert len(scene) <= LONGEST
    assert not set(scene) & set('@"\n:')


@pytest.mark.parametrize(
    ("wish", "harm"),
    [
        ("replace the background with a crowd", Harm.NEWCOMER),
        ("p r i s o n behind her", Harm.CAGE),
        ("p1gs in the background", Harm.BEAST),
        ("un fond de toilettes", Harm.FILTH),
        ("a mental hospital behind her", Harm.CAGE),
        ("Stacheldraht im Hintergrund", Harm.CAGE),
        ("replace the background with a meth lab", Harm.FILTH),
        ("replace the background with a clown", Harm.COSTUME),
        ("replace the background with a dartboard", Harm.SYMBOL),
        ("add the caption 'loser'", Harm.SYMBOL),
        ("schreib 'Verräter' darunter", Harm.SYMBOL),
    ],
)
def test_harms_are_read_in_every_reading(reader: Reader, wish: str, harm: Harm) -> None:
    assert harm in (reader.read(wish, has_picture=True).harms or ())


@pytest.mark.parametrize(
    "wish",
    [
        "replace the background with a flower bed",
        "ein Hintergrund in Orange",
        "mach es hell",
        "a warmly lit library behind her",
        "a meteor shower over the mountains",
        "une chaîne de montagnes en fond",
        "grab a new background: the sea",
        "Hintergrund: der Kölner Dom",
        "a lamp hanging from the ceiling behind her",
        "add the caption 'happy birthday, dear loaf'",
    ],
)
def test_words_that_only_sound_so_are_none(reader: Reader, wish: str) -> None:
    assert reader.read(wish, has_picture=True).harms == ()
