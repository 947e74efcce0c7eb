"""What wishes in four languages mean, and that no text can break the reading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.facts import Intent
from seemly.generate.sketch.edits import (
    Area,
    Background,
    Blur,
    Bubble,
    Caption,
    Crop,
    Erase,
    Look,
    Plan,
    Reach,
    Recolour,
    Step,
    Sticker,
    Target,
    Tone,
)
from seemly.generate.sketch.plan import TONES, parse
from seemly.generate.sketch.scenes import SCENES


@pytest.mark.parametrize(
    ("wish", "step"),
    [
        ("put a party hat on the dog", Sticker("party hat", on_animal=True)),
        ("setze dem Hund einen Partyhut auf", Sticker("party hat", on_animal=True)),
        ("mets un chapeau de fête sur le chien", Sticker("party hat", on_animal=True)),
        ("zet een feestmuts op de hond", Sticker("party hat", on_animal=True)),
        ("put a hat on top of the dog", Sticker("party hat", on_animal=True)),
        ("a party hat in the top right corner", Sticker("party hat", (1.0, 0.0))),
        ("ein Partyhut oben links", Sticker("party hat", (0.0, 0.0))),
        ("un chapeau pointu en bas à droite", Sticker("party hat", (1.0, 1.0))),
        ("een feesthoedje linksboven", Sticker("party hat", (0.0, 0.0))),
        ("replace the background with a library", Background("library")),
        ("Ersetze den Hintergrund durch einen Wald", Background("forest")),
        ("remplace l'arrière-plan par une plage", Background("beach")),
        ("vervang de achtergrond door een bibliotheek", Background("library")),
        ("put us at the beach", Background("beach")),
        ("a starry night as background", Background("night sky")),
        ("make the background blue", Background("#3f7fc4")),
        ("blur the background", Blur()),
        ("Hintergrund unscharf machen", Blur()),
        ("floute le fond", Blur()),
        ("maak de achtergrond wazig", Blur()),
        ('write "Hello, world" at the top', Caption("Hello, world", (0.5, 0.0))),
        ("schreibe „Alles Gute“ unten", Caption("Alles Gute", (0.5, 1.0))),
        ("écris « Bon anniversaire »", Caption("Bon anniversaire", (0.5, 1.0))),
        ("schrijf 'Tot ziens' bovenaan", Caption("Tot ziens", (0.5, 0.0))),
        ("caption: so long", Caption("so long")),
        ("turn it into a watercolour", Look("watercolour")),
        ("mach eine Bleistiftzeichnung daraus", Look("pencil")),
        ("transforme-la en peinture à l'huile", Look("oil")),
        ("maak er een strip van", Look("cartoon")),
        ("conviértelo en pop art", Look("pop art")),
        ("fallo in pixel art", Look("pixel")),
        ("transforma em aguarela", Look("watercolour")),
        ("przerób na akwarelę", Look("watercolour")),
        ("the background as a pencil drawing", Look("pencil", Reach.BACKGROUND)),
        ("crop it to 4:5", Crop(0.8)),
        ("schneide es quadratisch zu", Crop(1.0)),
        ("recadre au format story", Crop(9 / 16)),
        ("snijd bij tot een banner", Crop(3.0)),
        ("recorta a 16:9", Crop(16 / 9)),
        ("ritaglia in formato quadrato", Crop(1.0)),
        ("corta para formato story", Crop(9 / 16)),
        ("przytnij do kwadratu", Crop(1.0)),
        ("crop to 1080x1350", Crop(0.8)),
        ("make the car blue", Recolour("#3f7fc4")),
        (
            "färbe das Auto auf der linken Seite links rot",
            Recolour("#d8433f", Target(place=(0, 0.5))),
        ),
        ("make the sky purple", Recolour("#8758b5", Target(area=Area.SKY))),
        ("turn the red car green", Recolour("#58a868", Target(colour="#d8433f"))),
        ("pinta el coche de azul", Recolour("#3f7fc4")),
        ("remove the lamp on the left", Erase(Target(place=(0.0, 0.5)))),
        ("entferne den Hund", Erase()),
        ("efface ce qui est à 320, 200", Erase(Target(pointed=(320, 200, 320, 200)))),
        ("verwijder (10, 20, 300, 400)", Erase(Target(pointed=(10, 20, 300, 400)))),
        ("quita el perro", Erase()),
        ("usuń psa", Erase()),
        ("a gradient background from blue to pink", Background("#3f7fc4 #ef7fae")),
        ("faz o fundo azul", Background("#3f7fc4")),
        ("metti una spiaggia come sfondo", Background("beach")),
        ("rozmyj tło", Blur()),
        ("five hearts", Sticker("heart", count=5)),
        ("drei rote Ballons oben rechts", Sticker("balloon", (1.0, 0.0), 3, "#d8433f")),
        ("ponle gafas de sol al perro", Sticker("sunglasses", on_animal=True)),
        ("metti una sciarpa al cane", Sticker("scarf", on_animal=True)),
        ("załóż psu czapkę", Sticker("party hat", on_animal=True)),
        ('a speech bubble that says "Woof"', Bubble("Woof")),
    ],
)
def test_one_wish_one_step(wish: str, step: Step) -> None:
    assert parse(wish).steps == (step,)


@pytest.mark.parametrize(
    ("wish", "thing"),
    [
        ("black and white please", "black and white"),
        ("mach es schwarz-weiß", "black and white"),
        ("en noir et blanc", "black and white"),
        ("maak het zwart-wit", "black and white"),
        ("make it brighter", "brighter"),
        ("Bild heller", "brighter"),
        ("plus sombre", "darker"),
        ("maak de foto donkerder", "darker"),
        ("warmere Farben", "warmer"),
        ("make the picture cooler", "colder"),
        ("plus de contraste", "contrast"),
    ],
)
def test_tones(wish: str, thing: str) -> None:
    (step,) = parse(wish).steps
    assert isinstance(step, Tone)
    assert step.thing == thing
    assert step.curve == TONES[thing]


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("a bit brighter", "brighter"),
        ("etwas heller", "viel heller"),
        ("10% brighter", "brighter by 30 percent"),
        ("un peu plus clair", "20 % plus clair"),
        ("un poco más claro", "mucho más claro"),
        ("trochę jaśniej", "jaśniej"),
    ],
)
def test_how_much(weaker: str, stronger: str) -> None:
    (less,), (more,) = parse(weaker).steps, parse(stronger).steps
    assert isinstance(less, Tone)
    assert isinstance(more, Tone)
    assert 1 < less.curve.gain < more.curve.gain
    assert more.curve.within_bounds()


def test_several_edits_keep_their_order_with_the_background_behind() -> None:
    wish = 'put a hat on the dog, write "Hi" and replace the background with a forest'
    assert parse(wish).steps == (
        Background("forest"),
        Sticker("party hat", on_animal=True),
        Caption("Hi"),
    )


def test_kinds_are_the_intents_the_guard_knows() -> None:
    wish = 'blur the background, make it darker, a party hat, write "x"'
    kinds = {Intent.BACKGROUND, Intent.TONE, Intent.STICKER, Intent.CAPTION}
    assert parse(wish).kinds() == kinds


@pytest.mark.parametrize(
    ("wish", "left_out"),
    [
        ("make her hair green", ("colour",)),
        ("make the sky darker", ("darker",)),
        ("blur her face", ("blur",)),
        ("remove the frobnicator from the image", ("edit",)),
        ("replace the plane with a frisbee", ("edit",)),
        ("in anime style", ("style",)),
        ("add a caption", ("caption",)),
        ("replace the background with a frobnicator", ("background",)),
    ],
)
def test_what_cannot_be_done_is_named_from_the_closed_list(
    wish: str, left_out: tuple[str, ...]
) -> None:
    assert parse(wish) == Plan((), left_out)


@pytest.mark.parametrize(
    "wish", ["", "   ", "undress her", "hello there, nice dog!", "\u202e\u0000"]
)
def test_nothing_understood_is_an_empty_plan(wish: str) -> None:
    assert parse(wish).steps == ()


def test_a_negated_edit_is_not_done() -> None:
    assert parse("do not blur the background").steps == ()
    assert [type(s) for s in parse("don't use a hat but make it darker").steps] == [Tone]


def test_every_curve_alone_and_together_is_within_the_locks_bounds() -> None:
    for name in TONES:
        assert TONES[name].within_bounds()
    curve = parse("brighter, black and white, warmer, contrast, sepia").curve()
    assert curve is not None
    assert curve.within_bounds()


@given(st.text(max_size=400), st.sampled_from(["en", "de", "fr", "nl", "xx", ""]))
def test_no_text_breaks_the_reading(text: str, language: str) -> None:
    for step in parse(text, language).steps:
        if isinstance(step, Background):
            assert step.scene in SCENES or step.scene.startswith("#")
        if isinstance(step, Caption):
            assert step.text
            assert len(step.text) <= 140


@given(
    st.lists(
        st.sampled_from(
            ["blur", "background", "hat", '"a"', "„b“", "and", ",", "top", "left", "night sky",
             "not", "\u202e", "schwarz", "weiß", "le fond", "achtergrond", "write", ":",
             "zzquotedzz", "blue"]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_no_mixture_of_known_words_breaks_the_reading(words: list[str]) -> None:
    plan = parse(" ".join(words))
    assert all(isinstance(key, str) for key in plan.left_out)


def test_a_huge_wish_is_read_only_so_far() -> None:
    assert parse("a " * 2_000_000 + "party hat").steps == ()
