"""`seemly init`, `backup`, `restore` and `upgrade` at the prompt, and the pages that show them."""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
from pathlib import Path

import pytest
from tests.cli.prompt import Run, fits

from seemly import cli
from seemly.settings import load

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("first-day.md", "backup.md")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_init_writes_what_seemly_reads(seemly: Run, here: Path) -> None:
    ran = seemly("init", "--yes", "--contact", "ops@example.org")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "wrote seemly.toml",
        "next: seemly check --config seemly.toml",
        "then: seemly up --config seemly.toml",
    ]
    settings = load(here / "seemly.toml", {})
    assert (settings.plaza, settings.generator.name, settings.bluesky) == (True, "sketch", None)


def test_init_writes_over_nothing_and_asks_nothing_then(seemly: Run, here: Path) -> None:
    (here / "seemly.toml").write_text("mine")
    ran = seemly("init")
    assert (ran.code, ran.out) == (1, "")
    assert "is there already" in ran.err
    assert (here / "seemly.toml").read_text() == "mine"


def test_init_asks_at_a_terminal(seemly: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = "bluesky\nbot.example.org\n\n\n\n20 0\nde\nops@example.org\ndata\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(answers))
    ran = seemly("init")
    assert ran.code == 0, ran.err
    assert "10. Folder" in ran.err
    assert "write the app password into bluesky.password, mode 0600" in ran.out
    settings = load(here / "seemly.toml", {})
    assert settings.bluesky is not None
    assert settings.bluesky.password_file == Path("bluesky.password")
    assert not (here / "bluesky.password").exists(), "it is never asked for where it is seen"


def test_init_that_is_left_writes_nothing(
    seemly: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("bluesky\n"))
    assert seemly("init").code == 1
    assert list(here.iterdir()) == []


def test_a_hidden_password_goes_into_a_private_file(here: Path) -> None:
    from seemly.setup.command import keep_secret

    keep_secret(here / "bluesky.password", "abcd-efgh-ijkl-mnop")
    assert (here / "bluesky.password").read_text() == "abcd-efgh-ijkl-mnop\n"
    assert (here / "bluesky.password").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--network", "bluesky"), "Bluesky needs a handle"),
        (("--generator", "http://127.0.0.1:1/v1"), "the name of a model"),
        (("--network", "bluesky", "--password-file", "abcd-efgh-ijkl-mnop"), "the password itself"),
        (("--language", "xx"), "does not speak"),
    ],
)
def test_options_that_do_not_fit(
    seemly: Run, here: Path, words: tuple[str, ...], said: str
) -> None:
    ran = seemly("init", "--yes", *words)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert "ijkl" not in ran.err
    assert list(here.iterdir()) == []


def test_backup_restore_and_upgrade_answer_in_json(seemly: Run, here: Path, data: Path) -> None:
    assert seemly("brake", "on", "people", "--data", data).code == 0
    answer = fits(seemly("backup", "one.tar", "--data", data, "--json"), "backup")["result"]
    assert answer["file"] == str(here / "one.tar")
    answer = fits(seemly("upgrade", "two.tar", "--data", data, "--json"), "upgrade")["result"]
    assert answer["schema_before"] == answer["schema_now"]
    words = ("restore", "two.tar", "--into", "again", "--data", data, "--json")
    answer = fits(seemly(*words), "restore")["result"]
    assert (answer["folder"], answer["removed_again"]) == (str(here / "again"), 0)
    assert seemly("brake", "show", "--config", "again/seemly.toml").out == "people\nall\n"


def test_restore_without_the_log_says_what_to_do(seemly: Run, here: Path, data: Path) -> None:
    assert seemly("brake", "show", "--data", data).code == 0
    assert seemly("backup", "one.tar", "--data", data).code == 0
    (data / "removals.log").unlink()
    ran = seemly("restore", "one.tar", "--into", "again", "--data", data)
    assert (ran.code, ran.out) == (1, "")
    assert "--removals-lost" in ran.err
    assert seemly("restore", "one.tar", "--into", "again", "--removals-lost").code == 0
    both = ("--removals-lost", "--removals", "x")
    assert seemly("restore", "one.tar", "--into", "third", *both).code == 2


def test_seemly_remove_writes_the_line_before_it_says_so(
    seemly: Run, here: Path, data: Path, quick: None
) -> None:
    assert seemly("try", "a red boat", "--data", data, "--json").code == 0
    public_id = _published(data)
    assert seemly("remove", public_id, "--data", data).out.startswith("removed; 1 takedown")
    [line] = (data / "removals.log").read_text().splitlines()
    assert json.loads(line)["public_id"] == public_id


def _published(data: Path) -> str:
    import sqlite3

    with sqlite3.connect(data / "seemly.db") as database:
        [(public_id,)] = database.execute("SELECT public_id FROM publications").fetchall()
    return str(public_id)


# -- the pages -------------------------------------------------------------------------------------


def commands(page: str) -> list[list[str]]:
    text = (DOCS / page).read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.S)
    lines = [line for block in blocks for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("seemly ")]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_on_the_page_exists(page: str) -> None:
    import typer

    known = typer.main.get_command(cli.app)
    text = (DOCS / page).read_text("utf-8")
    named = set(re.findall(r"`seemly ([a-z]+)", text)) | {words[0] for words in commands(page)}
    assert named <= set(known.commands)  # type: ignore[attr-defined]


def test_the_commands_of_the_first_day_run(seemly: Run, here: Path) -> None:
    """But `check` and `up`, which load the models: test_operator and tests/demo run those."""
    for words in commands("first-day.md"):
        if words[0] in ("check", "up"):
            continue
        ran = seemly(*words, *(("--yes",) if words == ["init"] else ()))
        assert ran.code == 0, (words, ran.err)
    assert (here / "seemly.toml").is_file()
    assert load(here / "bluesky.toml", {}).bluesky is not None


def test_the_commands_on_backups_run(seemly: Run, here: Path) -> None:
    assert seemly("init", "--yes").code == 0
    assert seemly("brake", "show").code == 0
    ran = [words[0] for words in commands("backup.md") if words[0] != "check"]
    for words in commands("backup.md"):
        if words[0] == "check":
            continue
        given = [w if w != "removals.log" else "seemly-data/removals.log" for w in words]
        done = seemly(*given)
        assert done.code == 0, (words, done.err)
    assert ran == ["backup", "restore", "brake", "restore", "upgrade"]


def test_the_setting_on_the_page_is_one(here: Path) -> None:
    [example] = re.findall(r"```toml\n(.*?)```", (DOCS / "backup.md").read_text("utf-8"), re.S)
    (here / "seemly.toml").write_text(example)
    assert load(here / "seemly.toml", {}).removals == Path("/mnt/other/removals.log")
