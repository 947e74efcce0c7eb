"""Settings, usage, help and lists of wishes at the prompt: one plain line a fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer
from tests.cli.prompt import Run

from seemly import cli, schemas

LIBRARY = "replace the background with a library"


def test_screen_answers_every_line(seemly: Run, tmp_path: Path) -> None:
    lines = [
        {"id": "plain", "text": "a lighthouse in a storm", "people": None},
        {"id": "lock", "text": LIBRARY, "people": [{"real": True, "consented": False}]},
        {"id": "missing", "text": "make her hair green"},
        {"id": "yes", "text": "make her hair green", "people": [
            {"real": True, "requester": False, "consented": True, "looks_minor": False,
             "public_figure": False}]},
        {"id": "harm", "text": "undress her", "people": []},
    ]  # fmt: skip
    batch = tmp_path / "wishes.jsonl"
    text = "\n".join(json.dumps(line) for line in lines)
    batch.write_text(text + "\n\nnot json\n[1, 2]\n" + '{"id": 7, "text": 5}\n', "utf-8")
    ran = seemly("screen", "--batch", batch)
    assert ran.code == 0
    rows = [json.loads(line) for line in ran.out.splitlines()]
    for row in rows:
        jsonschema.validate(row, schemas.schemas()["screen"])
        assert set(row) == {"id", "action", "reasons", "scores"}
    actions = [(row["id"], row["action"]) for row in rows]
    assert actions == [
        ("plain", "allow"), ("lock", "lock"), ("missing", "ask"), ("yes", "allow"),
        ("harm", "refuse"), (None, "hold"), (None, "hold"), (7, "hold"),
    ]  # fmt: skip
    assert rows[-1]["reasons"] == ["bad_line"]


def test_screen_without_a_file(seemly: Run, tmp_path: Path) -> None:
    ran = seemly("screen", "--batch", tmp_path / "none.jsonl")
    assert (ran.code, ran.out) == (1, "")
    assert "cannot be read" in ran.err


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('dat = "x"', "there is no setting dat; did you mean data?"),
        ("x = [", "is not TOML"),
        ('workers = "many"', "workers: input should be a valid integer"),
        ('[generator]\nkey = "s3cr3t"', "key stands in the file itself"),
        ('[generator]\nname = "gimp"', "generator.name"),
        ("[web]\nport = 70000", "web.port"),
        ('data = "/dev/null/data"', "cannot be used"),
        ('database = "oracle://x"', "the database cannot be opened"),
        ('database = "sqlite:////dev/null/x/y.db"', "cannot be"),
    ],
)
def test_bad_settings_are_one_plain_line(
    seemly: Run, tmp_path: Path, data: Path, written: str, said: str
) -> None:
    config = tmp_path / "seemly.toml"
    config.write_text(written, "utf-8")
    named = () if written.startswith("data") else ("--data", data)
    ran = seemly("held", "list", "--config", config, *named)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("seemly: ")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert "s3cr3t" not in ran.err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SEEMLY_PORT", "abc", "web.port"),
        ("SEEMLY_DATABASE_URL", "foo://x", "the database cannot be opened"),
        ("SEEMLY_DATABASE_URL", "postgresql+psycopg://u:s3cr3t@127.0.0.1:9/x", "cannot be opened"),
    ],
)
def test_a_bad_environment_is_one_plain_line(
    seemly: Run, data: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    ran = seemly("held", "list", "--data", data)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert "s3cr3t" not in ran.err


def test_a_database_that_is_none(seemly: Run, data: Path) -> None:
    data.mkdir()
    (data / "seemly.db").write_bytes(b"this is no database, and long enough to look like one" * 40)
    ran = seemly("try", "a red boat", "--data", data)
    assert (ran.code, ran.out) == (1, "")
    assert "the database cannot be opened: file is not a database" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("try",),
        ("try", "a", "b", "c"),
        ("try", "a boat", "--generator", "gimp"),
        ("brake", "sideways"),
        ("held", "release", "seven"),
        ("screen",),
        ("up", "--port", "1"),
    ],
)
def test_usage_errors_exit_2(seemly: Run, words: tuple[str, ...]) -> None:
    ran = seemly(*words)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage: seemly" in ran.err
    assert "Traceback" not in ran.err


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    yield name, command
    for sub, found in getattr(command, "commands", {}).items():
        yield from _commands(found, f"{name} {sub}")


COMMANDS = dict(_commands(typer.main.get_command(cli.app), "seemly"))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(seemly: Run, name: str) -> None:
    ran = seemly(*name.split()[1:], "--help")
    assert ran.code == 0
    said = " ".join(ran.out.split())
    assert "Example" in said
    assert f"{name} " in said.partition("Example")[2] or name in ("seemly", "seemly held")


def test_the_readme_and_the_help_know_the_same_commands() -> None:
    assert {"up", "demo", "try", "screen", "remove", "brake", "held", "models", "ledger", "check",
            "bench"} <= {name.split()[1] for name in COMMANDS if " " in name}  # fmt: skip
