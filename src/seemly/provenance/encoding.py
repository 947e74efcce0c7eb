"""Pixels to a file within the networks' 2 MB, with a stated bound on what changes.

PNG where a picture is flat (drawings, screenshots, captions) or tiny: nothing changes. JPEG
without chroma subsampling otherwise, at quality 92, or lower where the file would be too large;
each quality states by how much the mean of an 8 x 8 block may move (docs/marks.md has the
measurements). Nothing is scaled: a picture that does not fit at the lowest quality is refused,
because it would no longer be the pixels that were approved.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import quoteattr

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo, putchunk

from seemly.errors import CheckFailed
from seemly.pictures import pack
from seemly.provenance.publication import Pixels

FILE_LIMIT = 2_000_000  # bytes; Bluesky's limit for a picture, less than Mastodon's
ROOM = 32_000  # bytes left for the credentials, which take about 4,000
TINY = 64 * 64  # pixels
PNG_LEVEL = 4  # 0 to 9, where fast packing (0.4 of the time, up to 14 % larger) does not fit
_AS_IT_IS = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
_BEGINNINGS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
PNG_HEADER = 33  # bytes of a PNG's signature and first chunk; the text comes behind them
FLAT = 0.5  # share of pixels equal to their right neighbour; photographs have 0.02 to 0.42

#: JPEG quality, and the most by which the mean of a whole 8 x 8 block may move, of 255 levels.
#: Worst of pure noise, photographs and test patterns, with a third added.
QUALITIES = ((92, 4), (85, 5), (75, 6), (60, 10), (45, 20))


@dataclass(frozen=True)
class Encoded:
    """A file without credentials. `bound`: levels of 255, see above; 0 means exactly the same."""

    file: bytes
    media_type: str
    bound: int


def encode(pixels: Pixels, source_type: str, address: str = "") -> Encoded:
    """Encode with the IPTC digital source type (a URI) in the file's XMP, and the address where
    anybody asks about it, if there is one.

    Raises CheckFailed when the picture does not fit: the longer side should be 2,048 px at most.
    """
    xmp = _xmp(source_type, address)
    if pixels.shape[0] * pixels.shape[1] <= TINY or _is_flat(pixels):
        file = _png(pixels, xmp)
        if len(file) <= FILE_LIMIT - ROOM:
            return Encoded(file, "image/png", 0)
    return _as_jpeg(pixels, xmp)


def encode_as(media_type: str, pixels: Pixels, source_type: str, address: str = "") -> Encoded:
    """As `encode`, into image/png or image/jpeg where one was asked for."""
    match media_type:
        case "image/png":
            file = _png(pixels, _xmp(source_type, address))
            if len(file) > FILE_LIMIT - ROOM:
                raise CheckFailed(
                    f"as a PNG it takes {len(file):,} bytes, more than {FILE_LIMIT:,}",
                    "Give the answer the suffix .jpg",
                )
            return Encoded(file, media_type, 0)
        case "image/jpeg":
            return _as_jpeg(pixels, _xmp(source_type, address))
        case _:
            return encode(pixels, source_type, address)


def _as_jpeg(pixels: Pixels, xmp: str) -> Encoded:
    for quality, bound in QUALITIES:
        file = _jpeg(pixels, quality, xmp)
        if len(file) <= FILE_LIMIT - ROOM:
            return Encoded(file, "image/jpeg", bound)
    height, width = pixels.shape[:2]
    raise CheckFailed(
        f"{width} x {height} px of so much detail do not fit into {FILE_LIMIT:,} bytes"
    )


def decode(file: bytes, media_type: str) -> Pixels:
    """The pixels of a file of our own making. Raises CheckFailed where it is no such file."""
    pixels = None
    if file.startswith(_BEGINNINGS[media_type]):
        pixels = cv2.imdecode(np.frombuffer(file, np.uint8), _AS_IT_IS)
    if pixels is None:
        raise CheckFailed(f"the file is no {media_type}")
    return np.asarray(pixels, np.uint8)


def moved(before: Pixels, after: Pixels) -> float:
    """The most by which the mean of a whole 8 x 8 block differs, or a pixel if there is none."""
    height, width = (side // 8 * 8 for side in before.shape[:2])
    if not height or not width:
        return float(cv2.absdiff(before, after).max())
    size = (width // 8, height // 8)
    means = [
        cv2.resize(p[:height, :width].astype(np.float32), size, interpolation=cv2.INTER_AREA)
        for p in (before, after)
    ]
    return float(cv2.absdiff(*means).max())


def _is_flat(pixels: Pixels) -> bool:
    same = _same(pixels, 1)
    if same.mean() < FLAT:  # of green alone: all three are no more
        return False
    return bool((same & _same(pixels, 0) & _same(pixels, 2)).mean() >= FLAT)


def _same(pixels: Pixels, channel: int) -> NDArray[np.bool_]:
    """Where a channel is equal to its right neighbour."""
    plane = cv2.extractChannel(pixels, channel)
    return np.asarray(plane[:, 1:] == plane[:, :-1])


def _png(pixels: Pixels, xmp: str) -> bytes:
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp)
    text = BytesIO()
    for kind, data, *_ in info.chunks:
        putchunk(text, kind, data)
    packed = pack(pixels)
    file = packed[:PNG_HEADER] + text.getvalue() + packed[PNG_HEADER:]
    return file if len(file) <= FILE_LIMIT - ROOM else _small_png(pixels, info)


def _small_png(pixels: Pixels, info: PngInfo) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG", pnginfo=info, compress_level=PNG_LEVEL)
    return file.getvalue()


def _jpeg(pixels: Pixels, quality: int, xmp: str) -> bytes:
    """OpenCV's, for it is quicker than Pillow's; the XMP packet stands behind the first segment,
    which is JFIF's."""
    how = (
        *(cv2.IMWRITE_JPEG_QUALITY, quality),
        *(cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444),
    )
    done, data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), how)
    if not done:
        raise CheckFailed("the picture could not be written as a JPEG")
    text = b"http://ns.adobe.com/xap/1.0/\0" + xmp.encode()
    segment = b"\xff\xe1" + (len(text) + 2).to_bytes(2, "big") + text
    file = data.tobytes()
    behind = 4 + int.from_bytes(file[4:6], "big")
    return file[:behind] + segment + file[behind:]


def _xmp(source_type: str, address: str) -> str:
    """IPTC Photo Metadata: the property DigitalSourceType, as an XMP packet; and an identifier."""
    named = f" dc:identifier={quoteattr(address)}" if address else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about=""'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' Iptc4xmpExt:DigitalSourceType="{source_type}"{named}/>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )
