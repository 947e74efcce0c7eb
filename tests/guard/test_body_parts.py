"""The adapter by what goes in and out; the real weights (AGPL) are asked only where they lie."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.guard.pictures import astronaut, dog

from seemly.errors import CheckFailed
from seemly.facts import People, Person, Presence
from seemly.guard import body_parts
from seemly.guard.body_parts import SURE, NudeNet, Part, intimate, newly_bare
from seemly.guard.boxes import Box
from seemly.guard.eyes import Eyes
from seemly.guard.people import Seen
from seemly.models import Manifest, Models
from seemly.provenance.publication import Pixels

KINDS = ["FACE_FEMALE", "BELLY_EXPOSED", "BELLY_COVERED", "FEMALE_BREAST_EXPOSED", "FACE_MALE"]


class Session:
    """Answers with the rows it was given: middle x, y, width, height in px of 320, then scores."""

    def __init__(self, *rows: list[float], names: str = str(dict(enumerate(KINDS)))) -> None:
        self.rows = np.array(rows, np.float32).reshape(-1, 4 + len(KINDS)).T[None]
        self.names = names
        self.asked: list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = []

    def get_modelmeta(self) -> SimpleNamespace:
        return SimpleNamespace(custom_metadata_map={"names": self.names})

    def get_inputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name="images")]

    def run(self, _: None, given: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]):  # type: ignore[no-untyped-def]
        self.asked.append(given["images"])
        return [self.rows]


def _open(monkeypatch: pytest.MonkeyPatch, session: Session) -> NudeNet:
    monkeypatch.setattr(onnxruntime, "InferenceSession", lambda *_, **__: session)
    return NudeNet(Path("weights.onnx"))


def _grey(width: int = 640, height: int = 320) -> Pixels:
    return np.full((height, width, 3), 128, np.uint8)


def test_boxes_come_back_in_pixels_of_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session([100, 50, 40, 20, 0, 0.9, 0, 0, 0])
    [part] = _open(monkeypatch, session).find(_grey())
    assert (part.name, part.bare, part.kind) == ("belly", True, "bare_belly")
    assert part.box == (160, 80, 240, 120)  # the picture was shown at half its size
    shown = session.asked[0]
    assert shown.shape == (1, 3, 320, 320)
    assert shown[0, :, 0, 0] == pytest.approx(128 / 255)
    assert not shown[0, :, 160:].any(), "padded in black below"


def test_faces_are_never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session([100, 50, 40, 20, 0.99, 0, 0, 0, 0.99])
    assert _open(monkeypatch, session).find(_grey()) == ()


def test_bare_and_covered_compete_for_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    covered = [100, 50, 40, 20, 0, 0, 0.7, 0, 0]
    bare = [102, 50, 40, 20, 0, 0.5, 0, 0, 0]
    [part] = _open(monkeypatch, Session(bare, covered)).find(_grey())
    assert not part.bare


@pytest.mark.parametrize("names", ["{0: 'TAIL_EXPOSED'}", "no list", "{1: 'BELLY_EXPOSED'}"])
def test_weights_that_find_something_else_fail(monkeypatch: pytest.MonkeyPatch, names: str) -> None:
    with pytest.raises(CheckFailed):
        _open(monkeypatch, Session(names=names))


def test_an_answer_that_is_no_number_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = _open(monkeypatch, Session([float("nan"), 50, 40, 20, 0, 0.9, 0, 0, 0]))
    with pytest.raises(CheckFailed):
        broken.find(_grey())


def test_weights_that_are_no_model_fail(tmp_path: Path) -> None:
    path = tmp_path / "weights.onnx"
    path.write_bytes(b"nothing")
    with pytest.raises(CheckFailed):
        NudeNet(path)


# -- before and after -----------------------------------------------------------------------------

HERE: Box = (100, 100, 200, 200)
THERE: Box = (400, 100, 500, 200)


def belly(bare: bool = True, box: Box = HERE, score: float = 0.9) -> Part:
    return Part("belly", bare, box, score)


def test_what_was_bare_before_is_no_rise() -> None:
    assert newly_bare([belly(score=body_parts.FAINT)], [belly()]) == 0.0
    assert newly_bare([belly()], []) == 0.0


def test_covered_that_turns_bare_is_one_part() -> None:
    assert newly_bare([belly(bare=False)], [belly()]) == 1.0


def test_a_new_bare_part_is_one_part() -> None:
    assert newly_bare([belly()], [belly(), belly(box=THERE)]) == 1.0
    assert newly_bare([], [belly(bare=False)]) == 0.0
    assert newly_bare([], [belly(score=SURE - 0.01)]) == 0.0


def test_more_of_a_bare_part_is_its_growth() -> None:
    assert newly_bare([belly()], [belly(box=(100, 100, 200, 250))]) == pytest.approx(0.5)
    assert newly_bare([belly()], [belly(box=(100, 100, 200, 180))]) == pytest.approx(-0.2)


def test_a_chest_read_once_as_a_mans_and_once_as_a_womans_is_one() -> None:
    man, woman = Part("chest", True, HERE, 0.8), Part("breast", True, HERE, 0.8)
    assert newly_bare([man], [woman]) == 0.0


def test_only_intimate_parts_may_not_be_made_from_words() -> None:
    feet, belly_, chest = (Part(name, True, HERE, 0.9) for name in ("feet", "belly", "chest"))
    assert intimate([feet, belly_, chest]) == 0
    assert intimate([Part("genitals", True, HERE, 0.9)]) == 1
    assert intimate([Part("genitals", False, HERE, 0.9)]) == 0


_BOXES = st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(1, 99), st.integers(1, 99))
_PARTS = st.lists(
    st.builds(
        lambda name, bare, box, score: Part(
            name, bare, (box[0], box[1], box[0] + box[2], box[1] + box[3]), score
        ),
        st.sampled_from(sorted(set(body_parts.NAMES.values()))),
        st.booleans(),
        _BOXES,
        st.floats(body_parts.FAINT, 1),
    ),
    max_size=8,
)


@given(_PARTS, _PARTS)
def test_only_what_was_not_bare_before_is_news(before: list[Part], after: list[Part]) -> None:
    covered = [part for part in before if not part.bare]
    assert newly_bare(after, after) <= 1e-9
    assert newly_bare(before, []) == 0.0
    assert newly_bare(covered, after) == sum(p.bare and p.score >= SURE for p in after)


# -- in the eyes ----------------------------------------------------------------------------------


class Says:
    """A stand-in for the weights: says the same of every picture."""

    def __init__(self, *parts: Part) -> None:
        self.parts = parts

    def find(self, pixels: Pixels) -> tuple[Part, ...]:
        return self.parts


class Sees:
    """A stand-in for the finders."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen

    def look(self, pixels: Pixels) -> Seen:
        return self.seen


def _eyes(people: People, *parts: Part, drawn: bool = False) -> Eyes:
    shape = (320, 640)
    mask = np.full(shape, 255 * (people.presence is Presence.SOME), np.uint8)
    seen = Seen(people, mask, drawn=drawn)
    return Eyes(Sees(seen), None, None, Says(*parts))  # type: ignore[arg-type]


def test_each_person_gets_the_parts_that_lie_on_them() -> None:
    left, right = Person(box=(0.0, 0.0, 0.5, 1.0)), Person(box=(0.5, 0.0, 1.0, 1.0))
    eyes = _eyes(People(Presence.SOME, (left, right)), belly(), belly(bare=False, box=THERE))
    seen = eyes.look(_grey())
    assert [person.parts for person in seen.people.each] == [("bare_belly",), ("covered_belly",)]
    assert seen.parts is not None
    assert len(seen.parts) == 2


def test_a_part_in_a_photograph_of_nobody_is_somebody_suspected() -> None:
    seen = _eyes(People(Presence.NONE), belly(bare=False)).look(_grey())
    assert seen.people.presence is Presence.POSSIBLE
    assert (seen.mask == 255).all()
    assert seen.people.each[0].parts == ("covered_belly",)


@pytest.mark.parametrize(("score", "drawn"), [(SURE - 0.01, False), (0.9, True)])
def test_a_faint_part_or_one_of_a_drawing_suspects_nobody(score: float, drawn: bool) -> None:
    seen = _eyes(People(Presence.NONE), belly(score=score), drawn=drawn).look(_grey())
    assert seen.nobody_there


def test_what_was_chosen_is_never_skipped(tmp_path: Path) -> None:
    """Chosen by name and missing, or installed and damaged: the guard does not open."""
    folder = tmp_path / "models"
    folder.mkdir()
    here = Models.open()
    for path in here.folder.iterdir():
        if path.is_file() and not path.name.startswith("nudenet"):
            (folder / path.name).symlink_to(path)
    models = Models(folder, Manifest.load())
    assert Eyes.open(models).body_parts is None
    with pytest.raises(CheckFailed, match="not installed"):
        Eyes.open(models, ["nudenet"])
    (folder / "nudenet_320n.onnx").write_bytes(b"damaged")
    with pytest.raises(CheckFailed, match="damaged"):
        Eyes.open(models)


@pytest.fixture(scope="module")
def nudenet() -> NudeNet:
    models = Models.open()
    if not models.has("nudenet"):
        pytest.skip("nudenet is optional and not installed: seemly models install --with nudenet")
    return NudeNet(models.path("nudenet"))


def test_the_real_weights_see_nothing_bare_in_a_space_suit(nudenet: NudeNet) -> None:
    for pixels in (astronaut(), dog()):
        assert not any(part.bare and part.score >= SURE for part in nudenet.find(pixels))


def test_the_real_weights_call_their_kinds_by_the_names_we_know(nudenet: NudeNet) -> None:
    assert len([kind for kind in nudenet._kinds if kind is not None]) == 16
