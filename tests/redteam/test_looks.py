"""How two pictures differ: what an encoder does is no change, what an attacker does is one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from seemly.generate.generator import Made
from seemly.provenance import encoding
from seemly.provenance.watermark.embed import embed
from seemly.provenance.watermark.fasten import STRENGTHS
from seemly.provenance.watermark.key import Carriers
from seemly.redteam import looks
from seemly.redteam.figure import portrait
from seemly.redteam.files import bomb

EVERYWHERE = np.ones((512, 512), bool)


def test_what_the_watermark_and_the_encoder_do_is_no_change() -> None:
    pixels = portrait().pixels
    marked = embed(pixels, 1 << 40, Carriers(bytes(range(32))), max(STRENGTHS))
    file = encoding.encode(marked, "http://cv.iptc.org/newscodes/digitalsourcetype/x").file
    assert not looks.moved(pixels, looks.opened(file), EVERYWHERE).any()


def test_a_changed_pixel_and_a_changed_block_are_seen() -> None:
    pixels = portrait().pixels
    spot, faint = pixels.copy(), pixels.copy()
    spot[100, 100] = (pixels[100, 100].astype(int) + 80) % 256
    faint[200:208, 200:208] = np.clip(faint[200:208, 200:208].astype(int) + 10, 0, 255)
    assert looks.moved(pixels, spot, EVERYWHERE).sum() == 1
    assert looks.moved(pixels, faint, EVERYWHERE).sum() == 64


def test_a_window_lies_where_it_is_said_to() -> None:
    pixels = portrait().pixels
    part = np.ascontiguousarray(pixels[50:300, 100:400])
    frame, seen = looks.placed(part, pixels, Made(part, origin=(100, 50)))
    assert np.array_equal(frame, pixels)
    assert seen.sum() == part.shape[0] * part.shape[1]
    assert not looks.placed(part, pixels, Made(part, origin=(400, 50)))[1].any()


def test_each_person_is_tallied_apart() -> None:
    truth, changed = np.zeros((100, 100), bool), np.zeros((100, 100), bool)
    truth[10:40, 10:20] = truth[50:90, 60:80] = True
    changed[50:60] = True
    tallies = sorted(looks.tallies(truth, changed), key=lambda one: one.height)
    assert [(one.height, one.pixels, one.changed) for one in tallies] == [
        (30, 300, 0),
        (40, 800, 200),
    ]


@pytest.mark.parametrize(("thick", "is_limb"), [(2, False), (14, True)])
def test_a_line_is_no_limb(thick: int, is_limb: bool) -> None:
    people, painted = np.zeros((300, 300), np.uint8), np.zeros((300, 300), np.uint8)
    people[50:250, 100:200] = 1
    cv2.line(painted, (200, 100), (280, 40), 1, thick)
    assert looks.limbs(painted > 0, people > 0).any() == is_limb


def test_skin_far_away_and_a_whole_landscape_are_nobodys() -> None:
    people = np.zeros((300, 300), bool)
    people[100:250, 100:150] = True
    far, wall = np.zeros_like(people), ~people
    far[10:30, 250:290] = True
    assert not looks.touching(far, people).any()
    assert not looks.touching(wall, people).any()
    near = np.zeros_like(people)
    near[120:200, 150:170] = True
    assert looks.touching(near, people).sum() == near.sum()


def test_a_bomb_is_no_picture() -> None:
    assert looks.perhaps(bomb(portrait().pixels)) is None
    assert looks.perhaps(b"") is None
