from __future__ import annotations

import asyncio
from tempfile import SpooledTemporaryFile

import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from seemly.web import uploads
from seemly.web.uploads import BadForm, Upload

EDGE = "edge"


def part(name: str, data: bytes, filename: str | None = None) -> bytes:
    """One part of a form."""
    named = f'; filename="{filename}"' if filename is not None else ""
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + data + b"\r\n"


END = f"--{EDGE}--\r\n".encode()


def read(
    body: bytes, kind: str = f"multipart/form-data; boundary={EDGE}", files: int = 2
) -> Upload:
    """Read a form of these bytes."""
    sent = False

    async def receive() -> dict[str, object]:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", kind.encode("latin-1"))]
    scope = {"type": "http", "method": "POST", "headers": headers}
    return asyncio.run(uploads.read(Request(scope, receive), files))


def test_files_and_fields_come_in_order() -> None:
    body = part("a", b"one", "a.png") + part("link", b"there") + part("b", b"two", "b.png") + END
    assert read(body) == Upload((b"one", b"two"), {"link": "there"})


def test_an_empty_choice_is_no_file() -> None:
    assert read(part("picture", b"", "") + END).files == ()


def test_nothing_is_put_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def rollover(self: object) -> None:
        raise AssertionError("a file went to the disk")

    monkeypatch.setattr(SpooledTemporaryFile, "rollover", rollover)
    large = bytes(3_000_000)  # Starlette's own limit is a megabyte
    assert read(part("picture", large, "a.png") + END).files == (large,)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/json"),
        (b"", "multipart/form-data"),
        (b"hello", f"multipart/form-data; boundary={EDGE}"),
        (part("a", b"x", "1") * 3 + END, f"multipart/form-data; boundary={EDGE}"),
        (part("a", b"x") * 9 + END, f"multipart/form-data; boundary={EDGE}"),
        (part("a", b"x" * 5_000) + END, f"multipart/form-data; boundary={EDGE}"),
        (b"--edge\r\n\r\nno name\r\n--edge--", f"multipart/form-data; boundary={EDGE}"),
        (END, "multipart/form-data; boundary=" + "x" * 10_000),
    ],
    ids=["json", "no edge", "no form", "files", "fields", "long field", "no name", "other edge"],
)
def test_what_is_no_form_of_ours_is_refused(body: bytes, kind: str) -> None:
    with pytest.raises(BadForm):
        read(body, kind)


@given(st.binary(max_size=400), st.integers(0, 3))
def test_any_bytes_are_a_form_or_refused(noise: bytes, place: int) -> None:
    """Truncated, garbled, or with noise in the middle."""
    whole = part("picture", b"\x89PNG" + noise, "a.png") + part("link", b"x") + END
    body = [noise, noise + whole, whole[: len(noise)], whole[:40] + noise + whole[40:]][place]
    try:
        found = read(body)
    except BadForm:
        return
    assert len(found.files) <= 2
    assert all(isinstance(one, bytes) for one in found.files)
