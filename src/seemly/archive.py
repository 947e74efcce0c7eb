"""What a picture is compared with, opened without any model: for the command line and the pages."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from seemly.assemble import Seemly, watermark_key
from seemly.compute.local import LocalCompute
from seemly.ledger.checkpoint import NoteSigner
from seemly.ledger.verify import Prover
from seemly.migrate import open_store
from seemly.pictures import PictureStore
from seemly.provenance.certificates import Signers
from seemly.publications import Published
from seemly.recognised import Memory
from seemly.settings import Settings
from seemly.verifying import Archive


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[Archive]:
    """The archive of a data folder. Raises ConfigurationError."""
    store = open_store(settings)
    compute = LocalCompute(threads=1)
    published = Published()
    try:
        with store.read() as connection:
            published.fill(connection)
        key = NoteSigner.open(settings.data / "keys", settings.origin).verifier
        pictures = PictureStore(settings.data / "pictures")
        memory = Memory(watermark_key(settings), store, pictures)
        signers = Signers.remembered(settings.data / "keys")
        yield Archive(memory, published, compute, Prover(store.engine), signers, str(key))
    finally:
        compute.close()
        store.close()


def of(seemly: Seemly) -> Archive:
    """The archive of a Seemly that serves. Bytes from visitors are decoded in a process of their
    own: whoever uploads slowly decoded pictures keeps no request waiting."""
    parts = seemly.parts
    return Archive(
        memory=Memory.of(parts),
        published=parts.published,
        compute=parts.compute,
        prover=Prover(parts.store.engine),
        signers=Signers.remembered(seemly.settings.data / "keys"),
        ledger_key=str(seemly.notes.verifier),
    )
