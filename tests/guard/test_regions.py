from __future__ import annotations

import numpy as np

from seemly.guard import regions
from seemly.guard.bodies import Body
from seemly.guard.faces import Face

FACE = Face((90, 40, 110, 64), 0.9)


def outline() -> regions.Mask:
    mask = np.zeros((300, 200), np.uint8)
    mask[30:300, 60:140] = 255
    return mask


def test_a_covered_face_is_locked_by_its_outline_alone() -> None:
    mask = regions.locked(outline(), (FACE,), (Body((0, 0, 200, 300), 0.9),))
    assert (mask[outline() > 0] == 255).all()
    assert not mask[:, :50].any()


def test_a_face_without_outline_gets_a_body_box() -> None:
    mask = regions.locked(np.zeros((300, 200), np.uint8), (FACE,), (Body((10, 200, 30, 220), 0.9),))
    assert (mask[40:240, 72:128] == 255).all()
    assert (mask[200:220, 10:30] == 255).all()


def test_a_group_gets_body_boxes_even_with_an_outline() -> None:
    faces = (FACE, Face((20, 40, 40, 64), 0.9), Face((160, 40, 180, 64), 0.9))
    mask = regions.locked(outline(), faces, ())
    assert (mask[64:200, 10:190] == 255).mean() > 0.9


def test_part_of_a_stranger_locks_its_box_and_holes_are_filled() -> None:
    mask = outline()
    mask[200:220, 170:180] = 255
    mask[150:160, 95:105] = 0
    locked = regions.locked(mask, (FACE,), ())
    assert (locked[195:225, 166:184] == 255).all()
    assert (locked[150:160, 95:105] == 255).all()


def test_a_persons_box_is_cut_to_the_lock() -> None:
    assert regions.person_box(FACE.box, outline()) == (68, 30, 132, 244)
    assert regions.person_box(FACE.box, np.zeros((300, 200), np.uint8)) == FACE.box
