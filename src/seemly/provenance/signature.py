"""What stands in the signatures of a history: certificates and time stamps, whose words are free.

The reader's report shows nothing of a signature but a name, and a file would publish all of it. A
signature cannot be cut down, for by its certificates it is verified. So its bytes are walked here,
box by box: names are held to what wording.py allows any name, addresses to plain ones, extensions
to those that certificates need, and what nobody can read (keys, digests, numbers) to the size and
number that such things have, and to as few letters in a row as chance puts there.

    JUMBF boxes (ISO 19566-5) -> COSE signature (RFC 9052), CBOR -> X.509 and RFC 3161, DER
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from seemly.errors import CheckFailed
from seemly.provenance.wording import Wording

LONGEST = 12_000  # bytes of one signature
_OPAQUE_BYTES, _OPAQUE = 600, 24  # of a key or a signature; how many of these in one history
_SHORT, _SHORT_BYTES = 32, 3_000  # what is no longer is a number or a name of a kind; all of these
_ADDRESSES = 16  # of lists and policies, in one history
_DEPTH = 24
_BOXES = frozenset({b"jumb", b"cbor"})
#: What comes of bytes that are no signature: a number where a list should be, a list of three.
_UNLIKE = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
_HEADERS = frozenset({1, 33, "x5chain", "pad", "pad2", "sigTst", "sigTst2"})
_ADDRESS = re.compile(r"(http|https|ldap)://[a-z0-9.-]{1,60}(/[A-Za-z0-9._~-]{1,48}){0,4}/?")
_STRINGS = {0x0C: "utf-8", 0x12: "ascii", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii",
            0x1A: "ascii", 0x1E: "utf-16-be"}  # fmt: skip
_TIMES = re.compile(rb"\d{10,14}(\.\d{1,9})?Z")
_TOLD = re.compile(rb"[ -~]{4,}")  # a name without a kind of its own
_WORDS = re.compile(rb"[ -~]{16}")  # by chance in one of 13,000 keys
#: Letters in a row, in bytes or in UTF-16: in 9,000 bytes 13 by chance, 23 in one history of 300.
_LETTERS, _RUNS = re.compile(rb"[A-Za-z ]{4,}|(?:[A-Za-z ]\0){4,}"), 40
_LETTER_KINDS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Zs"})
#: The extensions that certificates need: RFC 5280's, who tells of them (AIA), qualified ones,
#: OCSP's, Certificate Transparency's, the assurance level of C2PA, Adobe's time stamps.
_EXTENSIONS = frozenset(
    {b"\x55\x1d" + bytes([last])
     for last in (14, 15, 16, 17, 18, 19, 30, 31, 32, 33, 35, 36, 37, 46, 54)}
    | {bytes.fromhex(der) for der in (
        "2b06010505070101", "2b06010505070103", "2b0601050507010b", "2b0601050507300105",
        "2b06010401d679020402", "2b0601040183e85e03", "2a864886f72f01010901",
        "2a864886f72f01010902",
    )}
)  # fmt: skip


def check(store: bytes) -> None:
    """Whether all signatures but the last (our own) may go along; `store` is the C2PA manifest
    store of a file, JUMBF. Raises CheckFailed."""
    try:
        [(_, everything)] = _boxes(store)
        _, *manifests = _boxes(everything)
        told = _Told()
        for kind, manifest in manifests[:-1]:
            _walk(kind, manifest, told, 0)
    except _UNLIKE as fault:
        raise CheckFailed("the source's signatures are of an unknown form") from fault


class _Told:
    """All that is said in the signatures of one history."""

    def __init__(self) -> None:
        self._wording = Wording()
        self._addresses: set[str] = set()
        self._opaque: set[bytes] = set()
        self._short: set[bytes] = set()
        self._runs = 0

    def text(self, text: str) -> None:
        """A name or an address."""
        if _ADDRESS.fullmatch(text):
            self._addresses.add(text)
            if len(self._addresses) > _ADDRESSES:
                raise CheckFailed(f"the source's signatures hold more than {_ADDRESSES} addresses")
        else:
            self._wording.name(text)

    def opaque(self, data: bytes) -> None:
        """What nobody can read."""
        kept = self._opaque if len(data) > _SHORT else self._short
        if data not in kept:
            kept.add(data)
            self._runs += len(_LETTERS.findall(data))
        if (
            len(data) > _OPAQUE_BYTES
            or len(self._opaque) > _OPAQUE
            or sum(map(len, self._short)) > _SHORT_BYTES
            or self._runs > _RUNS
            or _is_text(data)
        ):
            raise CheckFailed("the source's signatures hold more than keys and digests")


def _is_text(data: bytes) -> bool:
    """Whether it reads as words, in any script: what chance almost never does."""
    if _WORDS.search(data):
        return True
    if any(len(set(data[at : at + 16 : 2])) == 1 for at in range(len(data) - 15)):
        return True  # letters of one alphabet in UTF-16
    for encoding, long_enough in (("utf-8", 9), ("utf-16-le", 64), ("utf-16-be", 64)):
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            letters = sum(unicodedata.category(sign) in _LETTER_KINDS for sign in text)
            if len(text) >= long_enough and letters > 0.9 * len(text):
                return True
    return False


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each JUMBF box."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size < 8 or at + size > len(data):
            raise ValueError("a box of no size")
        yield data[at + 4 : at + 8], data[at + 8 : at + size]
        at += size


def _walk(kind: bytes, content: bytes, told: _Told, depth: int) -> None:
    """A box of a manifest. The reader's report told of all but what is looked at here."""
    if kind not in _BOXES or depth > _DEPTH:
        raise CheckFailed("the source's credentials hold more than assertions")
    if kind != b"jumb":
        return
    (named, description), *inside = _boxes(content)
    label = description[17:].partition(b"\0")[0]
    if named != b"jumd":
        raise ValueError("a box without a name")
    for kind, content in inside:
        if label == b"c2pa.signature":
            _signature(content, told)
        else:
            _walk(kind, content, told, depth + 1)


def _signature(data: bytes, told: _Told) -> None:
    if len(data) > LONGEST:
        raise CheckFailed(f"a signature of the source has more than {LONGEST:,} bytes")
    sign, end = _cbor(data, 0, 0)
    protected, headers, payload, signature = sign
    fixed, whole = _cbor(protected, 0, 0)
    if end != len(data) or whole != len(protected) or payload is not None:
        raise ValueError("something after a signature")
    told.opaque(signature)
    for header in (fixed, headers):
        for name, value in header.items():
            if name not in _HEADERS:
                raise CheckFailed(f"a signature of the source has a header of its own: {name}")
            _header(str(name), value, told)


def _header(name: str, value: Any, told: _Told) -> None:
    if name.startswith("pad"):
        if any(value):
            raise CheckFailed("a signature of the source is padded with something")
    elif name.startswith("sigTst"):
        for token in value["tstTokens"]:
            _read_all(token["val"], told)
    elif name != "1":
        for certificate in value if isinstance(value, list) else [value]:
            _read_all(certificate, told)


def _cbor(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """One item of CBOR (RFC 8949) that begins at a place, and where it ends."""
    if depth > _DEPTH:
        raise ValueError("nested too deep")
    kind, extra = data[at] >> 5, data[at] & 31
    at += 1
    if extra > 27:
        raise ValueError("an item of no stated length")
    if extra >= 24:
        size = 1 << (extra - 24)
        if at + size > len(data):
            raise ValueError("cut off")
        extra, at = int.from_bytes(data[at : at + size], "big"), at + size
    if kind in (2, 3):
        if at + extra > len(data):
            raise ValueError("cut off")
        found = data[at : at + extra]
        return (found if kind == 2 else found.decode()), at + extra
    if kind == 4:
        items = []
        for _ in range(extra):
            item, at = _cbor(data, at, depth + 1)
            items.append(item)
        return items, at
    if kind == 5:
        pairs: dict[Any, Any] = {}
        for _ in range(extra):
            key, at = _cbor(data, at, depth + 1)
            pairs[_name(key)], at = _cbor(data, at, depth + 1)
        return pairs, at
    if kind == 6:
        return _cbor(data, at, depth + 1)
    return (
        {0: extra, 1: -1 - extra, 7: {20: False, 21: True, 22: None}.get(extra, extra)}[kind],
        at,
    )


def _name(key: Any) -> int | str:
    if not isinstance(key, int | str):
        raise ValueError("a key of no known kind")
    return key


def _read_all(data: Any, told: _Told) -> None:
    """DER (X.690), to its end."""
    if not isinstance(data, bytes):
        raise ValueError("no certificate")
    _der(data, told, 0)


def _der(data: bytes, told: _Told, depth: int) -> None:
    if depth > _DEPTH:
        raise ValueError("nested too deep")
    values = list(_values(data))
    if _is_extension(values) and values[0][1] not in _EXTENSIONS:
        raise CheckFailed("a certificate of the source holds an extension of its own")
    for tag, content in values:
        if tag & 0x20:
            _der(content, told, depth + 1)
        elif tag in _STRINGS:
            told.text(content.decode(_STRINGS[tag]))
        elif tag in (0x17, 0x18):
            if not _TIMES.fullmatch(content):
                raise ValueError("a time that is none")
        elif tag in (0x03, 0x04):
            _within(content[tag == 0x03 :], told, depth)
        elif tag & 0x80 and _TOLD.fullmatch(content):
            told.text(content.decode("ascii"))
        else:
            told.opaque(content)


def _is_extension(values: list[tuple[int, bytes]]) -> bool:
    """Its name, whether it is critical, and what it says."""
    return [tag for tag, _ in values if tag != 0x01] == [0x06, 0x04]


def _within(content: bytes, told: _Told, depth: int) -> None:
    """An octet or bit string: DER again (an extension, a key), or what nobody can read."""
    if content and _is_der(content, depth):
        _der(content, told, depth + 1)
    else:
        told.opaque(content)


def _is_der(data: bytes, depth: int) -> bool:
    """Whether it is to its leaves: one digest in a thousand looks like it until it is opened."""
    if depth > _DEPTH:
        raise ValueError("nested too deep")
    try:
        values = list(_values(data))
        for tag, content in values:
            if tag in _STRINGS:
                content.decode(_STRINGS[tag])
    except ValueError:
        return False
    return all(_is_der(content, depth + 1) for tag, content in values if tag & 0x20)


def _values(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each value of DER."""
    at = 0
    while at < len(data):
        if at + 2 > len(data):
            raise ValueError("cut off")
        tag, size = data[at], data[at + 1]
        at += 2
        # Tags of classes that no certificate has would be letters: "she" is a value, and 0x68 long.
        if tag & 0x40 or tag & 0x1F == 0x1F or size == 0x80 or size > 0x83:
            raise ValueError("a value of no known form")
        if size > 0x80:
            more = size & 0x7F
            size, at = int.from_bytes(data[at : at + more], "big"), at + more
        if at + size > len(data):
            raise ValueError("cut off")
        yield tag, data[at : at + size]
        at += size
