"""Nothing is marked without its own approval, and what comes out is what was approved."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from seemly.errors import BadPicture, CheckFailed, NotApproved
from seemly.pictures import id_number, id_text
from seemly.provenance import encoding
from seemly.provenance import label as labels
from seemly.provenance import mark as marking
from seemly.provenance.credentials import Signer, Source, Statement, read_back
from seemly.provenance.encoding import FILE_LIMIT, Encoded
from seemly.provenance.label import Labelled
from seemly.provenance.manifest import WATERMARK
from seemly.provenance.mark import MOST_MOVED, mark, reload
from seemly.provenance.publication import (
    Approval,
    MarkedPicture,
    Origin,
    Pixels,
    Publication,
    Watermark,
    pixels_digest,
)
from seemly.provenance.watermark.embed import FLOOR
from seemly.provenance.watermark.fasten import Fastened, fasten
from seemly.provenance.watermark.key import Carriers
from seemly.provenance.watermark.read import LEAST_SCORE, confirm, read
from seemly.verdict import Action, Verdict

Publish = Callable[..., Publication]
Allow = Callable[[Publication], Approval]

KEY = Carriers(b"a key for the tests of this file")
ENCODE = encoding.encode


def shown(marked: MarkedPicture) -> Pixels:
    with Image.open(BytesIO(marked.file)) as picture:
        assert picture.mode == "RGB"
        return np.asarray(picture)


def labelled(publication: Publication) -> Pixels:
    """The approved pixels with their label, and nothing else."""
    return labels.label(
        publication.pixels, publication.origin, publication.languages, publication.keep_clear
    ).pixels


def outside(publication: Publication, pixels: Pixels) -> Pixels:
    """The pixels with the approved ones back where the label stands."""
    found = labels.label(
        publication.pixels, publication.origin, publication.languages, publication.keep_clear
    )
    left, top, right, bottom = found.box
    rest = pixels.copy()
    rest[top:bottom, left:right] = publication.pixels[top:bottom, left:right]
    return rest


def test_a_marked_picture_carries_three_digests_that_fit(
    photo: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    publication = publish(photo, labels=("graphic-media",), languages=("de", "en"))
    marked = mark(publication, allow(publication), signer, KEY, None)
    assert marked.approved_digest == publication.digest()
    assert marked.marked_digest == pixels_digest(shown(marked))
    assert marked.file_digest == hashlib.sha256(marked.file).hexdigest()
    assert (marked.width, marked.height) == (512, 512)
    assert marked.media_type == "image/jpeg"
    for field in ("public_id", "post_text", "alt_text", "languages", "labels", "answers"):
        assert getattr(marked, field) == getattr(publication, field)


def test_the_file_says_what_it_is_three_times(
    photo: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    publication = publish(photo, origin=Origin.EDITED)
    source = BytesIO()
    Image.fromarray(photo).save(source, "PNG")
    marked = mark(publication, allow(publication), signer, KEY, Source.of(source.getvalue()))
    reading = read_back(marked.file, marked.media_type)
    assert reading is not None
    assert reading.valid
    assert reading.title == publication.public_id
    assert reading.actions == ("c2pa.opened", "c2pa.edited", "c2pa.watermarked.bound")
    assert (WATERMARK, publication.public_id) in reading.bindings
    assert reading.source_type.endswith("compositeWithTrainedAlgorithmicMedia")
    xmp = f'DigitalSourceType="{reading.source_type}"'
    assert xmp.encode() in marked.file
    assert not np.array_equal(outside(publication, shown(marked)), shown(marked))


def test_the_file_tells_where_to_ask_about_it(
    publish: Publish, allow: Allow, drawing: Pixels, photo: Pixels, signer: Signer
) -> None:
    for pixels in (drawing, photo):
        publication = publish(pixels)
        for host, told in (("https://a&b.example/verify?id=", 1), ("", 0)):
            marked = mark(publication, allow(publication), signer, KEY, None, None, host)
            address = b'dc:identifier="https://a&amp;b.example/verify?id=4tb2m9q0xk"'
            assert marked.file.count(address) == told


@pytest.mark.parametrize("kind", ["photo", "drawing"])
def test_outside_the_label_only_the_watermark_and_the_encoder_change_anything(
    kind: str,
    photo: Pixels,
    drawing: Pixels,
    publish: Publish,
    allow: Allow,
    signer: Signer,
) -> None:
    """Each within its bound: 42 dB, and what the mean of an 8 x 8 block moves at this quality."""
    pixels = {"photo": photo, "drawing": drawing}[kind]
    publication = publish(pixels)
    marked = mark(publication, allow(publication), signer, KEY, None)
    rest = outside(publication, shown(marked))
    inked = fasten(labelled(publication), id_number(publication.public_id), KEY).pixels
    assert encoding.moved(inked, shown(marked)) <= encoding.encode(inked, "x").bound
    assert cv2.PSNR(pixels, outside(publication, inked)) >= FLOOR
    assert np.abs(outside(publication, inked).astype(int) - pixels).max() <= MOST_MOVED
    assert np.abs(rest.astype(int) - pixels).mean() < 3
    assert not np.array_equal(outside(publication, inked), pixels)


def test_the_published_file_carries_its_id_and_says_how_well(
    photo: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    publication = publish(photo)
    marked = mark(publication, allow(publication), signer, KEY, None)
    assert marked.watermark is Watermark.STRONG
    found = read(shown(marked), KEY)
    assert found is not None
    assert id_text(found.public_id) == publication.public_id


@pytest.mark.parametrize("size", [(16, 16), (24, 40)])
def test_a_picture_too_small_for_a_watermark_goes_out_without_one_and_unchanged(
    size: tuple[int, int], photo: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    pixels = np.asarray(Image.fromarray(photo).resize(size))
    publication = publish(pixels)
    marked = mark(publication, allow(publication), signer, KEY, None)
    assert marked.watermark is Watermark.NONE
    assert np.array_equal(outside(publication, shown(marked)), pixels)


def test_what_reads_from_the_file_and_not_after_a_rough_road_is_weak(
    photo: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    publication = publish(np.asarray(Image.fromarray(photo).resize((200, 200))))
    marked = mark(publication, allow(publication), signer, KEY, None)
    assert marked.watermark is Watermark.WEAK
    assert confirm(shown(marked), id_number(publication.public_id), KEY) > LEAST_SCORE


@pytest.mark.parametrize("size", [(16, 16), (17, 90), (90, 17), (333, 65), (800, 16)])
def test_small_and_odd_sizes_are_marked(
    size: tuple[int, int], photo: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    pixels = np.asarray(Image.fromarray(photo).resize(size))
    publication = publish(pixels)
    marked = mark(publication, allow(publication), signer, KEY, None)
    assert (marked.width, marked.height) == size
    assert len(marked.file) <= FILE_LIMIT


def test_keep_clear_moves_the_label(
    photo: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    publication = publish(photo, keep_clear=((250, 250, 512, 512),))
    pixels = shown(mark(publication, allow(publication), signer, KEY, None))
    assert encoding.moved(photo[250:506, 250:506], pixels[250:506, 250:506]) <= 8


CHANGES: list[dict[str, object]] = [
    {"post_text": "Another text"},
    {"alt_text": "Another alt text"},
    {"languages": ("fr",)},
    {"labels": ("sexual",)},
    {"answers": "at://somebody/else"},
    {"public_id": "0000000000"},
    {"keep_clear": ((0, 0, 1, 1),)},
    {"origin": Origin.EDITED},
    {"generator": "other 1"},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_an_approval_is_for_everything_that_would_be_seen(
    change: dict[str, object], drawing: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    approval = allow(publish(drawing))
    with pytest.raises(NotApproved):
        mark(publish(drawing, **change), approval, signer, KEY, None)


def test_one_changed_pixel_needs_another_approval(
    drawing: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    other = drawing.copy()
    other[0, 0, 0] ^= 1
    with pytest.raises(NotApproved):
        mark(publish(other), allow(publish(drawing)), signer, KEY, None)


@pytest.mark.parametrize("action", [Action.ASK, Action.HOLD, Action.REFUSE])
def test_a_forged_approval_of_a_verdict_that_stops_is_refused(
    action: Action, drawing: Pixels, publish: Publish, signer: Signer
) -> None:
    publication = publish(drawing)
    digest = publication.digest()
    forged = Approval(digest, Verdict(action, ("floor",), (), "policy", (digest,)))
    with pytest.raises(NotApproved):
        mark(publication, forged, signer, KEY, None)


def test_a_forged_approval_of_a_verdict_about_something_else_is_refused(
    drawing: Pixels, publish: Publish, signer: Signer
) -> None:
    publication = publish(drawing)
    forged = Approval(
        publication.digest(),
        Verdict(Action.ALLOW, (), (), "policy", (publish(drawing[1:]).digest(),)),
    )
    with pytest.raises(NotApproved):
        mark(publication, forged, signer, KEY, None)


def test_a_label_that_strays_is_found_when_read_back(
    photo: Pixels, publish: Publish, allow: Allow, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def everywhere(pixels: Pixels, *_: object) -> Labelled:
        return Labelled(np.zeros_like(pixels), (0, 0, 8, 8))

    monkeypatch.setattr(marking, "label", everywhere)
    publication = publish(photo)
    with pytest.raises(CheckFailed, match="moves the picture"):
        mark(publication, allow(publication), signer, KEY, None)


def test_one_pixel_off_outside_the_label_is_found(
    drawing: Pixels, publish: Publish, allow: Allow, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def off(pixels: Pixels, *rest: object) -> Labelled:
        other = pixels.copy()
        other[0, 0, 0] ^= 1
        return Labelled(other, (8, 8, 16, 16))

    monkeypatch.setattr(marking, "label", off)
    publication = publish(drawing)
    with pytest.raises(CheckFailed, match="moves the picture"):
        mark(publication, allow(publication), signer, KEY, None)


def test_one_pixel_off_in_a_png_is_found_when_read_back(
    photo: Pixels, publish: Publish, allow: Allow, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = np.ascontiguousarray(photo[:48, :48])

    def off(pixels: Pixels, kind: str, address: str) -> Encoded:
        other = pixels.copy()
        other[0, 0, 0] ^= 1
        return ENCODE(other, kind)

    monkeypatch.setattr(encoding, "encode", off)
    publication = publish(small)
    with pytest.raises(CheckFailed, match="moves the picture"):
        mark(publication, allow(publication), signer, KEY, None)


def _everywhere(pixels: Pixels) -> Pixels:
    """A ghost of another picture: no pixel moves by much."""
    ghost = np.linspace(0, 9, pixels.shape[1]).astype(np.int16)[None, :, None]
    return np.asarray((pixels.astype(np.int16) + ghost).clip(0, 255), np.uint8)


def _somewhere(pixels: Pixels) -> Pixels:
    """Six pixels, which the mean over a megapixel never shows."""
    other = pixels.copy()
    other[100:102, 100:103] ^= 64
    return other


def _plain(level: int, random: np.random.Generator, shape: tuple[int, int]) -> Pixels:
    return np.full((*shape, 3), level, np.uint8)


def _grainy(level: int, random: np.random.Generator, shape: tuple[int, int]) -> Pixels:
    grain = random.integers(-15, 16, (*shape, 3))
    return np.asarray((grain + level).clip(0, 255), np.uint8)


def _noise(level: int, random: np.random.Generator, shape: tuple[int, int]) -> Pixels:
    return random.integers(0, 256, (*shape, 3), np.uint8)


def _black_and_white(level: int, random: np.random.Generator, shape: tuple[int, int]) -> Pixels:
    cells = random.integers(0, 2, (4, 4, 3), np.uint8) * np.uint8(255)
    return np.asarray(cv2.resize(cells, shape[::-1], interpolation=cv2.INTER_NEAREST), np.uint8)


def _slope(level: int, random: np.random.Generator, shape: tuple[int, int]) -> Pixels:
    ramp = np.linspace(0, level, shape[1]).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(ramp[None, :, None], (*shape, 3)))


@given(
    height=st.integers(1, 220),
    width=st.integers(1, 220),
    content=st.sampled_from([_plain, _grainy, _noise, _black_and_white, _slope]),
    level=st.integers(0, 255),
    seed=st.integers(0, 2**32 - 1),
    public_id=st.integers(0, 2**48 - 1),
    older=st.booleans(),
)
@settings(
    max_examples=30,  # `bench marks` and every published picture check the same
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(96, 96, _grainy, 50, 390, 390, False)  # rounding costs more here than is expected
@example(96, 96, _plain, 128, 0, 2, False)
@example(1, 1, _plain, 0, 0, 3, True)
def test_no_picture_is_held_by_its_own_watermark(
    publish: Publish,
    height: int,
    width: int,
    content: Callable[[int, np.random.Generator, tuple[int, int]], Pixels],
    level: int,
    seed: int,
    public_id: int,
    older: bool,
) -> None:
    """Whatever it shows, it is marked within what is checked, or goes out without a mark."""
    pixels = content(level, np.random.default_rng(seed), (height, width))
    text = id_text(public_id)
    publication = publish(pixels, public_id=text, source_mark="0000000000" if older else None)
    inked = marking._inked(pixels, publication, KEY)
    assert cv2.PSNR(pixels, inked.pixels) >= FLOOR
    assert cv2.norm(pixels, inked.pixels, cv2.NORM_INF) <= MOST_MOVED
    if inked.watermark is Watermark.NONE:
        assert np.array_equal(inked.pixels, pixels)


@pytest.mark.parametrize("change", [_everywhere, _somewhere])
def test_a_watermark_that_moves_more_than_it_may_is_found(
    change: Callable[[Pixels], Pixels],
    photo: Pixels,
    publish: Publish,
    allow: Allow,
    signer: Signer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def too_much(pixels: Pixels, number: int, key: Carriers, older: object) -> Fastened:
        fastened = fasten(pixels, number, key)
        return replace(fastened, pixels=change(fastened.pixels))

    monkeypatch.setattr(marking, "fasten", too_much)
    publication = publish(photo)
    with pytest.raises(CheckFailed, match="watermark moves the picture"):
        mark(publication, allow(publication), signer, KEY, None)


def test_an_edit_of_a_marked_picture_carries_its_own_id_in_place_of_the_older(
    photo: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    """As in a thread: "brighter", "a little more", the other way round, and each is told apart."""
    pixels, source_mark, ids = photo, None, ["4tb2m9q0xk", "0000000000", "7zzzzzzzzz", "1234512345"]
    for turn, public_id in enumerate(ids):
        publication = publish(pixels, public_id=public_id, source_mark=source_mark)
        shows = shown(mark(publication, allow(publication), signer, KEY, None))
        found = read(shows, KEY)
        assert found is not None
        assert id_text(found.public_id) == public_id, turn
        pixels = np.ascontiguousarray(shows[:, ::-1]) if turn == 1 else shows
        source_mark = public_id


def test_an_id_that_is_not_this_pictures_never_goes_out(
    photo: Pixels, publish: Publish, allow: Allow, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def next_one(pixels: Pixels, number: int, key: Carriers, older: object) -> Fastened:
        return fasten(pixels, number ^ 1, key)

    monkeypatch.setattr(marking, "fasten", next_one)
    publication = publish(photo)
    marked = mark(publication, allow(publication), signer, KEY, None)
    assert marked.watermark is Watermark.NONE
    assert read(shown(marked), KEY) is None


def test_a_signer_that_spoils_or_swaps_the_file_is_found(
    photo: Pixels, drawing: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    class Spoiling(Signer):
        def __init__(self, spoil: Callable[[bytes, str], bytes]) -> None:
            self.spoil = spoil

        def sign(self, file: bytes, media_type: str, statement: Statement) -> bytes:
            return self.spoil(file, media_type)

    other = Statement("0000000000", Origin.CREATED, "klein 4")
    publication = publish(photo)
    spoils: list[Callable[[bytes, str], bytes]] = [
        lambda file, kind: file,  # unsigned
        lambda file, kind: signer.sign(file, kind, other),  # says it is another picture
        lambda file, kind: signer.sign(file, kind, other) + b" " * FILE_LIMIT,
        lambda file, kind: signer.sign(encoding.encode(photo[::-1], "x").file, kind, other),
        lambda file, kind: signer.sign(encoding.encode(photo[:80], "x").file, kind, other),
    ]
    for spoil in spoils:
        with pytest.raises(CheckFailed):
            mark(publication, allow(publication), Spoiling(spoil), KEY, None)


def test_a_source_of_an_unknown_kind_is_refused(
    drawing: Pixels, publish: Publish, allow: Allow, signer: Signer
) -> None:
    publication = publish(drawing, origin=Origin.EDITED)
    with pytest.raises(BadPicture):
        mark(publication, allow(publication), signer, KEY, Source.of(b"<svg/>"))


@pytest.fixture
def marked(drawing: Pixels, publish: Publish, allow: Allow, signer: Signer) -> MarkedPicture:
    publication = publish(drawing)
    return mark(publication, allow(publication), signer, KEY, None)


def test_after_a_crash_the_same_picture_comes_back(
    marked: MarkedPicture, drawing: Pixels, publish: Publish
) -> None:
    again = reload(
        marked.file,
        publish(drawing),
        marked.approved_digest,
        marked.marked_digest,
        marked.file_digest,
        marked.watermark,
    )
    assert again == marked


def test_after_a_crash_nothing_else_comes_back(
    marked: MarkedPicture,
    drawing: Pixels,
    photo: Pixels,
    publish: Publish,
    allow: Allow,
    signer: Signer,
) -> None:
    other_publication = publish(photo)
    other = mark(other_publication, allow(other_publication), signer, KEY, None)
    publication = publish(drawing)
    digests = (marked.approved_digest, marked.marked_digest, marked.file_digest)
    wrong = [
        (other.file, publication, digests),
        (marked.file + b"\x00", publication, digests),
        (marked.file, replace(publication, post_text="Other words"), digests),
        (marked.file, publication, (other.approved_digest, *digests[1:])),
        (marked.file, publication, (digests[0], other.marked_digest, digests[2])),
        (marked.file, publication, (*digests[:2], other.file_digest)),
        (other.file, publication, (*digests[:2], other.file_digest)),
    ]
    for file, stored, found in wrong:
        with pytest.raises(NotApproved):
            reload(file, stored, *found, Watermark.STRONG)
