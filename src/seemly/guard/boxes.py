"""Boxes in a picture: left, top, right, bottom in px."""

from __future__ import annotations

Box = tuple[int, int, int, int]


def area(box: Box) -> int:
    """Px."""
    return max(0, box[2] - box[0]) * max(0, box[3] - box[1])


def shared(one: Box, other: Box) -> int:
    """The area that two boxes share, px."""
    left, top = max(one[0], other[0]), max(one[1], other[1])
    return area((left, top, min(one[2], other[2]), min(one[3], other[3])))


def overlap(one: Box, other: Box) -> float:
    """Shared area over joined area, 0..1."""
    both = shared(one, other)
    return both / max(1, area(one) + area(other) - both)


def holds_middle(one: Box, other: Box) -> bool:
    """Whether the middle of the other box lies in this one."""
    x, y = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
    return one[0] <= x <= one[2] and one[1] <= y <= one[3]


def moved(box: Box, origin: tuple[int, int]) -> Box:
    """The box as it lies in a window whose top left corner is at `origin` (x, y)."""
    left, top = origin
    return box[0] - left, box[1] - top, box[2] - left, box[3] - top


def scaled(box: Box, across: float, along: float) -> Box:
    """The box in a picture stretched by so much."""
    left, top, right, bottom = box
    return int(left * across), int(top * along), round(right * across), round(bottom * along)


def same_place(one: Box, other: Box) -> bool:
    """Whether the middle of a box lies in the other one and their widths agree within half."""
    across = (one[2] - one[0]) / max(1, other[2] - other[0])
    return holds_middle(other, one) and 0.5 <= across <= 2.0
