"""`sketch`, the built-in artist: real edits of photos and paper-cut drawings, without weights."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from seemly.errors import GeneratorCannot
from seemly.generate.generator import Made, Wanted
from seemly.generate.sketch import (
    backdrop,
    bubbles,
    captions,
    composition,
    dyeing,
    erasing,
    illustration,
    looks,
    plan,
    pointing,
    stickers,
    subject,
    window,
)
from seemly.generate.sketch.edits import (
    Background,
    Blur,
    Bubble,
    Caption,
    Crop,
    Erase,
    Look,
    Plan,
    Reach,
    Recolour,
    Step,
    Sticker,
    Target,
    Tone,
)
from seemly.generate.sketch.spots import Box
from seemly.provenance.publication import Pixels
from seemly.tone import Curve, apply

STRIP = 512  # rows toned at a time: a whole picture of 40 megapixels would need a gigabyte


@dataclass(frozen=True)
class _Work:
    """A picture in the middle of its edits."""

    pixels: Pixels
    source: Pixels
    mask: Pixels  # 255 where it may change
    origin: tuple[int, int] = (0, 0)  # of the window in the picture
    did: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    why: str = ""  # of what was left out last
    caption: str = ""
    boxes: tuple[Box, ...] = ()
    faces: tuple[Box, ...] = ()  # of people who agreed
    pointed: Box | None = None
    whole: bool = False  # more than the boxes may have changed


class Sketch:
    """The generator of the demo and of machines without a GPU. Deterministic for a seed."""

    name = "sketch"
    version = "1"
    local = True

    def make(self, wanted: Wanted) -> Made:
        """A drawing of 1024 x 1024 from words. GeneratorCannot when it can draw none of it."""
        drawing = illustration.parse(wanted.text, wanted.language)
        if drawing.empty:
            thing = drawing.left_out[0] if drawing.left_out else "drawing"
            raise GeneratorCannot(thing, "the built-in artist cannot draw this")
        pixels = composition.draw(drawing, wanted.seed)
        return Made(pixels=pixels, did=drawing.did, left_out=drawing.left_out)

    def edit(self, wanted: Wanted, picture: Pixels, mask: Pixels) -> Made:
        """Carry out the plan read in the words, in order; of `wanted.only`, where that is given.

        `picture` height x width x 3 and `mask` height x width, uint8. Only tone changes pixels
        where the mask is 0; it is declared as one curve. Raises GeneratorCannot when nothing of
        the wish can be done; what was left over is named in `left_out`.
        """
        if picture.shape[:2] != mask.shape or picture.ndim != 3:
            raise ValueError("the mask must have the picture's height and width")
        wish = plan.parse(wanted.text, wanted.language).limited(wanted.only)
        work = _Work(
            picture,
            picture,
            mask,
            left_out=wish.left_out,
            faces=wanted.faces,
            pointed=wanted.pointed,
        )
        curve = wish.curve()
        toned = False
        for number, step in enumerate(wish.steps):
            if isinstance(step, Tone):
                # Several tones are one curve, or the lock could not follow it.
                work = _named(work, step.thing)
                if not toned and curve is not None:
                    work = replace(work, pixels=_toned(curve, work.pixels), whole=True)
                    toned = True
                continue
            work = _tried(work, step, wanted.seed + number)
        if not work.did:
            raise _cannot(wish, work)
        return Made(
            pixels=work.pixels,
            tone=curve if toned else None,
            origin=work.origin,
            did=work.did,
            left_out=tuple(dict.fromkeys(work.left_out)),
            caption=work.caption,
            boxes=() if work.whole else work.boxes,
        )

    def check(self) -> str:
        """One line about its health."""
        seen = composition.draw(illustration.parse("a cat under a tree"), seed=1, side=64)
        return f"sketch {self.version}: draws and edits on this machine ({seen.shape[0]} px tried)"


def _named(work: _Work, thing: str) -> _Work:
    return replace(work, did=tuple(dict.fromkeys((*work.did, thing))))


def _tried(work: _Work, step: Step, seed: int) -> _Work:
    """One step; where it cannot be done, the others still are, and it is said."""
    try:
        return _done(work, step, seed)
    except GeneratorCannot as cannot:
        return replace(work, left_out=(*work.left_out, cannot.thing), why=str(cannot))


def _done(work: _Work, step: Step, seed: int) -> _Work:
    match step:
        case Erase(target):
            return _erased(work, _of(work, target))
        case Recolour(colour, target):
            return _recoloured(work, colour, _of(work, target))
        case Crop(aspect):
            return _cropped(work, aspect)
        case Background(scene):
            free = _free_background(work.source, work.mask)
            rim = backdrop.AROUND_A_LOCK if free is work.mask else backdrop.AROUND_A_SUBJECT
            pixels = backdrop.replace(work.pixels, free, scene, seed, rim)
            return replace(_named(work, "background"), pixels=pixels, whole=True)
        case Blur():
            free = _free_background(work.source, work.mask)
            pixels = backdrop.blur(work.pixels, free)
            return replace(_named(work, "blur"), pixels=pixels, whole=True)
        case Look(name, reach):
            return _drawn_as(work, name, reach, seed)
        case Sticker(name):
            onto = stickers.Onto(work.pixels, work.source, work.mask, work.faces)
            pixels, boxes = stickers.put(onto, step, seed)
            return replace(_named(work, name), pixels=pixels, boxes=(*work.boxes, *boxes))
        case Caption(text, place):
            pixels, box = captions.write(work.pixels, work.mask, text, place)
            return _written(work, "caption", text, pixels, box)
        case Bubble(text, place):
            if (work.mask < 255).any():
                # Whose words they are nobody who is locked was asked; tail or no tail.
                raise GeneratorCannot(bubbles.BESIDE_A_LOCK, "ask for a caption instead")
            says = bubbles.mouth(work.source)
            pixels, box = bubbles.write(work.pixels, work.mask, text, place, says)
            return _written(work, "speech bubble", text, pixels, box)
        case Tone(curve, thing):
            return replace(_named(work, thing), pixels=_toned(curve, work.pixels), whole=True)


def _of(work: _Work, target: Target) -> Target:
    """Where nothing was said, what was clicked is meant."""
    return replace(target, pointed=work.pointed) if target.by_default else target


def _erased(work: _Work, target: Target) -> _Work:
    region = pointing.region(work.source, work.mask, target)
    pixels, box = erasing.erase(work.pixels, region, work.mask)
    things = ("removed object", "main subject") if target.by_default else ("removed object",)
    for thing in things:
        work = _named(work, thing)
    # What follows must not find it again.
    return replace(work, pixels=pixels, source=pixels, boxes=(*work.boxes, box))


def _recoloured(work: _Work, colour: str, target: Target) -> _Work:
    if target.colour is not None and (target.pointed, target.place) == (None, None):
        region = work.mask
    else:
        region = pointing.region(work.source, work.mask, target)
    whole = target.area is not None
    pixels = dyeing.dye(work.pixels, region, colour, target.colour, whole)
    work = _named(work, "colour")
    work = _named(work, "main subject") if target.by_default else work
    left, top, wide, high = cv2.boundingRect(region)
    return replace(work, pixels=pixels, boxes=(*work.boxes, (left, top, left + wide, top + high)))


def _cropped(work: _Work, aspect: float | None) -> _Work:
    left, top, right, bottom = window.around(work.mask, aspect, subject.box(work.source))
    rows, columns = slice(top, bottom), slice(left, right)
    x, y = work.origin
    return replace(
        _named(work, "crop"),
        pixels=np.ascontiguousarray(work.pixels[rows, columns]),
        source=np.ascontiguousarray(work.source[rows, columns]),
        mask=np.ascontiguousarray(work.mask[rows, columns]),
        faces=tuple((a - left, b - top, c - left, d - top) for a, b, c, d in work.faces),
        origin=(x + left, y + top),
        whole=True,
    )


def _drawn_as(work: _Work, look: str, reach: Reach, seed: int) -> _Work:
    """The picture, or what lies behind, in a look; whoever is locked stays a photograph."""
    if not (work.mask == 255).any():
        raise GeneratorCannot("style", "all of the picture is locked")
    whole = reach is Reach.WHOLE
    free = work.mask if whole else _free_background(work.source, work.mask)
    return replace(_named(work, "style"), pixels=looks.put(work.pixels, free, look, seed),
                   whole=True)  # fmt: skip


def _written(work: _Work, thing: str, text: str, pixels: Pixels, box: Box) -> _Work:
    words = f"{work.caption} {captions.clean(text)}".strip()
    return replace(_named(work, thing), pixels=pixels, boxes=(*work.boxes, box), caption=words)


def _free_background(pixels: Pixels, mask: Pixels) -> Pixels:
    """Where the background is: what is not locked, or without anybody locked not the subject."""
    if not (mask == 255).any():
        raise GeneratorCannot("background", "all of the picture is locked")
    if (mask == 0).any():
        return mask
    found = subject.mask(pixels)
    if found is None or subject.sharpness(pixels, found) < subject.SHARP:
        raise GeneratorCannot("background", "no subject stands out from the background")
    return np.asarray(255 - found, np.uint8)


def _toned(curve: Curve, pixels: Pixels) -> Pixels:
    result = np.empty_like(pixels)
    for top in range(0, pixels.shape[0], STRIP):
        result[top : top + STRIP] = apply(curve, pixels[top : top + STRIP])
    return result


def _cannot(wish: Plan, work: _Work) -> GeneratorCannot:
    thing = work.left_out[0] if work.left_out else "edit"
    if not wish.steps:
        return GeneratorCannot(thing, "the built-in artist does not know how to do this")
    return GeneratorCannot(thing, work.why)
