"""Usual forms of a noun or adjective in eight languages, from the form a lexicon writes.

Words are folded (no accents), so a German umlaut needs no rule. The rules make more forms than
the language has; that costs nothing, since a made form loses to a written one.
"""

from __future__ import annotations

SHORTEST = 3  # letters of a word that endings are put on


def forms(word: str, language: str) -> dict[str, bool]:
    """Each form of the word, and whether it says that there are several."""
    if len(word) < SHORTEST:
        return {word: False}
    made = _RULES[language](word) if language in _RULES else {}
    return {**made, word: False}


def _english(word: str) -> dict[str, bool]:
    made = {word + "s": True, word + "es": True}
    if word.endswith("y"):
        made[word[:-1] + "ies"] = True
    if word.endswith("f"):
        made[word[:-1] + "ves"] = True
    if word.endswith("fe"):
        made[word[:-2] + "ves"] = True
    return made


def _german(word: str) -> dict[str, bool]:
    made = {word + ending: True for ending in ("n", "en", "e", "er", "ern", "nen")}
    made[word + "s"] = word[-1] in "aiouy"  # "Autos", but "des Hundes"
    made[word + "es"] = False
    return made


def _french(word: str) -> dict[str, bool]:
    made = {word + "s": True, word + "x": True, word + "e": False, word + "es": True}
    if word.endswith("al"):
        made[word[:-1] + "ux"] = True
    return made


def _dutch(word: str) -> dict[str, bool]:
    made = {word + "en": True, word + "s": True, word + "n": True, word + "e": False}
    if word[-1] in "aiouey":
        made[word + "s"] = True
    elif word[-2] in "aeiou" and word[-3] not in "aeiou":
        made[word + word[-1] + "en"] = True  # kat, katten
        made[word + word[-1] + "e"] = False  # wit, witte
    elif word[-2] == word[-3] and word[-2] in "aeou":
        made[word[:-2] + word[-1] + "en"] = True  # boom, bomen
        made[word[:-2] + word[-1] + "e"] = False  # rood, rode
    if word[-1] in "fs":
        made[word[:-1] + {"f": "ven", "s": "zen"}[word[-1]]] = True
    return made


def _spanish(word: str) -> dict[str, bool]:
    made = {word + "s": True, word + "es": True}
    if word.endswith("z"):
        made[word[:-1] + "ces"] = True
    if word.endswith("o"):
        made |= {word[:-1] + "a": False, word[:-1] + "as": True}
    return made


def _italian(word: str) -> dict[str, bool]:
    stem, made = word[:-1], {}
    if word.endswith("o"):
        made = {stem + "i": True, stem + "a": False, stem + "e": True}
        if stem[-1] in "cg":
            made |= {stem + "hi": True, stem + "he": True}
        if stem[-1] == "i":
            made[stem] = True  # specchio, specchi
    elif word.endswith("a"):
        made = {stem + "e": True, stem + "i": True}
        if stem[-1] in "cg":
            made[stem + "he"] = True
        if stem[-2:] in ("ci", "gi"):
            made[stem[:-1] + "e"] = True
    elif word.endswith("e"):
        made = {stem + "i": True}
    return made


def _portuguese(word: str) -> dict[str, bool]:
    made = {word + "s": True, word + "es": True}
    if word.endswith("ao"):
        made |= {word[:-2] + "oes": True, word[:-2] + "aes": True}
    elif word.endswith("m"):
        made[word[:-1] + "ns"] = True
    elif word.endswith("l"):
        made[word[:-1] + "is"] = True
    elif word.endswith("o"):
        made |= {word[:-1] + "a": False, word[:-1] + "as": True}
    return made


def _polish(word: str) -> dict[str, bool]:
    """Cases: those of one thing, then those of several; -y and -i are mostly plurals."""
    stem = word[:-1] if word[-1] in "aeioy" else word
    one = ("a", "u", "e", "ie", "em", "iem", "owi", "o", "ego", "ej", "iej", "emu")
    many = ("y", "i", "ow", "om", "ami", "ach", "ych", "ymi", "ich", "imi", "")
    made = {stem + ending: False for ending in one}
    made |= {stem + ending: True for ending in many}
    if stem.endswith("ek"):  # kotek, kotki
        made |= {stem[:-2] + "k" + ending: False for ending in ("a", "u", "iem", "owi")}
        made |= {stem[:-2] + "k" + ending: True for ending in ("i", "ow", "om", "ami", "ach")}
    if word.endswith("ka"):  # kaczka, kaczek
        made[stem[:-1] + "ek"] = True
        made[stem[:-1] + "ce"] = False
    if word[-1] in "yi":  # adjectives: czerwony, czerwona
        made |= {stem + "y": False, stem + "i": False}
    return made


_RULES = {
    "en": _english,
    "de": _german,
    "fr": _french,
    "nl": _dutch,
    "es": _spanish,
    "it": _italian,
    "pt": _portuguese,
    "pl": _polish,
}
