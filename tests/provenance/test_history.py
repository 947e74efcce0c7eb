"""What a source says of itself goes along, checked and cut down; what nobody looked at does not."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import c2pa
import pytest
from PIL import Image

from seemly.errors import CheckFailed
from seemly.provenance import history, wording
from seemly.provenance.certificates import SigningCredential, private_pem
from seemly.provenance.credentials import Signer, Source, Statement, read_back
from seemly.provenance.history import History
from seemly.provenance.publication import Origin, Pixels
from seemly.provenance.reading import Ingredient, Reading

MADE = Statement("0source000", Origin.CREATED, "klein 4")
CREATED = {
    "action": "c2pa.created",
    "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
}
AUTHOR = {
    "label": "stds.schema-org.CreativeWork",
    "data": {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "author": [{"@type": "Person", "name": "Jane Example"}],
    },
}


def file(pixels: Pixels, kind: str = "JPEG") -> bytes:
    stream = BytesIO()
    Image.fromarray(pixels).save(stream, kind)
    return stream.getvalue()


@pytest.fixture(scope="module")
def camera(now: datetime) -> c2pa.Signer:
    """Somebody else's signer, by the library's own defaults: thumbnails and all."""
    own = SigningCredential.made(now)
    key = private_pem(own.key)
    return c2pa.Signer.from_info(
        c2pa.C2paSignerInfo(c2pa.C2paSigningAlg.ES256, own.shown, key, None)
    )


def taken(camera: c2pa.Signer, picture: bytes, *more: dict[str, Any], **action: Any) -> bytes:
    """A picture as another program leaves it."""
    manifest = {
        "claim_generator_info": [{"name": "camera", "version": "1"}],
        "title": "holiday.jpg",
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [{**CREATED, **action}]}},
            *more,
        ],
    }
    out = BytesIO()
    with c2pa.Builder(manifest) as builder:
        builder.sign(camera, "image/jpeg", BytesIO(picture), out)
    return out.getvalue()


def edited(signer: Signer, picture: bytes, source: bytes) -> tuple[bytes, Reading]:
    statement = Statement("4tb2m9q0xk", Origin.EDITED, "klein 4", Source.bringing(source))
    signed = signer.sign(picture, "image/jpeg", statement)
    reading = read_back(signed, "image/jpeg", signer.ours)
    assert reading is not None
    assert reading.valid
    return signed, reading


def manifests(signed: bytes) -> dict[str, Any]:
    with c2pa.Reader("image/jpeg", BytesIO(signed)) as reader:
        found: dict[str, Any] = json.loads(reader.json())["manifests"]
    return found


def test_the_source_s_own_credentials_survive_inside_ours(signer: Signer, photo: Pixels) -> None:
    source = signer.sign(file(photo), "image/jpeg", MADE)
    signed, reading = edited(signer, file(photo), source)
    [parent] = reading.ingredients
    assert parent == Ingredient("source", "image/jpeg", "parentOf", True, parent.faults)
    assert set(parent.faults) <= {"signingCredential.untrusted"}
    assert reading.ours
    assert {found["title"] for found in manifests(signed).values()} == {"0source000", "4tb2m9q0xk"}


def test_of_another_s_what_was_done_survives_and_pictures_and_names_do_not(
    signer: Signer, camera: c2pa.Signer, photo: Pixels
) -> None:
    picture = file(photo)
    source = taken(camera, picture, AUTHOR)
    assert len(source) - len(picture) > 50_000  # a thumbnail
    assert b"Jane Example" in source
    signed, reading = edited(signer, picture, source)
    assert len(signed) - len(picture) < 10_000
    assert b"Jane Example" not in signed
    assert signed.count(b"\xff\xd8\xff") == 1
    assert reading.actions == ("c2pa.opened", "c2pa.redacted", "c2pa.redacted", "c2pa.edited")
    kept = next(one for one in manifests(signed).values() if one["title"] == "holiday.jpg")
    [actions] = [one for one in kept["assertions"] if one["label"].startswith("c2pa.actions")]
    assert actions["data"]["actions"][0]["digitalSourceType"] == CREATED["digitalSourceType"]


def test_a_history_of_several_steps_is_cut_down_in_all_of_them(
    signer: Signer, camera: c2pa.Signer, photo: Pixels
) -> None:
    once, _ = edited(signer, file(photo), taken(camera, file(photo), AUTHOR))
    twice, reading = edited(signer, file(photo), once)
    assert len(manifests(twice)) == 3
    assert reading.actions == ("c2pa.opened", "c2pa.edited")  # nothing left to redact
    assert b"Jane Example" not in twice


@pytest.mark.parametrize("place", ["picture", "manifest"])
def test_a_tampered_source_is_carried_with_its_faults_told(
    signer: Signer, camera: c2pa.Signer, photo: Pixels, place: str
) -> None:
    source = bytearray(taken(camera, file(photo)))
    at = len(source) - 1000 if place == "picture" else source.index(b"trainedAlgorithmicMedia")
    source[at] ^= 1
    before = read_back(bytes(source), "image/jpeg")
    assert before is not None
    assert not before.valid
    _, reading = edited(signer, file(photo), bytes(source))
    [parent] = reading.ingredients
    fault = {"picture": "assertion.dataHash.mismatch", "manifest": "assertion.hashedURI.mismatch"}
    assert fault[place] in parent.faults


PICTURE_AS_TEXT = ["QUJD" * 12] * 40
ELSEWHERE = "see www.example.org/her"


@pytest.mark.parametrize(
    "told",
    [
        {"description": "she did it"},
        {"parameters": {"com.example.part": PICTURE_AS_TEXT}},
        {"parameters": {"com.example.part": [7] * 3000}},
        {"parameters": {f"com.example.{number}": "A b" * 20 for number in range(150)}},
        {"softwareAgent": {"name": ELSEWHERE}},
        {"softwareAgent": {"name": "A b" * wording.LONGEST}},
        {"changes": [{"description": "she did it"}]},
    ],
    ids=lambda told: next(iter(told)),
)
def test_invariant_1_nothing_unapproved_goes_out_in_what_a_source_signed(
    camera: c2pa.Signer, photo: Pixels, told: dict[str, Any]
) -> None:
    """Actions cannot be redacted; a picture can be written as text, and words harm as words."""
    try:
        source = taken(camera, file(photo), **told)
    except c2pa.C2paError:  # the library does not even sign it
        return
    with pytest.raises(CheckFailed, match="the source's credentials"):
        History.of(source, "image/jpeg")


def test_an_assertion_under_a_name_like_c2pa_s_does_not_go_along(
    signer: Signer, camera: c2pa.Signer, photo: Pixels
) -> None:
    evil = {"label": "c2pa.hash.evil", "data": {"part": PICTURE_AS_TEXT}}
    with pytest.raises(CheckFailed):  # the library redacts no digests
        edited(signer, file(photo), taken(camera, file(photo), evil))


def test_a_history_grows_until_it_is_left_behind(signer: Signer, photo: Pixels) -> None:
    source = signer.sign(file(photo), "image/jpeg", MADE)
    for _ in range(3):
        source, _ = edited(signer, file(photo), source)
        assert len(source) - len(file(photo)) <= history.ROOM
    for _ in range(3):
        try:
            source, _ = edited(signer, file(photo), source)
        except CheckFailed:
            return
    pytest.fail("it went along for six turns")


def test_a_file_without_credentials_has_no_history(photo: Pixels) -> None:
    with pytest.raises(CheckFailed, match="cannot be read"):
        History.of(file(photo), "image/jpeg")


def test_a_history_that_would_not_be_cut_down_is_not_published(
    signer: Signer, camera: c2pa.Signer, photo: Pixels
) -> None:
    """Whatever the redactions were: what comes out is looked at again."""
    source = taken(camera, file(photo), AUTHOR)
    careless = History(source, "image/jpeg", ())
    with pytest.raises(CheckFailed):
        careless.check(source, "image/jpeg", b"", 0)
    whole = Source("0" * 64, "image/jpeg", history=careless)
    with pytest.raises(CheckFailed):
        signer.sign(file(photo), "image/jpeg", Statement("0" * 10, Origin.EDITED, "", whole))


def test_the_page_states_the_limits() -> None:
    page = (Path(__file__).parents[2] / "docs" / "marks.md").read_text("utf-8")
    assert f"{history.ROOM:,} bytes" in page
    assert f"{wording.LONGEST} characters" in page
