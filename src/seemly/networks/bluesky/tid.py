"""The record key of a post, made from the post's key alone.

A record lies at (repository, collection, record key), and the record key is ours to choose. The
same post therefore always lands in the same place, whoever sends it and however often.
Syntax: https://atproto.com/specs/tid
"""

from __future__ import annotations

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_LENGTH = 13


def record_key(key: str) -> str:
    """13 characters from a post's key (64 hex characters).

    A TID is a 64-bit number whose highest bit is 0; ours are the first 63 bits of the key. Two
    posts of one account meet by chance once in about 3 billion posts (birthday bound).
    """
    number = int(key[:16], 16) >> 1
    digits = (number >> (5 * place) & 31 for place in reversed(range(_LENGTH)))
    return "".join(_ALPHABET[digit] for digit in digits)
