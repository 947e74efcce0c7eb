"""The parts of a text that says several things: a story and then a wish, one wish and another.

Heads hear a text as a whole, and what is harmless around a wish drowns it. Each part is heard by
itself as well, and the strictest counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

#: More sentences than these are heard in so many windows: a text costs about 20 ms a part.
MOST = 4
_ENDS = regex.compile(
    r"(?<=[^\W\d_][!?)\"»”]?)\s*[.!?;:。！？；：؟۔।]+(?:\s+|$)|[。！？；：]|\n+"
    r"|,?\s(?:and then|but|und dann|aber|et puis|puis|mais|en dan|maar|y luego|y después|pero)\s",
    regex.IGNORECASE,
)
#: Words that only lead on: "then", "after that".
_LEADS = regex.compile(
    r"^(?:(?:and|then|after that|und|dann|danach|et|ensuite|puis|après|en|dan|daarna|y|luego|"
    r"después)\b[\s,]*)+",
    regex.IGNORECASE,
)
#: In UTF-8: two Chinese characters, one English word.
_BYTES = 6


def parts(text: str) -> tuple[str, ...]:
    """The parts of a cleaned text, without the words that lead on; none where there is only one.

    More sentences than MOST are joined with their neighbours: each is heard in some part.
    """
    found = tuple(_sentences(text))
    count = min(len(found), MOST)
    if count < 2:
        return ()
    edges = [len(found) * part // count for part in range(count + 1)]
    return tuple(text[found[a].start : found[b - 1].stop] for a, b in pairwise(edges))


def _sentences(text: str) -> Iterator[slice]:
    """Where each sentence stands that is long enough to say something."""
    ends = [(end.start(), end.end()) for end in _ENDS.finditer(text)]
    start = 0
    for stop, after in (*ends, (len(text), len(text))):
        piece = _LEADS.sub("", text[start:stop].strip())
        if len(piece.encode()) >= _BYTES:
            at = text.index(piece, start)
            yield slice(at, at + len(piece))
        start = after
