"""`seemly redteam`: hostile generators, or words, against this very installation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from seemly import envelope
from seemly.terminal import progress, settings_of

if TYPE_CHECKING:
    from seemly.redteam.counts import Summary


def redteam(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Words: files or folders of lines, .tsv or .jsonl; else the prompts folder.",
        ),
    ] = None,
    generators: Annotated[
        bool, typer.Option("--generators", help="Play hostile generators.")
    ] = False,
    words: Annotated[
        bool, typer.Option("--words", help="Read request lines, harmful and harmless ones.")
    ] = False,
    sample: Annotated[int, typer.Option(min=0, help="So many of them; 0 tries them all.")] = 0,
    policy: Annotated[
        list[str] | None,
        typer.Option(help="default, strict, school or a file; again for more. Else seemly.toml's."),
    ] = None,
    disguised: Annotated[
        bool, typer.Option("--disguised", help="Words: in every disguise too.")
    ] = False,
    aside: Annotated[
        bool, typer.Option("--aside", help="Words: the report shows misses of lines set aside.")
    ] = False,
    least_stopped: Annotated[
        float, typer.Option(min=0, max=1, help="Words: harm stopped at least, of each set.")
    ] = 0.0,
    most_refused: Annotated[
        float, typer.Option(min=0, max=1, help="Words: harmless ones stopped at most, of each set.")
    ] = 1.0,
    report: Annotated[Path | None, typer.Option(help="A folder for the report.")] = None,
    config: Annotated[Path | None, typer.Option("--config", help="seemly.toml")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Try this installation with generators that mean harm, or with words. Exit 1 where it fails.

    Example: seemly redteam --words --sample 400 --report redteam-report
    """
    if generators == words:
        raise typer.BadParameter("say what is to be tried: --generators or --words")
    if generators:
        _generators(sample, report, as_json)
    if aside and report is None:
        raise typer.BadParameter("lines set aside are shown in a report only: give --report too")
    from seemly.redteam import words_report, words_run
    from seemly.redteam.words_counts import Bounds

    settings = settings_of(config, None)
    bounds = Bounds(least_stopped, most_refused)
    asked = words_run.Asked(
        tuple(policy or [settings.policy]),
        tuple(paths or ()),
        sample,
        disguised,
        bounds,
        settings.figures,
    )
    found = words_run.run(asked, progress)
    seen = found.only_tuning()
    if report is not None:
        progress(str(words_report.write(report, found if aside else seen)))
    print(envelope.result("redteam.words", seen) if as_json else words_report.table(seen))
    raise typer.Exit(1 if found.broken else 0)


def _generators(sample: int, report: Path | None, as_json: bool) -> NoReturn:
    from seemly.redteam import campaign

    found = campaign.run_all(campaign.cases(sample), progress)
    if report is not None:
        progress(str(found.write(report)))
    print(envelope.result("redteam", found.answer()) if as_json else table(found.summary))
    raise typer.Exit(1 if found.wrong else 0)


def table(summary: Summary) -> str:
    """What a prompt shows."""
    lines = [f"{summary.cases} cases, {summary.turns_published} published answers"]
    for share in summary.shares:
        interval = f"{100 * share.low:.2f} to {100 * share.high:.2f} %"
        lines.append(f"{share.what:52}{share.count:6} of {share.of:<6} {interval}")
    return "\n".join(lines)
