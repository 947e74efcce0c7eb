"""`seemly bench ...`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from seemly import envelope
from seemly.terminal import progress

bench_app = typer.Typer(
    help="Measure, beside a named peer. Example: seemly bench life", no_args_is_help=True
)
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@bench_app.command("life")
def bench_life(
    requests: Annotated[int, typer.Option(help="Requests in each run.")] = 500,
    as_json: AsJson = False,
) -> None:
    """What the life of a request costs, beside a five-step DBOS workflow in the same run.

    Example: seemly bench life --requests 200 --json
    """
    from seemly.bench import life

    measured = life.run(requests, progress)
    if as_json:
        print(envelope.measured("bench.life", measured))
        return
    for row in measured:
        print("  ".join(f"{name} {value}" for name, value in asdict(row).items()))


@bench_app.command("guard")
def bench_guard(
    rounds: Annotated[int, typer.Option(help="How often the mix is answered.")] = 10,
    sample: Annotated[bool, typer.Option("--sample", help="One round, for a quick look.")] = False,
    as_json: AsJson = False,
) -> None:
    """What an answer costs in CPU, part by part, beside nudenet, PDQ and c2pa in the same run.

    Example: seemly bench guard --json
    """
    from seemly.bench import guard

    measured = guard.run(1 if sample else rounds, progress)
    print(envelope.measured("bench.guard", measured) if as_json else guard.table(measured))


@bench_app.command("marks")
def bench_marks(
    sample: Annotated[bool, typer.Option("--sample", help="Few pictures, for a look.")] = False,
    kept: Annotated[
        Path | None,
        typer.Option(
            "--keep", help="A file that keeps each picture's; a next run goes on from it."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Whether the invisible mark is read back, by distortion; its quality, false reads and cost.

    Beside it, in the same run, three marks of others. Needs the photographs of `make photos` and
    the peers of `make install-bench`; an hour of one core.
    Example: seemly bench marks --sample --json
    """
    from seemly.bench.marks import run

    measured = run.run(run.SAMPLE if sample else run.FULL, kept, progress)
    print(envelope.measured("bench.marks", measured) if as_json else run.table(measured))


@bench_app.command("disk")
def bench_disk(
    requests: Annotated[int, typer.Option(min=1, help="Requests of each kind.")] = 30,
    as_json: AsJson = False,
) -> None:
    """What a thousand pictures cost in CPU and on the disk, by kind of request.

    Example: seemly bench disk --requests 30 --json
    """
    from seemly.bench import disk

    measured = disk.run(requests, progress)
    print(envelope.measured("bench.disk", measured) if as_json else disk.table(measured))


@bench_app.command("sketch")
def bench_sketch(
    sheet: Annotated[
        Path | None, typer.Option("--sheet", help="Only write the contact sheet, a PNG.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What the built-in artist costs by size and style, and how many wishes it understands.

    By the rule in docs/artist.md, over the first 300 PartiPrompts and 300 I2EBench edits.
    Example: seemly bench sketch --sheet drawings.png
    """
    from seemly.bench import sketch

    if sheet is not None:
        sketch.sheet(sheet, progress)
        return
    measured = sketch.run(progress)
    print(envelope.measured("bench.sketch", measured) if as_json else sketch.table(measured))
