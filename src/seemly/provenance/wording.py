"""What stands in a history that goes along: a closed form, and a little free text.

A stranger signs what they like, and our file would publish it: a picture written as text, a link,
words about somebody (invariants 1 and 11). So everything that C2PA gives a form to must have that
form, and what has none (a title, a program's name) is counted, short, and of plain words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from seemly.errors import CheckFailed
from seemly.facts import Intent

LONGEST = 64  # characters of any free text
MOST = 400  # characters of free text in one history, each counted once
HASHES = 96  # at most: 32 bytes each that nobody can read

#: Kinds of assertion that stay, with the number that tells several of one kind apart.
KEPT = re.compile(
    r"c2pa\.(actions(\.v2)?|hash\.(data|boxes|bmff(\.v[23])?)|ingredient(\.v[23])?|soft-binding)"
    r"(__\d{1,2})?"
)
_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_LABEL = rf"(urn:c2pa:{_UUID}|urn:uuid:{_UUID})"
_ASSERTION = rf"({KEPT.pattern}|c2pa\.thumbnail\.\w{{1,20}}(\.\w{{1,8}})?|stds\.[a-zA-Z.-]{{1,40}})"
_URI = rf"self#jumbf=(/c2pa/{_LABEL}/?)?(c2pa\.assertions/{_ASSERTION}|c2pa\.signature)?"
#: An assertion of somebody's own kind: its name is free text.
_OTHERS = re.compile(
    rf"(hashed uri matched: )?self#jumbf=(/c2pa/{_LABEL}/?)?c2pa\.assertions/(?P<name>[\w.-]+)"
)
_HASH = re.compile(r"[A-Za-z0-9+/]{43}=")
_CLOSED = re.compile(
    "|".join(
        (
            _URI,
            _LABEL,
            rf"(xmp[:.]iid:|urn:uuid:)?{_UUID}",
            r"urn:sha256:[0-9a-f]{64}",
            r"A{0,4096}={0,2}",  # padding
            r"sha(256|384|512)",
            r"[0-9a-f]{64}",  # PDQ
            r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}",  # a version
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)",
            r"image/[a-z.+-]{1,20}",
            r"(parentOf|componentOf|inputTo|jumbf manifest|source)",
            r"c2pa\.[a-zA-Z]{1,30}(\.[a-zA-Z]{1,30}){0,2}",  # an action, a reason
            r"(claimSignature|assertion|signingCredential|ingredient|timeStamp|algorithm|manifest"
            r"|timeOfSigning)(\.[a-zA-Z0-9]{1,40}){1,4}",  # a code of validation
            r"https?://(cv\.iptc\.org/newscodes/digitalsourcetype|c2pa\.org/digitalsourcetype)"
            r"/[a-zA-Z]{1,60}",
            r"(claim signature valid|data hash valid|OCSP fetching skipped"
            r"|signing certificate untrusted|ingredient claimSignature validated)",
            rf"(hashed uri matched|hash does not match assertion data): {_URI}",
            r"asset hash error, name: jumbf manifest, error: hash verification"
            r"\( Hashes do not match \)",
        )
    )
)
_INTENTS = frozenset(intent.value for intent in Intent)
_PLAIN = re.compile(r"[\w .,:()'+&#/-]*")
_LONG_WORD = re.compile(r"[^\s._-]{25,}")
_LINK = re.compile(r"//|www\.|\.(com|net|org|io|me|to|ru|cc|xyz)\b(?!\.)", re.IGNORECASE)
#: Places of numbers in C2PA's own assertions.
_NUMBERS = frozenset({"start", "length", "claim_version"})
_KEYS = frozenset(
    (
        "instanceID",
        "claim_generator_info",
        "name",
        "version",
        "org.contentauth.c2pa_rs",
        "signature",
        "assertions",
        "created_assertions",
        "gathered_assertions",
        "url",
        "hash",
        "alg",
        "dc:title",
        "dc:format",
        "claim_version",
        "redacted_assertions",
        "exclusions",
        "start",
        "length",
        "pad",
        "actions",
        "action",
        "when",
        "softwareAgent",
        "digitalSourceType",
        "parameters",
        "ingredients",
        "ingredient",
        "redacted",
        "reason",
        "description",
        "relationship",
        "validationResults",
        "validationStatus",
        "activeManifest",
        "success",
        "informational",
        "failure",
        "code",
        "explanation",
        "specVersion",
        "claimSignature",
        "ingredientDeltas",
        "ingredientAssertionURI",
        "validationDeltas",
        "blocks",
        "scope",
        "value",
        "claim_generator",
        "c2pa_manifest",
        "documentID",
        "seemly.policy",
    )
)
#: What one action may hold: C2PA also knows changes and regions in free words.
_ACTION = frozenset(
    (
        "action",
        "when",
        "softwareAgent",
        "digitalSourceType",
        "parameters",
        "reason",
        "description",
        "instanceID",
    )
)


class Wording:
    """All that is said in one history. Every method raises CheckFailed for what may not stay."""

    def __init__(self) -> None:
        self._free: set[str] = set()
        self._hashes = 0

    def label(self, label: str) -> None:
        """The name of a manifest."""
        if not re.fullmatch(_LABEL, label):
            self._say(label)

    def assertion(self, name: str, told: Any) -> None:
        """An assertion of a kind that stays."""
        if name.startswith("c2pa.actions"):
            self._actions(told)
        self.read(told)

    def name(self, text: str) -> None:
        """A name, wherever it stands: short, plain and counted."""
        self._say(text)

    def read(self, told: Any, under: str = "") -> None:
        """Everything inside. `under`: the key it stands at."""
        if isinstance(told, str):
            self._text(told, under)
        elif isinstance(told, Mapping):
            for key, value in told.items():
                if key not in _KEYS:
                    self._say(key)
                self.read(value, key)
        elif isinstance(told, list):
            for value in told:
                self.read(value, under)
        elif told is not None and not isinstance(told, bool) and under not in _NUMBERS:
            self._say(str(told))

    def _text(self, text: str, under: str) -> None:
        if under == "hash" and _HASH.fullmatch(text):
            self._hashes += 1
            if self._hashes > HASHES:
                raise CheckFailed(f"the source's credentials hold more than {HASHES} digests")
        elif not _CLOSED.fullmatch(text) and not self._is_ours(text, under):
            others = _OTHERS.fullmatch(text)
            self._say(others["name"] if others else text)

    def _is_ours(self, text: str, under: str) -> bool:
        """What was done, in the closed words of our own credentials."""
        return under == "description" and set(text.split(", ")) <= _INTENTS

    def _say(self, text: str) -> None:
        if len(text) > LONGEST:
            raise CheckFailed(
                f"the source's credentials hold more than {LONGEST} characters of text"
            )
        if not _PLAIN.fullmatch(text) or _LONG_WORD.search(text) or _LINK.search(text):
            raise CheckFailed("the source's credentials hold text that is no plain name")
        self._free.add(text)
        if sum(map(len, self._free)) > MOST:
            raise CheckFailed(f"the source's credentials hold more than {MOST} characters of text")

    def _actions(self, told: Any) -> None:
        actions = told.get("actions") if isinstance(told, Mapping) else None
        if not isinstance(actions, list):
            raise CheckFailed("the source's credentials hold actions of no known form")
        for action in actions:
            if not isinstance(action, Mapping) or not set(action) <= _ACTION:
                raise CheckFailed("the source's credentials tell more than what was done")
            done = action.get("description", "")
            if done and not (isinstance(done, str) and self._is_ours(done, "description")):
                raise CheckFailed("the source's credentials describe in free words what was done")
