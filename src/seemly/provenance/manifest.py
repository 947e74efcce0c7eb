"""What the credentials of one picture say, and the C2PA manifest that says it.

Nothing of the asker is in it: what was done is told by the closed list of intents that the guard
read, never by the words of the wish.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import seemly
from seemly.decoding import media_type
from seemly.facts import Intent
from seemly.provenance.history import History
from seemly.provenance.publication import Origin
from seemly.provenance.reading import POLICY

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
#: The artist that draws by rules alone. IPTC keeps "trained" for models learnt from samples:
#: a scene drawn by a program is algorithmicMedia, a photo with drawn parts compositeSynthetic.
UNTRAINED = "sketch"
_SOURCE_TYPES = {
    (Origin.CREATED, True): IPTC + "trainedAlgorithmicMedia",
    (Origin.EDITED, True): IPTC + "compositeWithTrainedAlgorithmicMedia",
    (Origin.CREATED, False): IPTC + "algorithmicMedia",
    (Origin.EDITED, False): IPTC + "compositeSynthetic",
}
#: Soft bindings, by names of our own: C2PA's list of algorithms knows neither.
WATERMARK = "seemly.watermark.1"  # value: the public id
PDQ = "pdq"  # value: 64 hexadecimal digits
PARENT = "source"  # by this the action points at its ingredient


@dataclass(frozen=True)
class Source:
    """The picture an edit began with."""

    sha256: str  # of the bytes as they came
    kind: str  # media type
    says_ai: bool = False  # a mark in it says that a trained model had a part in it
    history: History | None = None  # its own credentials, where they go along

    @classmethod
    def of(cls, data: bytes, *, says_ai: bool = False) -> Source:
        """Named by its bytes, which are not parsed here."""
        return cls(hashlib.sha256(data).hexdigest(), media_type(data), says_ai)

    @classmethod
    def bringing(cls, data: bytes, *, says_ai: bool = False) -> Source:
        """With its own credentials, which are read: first in a process with limits
        (rehearsal.py). Raises CheckFailed where they cannot go along."""
        named = cls.of(data, says_ai=says_ai)
        return replace(named, history=History.of(data, named.kind))


@dataclass(frozen=True)
class Statement:
    """What the credentials say of one picture."""

    public_id: str
    origin: Origin
    generator: str  # name and version
    source: Source | None = None
    intents: tuple[Intent, ...] = ()  # what the guard read in the wish
    policy: str = ""  # version of the policy that approved it
    bindings: tuple[tuple[str, str], ...] = ()  # soft bindings: algorithm, value
    address: str = ""  # where anybody asks about it; in the file's XMP, which they sign

    def bound(self, binding: tuple[str, str]) -> Statement:
        """With one more soft binding."""
        return replace(self, bindings=(binding, *self.bindings))

    @property
    def history(self) -> History | None:
        """The credentials of the source, where they go along."""
        edited = self.origin is Origin.EDITED and self.source is not None
        return self.source.history if edited and self.source else None

    @property
    def source_type(self) -> str:
        """The IPTC digital source type (a URI)."""
        from_ai = self.source is not None and self.source.says_ai
        return source_type(self.origin, self.generator, from_ai=from_ai)


def source_type(origin: Origin, generator: str, *, from_ai: bool = False) -> str:
    """The IPTC digital source type (a URI) of what a generator made. `from_ai`: of a picture that
    says a trained model had a part in it; whoever edits that, a part of it stays so."""
    return _SOURCE_TYPES[origin, from_ai or _named(generator)[0] != UNTRAINED]


def manifest(statement: Statement) -> dict[str, Any]:
    """C2PA 2.2: first what was opened or created, then what was done to it.

    A source that brings its own credentials is added to the builder, which reads them.
    """
    history = statement.history
    name, version = _named(statement.generator)
    made: dict[str, Any] = {
        "digitalSourceType": statement.source_type,
        "softwareAgent": {"name": name, "version": version},
    }
    if statement.intents:
        made["description"] = ", ".join(intent.value for intent in statement.intents)
    if statement.policy:
        made["parameters"] = {POLICY: statement.policy}
    if statement.origin is Origin.CREATED:
        actions: list[dict[str, Any]] = [{"action": "c2pa.created", **made}]
    else:
        opened = {"action": "c2pa.opened", "parameters": {"ingredientIds": [PARENT]}}
        redacted = map(_redacting, history.redactions if history else ())
        actions = [opened, *redacted, {"action": "c2pa.edited", **made}]
    if WATERMARK in dict(statement.bindings):
        actions.append({"action": "c2pa.watermarked.bound"})
    found: dict[str, Any] = {
        "claim_generator_info": [{"name": "Seemly", "version": seemly.__version__}],
        "title": statement.public_id,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": actions}},
            *(_soft_binding(*binding) for binding in statement.bindings),
        ],
    }
    if history:
        found["redactions"] = list(history.redactions)
    elif statement.origin is Origin.EDITED:
        found["ingredients"] = [ingredient(statement.source)]
    return found


def ingredient(source: Source | None) -> dict[str, Any]:
    """The source of an edit, by its digest."""
    parent = {"title": "source", "relationship": "parentOf", "label": PARENT}
    if source is None:
        return parent
    return {**parent, "format": source.kind, "instance_id": f"urn:sha256:{source.sha256}"}


def _redacting(uri: str) -> dict[str, Any]:
    return {
        "action": "c2pa.redacted",
        "reason": "c2pa.PII.present",
        "parameters": {"redacted": uri},
    }


def _soft_binding(algorithm: str, value: str) -> dict[str, Any]:
    block = {"scope": {}, "value": value}  # of the whole picture
    return {"label": "c2pa.soft-binding", "data": {"alg": algorithm, "blocks": [block]}}


def _named(generator: str) -> tuple[str, str]:
    """Name and version; a generator without a name counts as a trained one."""
    name, _, version = generator.strip().partition(" ")
    return name or "unknown", version.strip() or "unknown"
