"""`seemly policy`: what a policy says of facts, why, and what another version would have said."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from seemly.decoding import decode
from seemly.errors import BadPicture, ConfigurationError
from seemly.facts import Door, Facts, Missing, Moment, NotApplicable, People, Target
from seemly.frozen import from_json
from seemly.guard.eyes import Eyes
from seemly.guard.text.reader import Reader
from seemly.models import Models
from seemly.policy.decide import Policy, decide
from seemly.policy.vocabulary import PATHS, facts_from
from seemly.store import Store
from seemly.tables import ledger_secrets


@dataclass(frozen=True)
class Checked:
    """A policy that loads: its name, version (SHA-256), rules, and examples that were run."""

    name: str
    version: str
    rules: int
    examples: int


@dataclass(frozen=True)
class Ground:
    """One fact that a rule read, and what it was."""

    fact: str
    value: str


@dataclass(frozen=True)
class Fired:
    """One rule, or a part of the floor, that found something."""

    reason: str
    action: str
    releasable: bool  # whether a person may say yes to it
    legal_ground: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True)
class Ruling:
    """What a policy says of one set of facts."""

    policy: str
    version: str
    action: str
    voice: str
    message: str  # in English; empty where the request goes on
    fired: tuple[Fired, ...]
    intents: Mapping[str, float]  # read in the words, those above 0


@dataclass(frozen=True)
class Changed:
    """Recorded facts on which two policies differ. `requests` are job ids, the newest first."""

    before: str
    after: str
    count: int
    reasons: Mapping[str, int]  # of the new policy
    requests: tuple[int, ...]


@dataclass(frozen=True)
class Difference:
    """Two policies over the same recorded decisions."""

    decisions: int  # looked at
    unreadable: int  # recorded by a version whose facts this one cannot read
    same: int
    changed: tuple[Changed, ...]


def check(profile_or_path: str) -> Checked:
    """Load a policy and run its examples. Raises ConfigurationError naming rule and field."""
    policy = Policy.load(profile_or_path)
    examples = sum(len(rule.examples) for rule in policy.rules)
    return Checked(policy.name, policy.version, len(policy.rules), examples)


def of(policy: Policy, facts: Facts) -> Ruling:
    """What a policy says of facts, and which rule fired on which of them."""
    verdict = decide(policy, facts)
    found = sorted(policy.findings(facts), key=lambda finding: -finding.action.strictness)
    fired = tuple(
        Fired(
            finding.reason,
            finding.action.value,
            finding.releasable,
            policy.legal_ground(finding.reason),
            tuple(Ground(path, _said(PATHS[path].read(facts))) for path in finding.facts),
        )
        for finding in found
    )
    message = "" if verdict.goes_on else policy.messages()[verdict.reasons[0]]["en"]
    scores = facts.wish.intents.items()
    intents = {intent.value: round(score, 3) for intent, score in scores if score > 0}
    return Ruling(policy.name, policy.version, verdict.action.value, verdict.voice.value, message,
                  fired, intents)  # fmt: skip


def facts_of(text: str, photo: Path | None, figures: Path | None = None) -> Facts:
    """The facts of words and a picture that stand in no thread, asked by nobody in particular.

    `figures` is the operator's file of people in public life. Raises ConfigurationError where it
    or the photo cannot be read, CheckFailed where a model fails.
    """
    wish = Reader.load(figures).read(text, has_picture=photo is not None)
    people = _people(photo) if photo is not None else People(NotApplicable)
    return Facts(Moment.BEFORE, Door.COMMAND_LINE, target=Target(), wish=wish, people=people)


def facts_in(source: str) -> Facts:
    """Facts given as JSON, or in a file of JSON: {"wish.intents.undress": 0.9, ...}.

    `moment` may be "before" (as without it) or "after". Raises ConfigurationError.
    """
    try:
        raw = source if source.lstrip().startswith("{") else Path(source).read_text("utf-8")
        given = json.loads(raw)
        moment = Moment(given.pop("moment", "before"))
        return facts_from(given, moment)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"these are no facts: {error}", 'Give {"wish.intents.undress": 0.9} or a file of it'
        ) from error


def difference(store: Store, old: Policy, new: Policy, last: int) -> Difference:
    """What two policies say of the recorded facts of the last decisions, newest first."""
    same = unreadable = 0
    reasons: dict[tuple[str, str], Counter[str]] = {}
    requests: dict[tuple[str, str], list[int]] = {}
    for job, text in _recorded(store, last):
        try:
            facts = from_json(Facts, text)
        except ValueError:
            unreadable += 1
            continue
        was, now = decide(old, facts), decide(new, facts)
        if was.action is now.action:
            same += 1
            continue
        change = (was.action.value, now.action.value)
        reasons.setdefault(change, Counter()).update(now.reasons[:1])
        requests.setdefault(change, []).append(job)
    changed = tuple(
        Changed(*change, len(jobs), dict(reasons[change]), tuple(jobs[:20]))
        for change, jobs in sorted(requests.items(), key=lambda one: -len(one[1]))
    )
    looked_at = same + unreadable + sum(one.count for one in changed)
    return Difference(looked_at, unreadable, same, changed)


def _recorded(store: Store, last: int) -> Iterator[tuple[int, str]]:
    """Job and facts of the last decisions; what was deleted with its salt is gone for good."""
    rows = sa.select(ledger_secrets.c.job_id, ledger_secrets.c.private).order_by(
        ledger_secrets.c.entry_id.desc()
    )
    left = last
    with store.read() as connection:
        for job, private in connection.execute(rows):
            told = json.loads(private)
            if "facts" not in told:
                continue
            if left == 0:
                return
            left -= 1
            yield job, told["facts"]


def _people(photo: Path) -> People:
    try:
        decoded = decode(photo.read_bytes())
    except OSError as fault:
        raise ConfigurationError(f"{photo} cannot be read: {fault.strerror}") from None
    except BadPicture as fault:
        raise ConfigurationError(f"{photo}: {fault}") from None
    return Eyes.open(Models.open()).look(decoded.pixels).people


def _said(value: Any) -> str:
    if isinstance(value, Missing):
        return value.value
    if isinstance(value, float):
        return f"{value:.3g}"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
