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

EACH = 96  # texts a language: a post, a first post and a description of 32 random lists


def said() -> list[Example]:
    """Posts, descriptions and refusals in every language we speak."""
    words = Words.load(Policy.load("default").messages())
    chosen = random.Random(11)
    found = []
    for language in LANGUAGES:
        for _ in range(EACH // 3):
            did = chosen.sample(sorted(words.things), chosen.randint(0, 6))
            left_out = chosen.sample(sorted(words.things), chosen.randint(0, 2))
            number = "".join(chosen.choices("0123456789abcdefghjkmnpqrstvwxyz", k=10))
            told = (language, did, left_out, number, chosen.choice(list(Origin)))
            for say in (words.first_post_text, words.post_text, words.alt_text):
                found.append(_harmless(say(*told), language))
        found += [
            _harmless(m[language], language) for m in words.messages.values() if language in m
        ]
    return found


def _harmless(text: str, language: str) -> Example:
    return Example(text, frozenset({Intent.CAPTION}), False, language, NO_LINE)
