"""The OpenAI-compatible generator against servers that mean no good."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seemly import decoding
from seemly.errors import (
    BadPicture,
    CheckFailed,
    ConfigurationError,
    GeneratorCannot,
    GeneratorFault,
    SeemlyError,
    TryLater,
)
from seemly.generate.breaker import Breaker
from seemly.generate.generator import Generator, Made, Wanted
from seemly.generate.openai import OpenAIImages
from seemly.outgoing import Outgoing, Reply
from seemly.pictures import pack
from seemly.provenance.publication import Pixels
from seemly.redteam.edits import SKIN
from seemly.redteam.server import HostileServer

KEY = "sk-test-0123456789abcdef"
WANTED = Wanted("blur the background", kinds=frozenset({"background"}))


def decode(data: bytes) -> Pixels:
    return decoding.decode(data).pixels


def photo(width: int = 96, height: int = 64) -> Pixels:
    noise = np.random.default_rng(7).integers(0, 256, (height, width, 3), np.uint8)
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), 2), np.uint8)


def right_half(picture: Pixels) -> Pixels:
    mask = np.zeros(picture.shape[:2], np.uint8)
    mask[:, picture.shape[1] // 2 :] = 255
    return mask


class Pauses:
    """A clock that only moves when somebody sleeps, and remembers how long."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def connected(server: HostileServer, **options: Any) -> OpenAIImages:
    chosen = {"seconds": 20.0, "size": (96, 64), "sleep": lambda seconds: None, **options}
    return OpenAIImages(
        server.base_url, chosen.pop("key", KEY), "hostile", chosen.pop("decode", decode), **chosen
    )


def edit(generator: OpenAIImages, picture: Pixels | None = None) -> Made:
    picture = photo() if picture is None else picture
    return generator.edit(WANTED, picture, right_half(picture))


# what is sent


def test_it_is_a_generator() -> None:
    with HostileServer() as server:
        generator: Generator = connected(server)
        assert (generator.name, generator.version, generator.local) == ("openai", "hostile", False)


def test_a_drawing_is_asked_for_in_json() -> None:
    with HostileServer() as server:
        made = connected(server, cost_per_picture=0.02).make(Wanted("a lighthouse"))
        asked = server.received[0]
    assert made.pixels.shape == (64, 96, 3)
    assert made.pixels.dtype == np.uint8
    assert (made.did, made.cost, made.tone) == (("drawing",), 0.02, None)
    assert asked.path == "/v1/images/generations"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.fields == {
        "model": "hostile",
        "prompt": "a lighthouse",
        "size": "96x64",
        "n": "1",
        "response_format": "b64_json",
    }


def test_a_picture_arrives_whole_with_its_mask() -> None:
    picture = photo()
    with HostileServer() as server:
        made = edit(connected(server, cost_per_picture=0.5), picture)
        asked = server.received[0]
    assert asked.path == "/v1/images/edits"
    assert asked.fields["prompt"] == WANTED.text
    assert asked.image is not None
    assert asked.mask is not None
    assert np.array_equal(asked.image, picture)
    assert np.array_equal(asked.mask, right_half(picture))
    assert np.array_equal(made.pixels[:, :48], picture[:, :48])
    assert not np.array_equal(made.pixels[:, 48:], picture[:, 48:])
    assert (made.did, made.cost) == (("background",), 0.5)


@pytest.mark.parametrize(
    ("revised", "says"),
    [("A prison cell at night", "A prison cell at night"), (None, ""), ("x" * 9_000, "x" * 2_000)],
)
def test_what_the_server_says_it_drew_is_handed_on_to_be_read(
    monkeypatch: pytest.MonkeyPatch, revised: str | None, says: str
) -> None:
    picture = base64.b64encode(pack(photo())).decode()
    body = json.dumps({"data": [{"b64_json": picture, "revised_prompt": revised}]}).encode()
    generator = OpenAIImages("http://127.0.0.1:9/v1", KEY, "m", decode, size=(96, 64))
    monkeypatch.setattr(generator, "_send", lambda *_: (Reply(200, "application/json", body), 1))
    assert generator.make(WANTED).says == says
    assert edit(generator).says == says


def test_any_other_wish_is_an_edit() -> None:
    with HostileServer() as server:
        for kinds in (frozenset[str](), frozenset({"background", "object"})):
            made = connected(server).edit(
                Wanted("a cat", kinds=kinds), photo(), right_half(photo())
            )
            assert made.did == ("edit",)


def test_without_a_key_none_is_sent() -> None:
    with HostileServer() as server:
        for key in (None, "", " \n"):
            connected(server, key=key).make(Wanted("a boat"))
        assert all("authorization" not in asked.headers for asked in server.received)


def test_openais_own_models_get_their_sizes_and_no_response_format() -> None:
    picture = photo(96, 48)
    with HostileServer() as server:
        made = edit(OpenAIImages(server.base_url, KEY, "gpt-image-1.5", decode), picture)
        asked = server.received[0]
    assert "response_format" not in asked.fields
    assert asked.fields["size"] == "1536x1024"
    assert made.pixels.shape == picture.shape


def test_answers_by_address_on_the_servers_own_place_are_fetched_without_the_key() -> None:
    with HostileServer(answers="url") as server:
        made = edit(connected(server))
        assert made.pixels.shape == (64, 96, 3)
        assert [asked.method for asked in server.received] == ["POST", "GET"]
        assert "authorization" not in server.received[1].headers


# what comes back


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
    told = _everything_told(fault.value)
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
        assert key not in _everything_told(fault.value)


def _everything_told(fault: BaseException) -> str:
    """The error, its notes and all its causes, as a log would show them."""
    cause = fault.__cause__ or fault.__context__
    return f"{fault} {fault!r} {vars(fault)}" + (_everything_told(cause) if cause else "")


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
    generator = OpenAIImages(SHARED.base_url, KEY, "hostile", decode, breaker=Breaker(10**6))
    with _answering(SHARED, answer), pytest.raises(SeemlyError) as fault:
        generator.make(Wanted("a boat"))
    assert isinstance(fault.value, GeneratorFault)


SHARED = HostileServer()


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


# sizes


def test_a_server_that_rounds_sizes_is_put_right() -> None:
    picture = photo(100, 70)

    def rounded(data: bytes) -> Pixels:
        return np.asarray(cv2.resize(decode(data), (96, 67)), np.uint8)

    with HostileServer() as server:
        assert edit(connected(server, decode=rounded), picture).pixels.shape == picture.shape


def test_fixed_sizes_are_asked_for_and_undone() -> None:
    picture = photo(90, 66)
    with HostileServer() as server:
        made = edit(connected(server, edit_sizes=[(128, 128), (192, 128)]), picture)
        asked = server.received[0]
    assert asked.fields["size"] == "192x128"
    assert asked.image is not None
    assert asked.image.shape == (128, 192, 3)
    assert made.pixels.shape == picture.shape
    left = np.abs(made.pixels[:, :40].astype(int) - picture[:, :40]).mean()
    assert left < 3, "what might not change came home in its place"


# statuses


def test_the_generators_own_rules_are_an_open_no() -> None:
    with HostileServer("content_policy") as server:
        with pytest.raises(GeneratorCannot) as cannot:
            edit(connected(server))
        assert cannot.value.thing == "edit"
        assert len(server.received) == 1, "an open no is not asked again"


def test_a_server_without_edits_says_so_openly() -> None:
    with HostileServer("no_edits") as server:
        with pytest.raises(GeneratorCannot, match="does not edit"):
            edit(connected(server))
        with pytest.raises(GeneratorFault) as fault:
            connected(server).make(Wanted("a boat"))
        assert not isinstance(fault.value, GeneratorCannot)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "moderation_blocked", GeneratorCannot),
        (400, "unknown_parameter", GeneratorFault),
        (404, "model_not_found", GeneratorFault),
        (429, "insufficient_quota", GeneratorFault),
        (429, "rate_limit_exceeded", TryLater),
        (401, "invalid_api_key", GeneratorFault),
        (500, None, TryLater),
        (502, 7, TryLater),
        (418, "x" * 500, GeneratorFault),
    ],
)
def test_each_status_has_its_meaning(
    status: int, code: str | int | None, kind: type[SeemlyError]
) -> None:
    with HostileServer() as server:
        server.always = (status, {"error": {"code": code, "message": f"you sent {KEY}"}})
        with pytest.raises(SeemlyError) as fault:
            connected(server).make(Wanted("a boat"))
        assert len(server.received) == 1
    assert type(fault.value) is kind
    told = _everything_told(fault.value)
    assert KEY not in told
    assert "xxx" not in told


# trying again


@pytest.mark.parametrize(("mode", "wait"), [("error_429", 7.0), ("error_503", 3.0)])
def test_a_busy_server_is_asked_again_when_it_says(mode: str, wait: float) -> None:
    pauses = Pauses()
    with HostileServer(mode) as server:
        server.fail_first = 1
        made = connected(server, clock=pauses.clock, sleep=pauses.sleep, cost_per_picture=1.0).make(
            Wanted("a boat")
        )
        assert len(server.received) == 2
    assert pauses.slept == [wait]
    assert made.cost == 1.0, "a server that was too busy charges nothing"


def test_a_server_that_stays_busy_is_left_for_later_within_the_deadline() -> None:
    pauses = Pauses()
    with HostileServer("error_429") as server:
        with pytest.raises(TryLater) as later:
            connected(server, clock=pauses.clock, sleep=pauses.sleep, seconds=10).make(
                Wanted("a boat")
            )
        assert len(server.received) == 2, "a third would come after the deadline"
    assert later.value.seconds == 7.0


def test_a_broken_connection_is_tried_once_more_and_both_are_paid_for() -> None:
    with HostileServer("break_off") as server:
        server.fail_first = 1
        made = connected(server, cost_per_picture=0.25).make(Wanted("a boat"))
        assert len(server.received) == 2
    assert made.cost == 0.5


def test_a_connection_that_breaks_twice_is_not_tried_a_third_time() -> None:
    with HostileServer("break_off") as server:
        with pytest.raises(TryLater):
            connected(server).make(Wanted("a boat"))
        assert len(server.received) == 2


@pytest.mark.parametrize("mode", ["hang", "slow"])
def test_a_time_out_is_not_repeated(mode: str) -> None:
    """The picture may be in the making, and paid."""
    with HostileServer(mode) as server:
        with pytest.raises(TryLater, match="did not answer"):
            connected(server, seconds=0.5).make(Wanted("a boat"))
        assert len(server.received) == 1


def test_a_server_that_is_not_there_is_tried_thrice_with_growing_pauses() -> None:
    pauses = Pauses()
    with HostileServer() as server:
        generator = connected(server, clock=pauses.clock, sleep=pauses.sleep)
    with pytest.raises(TryLater, match="cannot be reached"):
        generator.make(Wanted("a boat"))
    assert pauses.slept == [0.5, 1.0]


def test_a_plain_500_is_not_asked_again_at_once() -> None:
    with HostileServer("error_500") as server:
        with pytest.raises(TryLater):
            connected(server).make(Wanted("a boat"))
        assert len(server.received) == 1


# many at once


def test_no_more_at_once_than_allowed_and_the_rest_are_told_later() -> None:
    with HostileServer("hang") as server:
        generator = connected(server, concurrency=1, wait=0.05)
        first = threading.Thread(target=_ignoring(lambda: generator.make(Wanted("a boat"))))
        first.start()
        server.arrived.acquire()
        with pytest.raises(TryLater, match="busy with other pictures"):
            generator.make(Wanted("another boat"))
        assert len(server.received) == 1
        server.let_go.set()
        first.join()


def _ignoring(call: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            call()
        except SeemlyError:
            return

    return run


def test_a_generator_that_keeps_failing_is_left_alone_then_probed_once() -> None:
    pauses = Pauses()
    with HostileServer("error_500") as server:
        breaker = Breaker(faults=2, seconds=30, clock=pauses.clock)
        generator = connected(server, breaker=breaker)
        for _ in range(4):
            with pytest.raises(TryLater):
                generator.make(Wanted("a boat"))
        assert len(server.received) == 2, "after two faults it is not asked"
        pauses.now += 31
        with pytest.raises(TryLater, match="answered 500"):
            generator.make(Wanted("a boat"))
        with pytest.raises(TryLater, match="left alone"):
            generator.make(Wanted("a boat"))
        server.mode = "honest"
        pauses.now += 31
        for _ in range(3):
            generator.make(Wanted("a boat"))
        assert len(server.received) == 6


# configuration and health


@pytest.mark.parametrize(
    "base_url",
    ["", "127.0.0.1:8000", "ftp://x/v1", f"http://{KEY}@127.0.0.1/v1", "http://x/v1?key=y"],
)
def test_a_wrong_base_url_is_refused_at_the_start(base_url: str) -> None:
    with pytest.raises(ConfigurationError) as fault:
        OpenAIImages(base_url, None, "m", decode)
    assert KEY not in _everything_told(fault.value)


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "schlüssel"])
def test_a_key_that_cannot_be_one_is_refused_at_the_start(key: str) -> None:
    with pytest.raises(ConfigurationError):
        OpenAIImages("http://127.0.0.1/v1", key, "m", decode)


def test_check_says_in_one_line_how_it_is() -> None:
    with HostileServer() as server:
        line = connected(server).check()
        assert line == "openai: 127.0.0.1 serves hostile"
        assert server.received[0].path == "/v1/models"
        other = OpenAIImages(server.base_url, None, "other", decode).check()
        assert other == "openai: 127.0.0.1 answers, but does not list other"
        server.always = (401, {})
        with pytest.raises(GeneratorFault, match="key"):
            connected(server).check()
        server.always = (200, ["no models"])
        with pytest.raises(GeneratorFault, match="base_url") as fault:
            connected(server).check()
        assert "no models" not in _everything_told(fault.value)
    with pytest.raises(TryLater):
        connected(server).check()


def test_a_private_base_url_that_the_fetcher_was_not_told_of_is_not_opened() -> None:
    with HostileServer() as server:
        with pytest.raises(GeneratorFault, match="private network"):
            connected(server, outgoing=Outgoing()).make(Wanted("a boat"))
        assert server.received == []
