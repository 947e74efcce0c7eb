"""Everything a step works with, built once by assemble.py and handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from seemly.accounts.limits import Allowance
from seemly.compute.compute import Compute
from seemly.generate.generator import Generator
from seemly.guard.eyes import Eyes
from seemly.guard.text.reader import Reader
from seemly.guard.words_out import Words
from seemly.networks.network import Network
from seemly.pictures import PictureStore
from seemly.policy.rules import Policy
from seemly.provenance.mark import Marks
from seemly.provenance.seal import Seal
from seemly.provenance.watermark.key import Carriers
from seemly.publications import Published
from seemly.removals_log import RemovalsLog
from seemly.store import Store


class Say(Protocol):
    """Tells whoever watches how far a job is: an event, not a state."""

    def __call__(self, job_id: int, doing: str) -> None: ...


@dataclass(frozen=True)
class Parts:
    """The assembled Seemly."""

    store: Store
    pictures: PictureStore
    compute: Compute
    networks: Mapping[str, Network]
    generator: Generator
    artist: Generator  # the built-in one: tone, hats and captions beside locked people
    reader: Reader
    eyes: Eyes
    policy: Policy
    words: Words
    marks: Marks
    watermark: Carriers  # the key of the invisible mark
    seal: Seal  # on what was approved and marked
    published: Published
    removals: RemovalsLog  # outside the database: a line before anybody hears that it is gone
    allowance: Allowance
    everyone_may_ask: frozenset[str]  # networks, besides local ones, that the operator opened
    price: float  # of one call of the generator
    clock: Callable[[], float]  # seconds since the epoch
    random: Callable[[int], bytes]
    say: Say
    language: str = "en"  # answered in where nothing tells the asker's

    def network(self, name: str) -> Network:
        """The network a job came from."""
        return self.networks[name]
