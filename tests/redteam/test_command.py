"""`seemly redteam` at a prompt."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.redteam.test_counts import ROW
from typer.testing import CliRunner

from seemly.cli import app
from seemly.redteam import campaign
from seemly.redteam.campaign import Campaign
from seemly.redteam.cases import every, sample
from seemly.redteam.command import table
from seemly.redteam.sources import shipped
from seemly.redteam.stage import Case

EVERY = every(shipped())


@pytest.fixture
def prompt(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A prompt whose run finds what the test's rows say, without playing."""

    def found(chosen: tuple[Case, ...], tell: object) -> Campaign:
        return Campaign((ROW,) * len(chosen), ())

    monkeypatch.setattr(campaign, "run_all", found)
    return CliRunner()


def test_it_wants_to_know_what_to_try(prompt: CliRunner) -> None:
    ran = prompt.invoke(app, ["redteam"])
    assert ran.exit_code == 2
    assert "--generators" in ran.output


def test_a_sample_is_counted_and_reported(prompt: CliRunner, tmp_path: Path) -> None:
    ran = prompt.invoke(
        app, ["redteam", "--generators", "--sample", "7", "--report", str(tmp_path / "out")]
    )
    assert ran.exit_code == 0, ran.output
    assert "7 cases" in ran.output
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "<script" not in page
    assert "http" not in page.replace("https://seemly", "")
    assert "7 cases" in page


def test_its_json_fits_the_contract(prompt: CliRunner) -> None:
    import json

    import jsonschema

    from seemly import schemas

    ran = prompt.invoke(app, ["redteam", "--generators", "--sample", "2", "--json"])
    jsonschema.validate(json.loads(ran.stdout), schemas.schemas()["redteam"])


def test_a_sample_holds_every_aim() -> None:
    chosen = sample(EVERY, 40)
    assert len(chosen) == 40
    assert {case.attack.aim for case in chosen} == {case.attack.aim for case in EVERY}
    assert sample(EVERY, 40) == chosen, "the same each time"
    assert len(sample(EVERY, 10**6)) == len(EVERY)


def test_the_cross_meets_every_attack_and_source() -> None:
    assert len({case.attack.name for case in EVERY}) > 80
    assert {source.name for source in shipped()} == {case.source.name for case in EVERY}


def test_a_prompt_shows_a_line_for_each_share() -> None:
    summary = Campaign((ROW,), ()).summary
    assert len(table(summary).splitlines()) == 1 + len(summary.shares)
