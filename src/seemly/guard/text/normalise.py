"""Undo disguises: every reading of a text that a person, or a generator, could take from it.

A model behind a generator reads "u n d r e s s", "undre55" and base64 without trouble, so the
guard must. `readings` gives plain readings first; `guessed` ones (reversed, rot13) exist for any
text, harmless ones too, and count only where they spell something the guard knows well.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import unicodedata
import urllib.parse
from collections import Counter
from dataclasses import dataclass

import regex
from anyascii import anyascii

from seemly.guard.text.unspaced import is_unspaced

#: Letters that look like a Latin one. Used only inside words that mix scripts, so that Greek and
#: Russian stay what they are.
_LOOKS_LATIN = str.maketrans(
    "аеорсухіјѕԁһԛԝкмнвтёьпгіАВЕКМНОРСТХУІЈЅοαενικρτυχωβηγμσΟΑΕΝΙΚΡΤΥΧΒΗΖ",
    "aeopcyxijsdhqwkmhbtebnriABEKMHOPCTXYIJSoaevikptuxwbngmoOAENIKPTYXBHZ",
)
_LOOKS_CYRILLIC = str.maketrans("aeopcyxkmhbtAEOPCYXKMHBT", "аеорсухкмнвтАЕОРСУХКМНВТ")
_LEET = str.maketrans("0134578@$!|€+", "oieastbasiiet")
_LEET_L = str.maketrans("0134578@$!|€+", "oleastbasllet")  # 1 is i or l

#: Pictures that stand for words in wishes of the kind the guard must read.
_EMOJI = {
    "👙": "bikini", "🩱": "swimsuit", "🩲": "underwear", "👗": "dress", "👚": "blouse",
    "👕": "shirt", "👖": "jeans", "👘": "robe", "🧥": "coat", "🍑": "butt", "🍆": "penis",
    "🍒": "boobs", "💦": "wet", "🔞": "nsfw", "👅": "tongue", "🚫": "remove", "❌": "remove",
    "✂": "remove", "🗑": "remove", "👧": "girl", "👦": "boy", "👶": "baby", "🧒": "child",
    "👩": "woman", "👨": "man", "🐷": "pig", "🐖": "pig", "🐵": "monkey", "🐒": "monkey",
    "💩": "shit", "🩸": "blood", "⛓": "in chains", "🔪": "knife", "🔫": "gun", "👮": "police",
    "➡": "into", "🎩": "top hat", "🐶": "dog", "🐱": "cat",
}  # fmt: skip

# Zero width, soft hyphens, direction marks, variation selectors, tag characters.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_JOINERS = r"\s._\-*·•|/,~^+"
# Compiled once: they run over every reading.
_WORD = re.compile(r"\w+")
_NOT_SPACE = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W\d_]")
_LEET_MARK = re.compile(r"[013457@$!|€]")
_MASKED = re.compile(r"[^\W\d_]\*+[^\W\d_]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2}){3}")
# One sign as it is read: a letter with its marks and vowels.
_SIGN = r"(?=\p{L})\X"
_READ_AS_ONE = regex.compile(r"\X")
_SINGLES = regex.compile(rf"(?<!\w){_SIGN}(?:[{_JOINERS}]{{1,3}}{_SIGN}){{2,}}(?!\w)")
_GAPS = re.compile(rf"[{_JOINERS}]+")
_CUT_INSIDE = re.compile(r"(?<=[^\W\d_])[._\-*·•|~^/+]+(?=[^\W\d_])")
_CAMEL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")
_BASE64 = re.compile(r"[A-Za-z0-9+/_\-]{8,}={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}[\s:]?){6,}")
_BITS = re.compile(r"(?:[01]{8}\s?){4,}")


@dataclass(frozen=True)
class Readings:
    """What a text may say. `plain` is never empty for a non-empty text, the best guess first."""

    plain: tuple[str, ...]
    guessed: tuple[str, ...]

    @property
    def first(self) -> str:
        """The best guess; empty for an empty text."""
        return self.plain[0] if self.plain else ""


def readings(text: str) -> Readings:
    """All readings of a text, each once."""
    signs = _signs(text)
    clean, joined = _one_blank(signs), _one_blank(_joined(signs))
    # Korean has many words of one sign: as written they are read first.
    if not is_unspaced(clean) and _letters_apart(clean) * 2 > len(clean.split()):
        clean = joined
    letters = _without_cuts(joined)
    found = [clean, joined, letters, _CAMEL.sub(" ", clean)]
    for table in (_LEET, _LEET_L):
        found.append(_squeezed(_unleet(joined, table)))
        found.append(_squeezed(_unleet(letters, table)))
    found += [cleaned(inner) for inner in _decoded(text)]
    if _MASKED.search(clean):
        found += [re.sub(r"\*+", vowel, clean) for vowel in "aeiou"]
    plain = tuple(dict.fromkeys(reading for reading in found if reading))
    guessed = (
        "".join(reversed(_READ_AS_ONE.findall(clean))),
        clean[::-1],
        " ".join(word[::-1] for word in clean.split()),
        codecs.encode(clean, "rot13"),
    )
    return Readings(plain, tuple(g for g in dict.fromkeys(guessed) if g and g not in plain))


def cleaned(text: str) -> str:
    """One reading: compatible forms, no invisible marks, emoji as words, one script a word."""
    return _one_blank(_signs(text))


def _signs(text: str) -> str:
    """A text cleaned, with its blanks as they are: three may part words where one parts letters."""
    text = html.unescape(text)
    if _PERCENT.search(text):
        text = urllib.parse.unquote(text)
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    for sign, word in _EMOJI.items():
        if sign in text:
            text = text.replace(sign, f" {word} ")
    text = _without_overlays(text)
    text = "".join(_regional(letter) for letter in text)
    return _one_script_each(text)


def _one_blank(text: str) -> str:
    return " ".join(text.split())


def quietened(text: str) -> str:
    """A text that shouts in small letters, any other as it is: encoders read capitals worse."""
    return text.lower() if text.isupper() else text


def fold(text: str) -> str:
    """Case and accents away, for comparing: "Déshabille" and "deshabille" are one."""
    if text.isascii():
        return text.lower().replace("`", "'")
    text = text.casefold().translate(_FOLDED).replace("æ", "ae").replace("œ", "oe")
    text = text.replace("\u0e33", "\u0e4d\u0e32")  # Thai am, which NFKC takes apart
    kept = []
    base = "a"
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.category(letter) != "Mn":
            base = letter
        elif ord(base) < 0x530:  # Latin, Greek, Cyrillic; elsewhere a mark is a vowel
            continue
        kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept))


_FOLDED = str.maketrans("’ʼ`ıłøđħżأإآٱىيكة", "'''ilodhzااااییکه")


def _without_overlays(text: str) -> str:
    """Strike-through and piled-up accents away; ordinary accents stay."""
    kept = []
    pile = 0
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.category(letter) == "Mn":
            pile += 1
            overlay = 0x0334 <= ord(letter) <= 0x0338 or 0x20D0 <= ord(letter) <= 0x20FF
            pointing = 0x064B <= ord(letter) <= 0x065F or 0x0591 <= ord(letter) <= 0x05C7
            if overlay or pointing or (pile > 2 and ord(letter) < 0x0370):
                continue
        else:
            pile = 0
        kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept)).replace("\u0640", "")


def _regional(letter: str) -> str:
    """Small capitals, phonetic and squared letters as plain ones."""
    point = ord(letter)
    drawn = (
        0x1D00 <= point <= 0x1DBF
        or (0x0250 <= point <= 0x02AF and letter not in "əɛɔŋɣɓɗ")
        or 0xA720 <= point <= 0xA7FF
        or 0x1F100 <= point <= 0x1F1FF
    )
    return str(anyascii(letter)).lower() if drawn else letter


def _script(letter: str) -> str:
    point = ord(letter)
    if point < 0x250 or 0x1E00 <= point < 0x1F00:
        return "latin"
    if 0x370 <= point < 0x400 or 0x1F00 <= point < 0x2000:
        return "greek"
    if 0x400 <= point < 0x530:
        return "cyrillic"
    return "other"


def _one_script_each(text: str) -> str:
    """Mixed words in one script, and beside one that was Latin, words of look-alikes alone too."""
    found = _WORD.sub(lambda match: _one_script(match.group()), text)
    if not any(
        _script(now) == "latin" != _script(was) for was, now in zip(text, found, strict=True)
    ):
        return found
    return _WORD.sub(
        lambda match: (
            match.group().translate(_LOOKS_LATIN)
            if all(ord(letter) in _LOOKS_LATIN for letter in match.group())
            else match.group()
        ),
        found,
    )


def _one_script(word: str) -> str:
    """A word that mixes Latin with Greek or Cyrillic, in the script that only it could be in, or
    that most of it has."""
    scripts = [_script(letter) for letter in word if letter.isalpha()]
    latin, cyrillic = scripts.count("latin"), scripts.count("cyrillic")
    if not latin or latin + scripts.count("other") == len(scripts):
        return word
    only_latin = _stays(word, "latin", _LOOKS_CYRILLIC)
    only_cyrillic = _stays(word, "cyrillic", _LOOKS_LATIN)
    is_cyrillic = only_cyrillic if only_latin != only_cyrillic else cyrillic > latin
    return word.translate(_LOOKS_CYRILLIC if is_cyrillic else _LOOKS_LATIN)


def _stays(word: str, script: str, table: dict[int, int]) -> bool:
    """Whether a letter of a script in a word looks like none of the other."""
    return any(_script(letter) == script and ord(letter) not in table for letter in word)


def _joined(text: str) -> str:
    """Letters written apart, together: "u n d r e s s   h e r", "u.n.d.r.e.s.s h.e.r"."""
    return str(_SINGLES.sub(lambda match: _words_of(match.group()), text))


def _words_of(letters: str) -> str:
    """Letters set apart as words: a blank beyond the usual gap between letters parts words."""
    usual = Counter(_GAPS.findall(letters)).most_common(1)[0][0]

    def kept(gap: re.Match[str]) -> str:
        beyond = gap.group().replace(usual, "", 1)
        return beyond if beyond != beyond.rstrip() else ""

    return _GAPS.sub(kept, letters)


def _letters_apart(text: str) -> int:
    """How many of a text's words are signs set apart."""
    return sum(len(match.group().split()) for match in _SINGLES.finditer(text))


def _without_cuts(text: str) -> str:
    """Signs inside words away: "un-dress", "un_dress". "T-shirt" becomes "Tshirt"."""
    return _CUT_INSIDE.sub("", text)


def _unleet(text: str, table: dict[int, int]) -> str:
    """Digits and signs inside words as the letters they stand for; plain numbers stay."""

    def read(match: re.Match[str]) -> str:
        word = match.group()
        core = word.rstrip("!,.?")
        if not (_LETTER.search(core) and _LEET_MARK.search(core)):
            return word
        return core.translate(table) + word[len(core) :]

    return _NOT_SPACE.sub(read, text)


def _squeezed(text: str) -> str:
    """Stretched letters, three or more, as one: "nuuuude"."""
    return _STRETCHED.sub(r"\1", text)


def _decoded(text: str) -> list[str]:
    """Texts that stand inside as base64, hexadecimal or bits."""
    found: list[str] = []
    for match in _BASE64.findall(text):
        found += _printable(_from_base64(match))
    for match in _HEX.findall(text):
        found += _printable(_from_hex(match))
    for match in _BITS.findall(text):
        found += _printable(bytes(int(byte, 2) for byte in re.findall("[01]{8}", match)))
    return found


def _from_base64(text: str) -> bytes:
    standard = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(standard + "=" * (-len(standard) % 4))
    except (ValueError, binascii.Error):
        return b""


def _from_hex(text: str) -> bytes:
    try:
        return bytes.fromhex(re.sub(r"[\s:]", "", text))
    except ValueError:
        return b""


def _printable(raw: bytes) -> list[str]:
    """The bytes as a text, where they are one of at least four characters."""
    try:
        text = raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        return []
    return [text] if len(text) >= 4 and text.isprintable() else []
