"""What an operator does at the prompt: remove, brake, held, models, ledger and check."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.cli.prompt import Run, fits, photo
from tests.world import Painter, World

from seemly.errors import CheckFailed
from seemly.provenance.publication import Pixels


@pytest.mark.usefixtures("quick")
def test_remove(seemly: Run, data: Path) -> None:
    public_id = seemly("try", "a red boat", "--data", data, "--json").answer["result"]["public_id"]
    ran = seemly("remove", public_id, "--data", data, "--json")
    assert ran.code == 0
    answer = fits(ran, "remove")["result"]
    assert (answer["named"], len(answer["takedowns"])) == (public_id, 1)
    with sqlite3.connect(data / "seemly.db") as database:
        assert database.execute("SELECT state FROM posts").fetchall() == [("removed",)]


def test_remove_of_what_is_not_ours(seemly: Run, data: Path) -> None:
    ran = seemly("remove", "zzzzzzzzzz", "--data", data)
    assert (ran.code, ran.out) == (1, "")
    assert "Give the public id" in ran.err


@pytest.mark.usefixtures("quick")
def test_brake(seemly: Run, tmp_path: Path, data: Path) -> None:
    out = tmp_path / "answer.png"
    assert seemly("brake", "show", "--data", data).out == "no brake is on\n"
    assert seemly("brake", "on", "--data", data).out == "all\n"
    ran = seemly("try", "a red boat", "--out", out, "--data", data)
    assert (ran.code, ran.out) == (3, "cancelled: brake\n")
    assert not out.exists()
    answer = fits(seemly("brake", "on", "people", "--data", data, "--json"), "brake")["result"]
    assert {one["what"] for one in answer["brakes"]} == {"all", "people"}
    assert seemly("brake", "off", "all", "--data", data).out == "people\n"
    assert seemly("try", "a red boat", "--data", data).code == 0
    ran = seemly("try", photo(tmp_path), "make it black and white", "--data", data)
    assert (ran.code, ran.out) == (3, "cancelled: brake\n")
    assert "there is no brake" in seemly("brake", "on", "sideways", "--data", data).err


def test_the_brake_stops_what_is_being_made(seemly: Run, world: World, data: Path) -> None:
    """On another process's worker: here it is pulled while the generator paints."""

    def paint(picture: Pixels, mask: Pixels) -> Pixels:
        assert seemly("brake", "on", "all", "--data", data).code == 0
        return picture

    world.give(generator=Painter(paint))
    asked = world.ask(world.host("ann"), "a red boat")
    assert asked.outcome.state == "cancelled"
    assert world.of_bot(asked.mention) == []


class Silent:
    """A check that never answers."""

    def score(self, pixels: Pixels) -> float:
        raise CheckFailed("told to fail")


def test_a_persons_yes_never_replaces_the_floor_or_a_check_that_failed(
    seemly: Run, world: World, data: Path
) -> None:
    working = world.parts.eyes.nudity
    world.give(generator=Painter(lambda picture, _: picture), nudity=Silent())
    asked = world.ask(world.host("ann"), "a red boat")
    assert (asked.outcome.state, asked.outcome.reasons) == ("held", ("check_failed",))
    for _ in range(2):
        ran = seemly("held", "release", asked.job.id, "--data", data, "--json")
        assert fits(ran, "held")["result"] == {"id": asked.job.id, "state": "received"}
        world.drive()
        assert world.asked(asked.mention).outcome.state == "held"
    assert world.of_bot(asked.mention) == []
    world.give(nudity=working)
    assert seemly("held", "release", asked.job.id, "--data", data).code == 0
    world.drive()
    assert world.asked(asked.mention).outcome.state == "published", "the check answers again"


def test_a_persons_no(seemly: Run, world: World, data: Path) -> None:
    world.give(generator=Painter(lambda picture, _: picture), nudity=Silent())
    asked = world.ask(world.host("ann"), "a red boat")
    assert seemly("held", "refuse", asked.job.id, "--data", data).code == 0
    world.drive()
    assert world.asked(asked.mention).outcome.state == "refused"
    [said] = world.of_bot(asked.mention)
    assert said.row.picture is None
    ran = seemly("held", "refuse", asked.job.id, "--data", data)
    assert (ran.code, ran.out) == (1, "")
    assert "not held. See: seemly held list" in ran.err
    assert seemly("held", "list", "--data", data).out == "nothing is held\n"


def test_models_list(seemly: Run) -> None:
    ran = seemly("models", "list", "--json")
    rows = {row["name"]: row for row in fits(ran, "models")["rows"]}
    needed = {"yunet", "opennsfw", "selfie_segmentation", "pose_detection"}
    assert all(rows[name]["intact"] and rows[name]["licence"] for name in needed)
    assert "yunet" in seemly("models", "list").out


@pytest.mark.usefixtures("quick")
def test_ledger_verify_and_a_row_that_somebody_changed(seemly: Run, data: Path) -> None:
    assert seemly("try", "a red boat", "--data", data).code == 0
    answer = fits(seemly("ledger", "verify", "--data", data, "--json"), "ledger")["result"]
    assert answer["report"]["size"] > 3
    with sqlite3.connect(data / "seemly.db") as database:
        database.execute("UPDATE ledger_entries SET entry = replace(entry, 'allow', 'lock')")
    ran = seemly("ledger", "verify", "--data", data)
    assert (ran.code, ran.out) == (1, "")
    with sqlite3.connect(data / "seemly.db") as database:
        [(first,)] = database.execute(
            "SELECT min(id) FROM ledger_entries WHERE entry LIKE '%\"lock\"%'"
        ).fetchall()
    assert ran.err == f"seemly: the entry at position {first - 1} was changed\n"


def test_check(seemly: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = seemly("check", "--data", data, "--json")
    rows = fits(ran, "check")["rows"]
    assert [row["name"] for row in rows if not row["ok"]] == []
    assert ran.code == 0
    (tmp_path / "no-models").mkdir()
    monkeypatch.setenv("SEEMLY_MODELS", str(tmp_path / "no-models"))
    ran = seemly("check", "--data", data)
    assert ran.code == 1
    assert "FAIL  models: missing: " in ran.out
    assert "Run: seemly models install" in ran.out
    assert "ok    clock" in ran.out
