"""`seemly mark`: how the command line asks for it and tells what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seemly import envelope
from seemly.terminal import settings_of, who

if TYPE_CHECKING:
    from seemly.contracts import MarkAnswer
    from seemly.marking import Marked


def mark(
    file: Annotated[Path, typer.Argument(metavar="IN", help="The picture to mark.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A .jpg or .png.")],
    edited: Annotated[
        bool, typer.Option("--edited/--generated", help="What you state it is; it is recorded.")
    ] = False,
    config: Annotated[
        Path | None, typer.Option("--config", help="seemly.toml; ./seemly.toml if it is there.")
    ] = None,
    data: Annotated[Path | None, typer.Option("--data", help="Data folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Check a picture that was made elsewhere, and mark it. Exit 3 refused, 4 held.

    Example: seemly mark made.png marked.jpg --generated
    """
    from seemly import marking
    from seemly.provenance.publication import Origin

    origin = Origin.EDITED if edited else Origin.CREATED
    marked = marking.run(settings_of(config, data), file, out, origin, who())
    result = marked.outcome
    if as_json:
        print(envelope.result("mark", _answer(marked, "edited" if edited else "generated")))
    else:
        print(f"{result.state}: {marked.picture or ', '.join(result.reasons)}")
    raise typer.Exit({"published": 0, "held": 4}.get(result.state, 3))


def _answer(marked: Marked, stated: str) -> MarkAnswer:
    from seemly.contracts import MarkAnswer

    result = marked.outcome
    return MarkAnswer(
        id=result.public_id,
        state=result.state,
        stated=stated,
        verdicts=result.verdicts,
        reasons=result.reasons,
        watermark=marked.watermark,
        picture=str(marked.picture) if marked.picture else None,
        elapsed_ms=marked.elapsed_ms,
    )
