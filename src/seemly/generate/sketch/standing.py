"""Figures that stand together: one with others on, in, under, behind, before or beside it.

Sizes and distances are shares of the picture's short side; y counts up from the feet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from seemly.generate.sketch.drawing import Colour
from seemly.generate.sketch.figures import SEATED, Cast

GAP = 0.02


@dataclass(frozen=True)
class Member:
    """A figure set beside another one's foot; `behind` it or before it."""

    one: Standing
    x: float
    y: float
    behind: bool = False

    def scaled(self, factor: float) -> Member:
        """Larger by `factor`, and as much farther away."""
        return Member(self.one.scaled(factor), self.x * factor, self.y * factor, self.behind)


@dataclass(frozen=True)
class Standing:
    """One figure with everything settled but its spot."""

    key: str
    cast: Cast
    colour: Colour
    size: float  # height of the figure's frame
    members: tuple[Member, ...] = ()
    aboard: int = 0  # so many of its last parts are drawn once more, over its members

    @property
    def own(self) -> float:
        """Its width without anybody else."""
        return self.cast.width * self.size / self.cast.height

    @property
    def left(self) -> float:
        """How far all of it reaches to the left of its foot."""
        return max([self.own / 2, *(m.one.left - m.x for m in self.members)])

    @property
    def right(self) -> float:
        """How far all of it reaches to the right of its foot."""
        return max([self.own / 2, *(m.one.right + m.x for m in self.members)])

    @property
    def width(self) -> float:
        """From the leftmost to the rightmost."""
        return self.left + self.right

    @property
    def top(self) -> float:
        """The height of the highest."""
        return max([self.size, *(m.one.top + m.y for m in self.members)])

    def scaled(self, factor: float) -> Standing:
        """Everything larger by `factor`."""
        members = tuple(member.scaled(factor) for member in self.members)
        return replace(self, size=self.size * factor, members=members)

    def joined(self, members: Sequence[Member], aboard: int = 0) -> Standing:
        """With more figures."""
        everybody = (*self.members, *members)
        return replace(self, members=everybody, aboard=max(aboard, self.aboard))


@dataclass(frozen=True)
class Deck:
    """Where one may stand on a thing: share of its height and width, and what hides the feet."""

    level: float
    wide: float = 0.8
    front: int = 0  # its last parts, in front of whoever is aboard


DECKS = {
    "boat": Deck(0.15, 0.9, 2),
    "ship": Deck(0.56, 0.45),
    "canoe": Deck(0.42, 0.6),
    "car": Deck(0.57, 0.4),
    "bus": Deck(0.61, 0.8),
    "train": Deck(0.76, 0.3),
    "truck": Deck(0.98, 0.5),
    "bicycle": Deck(0.56, 0.5),
    "motorcycle": Deck(0.6, 0.5),
    "scooter": Deck(0.5, 0.5),
    "sled": Deck(0.5, 0.9),
    "skateboard": Deck(0.74, 0.75),
    "log": Deck(0.81, 0.85),
    "tractor": Deck(0.97, 0.5),
    "table": Deck(0.99, 0.9),
    "bridge": Deck(0.74, 0.8),
    "bed": Deck(0.42, 0.7),
    "chair": Deck(0.5, 0.7),
    "armchair": Deck(0.32, 0.6),
    "house": Deck(0.91, 0.6),
    "castle": Deck(0.77, 0.4),
    "horse": Deck(0.6, 0.4),
    "elephant": Deck(0.96, 0.6),
    "cloud": Deck(0.62, 0.7),
    "plate": Deck(0.5, 0.5),
    "tree": Deck(0.92, 0.5),
    "dolphin": Deck(0.7, 0.4),
    "whale": Deck(0.55, 0.4),
}
#: Things one can be in, looking out over their rim.
_INSIDE = frozenset(
    {"box", "basket", "cup", "coffee", "bathtub", "bowl", "gift", "soup", "backpack", "handbag",
     "shopping cart", "hat", "boot", "bouquet", "trash can", "teapot", "suitcase"}
)  # fmt: skip
_SUNK = 0.5  # share of whoever is inside that cannot be seen
_CLOSE = 0.8  # several on one deck stand closer than beside each other
_HEADGEAR = {"hat", "cap", "crown"}
_EYEWEAR = {"glasses", "sunglasses"}
_SLOTS = (-1, 1)

Guests = Sequence[Standing]


def joined(host: Standing, kind: str, guests: Guests) -> Standing:
    """The host with its guests in that relation, a key of settings.tsv."""
    return _KINDS[kind](host, guests)


def _spread(guests: Guests, room: float) -> list[tuple[Standing, float]]:
    """Side by side around the middle, no wider than `room`: each with its x."""
    wide = sum(one.width for one in guests) + GAP * (len(guests) - 1)
    close = _CLOSE if len(guests) > 1 and wide > room else 1.0
    factor = min(1.0, room / (wide * close))
    placed, at = [], -wide * close * factor / 2
    for one in guests:
        small = one.scaled(factor)
        placed.append((small, at + close * small.left))
        at += close * (small.width + GAP * factor)
    return placed


def _grown(host: Standing, guests: Guests, room: float, most: float = 1.6) -> Standing:
    """The host made larger where its guests would have to shrink below half to find room."""
    wide = sum(one.width for one in guests)
    return host.scaled(min(most, max(1.0, 0.6 * wide / max(room, 1e-6))))


def _on(host: Standing, guests: Guests) -> Standing:
    deck = DECKS.get(host.key) or Deck(0.97 * _summit(host), 0.75)
    host = _grown(host, guests, deck.wide * host.own)
    placed = _spread(guests, deck.wide * host.own)
    return host.joined([Member(one, x, deck.level * host.size) for one, x in placed], deck.front)


def _summit(host: Standing) -> float:
    """The highest of it around its middle, as a share of its frame."""
    points = np.vstack([part.outline for part in host.cast.draw(host.colour)])
    middle = np.abs(points[:, 0]) < 0.22 * host.own / host.size
    return float(points[middle, 1].max()) if middle.any() else float(points[:, 1].max())


def _in(host: Standing, guests: Guests) -> Standing:
    if host.key in _INSIDE:
        host = _grown(host, guests, 0.8 * host.own)
        rim = _summit(host) * host.size
        inside = [
            Member(one, x, max(0.0, rim - _SUNK * one.size), behind=True)
            for one, x in _spread(guests, 0.75 * host.own)
        ]
        return host.joined(inside)
    if host.key in ("tree", "pine", "palm tree"):
        placed = _spread(guests, 0.6 * host.own)
        return host.joined([Member(one, x, 0.55 * host.size) for one, x in placed])
    return _on(host, guests) if host.key in DECKS and host.key != "house" else _front(host, guests)


def _under(host: Standing, guests: Guests) -> Standing:
    host = _grown(host, guests, 0.9 * host.own, 1.3)
    small = [one.scaled(min(1.0, 0.55 * host.size / one.top)) for one in guests]
    placed = _spread(small, 0.95 * host.own)
    aside = 0.0 if len(small) > 1 or host.key in ("umbrella", "bridge") else -0.24 * host.own
    return host.joined([Member(one, x + aside, -0.012) for one, x in placed])


def _behind(host: Standing, guests: Guests) -> Standing:
    members = []
    for number, one in enumerate(guests):
        side = _SLOTS[number % 2]
        x = side * (host.own / 2 + one.own * (0.1 + 0.8 * (number // 2)))
        members.append(Member(one, x if one.size < host.size * 1.2 else x * 0.5, 0.035, True))
    return host.joined(members)


def _front(host: Standing, guests: Guests) -> Standing:
    small = [one.scaled(min(1.0, 0.62 * host.size / one.top)) for one in guests]
    placed = _spread(small, max(host.own, 0.3))
    aside = -0.2 * host.own if len(small) == 1 else 0.0
    return host.joined([Member(one, x + aside, -0.045) for one, x in placed])


def _beside(host: Standing, guests: Guests) -> Standing:
    for number, one in enumerate(guests):
        x = -(host.left + GAP + one.right) if number % 2 else host.right + GAP + one.left
        host = host.joined([Member(one, x, 0.0)])
    return host


def _above(host: Standing, guests: Guests) -> Standing:
    placed = _spread(guests, max(host.own, 0.5))
    return host.joined([Member(one, x, host.top + 0.05) for one, x in placed])


def _wears(host: Standing, guests: Guests) -> Standing:
    for one in guests:
        host = host.joined([_worn(host, one)])
    return host


def _worn(host: Standing, one: Standing) -> Member:
    seated, person = host.key in SEATED, host.key in ("person", "snowman", "robot")
    middle = 0.0 if seated or person or host.own < host.size else -0.3 * host.own
    head = (0.46 if seated else 0.24 if person else 0.3) * host.size  # its width
    if one.key in _HEADGEAR:
        worn = one.scaled(head * 0.9 / one.own)
        return Member(worn, middle, (0.86 if seated else 0.93) * host.size)
    if one.key in _EYEWEAR and (seated or person):
        worn = one.scaled(head * 0.82 / one.own)
        return Member(worn, 0.0, (0.72 if seated else 0.87) * host.size - worn.size / 2)
    if one.key == "scarf" and (seated or host.key == "person"):
        worn = one.scaled(head * 0.8 / one.own)
        return Member(worn, 0.0, (0.55 if seated else 0.78) * host.size - worn.size * 0.85)
    return _held(host, one)


def _holds(host: Standing, guests: Guests) -> Standing:
    return host.joined([_held(host, one) for one in guests])


def _held(host: Standing, one: Standing) -> Member:
    small = one.scaled(min(1.0, 0.42 * host.size / one.size))
    return Member(small, 0.4 * host.own + 0.2 * small.own, 0.14 * host.size)


_KINDS: dict[str, Callable[[Standing, Guests], Standing]] = {
    "on": _on,
    "in": _in,
    "under": _under,
    "behind": _behind,
    "front": _front,
    "beside": _beside,
    "between": _beside,
    "above": _above,
    "wears": _wears,
    "holds": _holds,
}
