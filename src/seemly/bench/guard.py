"""`seemly bench guard`: what an answer costs in CPU, part by part, beside peers' parts.

One thread, 1 megapixel, CPU time and never wall time: other work on the machine costs caches, not
minutes. Each request is answered by Seemly (chain.py) and then, in a process and a Python of their
own, by the peers (guard_peer.py), so that noise hits both. Means are over the mix by its shares; a
part that a kind of request does not have counts there as nothing, so that parts add up.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from seemly.bench import mix, start
from seemly.bench.chain import GENERATOR, Chain
from seemly.bench.peers import Peers

CORES = 2  # of the machine for which answers a second are told
WORDS, SCREENING, LOCKING, MARKING = "words", "screening", "lock and result", "marking"
GOALS = {WORDS: 25.0, SCREENING: 80.0, LOCKING: 100.0, MARKING: 80.0}  # CPU ms, means
GOAL_RATIO = 4.0

#: Part, stage, and what the peers have for it.
PARTS = (
    ("words", WORDS, None),
    ("decode", SCREENING, "Pillow"),
    ("people", SCREENING, None),
    ("matching", SCREENING, "pdqhash"),
    ("mark looked for", SCREENING, None),  # our own watermark, in the source
    ("lock", LOCKING, None),
    ("result", LOCKING, None),
    ("nudity", LOCKING, "nudenet"),
    ("text", LOCKING, None),
    ("digests", MARKING, None),
    ("packing", MARKING, None),
    ("label", MARKING, None),
    ("watermark", MARKING, None),
    ("encode", MARKING, "Pillow"),
    ("credentials", MARKING, "c2pa-python"),
    ("read back", MARKING, None),
    ("record", MARKING, None),
)


@dataclass(frozen=True)
class PartRow:
    """One part, over all requests of the mix. Milliseconds of CPU."""

    part: str
    stage: str
    cpu_ms: float  # mean
    p95_ms: float
    calls: float  # a request
    peer: str | None
    peer_cpu_ms: float | None
    peer_p95_ms: float | None


@dataclass(frozen=True)
class StageRow:
    """The parts of one stage together."""

    part: str  # stage: NAME
    cpu_ms: float
    p95_ms: float
    least_ms: float  # the mean of each request's cheapest round: nearer to a quiet machine
    goal_ms: float


@dataclass(frozen=True)
class MixRow:
    """One kind of request."""

    part: str  # mix: KIND
    share: float
    cpu_ms: float
    p95_ms: float


@dataclass(frozen=True)
class ChainRow:
    """A whole answer, without the generator."""

    part: str  # chain
    cpu_ms: float
    p95_ms: float
    least_ms: float  # as above
    goal_ms: float
    peer_cpu_ms: float  # what the peers' parts come to; docs/guard-pictures.md: what they lack
    peer_p95_ms: float
    peer_least_ms: float
    answers_per_s: float  # on two cores
    peers_ratio: float  # the peers' CPU time for ours
    goal_ratio: float
    requests: int  # measured


@dataclass(frozen=True)
class ProcessRow:
    """`seemly up` with all models: start to /health, and memory while two workers answer."""

    part: str  # process
    ready_s: float
    ready_cpu_s: float  # the same in CPU time, which other work on the machine hardly touches
    memory_mib: float  # resident, at its highest
    children_mib: float  # the process for hostile bytes, likewise


Row = PartRow | StageRow | MixRow | ChainRow | ProcessRow


@dataclass(frozen=True, eq=False)
class Sample:
    """One request, answered by both: CPU milliseconds by part, and how often a part was called."""

    kind: mix.Kind
    picture: str  # its name; "" for a wish from words
    ours: dict[str, float]
    calls: dict[str, int]
    peers: dict[str, float]


def run(rounds: int, tell: Callable[[str], None]) -> list[Row]:
    """Answer the mix `rounds` times, after one request that is not counted.

    Raises ConfigurationError where the peers are not installed.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Chain.opened(folder) as chain, Peers.opened(chain.credentials(folder)) as peers:
            files = mix.pictures(peers.shipped)
            tell(" ".join(f"{name} {version}" for name, version in peers.versions.items()))
            requests = [(kind, name) for kind in mix.MIX for name in kind.pictures or ("",)]
            _answered(chain, peers, files, *requests[0])  # warms both up
            samples = []
            for number in range(rounds):
                tell(f"round {number + 1} of {rounds}")
                samples += [_answered(chain, peers, files, *one) for one in requests]
        tell("seemly up: ready, and memory while two workers answer")
        load = start.under_load(folder / "up", list(files.values()), mix.TONE)
    return [*rows(samples), _process(load)]


def _process(load: start.Load) -> ProcessRow:
    return ProcessRow(
        "process",
        round(load.ready_s, 2),
        round(load.ready_cpu_s, 2),
        round(load.memory_mib),
        round(load.children_mib),
    )


def _answered(
    chain: Chain, peers: Peers, files: dict[str, bytes], kind: mix.Kind, picture: str
) -> Sample:
    source = files.get(picture)
    ours = chain.answer(kind.wish, source)
    milliseconds = {part: 1000 * spent for part, spent in ours.seconds.items()}
    return Sample(kind, picture, milliseconds, ours.calls, peers.answer(source, ours.file))


def rows(samples: Sequence[Sample]) -> list[Row]:
    """The tables: parts, stages, the mix and the chain."""
    table = _Table(samples)
    found: list[Row] = [table.part(*part) for part in PARTS]
    found += [table.stage(stage, goal) for stage, goal in GOALS.items()]
    asked = {sample.kind.name for sample in samples}
    found += [table.of_kind(kind) for kind in mix.MIX if kind.name in asked]
    return [*found, table.chain()]


class _Table:
    """Samples, each with its weight: the share of its kind, split among the kind's samples."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._samples = samples
        kinds = [sample.kind.name for sample in samples]
        weights = [sample.kind.share / kinds.count(sample.kind.name) for sample in samples]
        self._weights = np.array(weights) / sum(weights)

    def part(self, name: str, stage: str, peer: str | None) -> PartRow:
        ours = self._milliseconds({name})
        calls = [sample.calls.get(name, 0) for sample in self._samples]
        theirs = None if peer is None else [one.peers.get(name, 0.0) for one in self._samples]
        return PartRow(
            name,
            stage,
            *self._mean_and_p95(ours),
            round(float(np.average(calls, weights=self._weights)), 2),
            peer,
            *((None, None) if theirs is None else self._mean_and_p95(theirs)),
        )

    def stage(self, stage: str, goal: float) -> StageRow:
        parts = {name for name, of, _ in PARTS if of == stage}
        ours = self._milliseconds(parts)
        return StageRow(f"stage: {stage}", *self._mean_and_p95(ours), self._least(ours), goal)

    def of_kind(self, kind: mix.Kind) -> MixRow:
        mine = _Table([sample for sample in self._samples if sample.kind is kind])
        return MixRow(f"mix: {kind.name}", kind.share, *mine._mean_and_p95(mine._whole()))

    def chain(self) -> ChainRow:
        cpu, p95 = self._mean_and_p95(self._whole())
        theirs = [sum(sample.peers.values()) for sample in self._samples]
        peer_cpu, peer_p95 = self._mean_and_p95(theirs)
        return ChainRow(
            part="chain",
            cpu_ms=cpu,
            p95_ms=p95,
            least_ms=self._least(self._whole()),
            goal_ms=sum(GOALS.values()),
            peer_cpu_ms=peer_cpu,
            peer_p95_ms=peer_p95,
            peer_least_ms=self._least(theirs),
            answers_per_s=round(1000 * CORES / cpu, 2),
            peers_ratio=round(peer_cpu / cpu, 2),
            goal_ratio=GOAL_RATIO,
            requests=len(self._samples),
        )

    def _whole(self) -> list[float]:
        return self._milliseconds(
            {part for one in self._samples for part in one.ours} - {GENERATOR}
        )

    def _milliseconds(self, parts: set[str]) -> list[float]:
        return [sum(one.ours.get(part, 0.0) for part in parts) for one in self._samples]

    def _least(self, values: Sequence[float]) -> float:
        """The weighted mean of each request's cheapest round."""
        asked = [(sample.kind.name, sample.picture) for sample in self._samples]
        cheapest = {
            one: min(value for value, other in zip(values, asked, strict=True) if other == one)
            for one in set(asked)
        }
        return round(float(np.average([cheapest[one] for one in asked], weights=self._weights)), 1)

    def _mean_and_p95(self, values: Sequence[float]) -> tuple[float, float]:
        """The weighted mean, and what 95 % of the weight does not exceed."""
        order = np.argsort(values)
        upto = np.cumsum(self._weights[order])
        place = min(int(np.searchsorted(upto, 0.95 - 1e-9)), len(values) - 1)
        mean = float(np.average(values, weights=self._weights))
        return round(mean, 1), round(float(np.asarray(values)[order][place]), 1)


def table(found: Sequence[Row]) -> str:
    """For people: one line a row."""
    return "\n".join(
        "  ".join(f"{name} {value}" for name, value in asdict(row).items() if value is not None)
        for row in found
    )
