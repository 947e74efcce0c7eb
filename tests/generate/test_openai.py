"""What the OpenAI-compatible generator sends, in which size, and how it is set up."""

from __future__ import annotations

import base64
import json

import cv2
import numpy as np
import pytest
from tests.generate.client import (
    KEY,
    WANTED,
    connected,
    decode,
    edit,
    everything_told,
    photo,
    right_half,
)

from seemly.errors import (
    ConfigurationError,
    GeneratorFault,
    TryLater,
)
from seemly.generate.generator import Generator, Wanted
from seemly.generate.openai import OpenAIImages
from seemly.outgoing import Outgoing, Reply
from seemly.pictures import pack
from seemly.provenance.publication import Pixels
from seemly.redteam.server import HostileServer


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


# configuration and health


@pytest.mark.parametrize(
    "base_url",
    ["", "127.0.0.1:8000", "ftp://x/v1", f"http://{KEY}@127.0.0.1/v1", "http://x/v1?key=y"],
)
def test_a_wrong_base_url_is_refused_at_the_start(base_url: str) -> None:
    with pytest.raises(ConfigurationError) as fault:
        OpenAIImages(base_url, None, "m", decode)
    assert KEY not in everything_told(fault.value)


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
        assert "no models" not in everything_told(fault.value)
    with pytest.raises(TryLater):
        connected(server).check()


def test_a_private_base_url_that_the_fetcher_was_not_told_of_is_not_opened() -> None:
    with HostileServer() as server:
        with pytest.raises(GeneratorFault, match="private network"):
            connected(server, outgoing=Outgoing()).make(Wanted("a boat"))
        assert server.received == []
