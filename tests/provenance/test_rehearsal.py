"""A source's credentials are tried out apart, and whatever is wrong with them stays there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from seemly.bench.stand_ins import Inline
from seemly.compute.compute import In, Out, Task
from seemly.compute.local import LocalCompute
from seemly.errors import CheckFailed
from seemly.facts import Mark
from seemly.provenance import rehearsal
from seemly.provenance.credentials import Signer, Source, Statement
from seemly.provenance.publication import Origin, Pixels

MADE = Statement("0source000", Origin.CREATED, "klein 4")


def file(kind: str) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (40, 30), (9, 99, 200)).save(stream, kind)
    return stream.getvalue()


@pytest.fixture(scope="module")
def signed(signer: Signer) -> dict[str, bytes]:
    kinds = ("JPEG", "PNG", "WEBP")
    return {kind: signer.sign(file(kind), f"image/{kind.lower()}", MADE) for kind in kinds}


@pytest.fixture(scope="module")
def compute() -> Iterator[LocalCompute]:
    compute = LocalCompute(threads=1)
    yield compute
    compute.close()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_credentials_are_read_and_tried_in_the_process_with_limits(
    signed: dict[str, bytes], compute: LocalCompute, kind: str
) -> None:
    data = signed[kind]
    assert compute.call(rehearsal.READ, data, 60) == (Mark.HOLD, Mark.SAYS_AI)
    assert compute.call(rehearsal.REHEARSE, data, 60)


def test_changed_ones_do_not_hold_and_go_along_with_their_fault(signed: dict[str, bytes]) -> None:
    data = bytearray(signed["PNG"])
    data[data.index(b"IDAT") + 20] ^= 1
    assert rehearsal.read(bytes(data)) == (Mark.SAYS_AI,)
    assert rehearsal.rehearse(bytes(data))


def test_a_file_without_credentials_adds_nothing() -> None:
    assert rehearsal.read(file("JPEG")) == ()
    assert not rehearsal.rehearse(file("JPEG"))


def test_a_source_brings_its_credentials(signed: dict[str, bytes]) -> None:
    marks = (Mark.CREDENTIALS, Mark.HOLD, Mark.SAYS_AI)
    source = rehearsal.source(signed["JPEG"], marks, Inline())
    assert source.history is not None
    assert source.says_ai


@pytest.mark.parametrize("answer", [False, CheckFailed("it crashed")])
def test_where_the_trial_fails_the_source_is_named_by_its_digest_alone(
    signed: dict[str, bytes], answer: bool | CheckFailed
) -> None:
    class Failing(Inline):
        def call(self, task: Task[In, Out], value: In, seconds: float) -> Out:
            if isinstance(answer, CheckFailed):
                raise answer
            return answer  # type: ignore[return-value]

    source = rehearsal.source(signed["JPEG"], (Mark.CREDENTIALS, Mark.SAYS_AI), Failing())
    assert source == replace(Source.of(signed["JPEG"]), says_ai=True)


def test_without_credentials_nothing_is_tried() -> None:
    class Never(Inline):
        def call(self, task: Task[In, Out], value: In, seconds: float) -> Out:
            raise AssertionError(task.name)

    assert rehearsal.source(file("PNG"), (Mark.GENERATOR,), Never()).says_ai
    assert not rehearsal.source(file("PNG"), (), Never()).says_ai


wounds = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from([b"\xff" * 4, b"\x00" * 4, b"\x7f\xff\xff\xff"])
        | st.binary(min_size=1, max_size=6),
        st.booleans(),
    ),
    max_size=4,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]), cut=st.none() | st.floats(0.01, 1), wounds=wounds
)
def test_damaged_credentials_are_read_or_left_behind(
    signed: dict[str, bytes], kind: str, cut: float | None, wounds: list[tuple[float, bytes, bool]]
) -> None:
    """Truncated files, garbage, and boxes that claim to be huge."""
    data = bytearray(signed[kind])
    for place, bytes_, put_in in wounds:
        at = max(16, int(place * (len(data) - 1)))
        data[at : at if put_in else at + len(bytes_)] = bytes_
    if cut is not None:
        del data[max(16, int(cut * len(data))) :]
    assert set(rehearsal.read(bytes(data))) <= {Mark.HOLD, Mark.SAYS_AI}
    assert rehearsal.rehearse(bytes(data)) in (True, False)


def test_a_damaged_one_is_signed_without_it(
    signed: dict[str, bytes], signer: Signer, photo: Pixels
) -> None:
    data = signed["JPEG"]
    broken = data.replace(b"c2pa.assertions", b"c2pa.assertionz")
    source = rehearsal.source(broken, (Mark.CREDENTIALS,), Inline())
    statement = Statement("4tb2m9q0xk", Origin.EDITED, "klein 4", source)
    assert signer.sign(file("JPEG"), "image/jpeg", statement)
