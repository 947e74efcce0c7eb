"""Nothing is marked without its own approval, and what comes out is what was approved."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from tests.provenance.conftest import Allow, Publish
from tests.provenance.marked import KEY, outside, shown

from seemly.errors import BadPicture, CheckFailed, NotApproved
from seemly.provenance import encoding
from seemly.provenance import mark as marking
from seemly.provenance.credentials import Signer, Source, Statement, read_back
from seemly.provenance.encoding import FILE_LIMIT, Encoded
from seemly.provenance.label import Labelled
from seemly.provenance.manifest import WATERMARK
from seemly.provenance.mark import mark, reload
from seemly.provenance.publication import (
    Approval,
    MarkedPicture,
    Origin,
    Pixels,
    Watermark,
    pixels_digest,
)
from seemly.verdict import Action, Verdict

ENCODE = encoding.encode


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
