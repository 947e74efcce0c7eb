"""What comes back from servers that mean no good: a picture, or a fault in plain words."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.generate.client import KEY, connected, decode, edit, everything_told, photo

from seemly.errors import (
    BadPicture,
    CheckFailed,
    GeneratorFault,
    SeemlyError,
)
from seemly.generate.breaker import Breaker
from seemly.generate.generator import Wanted
from seemly.generate.openai import OpenAIImages
from seemly.provenance.publication import Pixels
from seemly.redteam.edits import SKIN
from seemly.redteam.server import HostileServer


@pytest.mark.parametrize(
    "mode", ["painter", "shifter", "scaler", "mirrorer", "adder", "replacer", "inverter"]
)
def test_a_changed_picture_passes_as_it_is_for_the_guard_to_judge(mode: str) -> None:
    """The generator hides nothing: the lock compares, and puts back what must stay."""
    picture = photo()
    with HostileServer(mode) as server:
        made = edit(connected(server), picture)
    assert made.pixels.shape == picture.shape
    assert not np.array_equal(made.pixels, picture)
    assert made.tone is None, "a remote generator never declares a tone"
    assert made.origin == (0, 0)


@pytest.mark.parametrize(
    "mode",
    [
        "size_changer",
        "bomb",
        "truncated",
        "gif",
        "html",
        "html_page",
        "nothing",
        "empty",
        "wrong_json",
        "redirect_private",
        "hop_private",
        "file_url",
        "api_redirect",
        "echo_key",
        "endless",
    ],
)
@pytest.mark.parametrize("answers", ["b64_json", "url"])
def test_what_is_no_usable_picture_is_a_fault_in_plain_words(mode: str, answers: str) -> None:
    with HostileServer(mode, answers=answers) as server:
        generator = connected(server)
        with pytest.raises(GeneratorFault) as fault:
            edit(generator)
        assert server.private.received == [], "nobody may be led there"
    told = everything_told(fault.value)
    assert KEY not in told
    assert KEY not in repr(generator)


def test_what_is_not_called_json_or_a_picture_is_not_taken_for_one() -> None:
    with HostileServer() as server:
        server.json_type = "text/html"
        with pytest.raises(GeneratorFault, match="not JSON"):
            edit(connected(server))
    with HostileServer(answers="url") as server:
        server.file_type = "text/html"
        with pytest.raises(GeneratorFault, match="holds no picture"):
            edit(connected(server))


def test_a_key_thrown_back_as_an_error_code_is_not_repeated() -> None:
    for key, code in (("plainkey123", "plainkey123"), ("plainkey123", "wrong_plainkey123")):
        with HostileServer() as server:
            server.always = (400, {"error": {"code": code}})
            with pytest.raises(GeneratorFault) as fault:
                connected(server, key=key).make(Wanted("a boat"))
        assert key not in everything_told(fault.value)


def test_a_see_through_picture_is_flattened_by_the_decoder() -> None:
    with HostileServer("transparent") as server:
        pixels = edit(connected(server)).pixels
    assert pixels.shape == (64, 96, 3)
    assert not (pixels == SKIN).any(axis=2).any()


def test_only_the_handed_in_decoder_reads_the_bytes() -> None:
    seen: list[bytes] = []

    def refuse(data: bytes) -> Pixels:
        seen.append(data)
        raise BadPicture("too_many_pixels", "the picture is too large")

    with HostileServer("bomb") as server, pytest.raises(GeneratorFault, match="too large"):
        connected(server, decode=refuse).make(Wanted("a boat"))
    assert len(seen) == 1
    assert seen[0].startswith(b"\x89PNG")


def test_a_decoder_that_is_killed_holds_the_job() -> None:
    def killed(data: bytes) -> Pixels:
        raise CheckFailed("decoding was killed")

    with HostileServer() as server, pytest.raises(CheckFailed):
        connected(server, decode=killed).make(Wanted("a boat"))


@pytest.mark.parametrize("bad", ["#", "AAAA", "data:image/png;base64", "\ud800", "iVBORw0KGgo="])
def test_what_is_no_base64_picture_is_a_fault(bad: str) -> None:
    with HostileServer() as server:
        generator = connected(server)
        body = {"data": [{"b64_json": bad}]}
        with _answering(server, body), pytest.raises(GeneratorFault):
            generator.make(Wanted("a boat"))


@settings(deadline=None, max_examples=40)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["data", "b64_json", "url", "error", "code"]), inner)
        ),
        max_leaves=8,
    )
)
def test_no_json_at_all_makes_it_stumble(answer: Any) -> None:
    with _answering(SHARED, answer), pytest.raises(SeemlyError) as fault:
        _patient().make(Wanted("a boat"))
    assert isinstance(fault.value, GeneratorFault)


SHARED = HostileServer()


@cache
def _patient() -> OpenAIImages:
    """Asks again however often it was answered with nonsense."""
    return OpenAIImages(SHARED.base_url, KEY, "hostile", decode, breaker=Breaker(10**6))


@pytest.fixture(autouse=True, scope="module")
def _shared() -> Any:
    with SHARED:
        yield


class _answering:
    """For a while, the server answers every request with one JSON value."""

    def __init__(self, server: HostileServer, value: object) -> None:
        self._server, self._value = server, value

    def __enter__(self) -> None:
        self._server.always = (200, self._value)

    def __exit__(self, *_: object) -> None:
        self._server.always = None
