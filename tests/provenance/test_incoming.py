"""Marks that files bring along are seen, and hostile files are only bytes."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from seemly.decoding import decode
from seemly.errors import BadPicture
from seemly.facts import Mark
from seemly.provenance import incoming
from seemly.provenance.encoding import encode
from seemly.provenance.publication import Pixels

TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def plain() -> Pixels:
    return np.random.default_rng(3).integers(0, 256, (24, 32, 3), np.uint8)


def png(**notes: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    for name, text in notes.items():
        info.add_text(name, text)
    return saved("PNG", pnginfo=info)


def saved(kind: str, **options: object) -> bytes:
    stream = BytesIO()
    Image.fromarray(plain()).save(stream, kind, **options)
    return stream.getvalue()


def exif(tag: int, text: str) -> bytes:
    found = Image.Exif()
    found[tag] = text
    return found.tobytes()


def comment(text: str) -> bytes:
    found = Image.Exif()
    found.get_ifd(0x8769)[0x9286] = b"UNICODE\x00" + text.encode("utf-16-be")
    return found.tobytes()


def marks(data: bytes) -> set[str]:
    return {note for note in decode(data).notes if note in set(Mark)}


GENERATED = {
    "AUTOMATIC1111": png(parameters="a dog\nNegative prompt: x\nSteps: 20, Sampler: Euler a"),
    "the same in JPEG": saved("JPEG", exif=comment("a dog\nSteps: 20, Sampler: Euler a")),
    "the same in WebP": saved("WEBP", exif=comment("a dog\nSteps: 20, Sampler: Euler a")),
    "ComfyUI": png(prompt='{"3": {"class_type": "KSampler"}}'),
    "InvokeAI": png(invokeai_metadata="{}"),
    "NovelAI": png(Software="NovelAI", Source="Stable Diffusion XL"),
    "Midjourney": png(Description="a dog --v 6 Job ID: 12345678-1234-1234-1234-123456789abc"),
    "EXIF software": saved("JPEG", exif=exif(0x0131, "Stable Diffusion 3")),
}


@pytest.mark.parametrize("name", GENERATED)
def test_notes_of_known_generators_are_seen(name: str) -> None:
    assert marks(GENERATED[name]) == {Mark.GENERATOR}


@pytest.mark.parametrize(
    "data",
    [
        png(),
        png(Software="GIMP 3", Description="our dog", Comment="three steps: easy"),
        png(parameters="none"),
        png(prompt="say something"),
        saved("JPEG", exif=exif(0x0131, "Lightroom")),
        saved("WEBP"),
        saved("GIF"),
        encode(plain(), TYPE + "digitalCapture").file,
        encode(plain(), TYPE + "algorithmicMedia").file,
    ],
)
def test_other_notes_are_not(data: bytes) -> None:
    assert marks(data) == set()


@pytest.mark.parametrize(
    "kind", ["trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"]
)
def test_an_iptc_source_type_is_seen(kind: str, photo: Pixels, drawing: Pixels) -> None:
    for pixels in (photo, drawing):
        assert marks(encode(pixels, TYPE + kind).file) == {Mark.SAYS_AI}


def test_a_compressed_one_is_seen() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", f"{TYPE}trainedAlgorithmicMedia", zip=True)
    data = saved("PNG", pnginfo=info)
    assert b"rainedAlgorithmicMedia" not in data
    assert marks(data) == {Mark.SAYS_AI}


def chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


@pytest.mark.parametrize(
    ("kind", "head"),
    [(b"zTXt", b"parameters\x00\x00"), (b"iTXt", b"parameters\x00\x01\x00\x00\x00")],
)
def test_a_text_that_unpacks_to_very_much_is_refused(kind: bytes, head: bytes) -> None:
    bomb = zlib.compress(b"\x00" * 20_000_000, 9)
    data = saved("PNG")
    end = data.index(b"IDAT") - 4
    with pytest.raises(BadPicture) as refused:
        decode(data[:end] + chunk(kind, head + bomb) + data[end:])
    assert refused.value.reason == "broken"


def test_a_long_note_is_read_only_so_far() -> None:
    assert incoming.noticed(b"", {"parameters": "x" * 10**6 + "Steps: 20"}, {}) == []


BASES = [*GENERATED.values(), encode(plain(), TYPE + "trainedAlgorithmicMedia").file]


@settings(max_examples=150, deadline=None)
@given(
    base=st.sampled_from(BASES),
    cut=st.none() | st.floats(0, 1),
    wounds=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), max_size=4),
)
def test_a_damaged_file_is_read_or_refused_in_plain_words(
    base: bytes, cut: float | None, wounds: list[tuple[float, bytes]]
) -> None:
    data = bytearray(base)
    for place, bytes_ in wounds:
        at = int(place * (len(data) - 1))
        data[at : at + len(bytes_)] = bytes_
    if cut is not None:
        del data[int(cut * len(data)) :]
    try:
        notes = decode(bytes(data)).notes
    except BadPicture:
        return
    assert all(isinstance(note, str) for note in notes)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["parameters", "xmp", "Software", "prompt", "icc_profile", "dpi"]),
        st.binary(max_size=200) | st.text(max_size=200) | st.integers() | st.none(),
    ),
    st.dictionaries(
        st.sampled_from([0x0131, 0x010E, 0x9286, 5]), st.binary() | st.text() | st.integers()
    ),
)
def test_whatever_a_decoder_hands_over_is_read(
    info: dict[str, object], tags: dict[int, object]
) -> None:
    assert set(incoming.noticed(b"", info, tags)) <= set(Mark)
