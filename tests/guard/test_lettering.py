"""What a generator writes into a picture is read and judged as if we had said it."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.guard import pictures

from seemly.errors import CheckFailed
from seemly.facts import Intent, NotApplicable, Unknown
from seemly.guard import lettering
from seemly.guard.eyes import Eyes
from seemly.guard.lettering import Lettering, Line, wished
from seemly.guard.text.reader import Reader
from seemly.models import Models
from seemly.provenance.publication import Pixels

INSULT = "SHE IS A DIRTY WHORE"
SANS = cv2.FontFace("sans")
WHITE, BLACK = (255, 255, 255), (10, 10, 10)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def photo() -> Pixels:
    """A photograph without writing: 400 x 600 x 3."""
    cup = dict(pictures.empty())["coffee"]
    return np.asarray(cv2.resize(cup, (600, 400), interpolation=cv2.INTER_AREA), np.uint8)


def written(
    text: str, on: Pixels, size: int = 30, at: tuple[int, int] = (30, 60), colour: object = WHITE
) -> Pixels:
    """The text on the picture, letters of about `size` px."""
    picture = on.copy()
    cv2.putText(picture, text, at, colour, SANS, size)  # type: ignore[call-overload]
    return picture


def turned(text: str, degrees: float) -> Pixels:
    """The text across a plain sheet."""
    sheet = written(text, np.full((600, 600, 3), 200, np.uint8), 30, (90, 300), BLACK)
    matrix = cv2.getRotationMatrix2D((300, 300), degrees, 1.0)
    return np.asarray(
        cv2.warpAffine(sheet, matrix, (600, 600), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def letters(text: str) -> str:
    return "".join(text.upper().split())


# -- what is read ---------------------------------------------------------------------------------


@pytest.mark.parametrize("degrees", [0, 20, 90, 180, -90])
def test_a_line_is_read_however_it_lies(eyes: Eyes, degrees: float) -> None:
    found = eyes.lettering.unasked(turned(INSULT, degrees), None)
    assert isinstance(found, tuple)
    assert letters(INSULT) in {letters("".join(found)), letters("".join(reversed(found)))}


def test_mirrored_writing_is_read(eyes: Eyes) -> None:
    mirrored = np.ascontiguousarray(turned(INSULT, 0)[:, ::-1])
    assert letters(INSULT) in letters("".join(eyes.lettering.asked(mirrored, None)))


def test_faint_writing_is_read_where_writing_was_asked_for(eyes: Eyes) -> None:
    sheet = np.full((300, 600, 3), 200, np.uint8)
    faint = written(INSULT, sheet, colour=(206, 206, 206))
    assert letters(INSULT) in letters("".join(eyes.lettering.asked(faint, None)))


@pytest.mark.parametrize("shape", [(60, 4000), (4000, 60), (40, 500)])
def test_a_strip_is_read_without_being_made_square(eyes: Eyes, shape: tuple[int, int]) -> None:
    height, width = shape
    strip = written(
        INSULT, np.full((min(shape), max(shape), 3), 220, np.uint8), 28, (20, 35), BLACK
    )
    if height > width:
        strip = np.ascontiguousarray(np.rot90(strip))
    found = eyes.lettering.unasked(strip, None)
    assert isinstance(found, tuple)
    assert letters(INSULT) in letters("".join(found))


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (33, 2), (64, 64)])
def test_no_picture_is_too_small(eyes: Eyes, shape: tuple[int, int]) -> None:
    assert eyes.lettering.unasked(np.full((*shape, 3), 90, np.uint8), None) is NotApplicable
    assert eyes.lettering.asked(np.full((*shape, 3), 90, np.uint8), None) == ()


# -- only what is new -----------------------------------------------------------------------------


def test_what_the_source_says_already_is_not_read(eyes: Eyes) -> None:
    source = written(INSULT, np.full((400, 600, 3), 90, np.uint8))
    tinted = source.copy()
    tinted[250:] = (90, 140, 90)
    assert eyes.lettering.asked(source, source) == ()
    assert eyes.lettering.unasked(source, source) is NotApplicable
    assert eyes.lettering.asked(tinted, source) == ()


def test_a_word_set_into_a_line_that_was_there_is_read_with_it(eyes: Eyes) -> None:
    plain = np.full((400, 600, 3), 90, np.uint8)
    source = written("TEACHER", written("SHE IS A", plain, 24), 24, (210, 60))
    said = eyes.lettering.asked(written("BAD", source, 24, (145, 60)), source)
    assert isinstance(said, tuple)
    assert letters("".join(said)) == "SHEISABADTEACHER"


def test_a_photograph_without_writing_says_next_to_nothing(eyes: Eyes, reader: Reader) -> None:
    """A single letter is seen in many textures, and harms nobody."""
    found = eyes.lettering.unasked(photo(), None)
    assert found is NotApplicable or len("".join(found)) <= 1
    assert lettering.read_out(found, reader) is not True


# -- what nobody can know is held -----------------------------------------------------------------


def test_letters_that_the_net_never_learnt_are_held(eyes: Eyes) -> None:
    for text in ("убей её сейчас", "она грязная шлюха"):
        foreign = written(text, photo(), 40)
        assert eyes.lettering.asked(foreign, None) is Unknown
        # Where nobody asked for writing it is held at some sizes and taken for a texture at
        # others (docs/lock.md); it is never read as words that may stand there.
        assert eyes.lettering.unasked(foreign, None) in (Unknown, ())


def test_more_than_can_be_read_in_time_is_held(eyes: Eyes) -> None:
    models = Models.open()
    seconds: Iterator[float] = iter(range(0, 1_000, 3))
    slow = Lettering(models.path("text_lines"), models.path("text_letters"), lambda: next(seconds))
    page = np.full((400, 600, 3), 250, np.uint8)
    for line in range(6):
        page = written("nothing bad stands here", page, 24, (30, 50 + 60 * line), BLACK)
    assert slow.asked(page, None) is Unknown
    assert isinstance(eyes.lettering.asked(page, None), tuple)
    seconds = iter(range(0, 1_000, 3))
    assert isinstance(slow.patient(120.0).asked(page, None), tuple), "the self-test is in no hurry"


def test_a_line_that_cannot_be_read_is_unknown_and_a_blot_is_nothing() -> None:
    assert Line("UCCICIU UCI", 0.85, length=6.0).unread, "Hebrew"
    assert not Line("8", 0.3, length=1.0).unread
    assert Line("   ", 0.95, length=6.0).foreign
    assert not Line("LIAR", 0.95, length=3.0).foreign


def test_pictures_of_two_sizes_are_a_failed_check(eyes: Eyes) -> None:
    with pytest.raises(CheckFailed):
        eyes.lettering.asked(photo(), photo()[:100])


def test_weights_that_are_none_are_a_failed_check(tmp_path: Path) -> None:
    (tmp_path / "x.onnx").write_bytes(b"nothing")
    with pytest.raises(CheckFailed):
        Lettering(tmp_path / "x.onnx", tmp_path / "x.onnx")


# -- and judged like any word we say --------------------------------------------------------------


def test_what_was_read_is_judged_as_words_are(reader: Reader) -> None:
    assert lettering.read_out((INSULT,), reader) is True
    assert lettering.read_out(("Happy birthday",), reader) is False
    assert lettering.read_out(("8",), reader) is False, "seen in many textures"
    assert lettering.read_out(("裸",), reader) is True, "one sign, and a word"
    assert lettering.read_out(("N", "U", "D", "E"), reader) is True
    assert lettering.read_out(("visit www.example.com",), reader) is True
    assert lettering.read_out((), reader) is False
    assert lettering.read_out(NotApplicable, reader) is NotApplicable
    assert lettering.read_out(Unknown, reader) is Unknown


def test_a_taunt_is_harm_beside_somebody_locked_and_a_word_elsewhere(reader: Reader) -> None:
    assert lettering.read_out(("most wanted",), reader) is False
    assert lettering.read_out_beside(("most wanted",), reader) is True
    assert lettering.read_out_beside(("what an", "idiot"), reader) is True
    assert lettering.read_out_beside(("Happy birthday",), reader) is False
    assert lettering.read_out_beside((INSULT,), reader) is True
    assert lettering.read_out_beside((), reader) is False
    assert lettering.read_out_beside(Unknown, reader) is Unknown


@pytest.mark.parametrize("lines", [("SHE IS A", "DIRTY WHORE"), ("DIRTY WHORE", "SHE IS A")])
def test_a_sentence_broken_over_lines_is_judged_whole(
    reader: Reader, lines: tuple[str, ...]
) -> None:
    assert lettering.read_out(lines, reader) is True


@pytest.mark.parametrize(
    ("wish", "kinds", "asked"),
    [
        ("write Happy Birthday at the top", {Intent.CAPTION}, True),
        ('a poster that says "vote"', {Intent.DRAW}, True),
        ("ein Schild mit „Willkommen“", {Intent.DRAW}, True),
        ("a lighthouse in a storm", {Intent.DRAW}, False),
    ],
)
def test_who_asks_for_writing(wish: str, kinds: set[str], asked: bool) -> None:
    assert wished(wish, kinds) is asked
