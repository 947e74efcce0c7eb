"""After a restore the ledger goes on under a new name, once."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.living import Life
from tests.safekeeping.places import (
    ORIGIN,
    back_up,
    come_back,
    moved,
    removed,
    take_away,
    with_ledger,
)

from seemly.errors import ConfigurationError
from seemly.ledger.checkpoint import NoteSigner
from seemly.ledger.verify import verify


def test_the_ledger_goes_on_under_a_new_name(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path
) -> None:
    ledger = with_ledger(tmp_path, life.store)
    life.finish(life.ask("ann").id)
    ledger.run_once(life.now)
    back_up(life, tmp_path, file)
    life.finish(life.ask("bob").id)
    ledger.run_once(life.now)  # signed, and sent away, further than the backup knows
    answer = come_back(life, file, into, log)
    assert answer.ledger.startswith(f"{ORIGIN}/restored-")
    again = moved(life, into)
    with_ledger(into, again.store, answer.ledger).run_once(again.now)
    key = str(NoteSigner.open(into / "keys", answer.ledger).verifier)
    report = verify(again.store.engine, key, into / "checkpoints.txt")
    assert report.pending == 0
    with pytest.raises(ConfigurationError, match="keeps its name"):
        NoteSigner.open(into / "keys", ORIGIN)
    [old] = into.glob("checkpoints.until-*.txt")
    assert old.read_text().startswith(f"{ORIGIN}\n")
    [old_key] = (into / "keys").glob("ledger.until-*.pub")
    assert old_key.read_text() == (tmp_path / "keys" / "ledger.pub").read_text()
    assert tomllib.loads((into / "seemly.toml").read_text())["origin"] == answer.ledger


def test_what_was_restored_can_be_backed_up_and_restored(
    life: Life, tmp_path: Path, file: Path, into: Path, log: Path
) -> None:
    with_ledger(tmp_path, life.store)
    life.finish(life.ask().id)
    back_up(life, tmp_path, file)
    take_away(life, "ann")
    come_back(life, file, into, log)
    again = moved(life, into)
    second, third = tmp_path / "second.tar", tmp_path / "third"
    back_up(again, into, second)
    answer = come_back(again, second, third, into / "removals.log")
    assert answer.ledger.count("/restored-") == 1
    assert len(removed(moved(again, third))) == 1
