"""From an account's DID to the server that holds its repository.

The document may name any address, so it is fetched, and its PDS opened, only through Outgoing.
https://atproto.com/specs/did
"""

from __future__ import annotations

import re

from atproto_core.did_doc import DidDocument
from pydantic import ValidationError

from seemly.errors import NetworkFault
from seemly.outgoing import Outgoing

_PLC = re.compile(r"did:plc:[a-z2-7]{24}")
_WEB = re.compile(r"did:web:([a-z0-9.-]+)")  # a host alone: atproto allows no path and no port

SECONDS = 10.0


def server_of(did: str, outgoing: Outgoing, plc: str) -> str:
    """The base URL of an account's PDS. Raises NetworkFault, and TryLater from the fetch."""
    document = outgoing.get_json(_address(did, plc), limit=200_000, seconds=SECONDS)
    try:
        parsed = DidDocument.model_validate(document)
    except ValidationError:
        raise NetworkFault(f"the document of {did} cannot be read") from None
    endpoint = parsed.get_pds_endpoint()
    if parsed.get_did() != did or not isinstance(endpoint, str):
        raise NetworkFault(f"the document of {did} names no server")
    return endpoint.rstrip("/")


def _address(did: str, plc: str) -> str:
    if _PLC.fullmatch(did):
        return f"{plc.rstrip('/')}/{did}"
    if web := _WEB.fullmatch(did):
        return f"https://{web[1]}/.well-known/did.json"
    raise NetworkFault(f"{did[:80]!r} is no DID of a kind that is used here")
