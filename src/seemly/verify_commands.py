"""`seemly verify` and `seemly ledger check`: whether a picture came from here, and its proof."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seemly.errors import ConfigurationError, LedgerBroken
from seemly.terminal import say, settings_of

if TYPE_CHECKING:
    from seemly.verified import Finding

Config = Annotated[Path | None, typer.Option("--config", help="seemly.toml")]
Data = Annotated[Path | None, typer.Option("--data", help="Data folder; also SEEMLY_DATA.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


def verify(
    named: Annotated[str, typer.Argument(metavar="FILE|URL", help="A picture.")],
    config: Config = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say whether a picture was published here, from what it was made, and prove it.

    Example: seemly verify picture.jpg --json
    """
    from seemly import archive, verifying

    settings = settings_of(config, data)
    picture = _picture(named, settings.contact)
    with archive.opened(settings) as opened:
        found = verifying.look_deep(picture, opened)
    say(as_json, "verify", found, _in_words(found))


def check(
    proof: Annotated[Path, typer.Argument(metavar="PROOF", help="JSON from the verify page.")],
    key: Annotated[
        str | None, typer.Option(help="Public key; an auditor brings their own.")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(help="The published file, to compare with the entry.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check the proof of one entry offline, with nothing but the file. Exit 1 if it fails.

    Example: seemly ledger check seemly-7k2m9qw0xz.json --key "$(cat ledger.pub)"
    """
    from seemly.contracts import ProofAnswer
    from seemly.ledger import verify as ledger

    given = _proof(proof)
    signed = ledger.check(ledger.Proof.parse(given["proof"], given["entry"]), key or given["key"])
    entry = json.loads(given["entry"])
    if picture is not None and hashlib.sha256(_bytes(picture)).hexdigest() != entry.get("file"):
        raise LedgerBroken(
            f"the entry is about another file than {picture}",
            "A copy that was saved anew has other bytes than the published file",
        )
    answer = ProofAnswer(entry, signed.origin, signed.size, key is not None, picture is not None)
    whose = "your key" if key is not None else "the key in the file itself: compare it"
    said = f"on the ledger {signed.origin}, among {signed.size} entries, by {whose}"
    say(as_json, "ledger.check", answer, said)


def _picture(named: str, contact: str) -> bytes:
    if not named.lower().startswith(("http://", "https://")):
        return _bytes(Path(named))
    from seemly.assemble import agent
    from seemly.decoding import MOST_BYTES
    from seemly.outgoing import Outgoing

    return Outgoing(agent=agent(contact)).get(named, limit=MOST_BYTES)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise ConfigurationError(f"{path} cannot be read: {fault.strerror}") from None


def _proof(path: Path) -> dict[str, str]:
    """The result of a downloaded proof. Raises LedgerBroken where the file is no such thing."""
    try:
        whole = json.loads(_bytes(path))
        result = whole["result"]
        return {name: str(result[name]) for name in ("entry", "proof", "key")}
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise LedgerBroken(f"{path} is no proof of a verify page") from fault


def _in_words(found: Finding) -> str:
    lines = [found.summary]
    if found.made is not None:
        made = found.made
        lines.append(f"no. {made.public_id}, made {made.at} for {made.network} from {made.basis}")
    if found.watermark is not None:
        lines.append(f"watermark {found.watermark.id}, sure: {found.watermark.sure}")
    if found.credentials is not None:
        state = "hold" if found.credentials.valid else "do not hold"
        lines.append(f"credentials of {found.credentials.signer or 'nobody'} {state}")
    if found.ledger is not None:
        lines.append("on the ledger; --json has the proof")
    return "\n".join(lines)
