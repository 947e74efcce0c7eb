"""Every word Seemly says: from templates with closed slots, never from the asker's words.

This file alone constructs `ApprovedWords` (a test walks the sources). A slot takes a noun from a
list in ten languages, a public id or a number of seconds; there is no slot for a handle, a link
or free text, so that nobody can be named, mentioned or insulted through us.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Protocol

import regex
import yaml
from pydantic import BaseModel, ConfigDict

from seemly.errors import NotApproved
from seemly.facts import Fact, Intent, Unknown, Wish, WordsOut
from seemly.guard.text.language import ENGLISH, LANGUAGES
from seemly.guard.text.weigh import OVERRULED
from seemly.provenance.publication import ApprovedWords, Origin
from seemly.verdict import Verdict

#: Graphemes: what Bluesky takes (Mastodon takes 500 characters).
LONGEST = 300
_PUBLIC_ID = regex.compile(r"[0-9a-z]{10}")
_SECONDS = regex.compile(r"[1-9][0-9]{0,5}")
_REFUSAL = "refusal."
_NOTICE = "notice."

_Said = Mapping[str, str]
Slots = tuple[tuple[str, str], ...]


class _Templates(BaseModel):
    """What is said in one language: templates/<language>.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: str
    made: Mapping[Origin, str]
    colon: str
    left_out: str
    take_down: str
    number: str
    notices: Mapping[str, str]
    things: Mapping[str, str]

    def slots(self) -> tuple[object, ...]:
        """What every language has alike: the nouns, and each sentence with its slots."""
        around = (self.first, self.left_out, self.take_down, self.number, *self.made.values())
        notices = {name: _slots(said) for name, said in self.notices.items()}
        return set(self.things), set(self.made), [_slots(said) for said in around], notices


@dataclass(frozen=True)
class Words:
    """All templates: those of templates/, by language, and the policy's messages, by reason."""

    messages: Mapping[str, _Said]
    _templates: Mapping[str, _Templates]

    @classmethod
    def load(cls, rule_messages: Mapping[str, _Said]) -> Words:
        """Read templates/ beside the policy's messages (`Policy.messages()`)."""
        return cls(rule_messages, _load())

    @property
    def things(self) -> frozenset[str]:
        """The English nouns a generator may use in `did` and `left_out`."""
        return frozenset(self._templates[ENGLISH].things)

    def refusal(
        self,
        reason: str,
        language: str,
        things: Sequence[str],
        answers: str,
        verdict: Verdict,
    ) -> ApprovedWords:
        """The one sentence for a verdict that stops; English where the policy has no other.

        `things` are nouns of what could not be done, `answers` is the URI of the post answered.
        Raises NotApproved when the verdict goes on, gives another reason, or a noun is unknown.
        """
        if verdict.goes_on or (verdict.reasons and reason not in verdict.reasons):
            raise NotApproved(f'the verdict does not refuse for "{reason}"')
        slots = (("things", ",".join(things)),) if things else ()
        return self._approved(_REFUSAL + reason, language, slots, answers, verdict.policy)

    def notice(
        self, template: str, language: str, slots: Mapping[str, str], answers: str, policy: str
    ) -> ApprovedWords:
        """A notice of templates/. Raises NotApproved for an unknown template or slot."""
        named = _NOTICE + template
        return self._approved(named, language, tuple(sorted(slots.items())), answers, policy)

    def recall(
        self, template: str, language: str, slots: Slots, answers: str, policy: str
    ) -> ApprovedWords:
        """Approved words again from what was kept of them, the same to the letter.

        `template`, `language`, `slots` and `policy` are the fields of the ApprovedWords.
        """
        return self._approved(template, language, tuple(slots), answers, policy)

    def post_text(
        self,
        language: str,
        did: Sequence[str],
        left_out: Sequence[str],
        public_id: str,
        origin: Origin,
    ) -> str:
        """The post around a picture, at most 300 graphemes: made by AI, what, and how to undo."""
        return self._post("", language, did, left_out, public_id, origin)

    def first_post_text(
        self,
        language: str,
        did: Sequence[str],
        left_out: Sequence[str],
        public_id: str,
        origin: Origin,
    ) -> str:
        """The same for our first answer in a thread: it also says that it is an AI system's."""
        first = self._in(language).first
        return self._post(f"{first} ", language, did, left_out, public_id, origin)

    def alt_text(
        self,
        language: str,
        did: Sequence[str],
        left_out: Sequence[str],
        public_id: str,
        origin: Origin,
    ) -> str:
        """What somebody hears who does not see the picture."""
        _check_public_id(public_id)
        self._nouns(left_out, language)
        return self._made(language, did, origin)

    def _post(
        self,
        first: str,
        language: str,
        did: Sequence[str],
        left_out: Sequence[str],
        public_id: str,
        origin: Origin,
    ) -> str:
        _check_public_id(public_id)
        t = self._in(language)
        ending = f"{t.take_down} {t.number.format(public_id=public_id)}"
        for count in range(max(len(did), len(left_out)), -1, -1):
            parts = [first + self._made(language, did[:count], origin)]
            if left_out[:count]:
                nouns = self._nouns(left_out[:count], language)
                parts.append(t.left_out.format(left_out=nouns))
            text = " ".join([*parts, ending])
            if _graphemes(text) <= LONGEST:
                self._nouns([*did, *left_out], language)
                return text
        raise NotApproved("the words around a picture do not fit into a post")

    def _made(self, language: str, did: Sequence[str], origin: Origin) -> str:
        t = self._in(language)
        made = t.made[origin]
        return f"{made}{t.colon} {self._nouns(did, language)}." if did else f"{made}."

    def _nouns(self, things: Sequence[str], language: str) -> str:
        nouns = self._in(language).things
        unknown = [thing for thing in things if thing not in nouns]
        if unknown:
            raise NotApproved(f"{len(unknown)} noun(s) are not in templates/, things")
        said = [nouns[thing] for thing in things]
        return ", ".join(dict.fromkeys(said))

    def _approved(
        self, template: str, language: str, slots: Slots, answers: str, policy: str
    ) -> ApprovedWords:
        sentence, language = self._sentence(template, language)
        values = {name: self._slot(name, value, language) for name, value in slots}
        if len(values) != len(slots):
            raise NotApproved("a slot is given twice")
        wanted = _slots(sentence)
        if not set(values) <= wanted | {"things"} or wanted - set(values) - {"things"}:
            raise NotApproved(f'"{template}" has other slots: {", ".join(sorted(wanted))}')
        text = sentence.format(**{"things": "", **values})
        if _graphemes(text) > LONGEST:
            raise NotApproved(f'"{template}" is longer than {LONGEST} graphemes')
        return ApprovedWords(text, template, language, slots, answers, policy)

    def _sentence(self, template: str, language: str) -> tuple[str, str]:
        """The sentence, and its language: English where an operator's policy has no other.

        A refusal also says that an AI system speaks (AI Act Art. 50(1)).
        """
        t, name = self._in(language), template.partition(".")[2]
        if template.startswith(_REFUSAL) and name in self.messages:
            message = self.messages[name]
            spoken = language if language in message else ENGLISH
            return f"{message[spoken]} {self._in(spoken).first}", spoken
        if template.startswith(_NOTICE) and name in t.notices:
            return t.notices[name], language
        raise NotApproved(f'there is no template "{template}"')

    def _in(self, language: str) -> _Templates:
        if language not in self._templates:
            raise NotApproved(f'there are no words in "{language}"')
        return self._templates[language]

    def _slot(self, name: str, value: str, language: str) -> str:
        if name == "things":
            return f" ({self._nouns(value.split(','), language)})"
        if name == "public_id":
            _check_public_id(value)
            return value
        if name == "seconds" and _SECONDS.fullmatch(value):
            return value
        raise NotApproved(f'the slot "{name}" does not take this')


class _Reader(Protocol):
    def read(self, text: str, *, has_picture: bool) -> Wish:
        """As `guard.text.reader.Reader`."""
        ...


_LINK = regex.compile(
    r"(?:https?|ftp|at|did|mailto|www)[:.]\S|\b[\w\-]{2,}\.(?:com|net|org|io|app|dev|de|fr|nl|eu|uk|"
    r"ru|cn|me|tv|gg|xyz|info|biz|social|link|top|shop|site|online|ly|be|at|ch|co)\b",
    regex.IGNORECASE,
)
_MENTION = regex.compile(r"(?<![\w])@[\p{L}\p{N}_]")
#: Private data: an e-mail address, a telephone number, an IBAN.
_PRIVATE = regex.compile(
    r"[\w.+\-]+@[\w\-]+\.\w+"
    r"|(?<!\w)\+?\d[\d \-/().]{7,}\d(?!\w)"
    r"|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,}"
)
_HARMFUL = (
    Intent.UNDRESS,
    Intent.SEXUALISE,
    Intent.MINOR,
    Intent.DEGRADE,
    Intent.THREATEN,
    Intent.HATE,
    Intent.DECEIVE,
)
#: What the heads overruled counts here: they know requests, and a caption states (weigh.py).
_HARMFUL_FROM = OVERRULED
_SAID = 0.9  # in so many words (docs/words.md)


def read_out(texts: Sequence[str], reader: _Reader, told: Sequence[str] = ()) -> WordsOut:
    """Read what would be published (post, alt text, caption) as if somebody had asked for it.

    `harmful`: sexual, degrading, threatening, hateful, deceiving, private data, or too long to
    read. A caption reads like a wish, so that what may not be asked may not be written either.
    `told`: our own sentences (Words), read alike, whose every word is of our lists: they are
    harmful where they say so in so many words. The heads took one list of things in a hundred
    for a wish ("camera"), and a harmless picture was not answered.
    """
    found = [_is_harmful(text, reader, _HARMFUL_FROM) for text in texts]
    found += [_is_harmful(text, reader, _SAID) for text in told]
    texts = (*texts, *told)
    return WordsOut(
        harmful=True if True in found else Unknown if Unknown in found else False,
        links=any(_LINK.search(text) for text in texts),
        mentions=any(_MENTION.search(text) for text in texts),
    )


def _is_harmful(text: str, reader: _Reader, least: float) -> Fact[bool]:
    if not text:
        return False
    wish = reader.read(text, has_picture=False)
    if wish.unreadable is Unknown:
        return Unknown
    meant = any(wish.intents.get(intent, 0.0) >= least for intent in _HARMFUL)
    return meant or len(text) > 2000 or bool(_PRIVATE.search(text))


def _check_public_id(public_id: str) -> None:
    if not _PUBLIC_ID.fullmatch(public_id):
        raise NotApproved("a public id has ten characters of base 32")


def _slots(sentence: str) -> set[str]:
    return set(regex.findall(r"\{(\w+)\}", sentence))


def _graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))


@lru_cache(maxsize=1)
def _load() -> Mapping[str, _Templates]:
    """templates/, parsed once: it does not change while the program runs."""
    folder = resources.files("seemly.guard").joinpath("templates")
    more = _nouns(folder.joinpath("things.tsv").read_text("utf-8"))
    read = {}
    for language in LANGUAGES:
        page = yaml.safe_load(folder.joinpath(f"{language}.yaml").read_text("utf-8"))
        page["things"] = {**more[language], **page["things"]}
        read[language] = _Templates.model_validate(page)
    for language, templates in read.items():
        if templates.slots() != read[ENGLISH].slots():
            raise NotApproved(f"templates/{language}.yaml does not say what en.yaml says")
    return read


def _nouns(table: str) -> Mapping[str, _Said]:
    """The nouns of things.tsv by language: a line is the key, then the noun in each language."""
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {
        language: {row[0]: row[column] for row in rows}
        for column, language in enumerate(LANGUAGES, start=1)
    }
