"""One known picture each through every model at start: who does not pass does not serve.

The astronaut is NASA's portrait of Eileen Collins (S93-35079, public domain).
"""

from __future__ import annotations

from importlib.resources import files

import cv2
import numpy as np

from seemly.errors import CheckFailed
from seemly.facts import Presence
from seemly.guard import lock as locks
from seemly.guard.body_parts import newly_bare
from seemly.guard.eyes import Eyes
from seemly.guard.lock import Lock
from seemly.provenance.publication import Pixels

FACE = 0.8  # measured 0.93
BODY = 0.6  # measured 0.81
FIGURE = 0.4  # measured 0.55
WHOLE = 0.7  # measured 0.93
PERSON = (0.4, 0.7)  # share of the picture; measured 0.55
DECENT = 0.2  # measured 0.01
ADULT = 25.0  # years: the youngest crop; measured 28
WORD = "SEEMLY"
READ_SECONDS = 120.0
HEAD = 0.4  # of the height: the part that is cut off


def run(eyes: Eyes) -> None:
    """Look at the known pictures. Raises CheckFailed with what did not work."""
    finder, portrait = eyes.finder, known()
    headless = np.ascontiguousarray(portrait[round(HEAD * portrait.shape[0]) :])
    faces = finder.faces.find(portrait)
    _must(len(faces) > 0 and faces[0].score >= FACE, "the face finder does not see a face")
    _must(finder.bodies.score(portrait) >= BODY, "the body finder does not see a body")
    figure = finder.persons.score(headless)
    _must(figure >= FIGURE, "the object detector does not see a portrait without its head")
    whole = finder.pedestrians.score(portrait)
    _must(whole >= WHOLE, "the detector of pedestrians does not see a portrait")
    share = float((finder.silhouettes.outline(portrait) > 0).mean())
    _must(PERSON[0] <= share <= PERSON[1], "the segmentation does not see a person")
    seen = finder.look(portrait)
    _must(seen.people.presence is Presence.SOME, "a portrait is not seen as a person")
    suspected = finder.look(headless).people.presence
    _must(suspected is Presence.POSSIBLE, "a portrait without its head is not suspected")
    _must(finder.look(drawing()).nobody_there, "a person is seen in a drawing of a house")
    _must(eyes.nudity.score(portrait) <= DECENT, "the nudity model takes a portrait for nude")
    if eyes.body_parts is not None:
        bare = newly_bare((), eyes.body_parts.find(portrait))
        _must(bare == 0.0, "the body part model takes a space suit for bare skin")
    guess = finder.ages.guess(portrait, faces[0])
    _must(guess is not None and guess.least >= ADULT, "the age model takes a portrait for a child")
    # On a busy machine reading takes long: whether it reads is asked here, not how fast.
    read = eyes.lettering.patient(READ_SECONDS).asked(sign(), None)
    _must(read == (WORD,), "writing in a picture is not read")
    lock = Lock.of(seen)
    restored = locks.restore(portrait, 255 - portrait, None, (0, 0), lock)
    _must(locks.changed(portrait, restored, None, (0, 0), lock) == 0, "the lock does not hold")
    _must(locks.changed(portrait, 255 - portrait, None, (0, 0), lock) > 0, "the lock is blind")


def known() -> Pixels:
    """The portrait that ships with Seemly: 256 x 256 x 3."""
    data = files("seemly.guard").joinpath("known/astronaut.jpg").read_bytes()
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if decoded is None:
        raise CheckFailed("the known picture of the self-test cannot be read")
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), np.uint8)


def drawing() -> Pixels:
    """A house on a hill in five flat colours: 256 x 256 x 3."""
    sheet = np.full((256, 256, 3), (170, 210, 240), np.uint8)
    cv2.ellipse(sheet, (128, 280), (220, 110), 0, 0, 360, (90, 160, 90), cv2.FILLED)
    cv2.rectangle(sheet, (80, 110), (180, 200), (240, 240, 230), cv2.FILLED)
    cv2.fillPoly(sheet, [np.array([[70, 110], [130, 60], [190, 110]], np.int32)], (70, 80, 130))
    cv2.rectangle(sheet, (115, 150), (145, 200), (60, 60, 60), cv2.FILLED)
    return sheet


def sign() -> Pixels:
    """One word, black on white: 96 x 256 x 3."""
    board = np.full((96, 256, 3), 255, np.uint8)
    cv2.putText(board, WORD, (30, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (0, 0, 0), 3, cv2.LINE_AA)
    return board


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise CheckFailed(f"self-test: {otherwise}", "Run `seemly models install` again")
