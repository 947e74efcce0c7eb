from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seemly.guard import regions
from seemly.guard.faces import Face
from seemly.guard.persons import Figure

FACE = Face((90, 40, 110, 64), 0.9)


def outline() -> regions.Mask:
    mask = np.zeros((300, 200), np.uint8)
    mask[30:300, 60:140] = 255
    return mask


def test_a_covered_face_is_locked_by_its_outline_alone() -> None:
    figure = Figure((55, 25, 150, 300), 0.9)
    mask = regions.locked(outline(), (FACE,), (figure,))
    assert (mask[outline() > 0] == 255).all()
    assert not mask[:, :50].any()


def test_a_face_without_outline_gets_a_body_box() -> None:
    nothing = np.zeros((300, 200), np.uint8)
    mask = regions.locked(nothing, (FACE,), ())
    assert (mask[40:240, 72:128] == 255).all()


def test_a_small_group_is_locked_by_its_outline_and_a_crowd_by_boxes() -> None:
    row = tuple(Face((x, 40, x + 16, 64), 0.9) for x in range(0, 200, 20))
    whole = np.zeros((300, 200), np.uint8)
    whole[30:100] = 255
    group = regions.locked(whole, row[: regions.TIGHT], ())
    crowd = regions.locked(whole, row[: regions.TIGHT + 1], ())
    assert not group[120:].any()
    assert (crowd[120:200, :120] == 255).all()


def test_a_figure_that_no_outline_fills_is_locked_as_a_box() -> None:
    behind = Figure((150, 100, 200, 300), 0.4)
    mask = regions.locked(outline(), (FACE,), (behind,))
    assert (mask[100:300, 150:200] == 255).all()
    assert not mask[:90, 150:].any()


def test_a_figure_whose_outline_lost_its_legs_is_locked_as_a_box() -> None:
    legless = outline()
    legless[150:] = 0
    mask = regions.locked(legless, (FACE,), (Figure((60, 30, 140, 300), 0.9),))
    assert (mask[150:300, 60:140] == 255).all()


def test_part_of_a_stranger_locks_its_box_and_holes_are_filled() -> None:
    mask = outline()
    mask[200:220, 170:180] = 255
    mask[150:160, 95:105] = 0
    locked = regions.locked(mask, (FACE,), ())
    assert (locked[195:225, 166:184] == 255).all()
    assert (locked[150:160, 95:105] == 255).all()


def test_looks_from_near_go_to_figures_and_to_faces_outside_of_them() -> None:
    figure = Figure((60, 30, 140, 300), 0.9)
    assert regions.places((FACE,), (figure,), (300, 200)) == (figure.box,)
    alone = regions.places((FACE, Face((10, 10, 20, 20), 0.9)), (figure,), (300, 200))
    assert alone[0] == figure.box
    left, top, right, bottom = alone[1]
    assert (left, top) == (0, 4)
    assert right < 60
    assert bottom == 95


def test_a_persons_box_is_cut_to_the_lock() -> None:
    assert regions.person_box(FACE.box, outline()) == (68, 30, 132, 244)
    assert regions.person_box(FACE.box, np.zeros((300, 200), np.uint8)) == FACE.box


SPOTS = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90), st.integers(1, 9)), max_size=8)


@given(SPOTS, SPOTS)
def test_every_part_that_touches_nobodys_box_is_a_stranger(
    spots: list[tuple[int, int, int]], boxes: list[tuple[int, int, int]]
) -> None:
    mask = np.zeros((100, 100), np.uint8)
    for x, y, side in spots:
        mask[y : y + side, x : x + side] = 255
    people = [Figure((x, y, x + side, y + side), 0.9) for x, y, side in boxes]
    locked = regions.locked(mask, (), tuple(people))
    count, labels = cv2.connectedComponents(mask)
    for part in (labels == label for label in range(1, count)):
        near = any(part[y : y + side, x : x + side].any() for x, y, side in boxes)
        if not near and part.sum() >= regions.STRANGER * mask.size:
            grown = cv2.boundingRect(part.astype(np.uint8))
            left, top = max(0, grown[0] - 3), max(0, grown[1] - 3)
            assert (locked[top : grown[1] + grown[3] + 3, left : grown[0] + grown[2] + 3]).all()
