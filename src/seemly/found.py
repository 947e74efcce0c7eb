"""What one step found out and a later one needs; kept with the job as JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from seemly.facts import Mark
from seemly.frozen import from_json, to_json
from seemly.guard import trail as trails
from seemly.guard.trail import Trail
from seemly.provenance.seal import Seal
from seemly.store import Job


@dataclass(frozen=True)
class Found:
    """The result of screening, without pixels."""

    language: str = "en"
    sources: tuple[str, ...] = ()  # SHA-256 of stored bytes; the first is edited
    source_post: str = ""
    source_version: str = ""
    authors: tuple[str, ...] = ()  # account ids of root, parent and picture, other than the asker
    shows_people: str = "none"
    kinds: tuple[str, ...] = ()  # intents the guard read above their threshold
    first_answer: bool = True
    marks: tuple[Mark, ...] = ()  # that the first source brought along
    ancestors: tuple[tuple[str, str], ...] = ()
    trail: Trail = trails.NONE  # of all ancestors
    mark: str = ""  # public id of the watermark that the first source carries
    seal: str = ""  # on all of this, the request and the facts; whoever forges rows has no key

    def as_json(self) -> str:
        """For the progress column."""
        return to_json(self)

    def sealed(self, seal: Seal, request: str, facts: str) -> Found:
        """With a seal that binds it to the wish and to the facts that were decided on."""
        return replace(self, seal=seal.on(*self._said(request, facts)))

    def check(self, seal: Seal, request: str, facts: str) -> None:
        """Raises NotApproved where another process, without the key, wrote one of the three."""
        seal.check(self.seal, *self._said(request, facts))

    def _said(self, request: str, facts: str) -> tuple[str, ...]:
        return "screened", replace(self, seal="").as_json(), request, facts


def of(job: Job) -> Found:
    """What screening found for this job."""
    return _read(job.progress)


@lru_cache(maxsize=32)  # each step asks it several times
def _read(progress: str) -> Found:
    return from_json(Found, progress)
