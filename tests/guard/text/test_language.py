"""Which language to answer in; a courtesy that falls back to English."""

import pytest

from seemly.guard.text.language import LANGUAGES, guess

SAID = {
    "en": (
        "put a party hat on the dog",
        "replace the background with a library",
        "make it black and white",
        "a cat on the moon, please",
        "draw me a lighthouse at night",
        "remove this",
        "can you make it a bit brighter?",
        "add a rainbow behind the house",
        "less blue",
        "what is in this picture?",
        "crop it to the dog",
        "snow on the hills",
    ),
    "de": (
        "setz dem Hund einen Partyhut auf",
        "ersetze den Hintergrund durch eine Bibliothek",
        "mach es schwarz-weiß",
        "eine Katze auf dem Mond, bitte",
        "zeichne mir einen Leuchtturm bei Nacht",
        "entferne das",
        "kannst du es etwas heller machen?",
        "ein Regenbogen hinter dem Haus",
        "weniger Blau bitte",
        "schneide das Bild zu",
        "füge Schnee hinzu",
        "nicht so dunkel",
    ),
    "fr": (
        "mets un chapeau de fête au chien",
        "remplace le fond par une bibliothèque",
        "en noir et blanc",
        "un chat sur la lune, s'il te plaît",
        "dessine-moi un phare la nuit",
        "retire cette image",
        "tu peux l'éclaircir un peu ?",
        "ajoute un arc-en-ciel derrière la maison",
        "moins de bleu",
        "recadre sur le chien",
        "avec de la neige",
        "c'est trop sombre",
    ),
    "nl": (
        "zet de hond een feesthoed op",
        "vervang de achtergrond door een bibliotheek",
        "maak het zwart-wit",
        "een kat op de maan alsjeblieft",
        "teken een vuurtoren bij nacht",
        "verwijder dit",
        "kun je het iets lichter maken?",
        "een regenboog achter het huis",
        "niet zo blauw",
        "voeg sneeuw toe",
        "snijd het bij",
        "met haar hond op het strand",
    ),
    "es": (
        "ponle un gorro de fiesta al perro",
        "cambia el fondo por una biblioteca",
        "en blanco y negro",
        "un gato en la luna, por favor",
        "dibuja un faro por la noche",
        "quita esto",
        "¿puedes hacerlo un poco más claro?",
        "añade un arcoíris detrás de la casa",
        "con menos azul",
        "recorta la foto",
        "un paisaje con nieve",
        "el cielo más oscuro",
    ),
    "it": (
        "metti un cappellino da festa al cane",
        "cambia lo sfondo con una biblioteca",
        "in bianco e nero",
        "un gatto sulla luna, per favore",
        "disegna un faro di notte",
        "togli questa immagine",
        "puoi farlo un po' più chiaro?",
        "aggiungi un arcobaleno dietro alla casa",
        "con meno blu",
        "ritaglia la foto",
        "un paesaggio con la neve nel bosco",
        "il cielo più scuro",
    ),
    "pt": (
        "põe um chapéu de festa no cão",
        "troca o fundo por uma biblioteca",
        "a preto e branco",
        "um gato na lua, por favor",
        "desenha um farol à noite",
        "tira isto",
        "podes fazer mais claro?",
        "adiciona um arco-íris atrás da casa",
        "com menos azul",
        "recorta a foto, por favor",
        "uma paisagem com neve",
        "não tão escuro",
    ),
    "pl": (
        "załóż psu czapeczkę",
        "zamień tło na bibliotekę",
        "zrób czarno-białe",
        "kot na księżycu, proszę",
        "narysuj latarnię morską w nocy",
        "usuń to",
        "możesz to trochę rozjaśnić?",
        "dodaj tęczę za domem",
        "mniej niebieskiego",
        "przytnij zdjęcie",
        "pies na plaży",
        "nie takie ciemne",
    ),
    "ro": (
        "pune un coif de petrecere pe câine",
        "schimbă fundalul cu o bibliotecă",
        "în alb și negru",
        "o pisică pe lună, te rog",
        "desenează un far noaptea",
        "șterge asta",
        "poți să o faci mai luminoasă?",
        "adaugă un curcubeu în spatele casei",
        "mai puțin albastru",
        "decupează poza",
        "un peisaj cu zăpadă",
        "cerul mai întunecat",
    ),
    "sv": (
        "sätt en partyhatt på hunden",
        "byt ut bakgrunden mot ett bibliotek",
        "gör den svartvit",
        "en katt på månen, tack",
        "rita en fyr på natten",
        "ta bort det här",
        "kan du göra den lite ljusare?",
        "lägg till en regnbåge bakom huset",
        "mindre blått",
        "beskär bilden",
        "ett landskap med snö",
        "inte så mörk",
    ),
}


@pytest.mark.parametrize(
    ("text", "language"), [(text, language) for language, texts in SAID.items() for text in texts]
)
def test_words_tell(text: str, language: str) -> None:
    assert guess(text) == language


@pytest.mark.parametrize("text", ["xyz", "", "123", "🎩"])
def test_english_where_nothing_tells(text: str) -> None:
    assert guess(text) == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_twelve_of_each(language: str) -> None:
    assert len(SAID[language]) == 12


def test_hints_tell_where_words_do_not() -> None:
    assert guess("🎩", ["nl-BE"]) == "nl"
    assert guess("🎩", ["pt-BR", "fr"]) == "pt"
    assert guess("🎩", ["tr"]) == "en"
    assert guess("", ["sv"]) == "sv"


def test_a_language_outside_the_ten_is_answered_in_english() -> None:
    assert guess("köpeğe bir şapka tak", ["tr"]) == "en"
    assert guess("köpeğe bir şapka tak") == "en"
    assert guess("надень на собаку шляпу", ["uk"]) == "en"
    assert guess("tegyél kalapot a kutyára", ["hu"]) == "en"


def test_words_outweigh_a_hint() -> None:
    assert guess("setz dem Hund bitte einen Hut auf", ["en"]) == "de"


def test_the_answer_is_always_one_of_ten() -> None:
    assert guess("раздень", ["ru", "??"]) in LANGUAGES
