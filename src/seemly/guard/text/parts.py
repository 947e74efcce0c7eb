"""The parts of a text that says several things: a story and then a wish, one wish and another.

Heads hear a text as a whole, and what is harmless around a wish drowns it. Each part is heard by
itself as well, and the strictest counts.
"""

from __future__ import annotations

import regex

#: More parts than these are heard as a whole only: a text costs about 20 ms a part.
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
    """The parts of a cleaned text, without the words that lead on; none where there is only one."""
    pieces = [_LEADS.sub("", piece.strip()) for piece in _ENDS.split(text) if piece]
    found = [piece for piece in pieces if len(piece.encode()) >= _BYTES]
    return tuple(found) if 1 < len(found) <= MOST else ()
