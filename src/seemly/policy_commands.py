"""`seemly policy`: check a file, try it, compare two versions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seemly import envelope
from seemly.terminal import say, settings_of, store_of

if TYPE_CHECKING:
    from seemly.rulings import Difference, Ruling

policy_app = typer.Typer(
    help="The rules. Example: seemly policy try 'undress her' --policy strict",
    no_args_is_help=True,
)

Named = Annotated[str, typer.Argument(metavar="POLICY", help="default, strict, school or a file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Config = Annotated[Path | None, typer.Option("--config", help="seemly.toml")]


@policy_app.command()
def check(policy: Named, as_json: AsJson = False) -> None:
    """Load a policy and run every example in it.

    Example: seemly policy check my-policy.yaml
    """
    from seemly import rulings

    found = rulings.check(policy)
    told = f"{found.name}: {found.rules} rules, {found.examples} examples, version {found.version}"
    say(as_json, "policy.check", found, told)


@policy_app.command("try")
def try_(
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="A wish.")] = "",
    photo: Annotated[Path | None, typer.Option(help="The picture it is about.")] = None,
    facts: Annotated[str | None, typer.Option(help="Facts instead: JSON, or a file of it.")] = None,
    policy: Annotated[str, typer.Option(help="default, strict, school or a file.")] = "default",
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Which rules fire on words and a picture, or on given facts, and why.

    With a settings file, the people of your own list (docs/figures.md) are known too.

    Example: seemly policy try "make her bald" --photo photo.jpg
    """
    from seemly import rulings
    from seemly.policy.decide import Policy

    if (facts is None) == (not text):
        raise typer.BadParameter("give a text, or --facts")
    if facts is not None:
        given = rulings.facts_in(facts)
    else:
        given = rulings.facts_of(text, photo, settings_of(config, None).figures)
    ruling = rulings.of(Policy.load(policy), given)
    print(envelope.result("policy.try", ruling) if as_json else _table(ruling))


@policy_app.command()
def diff(
    old: Named,
    new: Named,
    last: Annotated[int, typer.Option(min=1, help="So many recorded decisions.")] = 1000,
    config: Config = None,
    data: Annotated[Path | None, typer.Option("--data", help="Data folder.")] = None,
    as_json: AsJson = False,
) -> None:
    """What a new policy would have said of the last decisions on record.

    Example: seemly policy diff default my-policy.yaml --last 1000
    """
    from seemly import rulings
    from seemly.policy.decide import Policy

    policies = Policy.load(old), Policy.load(new)
    with store_of(config, data) as store:
        found = rulings.difference(store, *policies, last)
    print(envelope.result("policy.diff", found) if as_json else _changes(found))


def _table(ruling: Ruling) -> str:
    lines = [f"{ruling.action} under {ruling.policy}, said to: {ruling.voice}"]
    if ruling.message:
        lines.append(f'  "{ruling.message}"')
    for fired in ruling.fired:
        lines.append(f"{fired.action:8} {fired.reason}: {fired.legal_ground}")
        lines += [f"           {ground.fact} = {ground.value}" for ground in fired.grounds]
    told = sorted(ruling.intents.items(), key=lambda one: -one[1])
    lines.append("read: " + (", ".join(f"{name} {score}" for name, score in told) or "nothing"))
    return "\n".join(lines)


def _changes(found: Difference) -> str:
    lines = [f"{found.decisions} decisions, {found.same} the same"]
    if found.unreadable:
        lines.append(f"{found.unreadable} of another version, not compared")
    for one in found.changed:
        why = ", ".join(f"{reason} {count}" for reason, count in one.reasons.items())
        lines.append(f"{one.count:6} {one.before} -> {one.after} ({why})")
        lines.append(f"       requests {', '.join(map(str, one.requests))}")
    return "\n".join(lines)
