"""Any server that speaks the OpenAI Images API: vLLM-Omni, SGLang, LocalAI, hosted ones.

Nothing it says is trusted. Its answer is bounded in bytes and time, must be JSON that names a
PNG, JPEG or WebP, and is decoded only by the `decode` that was handed in (a process that can be
killed). Addresses in its answers are opened only on the public internet, or on the base URL's
own host and port. The key goes to the base URL and nowhere else: redirects are not followed.

    POST {base}/images/generations   JSON
    POST {base}/images/edits         multipart: image, mask
    GET  {base}/models               for `check`
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeAlias
from urllib.parse import urljoin

import cv2
import httpx
import numpy as np

from seemly.errors import (
    BadPicture,
    ConfigurationError,
    GeneratorCannot,
    GeneratorFault,
    NetworkFault,
    NotAskedYet,
    TryLater,
)
from seemly.facts import Intent
from seemly.generate.answer import (
    PICTURE_LIMIT,
    Named,
    error_code,
    from_base64,
    looks_like_picture,
    named,
    served,
)
from seemly.generate.breaker import Breaker
from seemly.generate.canvas import Size, canvas
from seemly.generate.generator import Made, Wanted
from seemly.outgoing import ForbiddenAddress, NotConnected, Outgoing, Reply, place
from seemly.provenance.publication import Pixels

Decode: TypeAlias = Callable[[bytes], Pixels]

REPLY_LIMIT = PICTURE_LIMIT * 4 // 3 + 100_000  # the same in base64, and the JSON around it
SAYS_LIMIT = 2_000  # characters of what the server says it drew; all that the guard reads
TRIES = 3  # of one call, all within its one deadline
PAUSE = 0.5  # seconds before the second try of what was not sent; doubled for the third
CHECK_SECONDS = 10.0

#: All that OpenAI's gpt-image models draw at, by its API reference.
_GPT_SIZES: tuple[Size, ...] = ((1024, 1024), (1536, 1024), (1024, 1536))

_POLICY = frozenset(
    {"content_policy_violation", "moderation_blocked", "content_filter", "safety_violations"}
)
_NO_SUCH_MODEL = frozenset({"model_not_found", "invalid_model"})
_NO_MONEY = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
_PICTURES = frozenset({"image/png", "image/jpeg", "image/webp"})
_UNNAMED = frozenset({"", "application/octet-stream", "binary/octet-stream"})


@dataclass(frozen=True)
class _Call:
    """One endpoint. `thing` is what the asker hears when it cannot be done."""

    path: str
    thing: str


_GENERATIONS = _Call("images/generations", "drawing")
_EDITS = _Call("images/edits", "edit")


class OpenAIImages:
    """A Generator over HTTP.

    `base_url` ends where the API begins ("http://127.0.0.1:8000/v1"); it may be loopback or
    private. `seconds` bounds one call with all its tries; over `concurrency` calls at once, the
    next waits `wait` seconds for its turn. `cost_per_picture` is in the operator's currency.
    `edit_sizes`, for models that draw in fixed sizes only: (width, height), the nearest shape is
    used; those of OpenAI's gpt-image models are known. `outgoing` must allow the
    base URL's host and port if that is private.
    """

    name = "openai"

    def __init__(
        self,
        base_url: str,
        key: str | None,
        model: str,
        decode: Decode,
        *,
        local: bool = False,
        seconds: float = 60.0,
        concurrency: int = 2,
        wait: float = 30.0,
        cost_per_picture: float = 0.0,
        size: Size = (1024, 1024),
        edit_sizes: Sequence[Size] = (),
        outgoing: Outgoing | None = None,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._host, port = _checked_place(base_url)
        self._base = base_url.rstrip("/") + "/"
        self._key = _checked_key(key)
        self.version = model
        self.local = local
        self._decode = decode
        self._seconds = seconds
        self._turns = threading.BoundedSemaphore(concurrency)
        self._wait = wait
        self._cost = cost_per_picture
        self._size = size
        self._edit_sizes = tuple(edit_sizes) or (_GPT_SIZES if _is_gpt_image(model) else ())
        self._outgoing = outgoing or Outgoing(frozenset({(self._host, port)}), seconds)
        self._breaker = breaker or Breaker(clock=clock)
        self._clock = clock
        self._sleep = sleep

    def __repr__(self) -> str:
        return f"OpenAIImages({self._base!r}, model={self.version!r}, local={self.local})"

    def make(self, wanted: Wanted) -> Made:
        """A new picture from words, in the configured size."""
        body = {**self._fields(wanted.text, self._size), "n": 1}
        request = self._request("POST", _GENERATIONS.path, json=body)
        made = self._ask(_GENERATIONS, request)
        return replace(made, did=(_GENERATIONS.thing,))

    def edit(self, wanted: Wanted, picture: Pixels, mask: Pixels) -> Made:
        """The picture edited, in its own size: height x width x 3, uint8.

        The mask travels in OpenAI's convention, transparent where it may change, and white there
        too, for servers that read brightness instead. What comes back may differ anywhere: most
        models redraw the whole picture, and the lock restores what must stay.
        """
        height, width = picture.shape[:2]
        frame = canvas((width, height), self._edit_sizes)
        request = self._request(
            "POST",
            _EDITS.path,
            data={**self._fields(wanted.text, frame.size), "n": "1"},
            files={
                "image": ("image.png", _png(frame.lay(picture)), "image/png"),
                "mask": ("mask.png", _mask_png(frame.lay_mask(mask)), "image/png"),
            },
        )
        made = self._ask(_EDITS, request)
        only_background = wanted.kinds == frozenset({Intent.BACKGROUND})
        did = Intent.BACKGROUND.value if only_background else _EDITS.thing
        return replace(made, pixels=frame.lift(made.pixels), did=(did,))

    def check(self) -> str:
        """One line about its health. Raises GeneratorFault or TryLater."""
        request = self._request("GET", "models")
        try:
            reply = self._outgoing.exchange(request, limit=REPLY_LIMIT, seconds=CHECK_SECONDS)
        except TryLater:
            raise
        except NetworkFault as fault:
            raise _unusable(fault) from fault
        if reply.status in (404, 405):
            return f"openai: {self._host} answers; it does not list its models"
        if reply.status != 200:
            raise self._refused(reply, _GENERATIONS)
        found = "serves" if self.version in served(reply) else "answers, but does not list"
        return f"openai: {self._host} {found} {self.version}"

    # asking

    def _fields(self, text: str, size: Size) -> dict[str, str | int]:
        fields: dict[str, str | int] = {
            "model": self.version,
            "prompt": text,
            "size": f"{size[0]}x{size[1]}",
        }
        # Base64 spares a second address; OpenAI's own models refuse the word and always use it.
        if not _is_gpt_image(self.version):
            fields["response_format"] = "b64_json"
        return fields

    def _request(self, method: str, path: str, **content: object) -> httpx.Request:
        headers = {"Accept": "application/json"}
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key}"
        return httpx.Request(method, self._base + path, headers=headers, **content)  # type: ignore[arg-type]

    def _ask(self, call: _Call, request: httpx.Request) -> Made:
        """The picture, what it may have cost, and what the server says it drew."""
        with self._turn(), self._breaker.attempt():
            deadline = self._clock() + self._seconds
            reply, charged = self._send(request, deadline)
            if reply.status != 200:
                raise self._refused(reply, call)
            answer = named(reply)
            pixels = self._decoded(self._file(answer, deadline))
            says = (answer.revised_prompt or "")[:SAYS_LIMIT]
            return Made(pixels, cost=charged * self._cost, says=says)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=self._wait):
            raise NotAskedYet("the generator is busy with other pictures", self._wait)
        try:
            yield
        finally:
            self._turns.release()

    def _send(self, request: httpx.Request, deadline: float) -> tuple[Reply, int]:
        """The reply, and how many pictures may have been charged for.

        Repeated where it is safe: nothing was sent, or the server said it was too busy and when
        to come back. A connection that broke off afterwards may already have cost money: that is
        repeated once. A time-out never is, it has used up the deadline.
        """
        tried = broken = 0
        trouble: TryLater
        while True:
            tried += 1
            try:
                reply = self._outgoing.exchange(
                    request, limit=REPLY_LIMIT, seconds=max(deadline - self._clock(), 0.0)
                )
            except NotConnected as fault:
                trouble, pause = fault, PAUSE * 2 ** (tried - 1)
            except TryLater as fault:
                broken += 1
                trouble, pause = fault, PAUSE
                if broken > 1:
                    raise
            except NetworkFault as fault:
                raise _unusable(fault) from fault
            else:
                if not _come_back(reply, self._key):
                    return reply, broken + 1
                pause = reply.wait or PAUSE
                trouble = TryLater(f"{self._host} is busy", pause)
            if tried == TRIES or self._clock() + pause >= deadline:
                raise trouble
            self._sleep(pause)

    def _refused(self, reply: Reply, call: _Call) -> Exception:
        """What a status other than 200 means.

        The server's own words are never repeated: they may hold the key, the wish, anything.
        """
        code = error_code(reply, self._key)
        status = reply.status
        if 300 <= status < 400:
            return GeneratorFault(
                f"{self._host} answers with a redirect, which would carry the key elsewhere",
                "Set base_url to the address it leads to",
            )
        if code in _POLICY:
            return GeneratorCannot(call.thing, "the generator's own rules do not allow it")
        if code in _NO_MONEY:
            return GeneratorFault(f"the account at {self._host} has no money left")
        if code in _NO_SUCH_MODEL:
            return GeneratorFault(f"{self._host} has no model {self.version}", "Look at model")
        if status in (401, 403):
            return GeneratorFault(f"{self._host} does not accept the key", "Look at key_file")
        if status in (404, 405, 501) and call is _EDITS:
            return GeneratorCannot(call.thing, f"{self._host} draws, but does not edit pictures")
        if status in (408, 425, 429) or status >= 500:
            return TryLater(f"{self._host} answered {status}", reply.wait or 15.0)
        said = f" ({code})" if code else ""
        return GeneratorFault(f"{self._host} answered {status}{said}")

    # the answer

    def _file(self, picture: Named, deadline: float) -> bytes:
        if picture.b64_json:
            file = from_base64(picture.b64_json)
        elif picture.url:
            file = self._fetched(picture.url, deadline)
        else:
            raise GeneratorFault("the generator answered without a picture")
        if not looks_like_picture(file):
            raise GeneratorFault("the generator's answer is no PNG, JPEG or WebP")
        return file

    def _fetched(self, url: str, deadline: float) -> bytes:
        try:
            reply = self._outgoing.fetch(
                urljoin(self._base, url),  # SGLang answers with a path on itself
                limit=PICTURE_LIMIT,
                seconds=max(deadline - self._clock(), 0.0),
                accept=", ".join(sorted(_PICTURES)),
            )
        except (ForbiddenAddress, ValueError) as fault:
            raise GeneratorFault(
                "the generator answered with an address that is not opened"
            ) from fault
        except NetworkFault as fault:
            # Also where trying again might work: the picture is made and paid, a new one is not.
            raise GeneratorFault("the generator's picture could not be fetched") from fault
        if reply.media_type not in _PICTURES | _UNNAMED:
            raise GeneratorFault("the generator's address holds no picture")
        return reply.body

    def _decoded(self, file: bytes) -> Pixels:
        try:
            return self._decode(file)
        except BadPicture as fault:
            raise GeneratorFault(
                f"the generator's picture is not decoded: {fault.sentence}"
            ) from fault


def _is_gpt_image(model: str) -> bool:
    return model.startswith(("gpt-image", "chatgpt-image"))


def _checked_place(base_url: str) -> tuple[str, int]:
    try:
        found = place(base_url)
    except NetworkFault as fault:
        raise ConfigurationError(
            f"base_url: {fault.sentence}", 'Write it like "http://127.0.0.1:8000/v1"'
        ) from None
    if "?" in base_url or "#" in base_url:
        raise ConfigurationError("base_url has a query in it", "A key goes into key_file")
    return found


def _checked_key(key: str | None) -> str | None:
    bare = (key or "").strip()
    if not all("!" <= letter <= "~" for letter in bare):
        raise ConfigurationError(
            "the generator's key has characters no key has", "Look at key_file"
        )
    return bare or None


def _come_back(reply: Reply, key: str | None) -> bool:
    """Whether the server did nothing and says when to ask again."""
    busy = reply.status in (429, 503) and reply.wait is not None
    return busy and error_code(reply, key) not in _NO_MONEY


def _unusable(fault: NetworkFault) -> GeneratorFault:
    return GeneratorFault(f"the generator cannot be used: {fault.sentence}")


def _png(pixels: Pixels) -> bytes:
    return _encoded(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))


def _mask_png(mask: Pixels) -> bytes:
    """White and transparent where it may change, black and opaque where not."""
    return _encoded(np.dstack([mask, mask, mask, 255 - mask]))


def _encoded(pixels: cv2.typing.MatLike) -> bytes:
    return cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 3])[1].tobytes()
