"""What Seemly itself says around a picture: harmless, and unlike any wish.

Our own posts pass the same reading as everything else that is published. The heads have seen
requests only, and took "Reply 'remove this' to take it down" for one to undress.
"""

from __future__ import annotations

import random

from seemly.facts import Intent
from seemly.guard.text.language import LANGUAGES
from seemly.guard.words_out import Words
from seemly.policy.decide import Policy
from seemly.provenance.publication import Origin
from training.words.examples import NO_LINE, Example

#: Random lists of things a language, in each way of saying them; and each thing once by itself.
LISTS = 32


def said() -> list[Example]:
    """Posts, descriptions and refusals in every language we speak."""
    words = Words.load(Policy.load("default").messages())
    things = sorted(words.things)
    chosen = random.Random(11)
    found = []
    for language in LANGUAGES:
        ways = (words.first_post_text, words.post_text, words.alt_text)
        told = [
            (
                chosen.sample(things, chosen.randint(0, 6)),
                chosen.sample(things, chosen.randint(0, 2)),
                say,
            )
            for _ in range(LISTS)
            for say in ways
        ]
        told += [([thing], [], chosen.choice(ways)) for thing in things]
        for did, left_out, say in told:
            number = "".join(chosen.choices("0123456789abcdefghjkmnpqrstvwxyz", k=10))
            origin = chosen.choice(list(Origin))
            found.append(_harmless(say(language, did, left_out, number, origin), language))
        found += [
            _harmless(m[language], language) for m in words.messages.values() if language in m
        ]
    return found


def _harmless(text: str, language: str) -> Example:
    return Example(text, frozenset({Intent.CAPTION}), False, language, NO_LINE)
