"""Content Credentials as the reference reader sees them. No network is ever asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

import c2pa

from seemly.errors import CheckFailed
from seemly.provenance.certificates import Signers

#: For signing and for reading: no thumbnails, nothing fetched.
OFFLINE: Mapping[str, Any] = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"verify_after_sign": False, "remote_manifest_fetch": False, "ocsp_fetch": False},
}
POLICY = "seemly.policy"  # a parameter of our actions: version of the policy that approved them
_NOBODY = Signers()


@dataclass(frozen=True)
class Ingredient:
    """An earlier picture that one was made from, as its maker described it."""

    title: str
    kind: str  # media type; "" where it is not told
    relationship: str  # parentOf, componentOf or inputTo
    has_credentials: bool  # its own are inside
    faults: tuple[str, ...]  # C2PA failure codes of those, when they were taken in


@dataclass(frozen=True)
class Reading:
    """What the reference reader makes of a file's credentials. All words in it are whoever
    signed it's own."""

    valid: bool  # signature and hashes hold
    trusted: bool  # and somebody on a trust list vouches for the signer; never for our own
    signer: str
    title: str
    actions: tuple[str, ...]
    source_type: str  # IPTC URI; the first that an action tells
    faults: tuple[str, ...]  # C2PA failure codes
    ours: bool = False  # signed by a certificate that signs or signed here
    generator: str = ""  # of the claim: name and version
    description: str = ""  # of what was done
    policy: str = ""  # version of the policy that approved it; only ours tell
    bindings: tuple[tuple[str, str], ...] = ()  # soft bindings: algorithm, value
    ingredients: tuple[Ingredient, ...] = ()
    stamped: str = ""  # when a time-stamp authority saw it, ISO 8601

    @property
    def says_ai(self) -> bool:
        """Whether it tells that a trained model had a part in it."""
        return is_by_a_model(self.source_type)


def is_by_a_model(source_type: str) -> bool:
    """Whether an IPTC digital source type is one of trained models."""
    return source_type.lower().endswith("trainedalgorithmicmedia")


def read_back(file: bytes, media_type: str, ours: Signers = _NOBODY) -> Reading | None:
    """The credentials in a file, None without any. Raises CheckFailed where they cannot be read.

    `ours`: the certificates by which pictures of this installation are known. Bytes from outside
    are read in a process with limits (incoming.py).
    """
    try:
        reader = c2pa.Reader.try_create(media_type, BytesIO(file), context=context(ours.anchors))
    except c2pa.C2paError as fault:
        raise CheckFailed(f"the credentials cannot be read: {fault}") from fault
    if reader is None:
        return None
    with reader:
        try:
            return _reading(json.loads(reader.json()), ours)
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise CheckFailed("the credentials cannot be read: of an unknown shape") from fault


@lru_cache(maxsize=8)
def context(anchors: bytes = b"") -> c2pa.Context:
    """The library's settings; `anchors` (PEM) are trusted, and nobody else."""
    trust = {"trust": {"user_anchors": anchors.decode()}} if anchors else {}
    return c2pa.Context.from_dict({**OFFLINE, **trust})


def _reading(store: Mapping[str, Any], ours: Signers) -> Reading:
    active = store["manifests"][store["active_manifest"]]
    assertions = active.get("assertions", [])
    actions = [
        action for data in _data(assertions, "c2pa.actions") for action in data.get("actions", [])
    ]
    state = store.get("validation_state")
    signature = active.get("signature_info") or {}
    vouched = state == "Trusted"
    own = vouched and str(signature.get("cert_serial_number")) in ours.serials
    return Reading(
        valid=state in ("Valid", "Trusted"),
        trusted=vouched and not own,
        signer=str(signature.get("issuer") or ""),
        title=str(active.get("title") or ""),
        actions=tuple(str(action["action"]) for action in actions),
        source_type=_first(action.get("digitalSourceType") for action in actions),
        faults=_faults(store.get("validation_results")),
        ours=own,
        generator=_generator(active),
        description=_first(action.get("description") for action in actions),
        policy=_first((action.get("parameters") or {}).get(POLICY) for action in actions),
        bindings=tuple(_bindings(assertions)),
        ingredients=tuple(_ingredient(one) for one in active.get("ingredients", [])),
        stamped=str(signature.get("time") or ""),
    )


def _data(assertions: Iterable[Mapping[str, Any]], label: str) -> Iterable[Mapping[str, Any]]:
    for assertion in assertions:
        if str(assertion["label"]).startswith(label) and isinstance(assertion["data"], Mapping):
            yield assertion["data"]


def _first(values: Iterable[Any]) -> str:
    return next((value for value in values if isinstance(value, str) and value), "")


def _faults(results: Mapping[str, Any] | None) -> tuple[str, ...]:
    active = (results or {}).get("activeManifest") or {}
    return tuple(str(failure["code"]) for failure in active.get("failure", []))


def _generator(active: Mapping[str, Any]) -> str:
    found = active.get("claim_generator_info") or []
    first = found[0] if isinstance(found, list) and found else found
    if not isinstance(first, Mapping):
        return ""
    return f"{first.get('name') or ''} {first.get('version') or ''}".strip()


def _bindings(assertions: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    for data in _data(assertions, "c2pa.soft-binding"):
        for block in data.get("blocks", []):
            yield str(data.get("alg") or ""), str(block.get("value") or "")


def _ingredient(found: Mapping[str, Any]) -> Ingredient:
    return Ingredient(
        title=str(found.get("title") or ""),
        kind=str(found.get("format") or ""),
        relationship=str(found.get("relationship") or ""),
        has_credentials=bool(found.get("active_manifest")),
        faults=_faults(found.get("validation_results")),
    )
