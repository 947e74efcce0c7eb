"""Which attacks meet which sources and wishes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import chain, cycle, zip_longest

from seemly.facts import Intent
from seemly.redteam.attacks import HERE, SERVED, Aim, Attack
from seemly.redteam.sources import Source
from seemly.redteam.stage import Case, Chair
from seemly.redteam.wishes import BENIGN, FROM_WORDS, HARMFUL, Wish

#: The sources that an attack on the answer's form, or on the scene, meets: one of each kind.
FEW = 6
#: Read as a wish for light and colour, which alone may be done where somebody is only suspected.
REACHES_ALL = next(wish for wish in HARMFUL if wish.kinds == {Intent.TONE})
REACHES_PORT = tuple(wish for wish in HARMFUL if Intent.BACKGROUND in wish.kinds)


def every(sources: Sequence[Source]) -> tuple[Case, ...]:
    """The cross. Attacks on people meet every source, with the attacker in the artist's chair and
    a wish that reaches it whoever is there; each also meets a part of them from behind the port,
    and with wishes of all kinds in turn."""
    return tuple(chain(_on_people(sources), _on_form(sources), _over_http(sources), _words()))


def sample(cases: Sequence[Case], size: int, seed: int = 0) -> tuple[Case, ...]:
    """So many, of each aim as near to equally many as there are."""
    shuffled = random.Random(seed).sample(list(cases), len(cases))
    by_aim = [[case for case in shuffled if case.attack.aim is aim] for aim in Aim]
    dealt = (case for row in zip_longest(*by_aim) for case in row if case is not None)
    return tuple(case for case, _ in zip(dealt, range(size), strict=False))


def _on_people(sources: Sequence[Source]) -> Iterator[Case]:
    asked: Iterator[Wish] = cycle((*BENIGN, *HARMFUL))
    shown = [source for source in sources if source.data is not None]
    for number, attack in enumerate(_attacks(Aim.NOTHING, Aim.PIXELS, Aim.SKIN, Aim.PERSON)):
        for place, source in enumerate(shown if attack.turns == 1 else shown[:FEW]):
            yield Case(source, attack, REACHES_ALL, Chair.ARTIST)
            if (number + place) % 3 == 0:
                wish = REACHES_PORT[(number + place) // 3 % len(REACHES_PORT)]
                yield Case(source, attack, wish, Chair.GENERATOR)
            elif (number + place) % 3 == 1 and attack.turns == 1:
                yield Case(source, attack, next(asked), Chair.ARTIST)


def _on_form(sources: Sequence[Source]) -> Iterator[Case]:
    shown = [source for source in sources if source.data is not None][:FEW]
    asked: Iterator[Wish] = cycle((*HARMFUL, *BENIGN))
    for attack in _attacks(Aim.SCENE, Aim.LIE, Aim.FORM):
        for source in shown:
            wish = next(asked) if attack.turns == 1 else REACHES_ALL
            yield Case(source, attack, wish, Chair.ARTIST)
        yield Case(shown[0], attack, REACHES_PORT[0], Chair.GENERATOR)


def _over_http(sources: Sequence[Source]) -> Iterator[Case]:
    shown = [source for source in sources if source.data is not None]
    nobody = [source for source in shown if source.of_nobody]
    for number, attack in enumerate(SERVED):
        chair = tuple(Chair)[number % 2]
        yield Case(shown[number % FEW], attack, BENIGN[0], chair)
        if nobody:
            yield Case(nobody[number % len(nobody)], attack, BENIGN[0], chair)


def _words() -> Iterator[Case]:
    for attack in (*_attacks(Aim.FORM, Aim.SKIN), *SERVED):
        if attack.turns == 1:
            yield Case(Source("words", None, of_nobody=True), attack, FROM_WORDS, Chair.GENERATOR)


def _attacks(*aims: Aim) -> Iterator[Attack]:
    return (attack for attack in HERE if attack.aim in aims)
