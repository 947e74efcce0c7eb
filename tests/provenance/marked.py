"""A marked picture as its tests look at it: the key, what it shows, and that without the label."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

from seemly.provenance import label as labels
from seemly.provenance.publication import MarkedPicture, Pixels, Publication
from seemly.provenance.watermark.key import Carriers

#: The examples of test_mark_watermark.py were found with this one.
KEY = Carriers(b"a key for the tests of this file")


def shown(marked: MarkedPicture) -> Pixels:
    """The pixels that the file decodes to."""
    with Image.open(BytesIO(marked.file)) as picture:
        assert picture.mode == "RGB"
        return np.asarray(picture)


def labelled(publication: Publication) -> Pixels:
    """The approved pixels with their label, and nothing else."""
    return labels.label(
        publication.pixels, publication.origin, publication.languages, publication.keep_clear
    ).pixels


def outside(publication: Publication, pixels: Pixels) -> Pixels:
    """The pixels with the approved ones back where the label stands."""
    found = labels.label(
        publication.pixels, publication.origin, publication.languages, publication.keep_clear
    )
    left, top, right, bottom = found.box
    rest = pixels.copy()
    rest[top:bottom, left:right] = publication.pixels[top:bottom, left:right]
    return rest
