import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from seemly.ledger import entries
from seemly.ledger.checkpoint import NoteSigner
from seemly.ledger.sequencer import Sequencer
from seemly.store import open_engine
from seemly.tables import metadata

ORIGIN = "example.org/seemly"
Write = Callable[..., list[int]]


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database; PostgreSQL in a schema of its own, where SEEMLY_TEST_POSTGRES has one."""
    if request.param == "sqlite":
        opened = open_engine(f"sqlite:///{tmp_path}/ledger.sqlite")
        metadata.create_all(opened)
        yield opened
        opened.dispose()
        return
    url = os.environ.get("SEEMLY_TEST_POSTGRES")
    if not url:
        pytest.skip("SEEMLY_TEST_POSTGRES names no database")
    schema = f"ledger_{secrets.token_hex(6)}"
    admin = sa.create_engine(url)
    with admin.begin() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    opened = sa.create_engine(url, connect_args={"options": f"-csearch_path={schema}"})
    metadata.create_all(opened)
    yield opened
    opened.dispose()
    with admin.begin() as connection:
        connection.execute(sa.schema.DropSchema(schema, cascade=True))
    admin.dispose()


@pytest.fixture
def signer(tmp_path: Path) -> NoteSigner:
    return NoteSigner.open(tmp_path / "keys", ORIGIN)


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    return tmp_path / "out" / "checkpoints.txt"


@pytest.fixture
def sequencer(engine: Engine, signer: NoteSigner, outbox: Path) -> Sequencer:
    return Sequencer(engine, signer, outbox)


@pytest.fixture
def write(engine: Engine) -> Write:
    """Writes `count` entries in one transaction; returns their ids."""

    def write(count: int = 1) -> list[int]:
        with engine.begin() as connection:
            return [
                entries.write(
                    connection,
                    "decided",
                    1_767_225_600.25 + number,
                    {"action": "allow", "reasons": ["harmless"], "count": number},
                    {"asker": f"plaza:{number}"},
                    None,
                    secrets.token_bytes(16),
                )
                for number in range(count)
            ]

    return write
