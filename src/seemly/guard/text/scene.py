"""The scene that a wish asks for behind somebody, in cleaned words: nobody is left in them.

    "replace the background behind her with a library full of old books, like @eve's"
    -> "library full of old books"

A generator is asked for this alone. Whoever is pointed at, named or described, what they wear and
how they stand stays behind; so does everything in quotation marks, which is a caption.
"""

from __future__ import annotations

import regex

from seemly.guard.text.lexicon import Concept as C
from seemly.guard.text.lexicon import Hit
from seemly.guard.text.phrases import Phrases

LONGEST = 200  # characters; a place is named in fewer

#: The only concepts whose words may go to a generator, besides words the lexicon does not know.
#: Leaves cover nobody behind her.
_OF_A_SCENE = frozenset(
    {
        C.PLACE, C.ANIMAL, C.THING, C.SUBSTANCE, C.BARRIER, C.STANDIN, C.INSTEAD, C.TRADE, C.SLIP,
    }
)  # fmt: skip
#: What leads to the scene or joins its words; alone they name none.
_LINKS = frozenset(
    """
    with by to into in on at as of for and or a an the some it be is please instead new other
    another different more very like looks look against
    mit durch zu zum zur im ins am ans auf als von vom aus und oder ein eine einen einem einer
    eines der die das den dem des bitte statt neue neuen neuer anderer anderen gegen sein
    par avec en dans sur au aux de du d l la le les un une et ou comme nouveau nouvelle autre svp
    contre door met naar op aan van een het nieuwe andere graag tegen
    """.split()  # noqa: SIM905 - eighty words in a list are not read
)
_QUOTED = regex.compile(r"[\"“„«»‚‘].*?[\"”“«»‘’]|[:：].*$")
_HANDLE = regex.compile(r"@[\p{L}\p{N}_.\-]+")
_BLURRED = regex.compile(
    r"blur|bokeh|defocus|unfocus|unscharf|verschw[io]mm|weich(zeichn|gezeichn)|flou|wazig|verva+g|onscherp"
)
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def without_quotes(text: str) -> str:
    """The wish without captions and handles."""
    return str(_HANDLE.sub(" ", _QUOTED.sub(" ", text)))


def scene(phrases: Phrases) -> str:
    """The words for what shall lie behind, folded to lower case; empty where none is named.

    Empty as well where the background is only to be blurred, toned or rid of something.
    """
    for clause in phrases.clauses():
        grounds = clause.of_kind(C.BACKGROUND)
        if not (grounds or clause.has(C.PLACE)) or any(map(_BLURRED.match, clause.words)):
            continue
        first = min((hit.start for hit in clause.hits), default=0)
        after = max((hit.end for hit in grounds), default=first)
        words = _cleaned(clause, range(after, len(clause.words)))
        if not words and not clause.has(C.REMOVE):
            words = _cleaned(clause, range(first, after))
        if words:
            return " ".join(words)[:LONGEST]
    return ""


def _cleaned(clause: Phrases, places: range) -> list[str]:
    covered = {
        place
        for hit in clause.hits
        if hit.concept not in _OF_A_SCENE and not _names_a_place(clause, hit)
        for place in range(hit.start, hit.end)
    }
    words = [clause.words[place] for place in places if place not in covered]
    words = [word for word in words if _WORD.fullmatch(word) and (len(word) > 1 or word in _LINKS)]
    while words and words[0] in _LINKS:
        words.pop(0)
    while words and words[-1] in _LINKS:
        words.pop()
    return words if any(len(word) > 2 and word not in _LINKS for word in words) else []


def _names_a_place(clause: Phrases, hit: Hit) -> bool:
    """Whether these very words name a place: "Paris" is a given name too."""
    return any(
        place.start <= hit.start and hit.end <= place.end for place in clause.of_kind(C.PLACE)
    )
