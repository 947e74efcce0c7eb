"""Each block on each page: configurations load, commands are known, run in a test or say why not.

Each command is read by the real command line, options and all. What runs it stands in RUN_BY, what
runs nowhere here, with the reason, in NOT_RUN.
"""

from __future__ import annotations

import doctest
import importlib.util
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import skimage
import typer

from seemly import cli
from seemly.matching.pdq import hash_pixels
from seemly.policy.rules import Policy
from seemly.settings import load

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "SECURITY.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")))
#: A command by name -> the test that runs it, or a line of .ci/run.
RUN_BY = {
    "make demo": "tests/demo/test_show.py::test_it_prints_its_address_serves_and_ends_cleanly",
    "make test": ".ci/run",
    "python -m seemly.redteam.server": (
        "tests/redteam/test_server.py::test_it_runs_by_itself_and_prints_its_address"
    ),
    "seemly backup": "tests/cli/test_first_day.py::test_the_commands_on_backups_run",
    "seemly brake": "tests/cli/test_operator.py::test_brake",
    "seemly check": "tests/cli/test_operator.py::test_check",
    "seemly held list": "tests/cli/test_try.py::test_try_held",
    "seemly init": "tests/cli/test_first_day.py::test_the_commands_of_the_first_day_run",
    "seemly ledger check": ("tests/cli/test_verify.py::test_from_a_published_picture_to_its_proof"),
    "seemly ledger verify": (
        "tests/cli/test_operator.py::test_ledger_verify_and_a_row_that_somebody_changed"
    ),
    "seemly models list": "tests/cli/test_operator.py::test_models_list",
    "seemly redteam": ".ci/run",
    "seemly remove": "tests/cli/test_operator.py::test_remove",
    "seemly restore": "tests/cli/test_first_day.py::test_the_commands_on_backups_run",
    "seemly try": "tests/cli/test_try.py::test_try_as_installed",
    "seemly up": "src/seemly/bench/start.py::_up",  # by .ci/run, in seemly bench guard --sample
    "seemly upgrade": "tests/cli/test_first_day.py::test_the_commands_on_backups_run",
}
#: A command that no test runs -> why.
NOT_RUN = {
    "curl": "tests/web/test_verify_api.py sends the same form; there is no public address here",
    "docker": "no container service here; the answers are those of tests/generate/test_openai.py",
    "export": "a shell's own",
    "make install": "the first half of make test, which .ci/run runs",
    "make proof-hostile": "half an hour of a core; .ci/run runs a sample by seemly redteam",
    "make proof-words": "half an hour of a core; .ci/run runs a sample by seemly redteam",
    "seemly models install": "fetches 76 MB; make test does it, tests/test_models.py without a net",
    "vllm": "no model server here; the answers are those of tests/generate/test_openai.py",
}
#: Pages whose other blocks (drawings, formats) belong to nobody's shell -> what they are.
SHOWN = {
    "docs/house.md": "a drawing",
    "docs/marks.md": "a drawing",
    "docs/ledger.md": "tests/ledger/test_docs.py reads each",
}


@dataclass(frozen=True)
class Block:
    """A fenced block."""

    page: str
    language: str
    text: str


def _blocks() -> Iterator[Block]:
    for page in PAGES:
        text = (ROOT / page).read_text("utf-8")
        for language, inside in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S):
            yield Block(page, language, inside)


BLOCKS = tuple(_blocks())
SEEMLY = typer.main.get_command(cli.app)
COMMANDS = sorted(
    {
        (block.page, line)
        for block in BLOCKS
        if block.language in ("sh", "bash")
        for line in block.text.replace("\\\n", " ").splitlines()
        if line.strip()
    }
)


def _words(line: str) -> list[str]:
    words = shlex.split(line, comments=True)
    words[0] = words[0].removeprefix(".venv/bin/")
    return words


def _named(words: list[str]) -> str:
    """The command without its options: what RUN_BY and NOT_RUN know."""
    match words:
        case ["seemly", *rest]:
            found, _, _ = _resolved(rest)
            return " ".join(["seemly", *found])
        case ["python", "-m", module, *_]:
            return f"python -m {module}"
        case ["make", target, *_]:
            return f"make {target}"
        case _:
            return words[0]


def _resolved(words: list[str]) -> tuple[list[str], Any, list[str]]:
    """Its path, the command (or a group of them), and the words left for it."""
    command, path, left = SEEMLY, [], list(words)
    while left and (children := getattr(command, "commands", None)):
        path.append(left.pop(0))
        assert path[-1] in children, f"there is no seemly {' '.join(path)}"
        command = children[path[-1]]
    return path, command, left


@pytest.mark.parametrize(("page", "line"), COMMANDS, ids=lambda value: str(value)[:60])
def test_each_command_is_one(page: str, line: str) -> None:
    match words := _words(line):
        case ["seemly", *rest]:
            path, command, left = _resolved(rest)
            command.make_context(path[-1], left)  # raises where an option is not one
        case ["python", "-m", module, *_]:
            assert importlib.util.find_spec(module) is not None
        case ["make", target, *_]:
            assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert (_named(words) in RUN_BY) != (_named(words) in NOT_RUN), "say in one of them, and why"


def test_what_is_said_to_run_a_command_is_there() -> None:
    used = {_named(_words(line)) for _, line in COMMANDS}
    assert used == RUN_BY.keys() | NOT_RUN.keys()
    for command, runs in RUN_BY.items():
        file, _, test = runs.partition("::")
        text = (ROOT / file).read_text("utf-8")
        assert (f"def {test}(" if test else command) in text, (command, runs)
        assert command.split()[1] in text, (command, runs)


@pytest.mark.parametrize(
    "block",
    [b for b in BLOCKS if b.language == "toml"],
    ids=lambda block: f"{block.page}: {block.text[:20]!r}",
)
def test_each_configuration_is_read(block: Block, tmp_path: Path) -> None:
    file = tmp_path / "seemly.toml"
    file.write_text(block.text, "utf-8")
    load(file, {})


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language == "yaml"], ids=lambda b: b.page)
def test_each_policy_is_loaded(block: Block, tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text(block.text, "utf-8")
    assert Policy.load(str(file)).rules


@pytest.mark.parametrize(
    "block", [b for b in BLOCKS if b.language == "python"], ids=lambda b: b.page
)
def test_each_session_says_what_it_said(block: Block) -> None:
    known = {"hash_pixels": hash_pixels, "skimage": skimage}
    session = doctest.DocTestParser().get_doctest(block.text, known, block.page, None, None)
    assert session.examples
    assert doctest.DocTestRunner(verbose=False).run(session).failed == 0


def test_other_blocks_are_known() -> None:
    read = {"sh", "bash", "toml", "yaml", "python"}
    assert {block.page for block in BLOCKS if block.language not in read} == SHOWN.keys()


@pytest.mark.parametrize("page", PAGES)
def test_commands_named_in_passing_are_known(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    for named in re.findall(r"`seemly ([a-z][^`]*)`", text):
        _resolved(named.split())
