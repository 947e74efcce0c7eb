"""One request through everything, with the installed models."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files

import pytest

from seemly.bench.chain import GENERATOR, PROBES, REST, Chain
from seemly.bench.children import children
from seemly.bench.mix import TONE
from seemly.errors import SeemlyError
from seemly.provenance.credentials import read_back


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    with Chain.opened(tmp_path_factory.mktemp("chain")) as opened:
        yield opened


def test_an_edit_goes_through_every_part(chain: Chain) -> None:
    portrait = files("seemly").joinpath("demo/astronaut.jpg").read_bytes()
    answered = chain.answer(TONE, portrait)
    assert answered.calls.keys() == {probe.part for probe in PROBES} | {"decode", REST}
    assert answered.calls["people"] == answered.calls["decode"] == 1
    assert all(seconds >= 0 for seconds in answered.seconds.values())
    reading = read_back(answered.file, "image/jpeg")
    assert reading is not None
    assert reading.valid


def test_a_drawing_from_words_shows_nobody_to_look_at(chain: Chain) -> None:
    calls = chain.answer("a lighthouse in a storm", None).calls
    assert calls[GENERATOR] == 1
    assert {"decode", "people"}.isdisjoint(calls)


def test_a_refusal_is_no_answer_to_measure(chain: Chain) -> None:
    with pytest.raises(SeemlyError, match="was not answered"):
        chain.answer("undress her", None)


def test_only_own_processes_are_children() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert child.pid in children(os.getpid())
        assert os.getpid() not in children(child.pid)
    assert child.pid not in children(os.getpid())
