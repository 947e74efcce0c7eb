"""What a generator writes into a picture, through the whole of Seemly."""

import cv2
import pytest
import structlog.testing
from tests.world import Painter, World, packed

from seemly.errors import CheckFailed
from seemly.facts import Fact
from seemly.guard import selftest
from seemly.guard.lettering import Lettering
from seemly.provenance.publication import Pixels

INSULT = "SHE IS A DIRTY WHORE"
HOUSE = packed(selftest.drawing())  # of nobody, as every start makes sure


def writes(text: str) -> Painter:
    def paint(picture: Pixels, mask: Pixels) -> Pixels:
        at = (10, picture.shape[0] // 2)
        cv2.putText(picture, text, at, (0, 0, 0), cv2.FontFace("sans"), 20)
        return picture

    return Painter(paint)


@pytest.mark.parametrize(
    ("wish", "picture"), [("a snail in the rain", None), ("make the roof blue", HOUSE)]
)
def test_what_may_not_be_said_may_not_be_written(
    world: World, wish: str, picture: bytes | None
) -> None:
    world.give(generator=writes(INSULT))
    with structlog.testing.capture_logs() as logs:
        asked = world.ask(world.host("ann"), wish, picture)
    assert (asked.outcome.state, asked.outcome.reasons) == ("refused", ("harmful_text",))
    kept = f"{logs} {asked.job.facts_after} {asked.outcome}".upper()
    assert "WHORE" not in kept, "what was read is forgotten"


def test_a_kind_word_passes(world: World) -> None:
    world.give(generator=writes("GOOD MORNING"))
    assert world.ask(world.host("ann"), "a snail in the rain").outcome.state == "published"


class Broken(Lettering):
    """A reader that does not answer."""

    def __init__(self) -> None:
        pass

    def asked(self, result: Pixels, shown: Pixels | None) -> Fact[tuple[str, ...]]:
        raise CheckFailed("no answer")

    unasked = asked


def test_a_reader_that_fails_is_a_picture_held(world: World) -> None:
    world.give(generator=writes("GOOD MORNING"), lettering=Broken())
    asked = world.ask(world.host("ann"), "a snail in the rain")
    assert (asked.outcome.state, asked.outcome.reasons) == ("held", ("check_failed",))
