from __future__ import annotations

from typing import Any

import pytest

from seemly.errors import NetworkFault
from seemly.networks.bluesky.identity import server_of
from seemly.outgoing import Outgoing

DID = "did:plc:" + "b" * 24


class Documents(Outgoing):
    """Answers with documents that are known here."""

    def __init__(self, documents: dict[str, Any]) -> None:
        self.documents = documents

    def get_json(self, url: str, *, limit: int = 0, seconds: float | None = None) -> Any:
        return self.documents[url]


def document(did: str, **changed: Any) -> dict[str, Any]:
    service = {
        "id": "#atproto_pds",
        "type": "AtprotoPersonalDataServer",
        "serviceEndpoint": "https://pds.test/",
    }
    return {"id": did, "service": [{**service, **changed}]}


def test_a_did_of_the_directory() -> None:
    known = Documents({f"https://plc.test/{DID}": document(DID)})
    assert server_of(DID, known, "https://plc.test/") == "https://pds.test"


def test_a_did_of_a_web_site() -> None:
    did = "did:web:anna.example"
    known = Documents({"https://anna.example/.well-known/did.json": document(did)})
    assert server_of(did, known, "https://plc.test") == "https://pds.test"


@pytest.mark.parametrize(
    "did",
    [
        "did:plc:short",
        "did:plc:" + "b" * 24 + "/../x",
        "did:web:localhost%3A8080",
        "did:web:host:path",
        "did:web:user@host",
        "did:key:zabc",
        "",
        "https://evil.example",
    ],
)
def test_no_address_is_made_of_anything_else(did: str) -> None:
    with pytest.raises(NetworkFault, match="no DID"):
        server_of(did, Documents({}), "https://plc.test")


@pytest.mark.parametrize(
    "answer",
    [
        document("did:plc:" + "c" * 24),  # somebody else's
        document(DID, id="#other"),
        document(DID, type="Other"),
        document(DID, serviceEndpoint="ftp://pds.test"),
        document(DID, serviceEndpoint={"uri": "https://pds.test"}),
        {"id": DID},
        {"service": 7},
        [],
        None,
    ],
)
def test_a_document_that_names_no_server_is_a_fault(answer: Any) -> None:
    with pytest.raises(NetworkFault):
        server_of(DID, Documents({f"https://plc.test/{DID}": answer}), "https://plc.test")
