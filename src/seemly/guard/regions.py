"""Which pixels belong to the people in a picture: tight where the finders agree, boxes in doubt."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from seemly.guard.faces import Face
from seemly.guard.persons import Figure

Box = tuple[int, int, int, int]
Mask = NDArray[np.uint8]

FACE_GROW = 0.35  # of a face box, each way: hair and chin, where the outline is in doubt
COVERED = 0.5  # a face that the outline covers less than this is not its person's outline
TIGHT = 6  # faces up to which each is looked at from near; in a crowd dresses are lost
FILLED = 0.3  # share of a figure's box that its outline covers; a sitting astronaut 0.6
REACHED = 0.2  # of a figure's height; an outline that ends further from its box lost head or feet
HOLE = 0.02  # of the picture; smaller holes in an outline are filled
STRANGER = 0.002  # of the picture; smaller specks of outline belong to nobody
STRANGER_GROW = 0.03  # of the longer side
BODY_WIDTH = 1.6  # face widths to each side of the face's middle: shoulders and elbows
BODY_HEIGHT = 7.5  # face heights below the face: a standing body is 7 to 8 heads


def locked(
    outline: Mask,
    faces: tuple[Face, ...],
    figures: tuple[Figure, ...],
) -> Mask:
    """The lock's mask (height x width, 255 must not change) for a picture with people.

    Confident: few faces, each covered by the outline; then the outline without holes, joined with
    an oval around each face. Doubtful: grown face boxes, and body boxes below every face as well.
    A figure that the outline does not fill is locked as a box, and so is a part of the outline
    that belongs to no face and no figure: it is somebody seen in part.
    """
    mask = _without_holes(outline)
    known = [face.box for face in faces] + [figure.box for figure in figures]
    for box in _strangers(mask, known):
        _fill(mask, box)
    for figure in figures:
        if not _explained(outline, figure.box):
            _fill(mask, figure.box)
    if len(faces) <= TIGHT and all(_covered(outline, face.box) >= COVERED for face in faces):
        for face in faces:
            _oval(mask, face.box)
        return mask
    for face in faces:
        _fill(mask, _around(face.box))
        _fill(mask, _below(face.box))
    return mask


def places(
    faces: tuple[Face, ...], figures: tuple[Figure, ...], shape: tuple[int, ...]
) -> tuple[Box, ...]:
    """Where the segmentation should look again from near: figures, and bodies of other faces.

    `shape` is the picture's: height, width.
    """
    seen = [figure.box for figure in figures]
    for face in faces:
        if not any(_holds(box, face.box) for box in seen):
            seen.append(_cut(_below(face.box), shape))
    return tuple(seen)


def person_box(face: Box, mask: Mask) -> Box:
    """The box of one person: the body below the face, cut to what is locked."""
    left, top, right, bottom = _cut(_below(face), mask.shape)
    if left >= right or top >= bottom:
        return face
    x, y, width, height = cv2.boundingRect(mask[top:bottom, left:right])
    return (left + x, top + y, left + x + width, top + y + height) if width else face


def _without_holes(mask: Mask) -> Mask:
    """A shirt lost inside a jacket is part of its person; a large hole shows what is behind."""
    contours, nested = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    filled = mask.copy()
    for number, contour in enumerate(contours):
        is_hole = nested[0][number][3] >= 0
        if is_hole and cv2.contourArea(contour) < HOLE * mask.size:
            cv2.drawContours(filled, contours, number, 255, cv2.FILLED)
    return filled


def _strangers(mask: Mask, people: list[Box]) -> tuple[Box, ...]:
    """Boxes around the parts of the outline that touch nobody's box."""
    rest = _apart(mask, people)
    if cv2.countNonZero(rest) < STRANGER * mask.size:
        return ()
    _, _, parts, _ = cv2.connectedComponentsWithStats(rest)
    margin = round(STRANGER_GROW * max(mask.shape))
    return tuple(
        (x - margin, y - margin, x + width + margin, y + height + margin)
        for x, y, width, height, size in parts[1:]
        if size >= STRANGER * mask.size
    )


def _apart(mask: Mask, people: list[Box]) -> Mask:
    """The mask without every part that touches somebody's box; labelling all takes ten times."""
    rest = mask.copy()
    for left, top, right, bottom in (_cut(box, mask.shape) for box in people):
        inside = rest[top:bottom, left:right]
        while inside.any():
            y, x = np.unravel_index(int(inside.argmax()), inside.shape)
            cv2.floodFill(rest, None, (left + int(x), top + int(y)), 0, flags=8)
    return rest


def _explained(outline: Mask, figure: Box) -> bool:
    """Whether the outline fills a figure's box from head to foot."""
    left, top, right, bottom = _cut(figure, outline.shape)
    if left >= right or top >= bottom:
        return False
    part = outline[top:bottom, left:right]
    if cv2.countNonZero(part) < FILLED * part.size:
        return False
    _, first, _, rows = cv2.boundingRect(part)
    slack = REACHED * (bottom - top)
    return bool(first <= slack and first + rows >= bottom - top - slack)


def _holds(box: Box, face: Box) -> bool:
    x, y = (face[0] + face[2]) / 2, (face[1] + face[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _around(face: Box) -> Box:
    left, top, right, bottom = face
    across, along = round(FACE_GROW * (right - left)), round(FACE_GROW * (bottom - top))
    return (left - across, top - along, right + across, bottom + along)


def _below(face: Box) -> Box:
    left, top, right, bottom = face
    width, height = right - left, bottom - top
    middle = (left + right) / 2
    return (
        int(middle - BODY_WIDTH * width),
        int(top - 0.6 * height),
        int(np.ceil(middle + BODY_WIDTH * width)),
        int(np.ceil(bottom + BODY_HEIGHT * height)),
    )


def _covered(outline: Mask, face: Box) -> float:
    left, top, right, bottom = _cut(face, outline.shape)
    part = outline[top:bottom, left:right]
    return float((part > 0).mean()) if part.size else 0.0


def _cut(box: Box, shape: tuple[int, ...]) -> Box:
    height, width = shape[:2]
    left, top, right, bottom = box
    return (max(0, left), max(0, top), min(width, right), min(height, bottom))


def _oval(mask: Mask, face: Box) -> None:
    left, top, right, bottom = face
    centre = ((left + right) // 2, (top + bottom) // 2)
    axes = (max(1, round(0.55 * (right - left))), max(1, round(0.55 * (bottom - top))))
    cv2.ellipse(mask, centre, axes, 0, 0, 360, 255, cv2.FILLED)


def _fill(mask: Mask, box: Box) -> None:
    left, top, right, bottom = _cut(box, mask.shape)
    mask[top:bottom, left:right] = 255
