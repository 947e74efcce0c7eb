"""`seemly redteam`: hostile generators against this very installation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seemly import envelope
from seemly.terminal import progress

if TYPE_CHECKING:
    from seemly.redteam.counts import Summary


def redteam(
    generators: Annotated[
        bool, typer.Option("--generators", help="Play hostile generators.")
    ] = False,
    sample: Annotated[int, typer.Option(min=0, help="So many cases; 0 plays them all.")] = 0,
    report: Annotated[
        Path | None, typer.Option(help="A folder for report.html and contact.jpg.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Let generators that mean harm answer, and see what comes out. Exit 1 when anything does.

    Example: seemly redteam --generators --sample 40 --report redteam-report
    """
    if not generators:
        raise typer.BadParameter("say what is to be tried: --generators")
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
