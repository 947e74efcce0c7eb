"""docs/ledger.md shows real bytes: they verify, and its table names every field."""

import re
from pathlib import Path

from seemly.ledger import checkpoint as notes
from seemly.ledger.checkpoint import NoteVerifier
from seemly.ledger.entries import PUBLIC
from seemly.ledger.verify import Proof, check

PAGE = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")
ENTRY, NOTE, PROOF, KEY = re.findall(r"^```(?:json)?\n(.*?)^```$", PAGE, re.S | re.M)[:4]


def test_the_checkpoint_on_the_page_is_signed_by_the_key_on_the_page() -> None:
    assert notes.read(NOTE, NoteVerifier.parse(KEY)).size == 3


def test_the_proof_on_the_page_proves_the_entry_on_the_page() -> None:
    signed = check(Proof.parse(PROOF, ENTRY.rstrip("\n")), KEY)
    assert signed.note == NOTE


def test_the_page_names_every_public_field() -> None:
    table = PAGE.partition("## Entries")[2].partition("## Tree")[0]
    missing = [key for key in PUBLIC if f"`{key}`" not in table]
    assert not missing
