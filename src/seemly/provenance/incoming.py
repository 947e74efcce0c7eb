"""Marks that a picture brings along: what its file says of how it was made.

Anybody can write them, so they never allow anything: they are told to the policy, go on record and
are carried on. `noticed` runs where the picture is decoded, in a process with limits, because the
bytes are hostile. Content Credentials are read apart from that (rehearsal.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image

from seemly.facts import Mark

_LONGEST = 200_000  # characters of one note that are looked at

#: Notes that known generators write into PNG text or EXIF: name, and what it holds.
_NOTES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("parameters", r"steps: *\d+"),  # AUTOMATIC1111 and its descendants, Fooocus
        ("usercomment", r"steps: *\d+"),  # the same in JPEG and WebP
        ("prompt", r'"class_type"'),  # ComfyUI
        ("workflow", r'"nodes"'),
        ("invokeai_metadata", r""),
        ("sd-metadata", r""),
        ("dream", r""),
        ("fooocus_scheme", r""),
        ("software", r"novelai|stable.?diffusion|midjourney|dall|firefly|invokeai|draw things"),
        ("source", r"stable.?diffusion|novelai"),
        ("description", r"\bjob id: *[0-9a-f-]{36}"),  # Midjourney
        ("make", r"midjourney|openai|black forest labs"),
        ("xmp", r"made with google ai|midjourney|<photoshop:credit>[^<]*\bai\b"),
    )
)
_EXIF = {0x0131: "software", 0x010E: "description", 0x010F: "make", 0x9286: "usercomment"}
_EXIF_PLACE = 0x8769  # where EXIF keeps the comment


def noticed(data: bytes, info: Mapping[Any, Any], exif: Mapping[int, Any]) -> list[Mark]:
    """Marks of a file, from its bytes and what Pillow read of it (`Image.info`, `getexif()`)."""
    marks: list[Mark] = []
    if b"jumdc2pa" in data:  # type of the C2PA manifest store's JUMBF box
        marks.append(Mark.CREDENTIALS)
    notes = {str(name).lower(): _text(value) for name, value in info.items()}
    notes |= {_EXIF[tag]: _text(value) for tag, value in exif.items() if tag in _EXIF}
    if b"rainedAlgorithmicMedia" in data or any(
        "rainedAlgorithmicMedia" in n for n in notes.values()
    ):
        marks.append(Mark.SAYS_AI)
    if any(name in notes and pattern.search(notes[name]) for name, pattern in _NOTES):
        marks.append(Mark.GENERATOR)
    return marks


def tags(picture: Image.Image) -> dict[int, Any]:
    """EXIF tags of a picture, those of the comment's directory too. Raises what Pillow raises."""
    exif = picture.getexif()
    return dict(exif) | dict(exif.get_ifd(_EXIF_PLACE))


def says_ai(marks: Sequence[str]) -> bool:
    """Whether one of these marks says that a trained model had a part in it."""
    return Mark.SAYS_AI in marks or Mark.GENERATOR in marks


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        text = value[: 2 * _LONGEST].replace(b"\x00", b"").decode("utf-8", "replace")
    else:
        text = value if isinstance(value, str) else ""
    return text[:_LONGEST]
