"""Full names of private people: a given name beside a surname. Its data: names.tsv.

With capitals ("Anneke Vermeulen") the given name must be known, and the surname no word that ends
the name of a place ("Victoria Falls"). Without them ("anna schmidt"), and where the given name is
an everyday word ("Rose", "Paris"), both must be known. Names of nobody living point at nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import regex

from seemly.errors import ConfigurationError
from seemly.guard.text.normalise import fold

_KINDS = ("GIVEN", "DECLINED", "WORD", "SURNAME", "ENDING", "OTHER", "SAINT", "NOBODY")
_TOKEN = regex.compile(r"\p{Lu}\.(?=\s?\p{L})|[\p{L}\p{M}'’]+|[^\s\p{L}\p{M}\-]")
_BETWEEN = frozenset(
    [
        "van",
        "de",
        "von",
        "der",
        "den",
        "du",
        "la",
        "le",
        "da",
        "dos",
        "das",
        "di",
        "del",
        "della",
        "el",
        "al",
        "bin",
        "ibn",
        "ben",
        "bint",
        "binti",
        "ter",
        "ten",
        "zu",
        "af",
        "av",
        "thi",
        "mac",
        "mc",
        "ó",
        "o",
        "ní",
        "y",
        "e",
        "dela",
        "cruz",
    ]
)
_MOST_BETWEEN = 3
_LATIN_CASES: tuple[str, ...] = (
    "y",
    "i",
    "e",
    "u",
    "o",
    "ou",
    "om",
    "em",
    "a",
    "owi",
    "ovi",
    "ai",
    "as",
    "os",
)
_CYRILLIC_CASES = ("а", "я", "у", "ю", "е", "и", "і", "ы", "ї", "є", "о", "ой", "ею", "ою", "ей",
                   "ом", "ем", "єм", "ові", "еві", "ии", "ию", "ия")  # fmt: skip
_GREEK_CASES = ("", "α", "η", "ο", "ου", "ασ", "ησ")
#: Chinese, Japanese and Korean full names: a frequent surname, then a frequent given name.
_UNSPACED = regex.compile(
    r"[王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾丁魏薛叶葉阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文]"
    r"(?:小明|小红|小紅|小丽|小麗|小芳|小刚|小华|小華|小燕|小军|建国|建國|建华|建軍|建军|志强|志強|志明|"
    r"国强|國強|国华|秀英|秀兰|秀珍|桂英|玉兰|玉梅|淑芬|淑華|淑珍|美玲|美惠|雅婷|怡君|家豪|俊杰|俊傑|子轩|"
    r"子涵|浩然|宇轩|雨涵|欣怡|梓涵|诗涵|思远|晓东|晓红|晓明|曉明|晓燕|丽娜|丽华|麗華|丽丽|海燕|海涛|永强|"
    r"文杰|伟明|偉明|春梅|冬梅|雪梅|红梅|婷婷|佳怡|佳慧|嘉欣|嘉豪|静怡|慧敏|明辉|天宇|一鸣|芳芳|娟娟)"
    r"|(?:佐藤|鈴木|高橋|田中|渡辺|渡邊|伊藤|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|木村|林|斎藤|"
    r"清水|山崎|森|池田|橋本|阿部|石川|前田|藤田|小川|後藤|岡田|長谷川|村上|近藤|石井|坂本|遠藤|青木|藤井)"
    r"(?:太郎|次郎|一郎|花子|健太|健一|健|翔太|翔|大輔|拓也|拓海|直樹|誠|浩|隆|学|美咲|美穂|美香|由美|由美子|陽子|"
    r"恵子|京子|裕子|幸子|洋子|和子|愛|彩|葵|結衣|さくら|ひなた|陽菜|真由美|優子|麻衣|千尋|裕太|蓮|悠斗|さん|くん|君|ちゃん|様)"
    r"|(?<![\uac00-\ud7af])[김이박최정강조윤장임한오서신권황안송류홍전고문손양배백허남심노하곽성차주우구민진지엄채원천방공현]"
    r"(?:민지|민수|민준|민재|민호|서연|서준|서윤|서현|지훈|지은|지영|지우|지민|지현|지수|수진|수민|수빈|수연|영희|영수|"
    r"영숙|영호|영미|철수|미영|미숙|미정|은지|은주|은영|은정|현우|현주|현정|현수|동현|준호|준영|성민|성호|성훈|재현|"
    r"예진|예은|유진|유나|하은|하준|도윤|시우|주원|소연|소영|혜진|혜원|경숙|정희|정숙|순자|영자|상훈|진우|태형|승현|나연|다은|윤아|보라|건우|우진)"
)


@dataclass(frozen=True)
class Names:
    """The names of names.tsv, folded."""

    given: frozenset[str]
    declined: frozenset[str]  # given names in other cases: beside a known surname only
    words: frozenset[str]
    surnames: frozenset[str]
    endings: tuple[str, ...]
    other: frozenset[str]
    saints: frozenset[str]
    nobody: dict[str, tuple[tuple[str, ...], ...]]  # by the first four letters
    first: frozenset[str]  # any of the given names

    @classmethod
    def load(cls) -> Names:
        """The names that come with Seemly. Raises ConfigurationError naming the line."""
        return _loaded()

    def full_name(self, text: str, folded_words: Iterable[str]) -> bool:
        """Whether a text names a private person in full. `folded_words`: those of the text."""
        if not text.isascii() and _UNSPACED.search(text):
            return True
        if self.first.isdisjoint(folded_words):
            return False
        words = _TOKEN.findall(text)
        folded = [fold(word) for word in words]
        shouted = text.isupper()
        return any(
            self._is_name(words, folded, place, shouted)
            for place, word in enumerate(folded)
            if word in self.first
        )

    def _is_name(self, words: list[str], folded: list[str], place: int, shouted: bool) -> bool:
        if self._names_nobody(folded, place) or (place and folded[place - 1] in self.saints):
            return False
        plain = folded[place] in self.given
        if place and self._known(folded[place - 1]) and self._alike(words, place - 1, place):
            before = words[place - 1]
            if plain and (before[:1].isupper() or _caseless(before)) and before not in _BETWEEN:
                return True  # Hungarian and East Asian names: the surname first
        for after in self._surnames_after(folded, place):
            surname = folded[after]
            if self._alike(words, place, after) and self._known(surname):
                return True
            capital = words[place][:1].isupper() and words[after][:1].isupper()
            if plain and capital and not shouted and self._may_be_surname(words[after], surname):
                return True
        return False

    def _surnames_after(self, folded: list[str], place: int) -> Iterator[int]:
        """Where a surname may stand: behind more given names, initials and small words."""
        for after in range(place + 1, min(place + 2 + _MOST_BETWEEN, len(folded))):
            word = folded[after]
            if not word[0].isalpha():
                return
            if word.endswith("."):
                continue
            yield after
            if word not in _BETWEEN and word not in self.given:
                return

    def _alike(self, words: list[str], one: int, other: int) -> bool:
        """Both capitals or neither: "drew Rose", "Will wood" are no names."""
        return words[one][:1].isupper() == words[other][:1].isupper()

    def _may_be_surname(self, word: str, folded: str) -> bool:
        return len(folded) > 1 and folded not in self.other and folded not in _BETWEEN

    def _known(self, surname: str) -> bool:
        return surname in self.surnames or any(
            surname.endswith(ending) and len(surname) >= len(ending) + 4 for ending in self.endings
        )

    def _names_nobody(self, folded: list[str], place: int) -> bool:
        """A character, a brand, or somebody long dead; in any case and ending."""
        start = [word for word in folded[place : place + 6] if word not in _BETWEEN]
        return any(
            len(rest) <= len(start) - 1 and all(map(_same, rest, start[1:]))
            for rest in self.nobody.get(_stem(folded[place]), ())
        )


def _caseless(word: str) -> bool:
    return word[:1].isalpha() and word[:1].lower() == word[:1].upper()


def _stem(word: str) -> str:
    return word[:4]


def _same(name: str, word: str) -> bool:
    """Whether a word is the name, whatever its ending."""
    return word == name or (len(name) > 4 and word.startswith(name[:-1]))


@lru_cache(maxsize=1)
def _loaded() -> Names:
    text = resources.files("seemly.guard.text").joinpath("names.tsv").read_text("utf-8")
    return parsed(text)


def parsed(text: str) -> Names:
    """The names of a table. Raises ConfigurationError naming the line that does not parse."""
    found: dict[str, list[str]] = defaultdict(list)
    for number, row in enumerate(text.splitlines(), 1):
        if not row or row.startswith("#"):
            continue
        columns = row.split("\t")
        if len(columns) != 3 or columns[0] not in _KINDS:
            raise ConfigurationError(f"names.tsv, line {number}: wants kind, language, names")
        found[columns[0]] += [fold(name.strip()) for name in columns[2].split(",") if name.strip()]
    words = frozenset(found["WORD"])
    given = frozenset((*found["GIVEN"], *found["DECLINED"])) - words
    declined = frozenset(case for name in found["DECLINED"] for case in _cases(name)) - words
    return Names(
        given=given,
        declined=declined,
        words=words,
        surnames=frozenset(found["SURNAME"]),
        endings=tuple(dict.fromkeys(ending.rstrip("*") for ending in found["ENDING"])),
        other=frozenset(found["OTHER"]),
        saints=frozenset(found["SAINT"]),
        nobody=_by_first(found["NOBODY"]),
        first=given | declined | words,
    )


def _by_first(names: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    table: dict[str, tuple[tuple[str, ...], ...]] = {}
    for name in names:
        first, *rest = (word for word in name.split() if word not in _BETWEEN)
        table[_stem(first)] = (*table.get(_stem(first), ()), tuple(rest))
    return table


def _cases(name: str) -> Iterator[str]:
    """A folded name in other cases: "anny", "annou"; "анну", "анной"."""
    first = ord(name[0])
    endings: tuple[str, ...]
    if first < 0x250:
        bare, endings = (name[:-1] if name[-1] in "aeo" else name), _LATIN_CASES
    elif first < 0x400:
        bare, endings = regex.sub(r"[αηο]?[σς]?$", "", name), _GREEK_CASES
    else:
        bare, endings = regex.sub(r"[аяоийье]$", "", name), _CYRILLIC_CASES
    return (bare + ending for ending in endings if len(bare) > 1)
