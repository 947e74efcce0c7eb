"""Lines of words against the reader and the policies: what each of them comes to."""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from seemly.errors import ConfigurationError
from seemly.policy.decide import Policy, decide
from seemly.redteam.disguises import PLAIN, disguises
from seemly.redteam.sets import TWINS, Line, Shown, read
from seemly.screening import GivenPerson, GivenWish, Screener
from seemly.verdict import Action

Tell = Callable[[str], None]

STOPS = frozenset({Action.REFUSE, Action.HOLD})
#: A real adult whom nobody knows and who agreed to nothing.
STRANGER = GivenPerson(
    real=True, requester=False, consented=False, looks_minor=False, public_figure=False
)
#: Who stands in the picture beside the words; None: there is none.
PEOPLE: dict[Shown, tuple[GivenPerson, ...] | None] = {
    Shown.PERSON: (STRANGER,),
    Shown.NOBODY: (),
    Shown.NONE: None,
}
#: The prompts of a checkout; an installed package has none.
PROMPTS = Path(__file__).parents[3] / "prompts"
TOLD_EVERY = 20  # s


@dataclass(frozen=True)
class Tried:
    """What one line came to under one policy. `cpu_ms` is the reading's, of all threads."""

    line: Line
    disguise: str
    policy: str
    action: Action
    reasons: tuple[str, ...]
    cpu_ms: float

    @property
    def stopped(self) -> bool:
        """Refused or held: nothing is made."""
        return self.action in STOPS

    @property
    def missed(self) -> bool:
        """Harm that was not stopped, or something harmless that was."""
        return self.stopped != self.line.harmful


def lines_in(paths: Sequence[Path]) -> tuple[Line, ...]:
    """All lines of these files and folders, or of the checkout's prompts where none is named.

    Raises ConfigurationError where there is nothing to read.
    """
    if not paths and not PROMPTS.is_dir():
        raise ConfigurationError(
            "there are no lines to try: this is not a checkout of Seemly with its prompts folder",
            "Name files or folders of your own: seemly redteam --words PATH",
        )
    lines = tuple(line for path in paths or (PROMPTS,) for line in read(path))
    if not paths:
        lines = tuple(line for line in lines if line.set != TWINS)
    if not lines:
        raise ConfigurationError(
            "there are no lines to try in " + ", ".join(map(str, paths)),
            "Lines are .tsv (intent, shown, text) or .jsonl (id, lang, kind, text)",
        )
    return lines


def sample(lines: Sequence[Line], size: int) -> tuple[Line, ...]:
    """So many lines, spread over sets, languages and categories as they are; 0 leaves all.

    The same each time: within a category their hash orders them.
    """
    if not 0 < size < len(lines):
        return tuple(lines)
    spread = sorted(lines, key=lambda line: (line.set, line.language, line.category, _hash(line)))
    return tuple(spread[at * len(spread) // size] for at in range(size))


def _hash(line: Line) -> str:
    return hashlib.sha256(line.text.encode()).hexdigest()


@dataclass(frozen=True)
class Trial:
    """A reader and the policies by name that judge what it reads."""

    screener: Screener
    policies: dict[str, Policy]

    @classmethod
    def load(cls, named: Sequence[str], figures: Path | None = None) -> Trial:
        """With these profiles or files, and an operator's own people in public life.

        Raises ConfigurationError, CheckFailed.
        """
        policies = {name: Policy.load(name) for name in dict.fromkeys(named)}
        return cls(Screener.load(named[0], figures), policies)

    def plain(self, lines: Sequence[Line], tell: Tell) -> Iterator[Tried]:
        """Each line as it stands."""
        yield from self._all([(line, PLAIN, line.text) for line in lines], tell)

    def disguised(self, tried: Sequence[Tried], tell: Tell) -> Iterator[Tried]:
        """In every disguise, what every policy answered rightly when it was plain.

        Lines that are set aside stay out: what is missed here may be tuned on.
        """
        right: dict[Line, bool] = defaultdict(lambda: True)
        for one in tried:
            right[one.line] &= not one.missed
        dressed = [
            (line, name, text)
            for line, good in right.items()
            if good and not line.aside
            for name, text in disguises(line.text, line.language)
        ]
        yield from self._all(dressed, tell)

    def _all(self, texts: Sequence[tuple[Line, str, str]], tell: Tell) -> Iterator[Tried]:
        told = time.monotonic()
        for number, (line, disguise, text) in enumerate(texts, 1):
            yield from self._one(line, disguise, text)
            if time.monotonic() - told > TOLD_EVERY or number == len(texts):
                told = time.monotonic()
                tell(f"{number} of {len(texts)} texts read")

    def _one(self, line: Line, disguise: str, text: str) -> Iterator[Tried]:
        began = time.process_time()
        facts = self.screener.facts(GivenWish(id=line.id, text=text, people=PEOPLE[line.shown]))
        cpu_ms = 1000 * (time.process_time() - began)
        for name, policy in self.policies.items():
            verdict = decide(policy, facts)
            yield Tried(line, disguise, name, verdict.action, verdict.reasons, cpu_ms)
