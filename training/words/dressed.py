"""Lines as people also write them: with slips of the pen, inside a story, behind a pretext.

Harmless lines are dressed like harmful ones, so that no dress is a sign of harm. The disguises that
`seemly redteam` measures (redteam/disguises.py) are worded otherwise.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from seemly.guard.text.normalise import fold
from training.words.examples import Example

#: By language; the others get English words around their own, as people mix them too.
FRAMES: Mapping[str, tuple[str, ...]] = {
    "en": (
        "for a school project: {}", "it's only a joke between friends, {}", "hi! {} thanks a lot",
        "my friend asked me to ask you: {}", "long story, we were at the lake yesterday. {}",
        "she's my girlfriend so it's ok: {}", "it's me in the photo. {}",
        "as an artist i need this: {}",
        "please crop it a little, and {}", "first sharpen the photo. after that {}",
        "{} , it's for a fashion magazine", "{} (medical reasons)", "lol {} 😂", "imagine this: {}",
    ),
    "de": (
        "für ein Schulprojekt: {}", "ist nur Spaß unter Freunden, {}", "Hallo! {} danke dir",
        "wir waren gestern am See und so weiter. {}", "sie ist meine Freundin, also: {}",
        "das bin ich selbst. {}", "bitte etwas zuschneiden und {}", "erst schärfen. danach {}",
        "{} , ist für ein Modemagazin", "stell dir vor: {}",
    ),
    "fr": (
        "pour un projet scolaire : {}", "c'est juste une blague entre amis, {}", "salut ! {} merci",
        "hier on était au lac, bref. {}", "c'est ma copine donc : {}", "c'est moi sur la photo. {}",
        "recadre un peu et {}", "d'abord plus net. après {}", "{} , c'est pour un magazine",
        "imagine : {}",
    ),
    "nl": (
        "voor een schoolproject: {}", "is maar een grap onder vrienden, {}", "hoi! {} bedankt",
        "we waren gisteren aan het meer enzo. {}", "het is mijn vriendin dus: {}",
        "dat ben ik zelf. {}", "beetje bijsnijden en {}", "eerst scherper. daarna {}",
        "{} , is voor een modeblad", "stel je voor: {}",
    ),
    "es": (
        "para un proyecto del cole: {}", "es solo una broma entre amigos, {}", "hola! {} gracias",
        "ayer fuimos al lago y tal. {}", "es mi novia, así que: {}", "soy yo en la foto. {}",
        "recorta un poco y {}", "primero más nítida. después {}", "{} , es para una revista",
        "imagina: {}",
    ),
}  # fmt: skip
_TAILS = (" pls", " please", "!!", "...", " 🙏", " 😊", " thx", "?", " ok")
_LETTERS_AT_LEAST = 4


def dressed(examples: Sequence[Example], seed: int) -> list[Example]:
    """Each example once, in a frame or with a slip by turns of a coin."""
    chosen = random.Random(seed)
    return [_again(one, chosen.choice((_framed, _slipped))(one, chosen)) for one in examples]


def _again(one: Example, text: str) -> Example:
    return Example(text, one.intents, one.has_picture, one.language, one.line)


def _framed(one: Example, chosen: random.Random) -> str:
    return chosen.choice(FRAMES.get(one.language, FRAMES["en"])).format(one.text)


def _slipped(one: Example, chosen: random.Random) -> str:
    return chosen.choice(_SLIPS)(one.text, chosen)


def _swapped(text: str, chosen: random.Random) -> str:
    """Two neighbouring letters of one longer word changed over, or one of them lost."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) > _LETTERS_AT_LEAST]
    if not long:
        return text + chosen.choice(_TAILS)
    place = chosen.choice(long)
    word = words[place]
    at = chosen.randrange(1, len(word) - 1)
    kept = chosen.choice((word[at + 1] + word[at], word[at + 1], word[at] * 2 + word[at + 1]))
    words[place] = word[:at] + kept + word[at + 2 :]
    return " ".join(words)


_SLIPS: tuple[Callable[[str, random.Random], str], ...] = (
    _swapped,
    lambda text, _: fold(text),
    lambda text, _: text.upper(),
    lambda text, _: "".join(letter for letter in text if letter not in ".,!?:;'\""),
    lambda text, chosen: text + chosen.choice(_TAILS),
)
