"""The bench's tables: shares, percentiles, ratios, and what it times."""

from __future__ import annotations

import pytest

from seemly.bench import mix
from seemly.bench.chain import GENERATOR, PROBES, REST
from seemly.bench.guard import (
    GOALS,
    PARTS,
    ChainRow,
    MixRow,
    PartRow,
    Row,
    Sample,
    StageRow,
    rows,
    table,
)

PORTRAITS, WORDS = mix.MIX[0], mix.MIX[-1]


def _sample(kind: mix.Kind, people: float, generator: float = 0.0) -> Sample:
    ours = {"people": people, "nudity": 10.0, GENERATOR: generator}
    return Sample(kind, "", ours, {"people": 2, "nudity": 1}, {"nudity": 30.0, "encode": 10.0})


def _named(found: list[Row], part: str) -> Row:
    return next(row for row in found if row.part == part)


def test_means_are_weighted_by_the_shares_and_not_by_how_often_a_kind_was_asked() -> None:
    samples = [_sample(PORTRAITS, 90.0)] * 5 + [_sample(WORDS, 0.0)]
    people = _named(rows(samples), "people")
    assert isinstance(people, PartRow)
    of_portraits = PORTRAITS.share / (PORTRAITS.share + WORDS.share)
    assert people.cpu_ms == pytest.approx(90 * of_portraits, abs=0.06)
    assert people.calls == 2.0


def test_the_chain_leaves_the_generator_out_and_counts_two_cores() -> None:
    chain = _named(rows([_sample(PORTRAITS, 90.0, generator=5_000.0)]), "chain")
    assert isinstance(chain, ChainRow)
    assert chain.cpu_ms == 100.0
    assert chain.answers_per_s == 20.0
    assert (chain.peer_cpu_ms, chain.peers_ratio) == (40.0, 0.4)


def test_the_95th_percentile_is_one_that_was_measured() -> None:
    samples = [_sample(PORTRAITS, float(number)) for number in range(1, 101)]
    people = _named(rows(samples), "people")
    assert isinstance(people, PartRow)
    assert (people.cpu_ms, people.p95_ms) == (50.5, 95.0)


def test_the_cheapest_round_of_each_request_stands_beside_the_mean() -> None:
    dear, cheap = _sample(PORTRAITS, 190.0), _sample(PORTRAITS, 90.0)
    chain = _named(rows([dear, cheap, _sample(WORDS, 40.0)]), "chain")
    assert isinstance(chain, ChainRow)
    of_portraits = PORTRAITS.share / (PORTRAITS.share + WORDS.share)
    assert chain.least_ms == pytest.approx(100 * of_portraits + 50 * (1 - of_portraits), abs=0.06)
    assert chain.cpu_ms == pytest.approx(150 * of_portraits + 50 * (1 - of_portraits), abs=0.06)


def test_stages_sum_their_parts_and_kinds_stand_alone() -> None:
    found = rows([_sample(PORTRAITS, 90.0), _sample(WORDS, 0.0)])
    screening, portraits = _named(found, "stage: screening"), _named(found, "mix: portraits")
    assert isinstance(screening, StageRow)
    assert isinstance(portraits, MixRow)
    assert screening.p95_ms == 90.0
    assert portraits.cpu_ms == 100.0


def test_the_table_names_every_part() -> None:
    told = table(rows([_sample(PORTRAITS, 90.0)]))
    assert all(name in told for name, _, _ in PARTS)


def test_each_timed_part_is_in_one_stage_or_the_generator() -> None:
    timed = {probe.part for probe in PROBES} | {"decode", REST}
    assert timed - {GENERATOR} == {name for name, _, _ in PARTS}
    assert {stage for _, stage, _ in PARTS} == GOALS.keys()


def test_every_probe_finds_its_function() -> None:
    for probe in PROBES:
        assert callable(getattr(probe.owner, probe.name)), probe


def test_the_shares_are_whole() -> None:
    assert sum(kind.share for kind in mix.MIX) == pytest.approx(1)
