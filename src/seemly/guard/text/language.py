"""Which of ten languages to answer in. A courtesy: no check ever depends on it."""

from __future__ import annotations

from collections.abc import Sequence

import regex

ENGLISH = "en"
LANGUAGES = (ENGLISH, "de", "fr", "nl", "es", "it", "pt", "pl", "ro", "sv")

#: Words that are frequent in one of the ten and rare in the others; a word that several share
#: stands in each, and counts for each.
_FREQUENT = {
    "en": "the and with her his this that make put remove add into please of to on a an it is "
    "picture photo background can you draw my for turn change hat behind black white take "
    "me replace colour color dog cat at in give more less i he she they them their him but "
    "without all just only very so if when what how like as by from up down off out no not "
    "do are was be have has one some these those let show look where",
    "de": "der die das und mit ein eine einen dem den mach mache bitte ihr ihre ihren sie auf im "
    "ist hintergrund bild ersetze entferne füge setz durch zu nicht von für ins aus mich "
    "zeichne male hund einem einer dieses ich katze mir foto etwas heller mehr du er es wie "
    "ohne aber alle alles nur sehr so wenn man noch mal was kein keine wir zum zur am an "
    "als auch sind hat kann kannst gib sein seine da hier",
    "fr": "le la les et avec un une des sur dans du de fond mets rends enlève retire ajoute "
    "remplace par pour elle lui ses son sa image photo s il plaît arrière plan dessine au "
    "en cette ce est chien chapeau moi chat peux tu fais plus à l d je que qui pas sans "
    "comme mais tout toute ton ta tes mon ma mes faire très où vous nous leur aux ils ça "
    "met ne se lunettes",
    "nl": "de het een en met haar zijn op in maak zet verwijder voeg toe vervang door achtergrond "
    "alsjeblieft foto deze dit van voor naar niet teken hond hem mij ik kat kun je geef aan "
    "wat is zonder maar alle alles alleen heel als dan ook nog wel zo er hij zij ze jij wij "
    "we bij uit om over te ben heeft kunt mijn geen die hier",
    "es": "el la los las y con un una de del en por para pon ponle quita cambia añade haz dibuja "
    "fondo imagen foto favor esta este perro gato su al hazlo hazla me puedes más es lo que "
    "borra reemplaza sustituye le se te sin como muy si no yo él ella ellos unos unas pero "
    "todo toda les nos sus mis tu sobre entre hasta ya así hay donde",
    "it": "meno ritaglia il lo la i gli le e con un una di del della nel per metti togli "
    "cambia aggiungi fai "
    "disegna sfondo immagine foto favore questa questo cane gatto suo sua al in rendi mi "
    "puoi più è che sostituisci rimuovi cappello dello dei sul non da ha sono come senza si "
    "ti ci lei lui su tutto tutta solo molto nella alla dai dalla se ma o fammi dove ai",
    "pt": "o a os as e com um uma de do da no na em por para põe coloca coloque tira tire muda "
    "mude troca troque faz faça desenha desenhe fundo imagem foto favor esta este cão "
    "cachorro gato seu sua ao me podes pode mais é que não adiciona substitui substitua "
    "remove remova pinta pelo pela sem como se eu ela ele eles tudo toda só muito nos nas "
    "dos das lhe isso isto até também deixa deixe mas quero",
    "pl": "mniej i z ze w we na do się nie jest to ten ta tę zrób dodaj usuń zmień zamień "
    "narysuj tło "
    "obraz obrazek zdjęcie zdjęciu proszę psa psu pies kot kota jej jego mi możesz bardziej "
    "załóż daj dla przez od po tła ale bez jak tylko bardzo już tak co czy ona on oni moje "
    "mój moja są był była ma mam który która tym tej żeby by coś ją mu o",
    "ro": "și cu un o în la de pe din pentru pune scoate schimbă adaugă fă desenează fundal "
    "fundalul imaginea imagine poza te rog această acest câine câinelui pisică pisica ei "
    "lui al mai este e să nu îmi poți înlocuiește șterge niște si fa sa fără dar ca mă se "
    "ea el toate tot doar foarte mult ce sunt are am ai după peste sub prin lângă cum acum "
    "a i",
    "sv": "och med en ett den det på i av till för från är inte gör lägg ta bort byt ändra rita "
    "måla bakgrund bakgrunden bild bilden foto snälla hund hunden katt katten hennes hans "
    "mig kan du mot sätt mer som ut utan men alla allt bara mycket så hon han de vi jag dig "
    "sin sitt sina vad hur också om när då var vara blir har över under vid upp ner ge",
}
_SETS = {language: frozenset(words.split()) for language, words in _FREQUENT.items()}
#: Letters beyond a to z that a language writes; any other such letter speaks against it.
_LETTERS = {
    "en": "",
    "de": "äöüß",
    "fr": "àâçèéêîôùûœ",
    "nl": "éëïĳ",
    "es": "áéíóúñ",
    "it": "àèéìòù",
    "pt": "áâãàçéêíóôõú",
    "pl": "ąćęłńóśźż",
    "ro": "ăâîșțşţ",
    "sv": "åäö",
}
_WORD = regex.compile(r"[\p{L}]+")


def guess(text: str, hints: Sequence[str] = ()) -> str:
    """One of LANGUAGES, for words to answer in; English where the likeliest is none of the ten."""
    best = tongue(text, hints)
    return best if best in LANGUAGES else ENGLISH


def tongue(text: str, hints: Sequence[str] = ()) -> str:
    """The likeliest language: one of LANGUAGES, or one that is hinted at.

    `hints` are BCP 47 tags of the asking post, most likely first; they decide where the words do
    not. English where nothing does.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    counts = {
        language: _known(words, frequent) + _letters(words, language)
        for language, frequent in _SETS.items()
    }
    for place, tag in enumerate(hints):
        hinted = tag.split("-")[0].lower()
        counts[hinted] = counts.get(hinted, 0) + (1.5 if place == 0 else 0.5)
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] > 0 else ENGLISH


def _known(words: Sequence[str], frequent: frozenset[str]) -> float:
    """How many words are known; those of one letter stand in too many languages to count whole."""
    return sum(1.0 if len(word) > 1 else 0.4 for word in words if word in frequent)


def _letters(words: Sequence[str], language: str) -> float:
    """A little for each letter that the language writes beyond a to z; any other speaks against."""
    beyond = [letter for word in words for letter in word if not letter.isascii()]
    return sum(0.25 if letter in _LETTERS[language] else -0.5 for letter in beyond)
