"""After a restore the ledger goes on under a new name.

The old one may have been signed, and sent away, further than the backup knows. To sign other
entries after that under the same name would be two histories of one ledger; so the restored
entries become the beginning of a new one. The old checkpoints are kept beside it, for whoever holds
the old key to compare.
"""

from __future__ import annotations

import time
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from seemly import private_file
from seemly.ledger import checkpoint as notes
from seemly.ledger.checkpoint import KEY_FILE, PUBLIC_KEY_FILE, NoteSigner
from seemly.ledger.tree import Frontier
from seemly.tables import ledger_checkpoints, ledger_leaves


def begin(connection: Connection, folder: Path, now: float) -> str:
    """Sign the leaves that are there under a new name, and return it; "" where there was no ledger
    yet. `folder` is the data folder.

    The key stays, because the seals on approvals are made with it; a signed note names its ledger,
    so no note of the one can be taken for one of the other.
    """
    keys = folder / "keys"
    if not (keys / KEY_FILE).exists():
        return ""
    old = NoteSigner.parse((keys / KEY_FILE).read_text().strip())
    moment = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now))
    new = NoteSigner(f"{old.origin.partition('/restored-')[0]}/restored-{moment}", old.seed)
    for name in (KEY_FILE, PUBLIC_KEY_FILE):
        (keys / name).unlink(missing_ok=True)
    (keys / f"ledger.until-{moment}.pub").write_text(f"{old.verifier}\n")
    private_file.write_once(keys / KEY_FILE, f"{new.secret()}\n".encode())
    _keep_notes(connection, folder / f"checkpoints.until-{moment}.txt")
    _sign(connection, new, now)
    return new.origin


def _keep_notes(connection: Connection, path: Path) -> None:
    old = sa.select(ledger_checkpoints.c.note).order_by(ledger_checkpoints.c.size)
    path.write_text("".join(f"{note}\n" for note in connection.execute(old).scalars()), "utf-8")


def _sign(connection: Connection, signer: NoteSigner, now: float) -> None:
    frontier = Frontier()
    leaves = sa.select(ledger_leaves.c.hash).order_by(ledger_leaves.c.position)
    for leaf in connection.execute(leaves).scalars():
        frontier.append(leaf)
    connection.execute(sa.delete(ledger_checkpoints))
    if frontier.size:
        signed = notes.sign(signer, frontier.size, frontier.root())
        row = {"size": signed.size, "root": signed.root, "note": signed.note, "at": now}
        connection.execute(sa.insert(ledger_checkpoints), row)
