"""A client of the hostile server, and what tests of it look at."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from seemly import decoding
from seemly.generate.generator import Made, Wanted
from seemly.generate.openai import OpenAIImages
from seemly.provenance.publication import Pixels
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


def everything_told(fault: BaseException) -> str:
    """The error, its notes and all its causes, as a log would show them."""
    cause = fault.__cause__ or fault.__context__
    return f"{fault} {fault!r} {vars(fault)}" + (everything_told(cause) if cause else "")
