"""Putting an illustration together: place, figures from back to front, weather, brush."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from seemly.generate.sketch import ground, landscape, palettes, standing, styles, ways
from seemly.generate.sketch.drawing import Canvas, Figure, rgb, smooth
from seemly.generate.sketch.figures import CASTS, Home
from seemly.generate.sketch.illustration import Illustration
from seemly.generate.sketch.landscape import Light, Stage
from seemly.generate.sketch.relations import Relation
from seemly.generate.sketch.standing import Standing
from seemly.provenance.publication import Pixels

SIDE = 1024  # pixels of a drawing, square

#: Big things that stand alone at sea stand on a rock of their own.
_SEAMARKS = frozenset({"lighthouse", "castle", "tower", "church", "house", "windmill"})
_HIGHEST = 0.74  # of figures on each other, so that none is cut off
_FURNITURE = frozenset({"table", "chair", "armchair", "bed", "bathtub", "door", "broom"})
_GLOWING = frozenset({"moon", "full moon", "star", "sun", "lightning", "rainbow"})


def draw(wanted: Illustration, seed: int, side: int = SIDE) -> Pixels:
    """The drawing, side x side, deterministic for a seed."""
    rng = np.random.default_rng(seed)
    canvas = Canvas(side, side)
    under = landscape.light(wanted.place, wanted.time, wanted.weather)
    groups = _groups(wanted, rng)
    stage = _backdrop(canvas, groups[Home.HEAVEN], wanted, under, rng)
    if wanted.parts:
        others = len(groups[Home.LAND])
        ways.lay(canvas, wanted.parts, wanted.place, under, stage, rng, others)
    _air(canvas, groups[Home.SKY], stage, under, rng)
    _water(canvas, groups[Home.WATER], stage, under, rng)
    _land(canvas, groups[Home.LAND], stage, wanted, under, rng)
    if wanted.weather:
        landscape.weather(canvas, wanted.weather, rng)
    pixels = canvas.pixels()
    if wanted.palette:
        pixels = palettes.put(pixels, wanted.palette)
    return styles.STYLES[wanted.style](pixels, rng) if wanted.style else pixels


def _backdrop(
    canvas: Canvas,
    group: list[Standing],
    wanted: Illustration,
    under: Light,
    rng: np.random.Generator,
) -> Stage:
    """Sky and land; where there is no horizon the place itself lies behind sun and planets."""
    landscape.sky(canvas, under, rng)
    painter = ground.PLACES[wanted.place]
    if wanted.place in ("space", "room", "underwater"):
        stage = painter(canvas, under, rng)
        _heaven(canvas, group, wanted, under, rng)
        return stage
    _heaven(canvas, group, wanted, under, rng)
    return painter(canvas, under, rng)


def _groups(wanted: Illustration, rng: np.random.Generator) -> dict[Home, list[Standing]]:
    """Who stands by themselves, with those who stand to them, by where they belong."""
    groups: dict[Home, list[Standing]] = {home: [] for home in Home}
    for one in _together(wanted, rng):
        groups[_home(one.cast.home, wanted.place)].append(one)
    return groups


def _together(wanted: Illustration, rng: np.random.Generator) -> list[Standing]:
    crowd = [_alike(wanted, number, rng) for number in range(len(wanted.actors))]
    waiting = [one for one in wanted.relations if _can_stand(wanted, one)]
    joined = set()
    while waiting:
        # From the leaves: whoever nobody else still has to be set to.
        ready = [one for one in waiting if all(other.to != one.of for other in waiting)]
        to, kind = ready[0].to, ready[0].kind
        now = [one for one in ready if (one.to, one.kind) == (to, kind)]
        waiting = [one for one in waiting if one not in now]
        joined |= {one.of for one in now}
        hosts = crowd[to]
        if kind == "wears":
            worn = [crowd[one.of][0] for one in now]
            crowd[to] = [standing.joined(host, kind, worn) for host in hosts]
        else:
            guests = [guest for one in now for guest in crowd[one.of]]
            crowd[to] = [standing.joined(hosts[0], kind, guests), *hosts[1:]]
    return [one for number, alike in enumerate(crowd) if number not in joined for one in alike]


def _can_stand(wanted: Illustration, one: Relation) -> bool:
    """Whoever is under the moon, or above it, stands where they would anyway."""
    host = wanted.actors[one.to].key
    home = CASTS[host].home
    if home is Home.HEAVEN:
        return host == "cloud" and one.kind == "on"
    return home is not Home.SKY or one.kind not in ("under", "beside", "front", "behind")


def _alike(wanted: Illustration, number: int, rng: np.random.Generator) -> list[Standing]:
    """All figures of one kind, a little different from each other."""
    actor = wanted.actors[number]
    cast = CASTS[actor.key]
    shift = int(rng.integers(len(cast.colours)))
    alike = []
    for i in range(actor.count):
        colour = actor.colour or rgb(cast.colours[(shift + i) % len(cast.colours)])
        size = cast.height * actor.scale * (1.0 if i == 0 else rng.uniform(0.84, 1.04))
        alike.append(Standing(actor.key, cast, colour, size))
    return alike


def _home(home: Home, place: str) -> Home:
    """Where a figure goes in this place: fish swim under water, and a boat ashore lies on land."""
    if home is Home.INDOORS:
        return Home.LAND
    wet = place in ("sea", "lake", "beach", "underwater")
    if home is Home.UNDERWATER or home is Home.WATER:
        return Home.WATER if wet else Home.LAND
    if place in ("space", "sky") and home is Home.LAND:
        return Home.LAND
    return Home.SKY if home is Home.HEAVEN and place in ("room", "underwater") else home


def _fitted(group: list[Standing], room: float, most: float) -> list[Standing]:
    """Scaled alike so that they fit side by side into `room`; few become larger, up to `most`."""
    wide = sum(one.width for one in group) + 0.03 * len(group)
    tallest = max(one.top for one in group)
    together = 1.5 if any(one.members for one in group) else 1.0
    factor = min(room / wide, min(most * together, _HIGHEST) / tallest, 1.75)
    return [one.scaled(factor) for one in group]


def _spots(group: list[Standing], rng: np.random.Generator, room: float) -> list[float]:
    """Where the feet stand, 0 to 1, for figures side by side."""
    gap = (room - sum(one.width for one in group)) / (len(group) + 1)
    spots, at = [], (1 - room) / 2
    for one in group:
        at += gap
        spots.append(at + one.left + float(rng.uniform(-0.2, 0.2)) * max(gap, 0))
        at += one.width
    return spots


def _shuffled(group: list[Standing], rng: np.random.Generator) -> list[Standing]:
    return [group[int(i)] for i in rng.permutation(len(group))]


def _place(
    canvas: Canvas, one: Standing, under: Light, x: float, y: float, turn: float = 0.0
) -> None:
    turn = 0.0 if one.members else turn
    for member in one.members:
        if member.behind:
            _place(canvas, member.one, under, x + member.x, y - member.y)
    lit = under.near() if one.key not in _GLOWING else landscape.LIGHTS["day"]
    figure = tuple(replace(p, colour=lit.on(p.colour)) for p in one.cast.draw(one.colour))
    _set(canvas, figure, x, y, one.size, turn)
    for member in one.members:
        if not member.behind:
            _place(canvas, member.one, under, x + member.x, y - member.y)
    if one.aboard:
        _set(canvas, figure[-one.aboard :], x, y, one.size, turn)


def _set(canvas: Canvas, figure: Figure, x: float, y: float, size: float, turn: float) -> None:
    canvas.place(figure, x * canvas.width, y * canvas.height, size * canvas.unit, turn)


def _heaven(
    canvas: Canvas,
    group: list[Standing],
    wanted: Illustration,
    under: Light,
    rng: np.random.Generator,
) -> None:
    if wanted.place in ("room", "underwater"):
        return
    lamp = None
    if not any(one.key in ("sun", "moon", "full moon") for one in group):
        lamp = _usual_light(canvas, wanted, under, rng)
    bows = [one for one in group if one.key == "rainbow"]
    for one in bows[:1]:
        _place(canvas, one, under, 0.5, 0.66)
    others = _shuffled([one for one in group if one.key not in ("rainbow", "lightning")], rng)
    if wanted.place != "space" and "cloud" not in {one.key for one in group}:
        landscape.clouds(canvas, under, rng, wanted.weather, lamp)
    if others:
        alone = wanted.place in ("sky", "space") and len(others) <= 3
        others = _fitted(others, 0.94, 0.42 if alone else 0.24)
        spots = _spots(others, rng, 0.94)
        if len(others) == 1 and not alone:
            spots = [float(rng.choice([0.2, 0.8]))]  # the middle is for who stands below
        for i, (one, x) in enumerate(zip(others, spots, strict=True)):
            y = 0.28 + one.size / 2 - 0.09 * (i % 2) + float(rng.uniform(-0.02, 0.05))
            if one.key in ("moon", "full moon", "sun"):
                glow = rgb("#ffe9a8")
                canvas.glow(x * canvas.width, (y - one.size / 2) * canvas.height,
                            one.size * 1.3 * canvas.unit, glow, 0.4)  # fmt: skip
            _place(canvas, one, under, x, y)
    if any(one.key == "lightning" for one in group) or wanted.weather == "storm":
        landscape.bolt(canvas, float(rng.choice([0.2, 0.32])))


def _usual_light(
    canvas: Canvas, wanted: Illustration, under: Light, rng: np.random.Generator
) -> float | None:
    """Sun or moon where nobody asked for one and the sky is clear; gives its x as a share."""
    if wanted.weather is not None or wanted.place == "space":
        return None
    share = float(rng.choice([0.2, 0.78]))
    x = share * canvas.width
    if under.dark:
        canvas.glow(x, 0.17 * canvas.height, 0.22 * canvas.unit, rgb("#cfdcff"), 0.45)
        canvas.place(CASTS["moon"].draw(rgb("#fbe7b2")), x, 0.23 * canvas.height,
                     0.13 * canvas.unit)  # fmt: skip
        return share
    low = wanted.time in ("sunset", "sunrise")
    y = (0.5 if low else 0.17) * canvas.height
    disc = rgb("#fff0b8") if low else rgb("#fbd560")
    canvas.glow(x, y, 0.42 * canvas.unit, rgb("#fff1c2"), 0.7 if low else 0.5)
    angle = np.linspace(0, 2 * np.pi, 90)
    radius = 0.085 * canvas.unit
    canvas.paint(np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], axis=1), disc,
                 0.2)  # fmt: skip
    return share


def _air(
    canvas: Canvas, group: list[Standing], stage: Stage, under: Light, rng: np.random.Generator
) -> None:
    if not group:
        return
    rows = [group[i::2] for i in range(2)] if len(group) > 5 else [group]
    for row, members in enumerate(rows):
        fitted = _fitted(_shuffled(members, rng), 0.92, 0.62 if len(group) == 1 else 0.4)
        for one, x in zip(fitted, _spots(fitted, rng, 0.92), strict=True):
            middle = (0.42 if len(rows) == 1 else 0.27 + 0.24 * row) + float(
                rng.uniform(-0.06, 0.06)
            )
            y = min(middle + one.size / 2, stage.back + 0.02)
            _place(canvas, one, under, x, y, float(rng.uniform(-7, 7)))


def _water(
    canvas: Canvas, group: list[Standing], stage: Stage, under: Light, rng: np.random.Generator
) -> None:
    if not group or stage.water is None:
        return
    swims = all(one.cast.home is Home.UNDERWATER for one in group) and not stage.shore
    rows = [group[i::3] for i in range(3)] if len(group) > 4 else [group]
    for row, members in enumerate(rows):
        if not members:
            continue
        fitted = _fitted(_shuffled(members, rng), 0.86, 0.5 if len(group) < 3 else 0.3)
        for one, x in zip(fitted, _spots(fitted, rng, 0.86), strict=True):
            y = stage.water + 0.06 * row + float(rng.uniform(-0.02, 0.02))
            if swims:
                y = 0.26 + 0.24 * (row + (len(rows) == 1)) + one.size / 2
                y += float(rng.uniform(-0.05, 0.05))
            _place(canvas, one, under, x, y, float(rng.uniform(-4, 4)))
            if not swims:
                _bow_wave(canvas, under, x, y, one.own)


def _bow_wave(canvas: Canvas, under: Light, x: float, y: float, width: float) -> None:
    """Water in front of a hull, so that it floats in the sea rather than on it."""
    wide = width * 1.5 * canvas.unit
    edge = [(x * canvas.width - wide / 2 + wide * i / 24,
             (y - 0.012) * canvas.height - (0.006 if i % 4 < 2 else -0.002) * canvas.height
             * min(1.0, i / 4, (24 - i) / 4)) for i in range(25)]  # fmt: skip
    low = [(x * canvas.width + wide * 0.3, (y + 0.03) * canvas.height),
           (x * canvas.width - wide * 0.3, (y + 0.03) * canvas.height)]  # fmt: skip
    paper = under.on(rgb("#3f93b5"), 0.1)
    canvas.paint(smooth(*edge, *low), paper, 0.0)


def _land(
    canvas: Canvas,
    group: list[Standing],
    stage: Stage,
    wanted: Illustration,
    under: Light,
    rng: np.random.Generator,
) -> None:
    if not group:
        return
    if wanted.place == "space":
        ground.moonscape(canvas, under, rng)
    small = all(one.cast.home is Home.INDOORS and one.key not in _FURNITURE for one in group)
    if wanted.place == "room" and small:
        stage = ground.table(canvas, under)
    if stage.shore:
        marks = [one for one in group if one.key in _SEAMARKS]
        group = [one for one in group if one not in marks]
        _seamarks(canvas, marks, wanted, under, rng)
        if not group:
            return
        ground.bank(canvas, under, rng)
    _rows(canvas, group, stage, under, rng)


def _rows(
    canvas: Canvas, group: list[Standing], stage: Stage, under: Light, rng: np.random.Generator
) -> None:
    """Tall ones behind, small ones in front; up to six side by side."""
    tall = [one for one in group if one.cast.height >= 0.4]
    small = [one for one in group if one.cast.height < 0.4]
    if len(group) <= 6:
        rows = [group]
    elif len(small) > 6:
        half = len(small) // 2
        rows = [tall, small[:half], small[half:]]
    else:
        rows = [tall, small]
    rows = [row for row in rows if row]
    for i, members in enumerate(rows):
        near = i / (len(rows) - 1) if len(rows) > 1 else 0.55
        fitted = _fitted(_shuffled(members, rng), 0.94, 0.6 if len(group) == 1 else 0.52)
        ordered = zip(fitted, _spots(fitted, rng, 0.94), strict=True)
        for one, x in sorted(ordered, key=lambda pair: -pair[0].cast.height):
            depth = 0.0 if one.cast.height >= 0.4 and len(rows) == 1 and small else near
            y = stage.back + (stage.front - stage.back) * depth + float(rng.uniform(-0.008, 0.008))
            _place(canvas, one, under, x, y)


def _seamarks(
    canvas: Canvas,
    marks: list[Standing],
    wanted: Illustration,
    under: Light,
    rng: np.random.Generator,
) -> None:
    if not marks:
        return
    marks = _fitted(marks, 0.8, 0.62)
    middle = float(rng.choice([0.62, 0.68])) if len(marks) == 1 else 0.5
    wide = sum(one.width for one in marks) + 0.03 * len(marks)
    top = ground.headland(canvas, under, middle, max(0.26, wide * 0.9))
    x = middle - wide / 2
    for one in marks:
        x += one.width / 2 + 0.015
        if one.key == "lighthouse" and (under.dark or wanted.weather):
            lamp = (top - one.size * 0.815) * canvas.height
            landscape.beam(canvas, x * canvas.width, lamp)
        _place(canvas, one, under, x, top)
        x += one.width / 2 + 0.015
    swell = 0.7 if wanted.weather == "storm" else 0.12
    ground.waves(canvas, under, rng, 0.9, 2, swell)
