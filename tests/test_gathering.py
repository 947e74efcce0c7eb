"""Which pictures of a thread count, whose they are, and who is shown in them.

The finder sees somebody in whatever is red. Everything else of the life is real.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from PIL import Image
from tests.living import Life

from seemly.bench.stand_ins import Nobody
from seemly.facts import People, Person, Presence
from seemly.found import of as found_of
from seemly.generate.generator import Made, Wanted
from seemly.guard.people import Seen
from seemly.pictures import pack
from seemly.posts import Kind
from seemly.provenance.publication import Pixels

RED, BLUE, GREEN = (220, 20, 20), (20, 20, 220), (20, 220, 20)
ON_THE_LIST, OUTSIDE = "make it brighter", "add a lamp"


def plain(colour: tuple[int, int, int]) -> Pixels:
    """A picture of one colour and a little grain, so that no two are alike."""
    grain = np.random.default_rng(sum(colour)).integers(-15, 15, (96, 96, 3))
    return np.clip(np.full((96, 96, 3), colour) + grain, 0, 255).astype(np.uint8)


def picture(colour: tuple[int, int, int]) -> bytes:
    return pack(plain(colour))


def moving(kind: str, *colours: tuple[int, int, int]) -> bytes:
    first, *others = [Image.fromarray(plain(colour)) for colour in colours]
    out = io.BytesIO()
    first.save(out, kind, save_all=True, append_images=others, duration=50)
    return out.getvalue()


class Redheads(Nobody):
    """Sees somebody in the left half of whatever is red."""

    def look(self, pixels: Pixels) -> Seen:
        red, other = float(pixels[..., 0].mean()), float(pixels[..., 1:].max(axis=-1).mean())
        if not red > 2 * other:
            return Seen.nobody(pixels)
        height, width, _ = pixels.shape
        mask = np.zeros((height, width), np.uint8)
        mask[:, : width // 2] = 255
        return Seen(People(Presence.SOME, (Person(),)), mask)


@dataclass
class Watched:
    """A generator that remembers what it was handed."""

    name: str = "openai"
    version: str = "1"
    local: bool = True
    pictures: list[Pixels] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)

    def make(self, wanted: Wanted) -> Made:
        self.wishes.append(wanted.text)
        return Made(plain(GREEN))

    def edit(self, wanted: Wanted, picture: Pixels, mask: Pixels) -> Made:
        self.pictures.append(picture)
        return Made(picture.copy(), did=("edit",))

    def check(self) -> str:
        return "watched"


@pytest.fixture
def watched(life: Life) -> Watched:
    generator = Watched()
    life.give(generator=generator, artist=Watched("sketch"), finder=Redheads())
    return generator


def said(life: Life, job: int) -> str:
    [post] = [post for post in life.posts(job) if post.kind is Kind.PICTURE]
    return post.record


# -- several pictures -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shown", [[BLUE, RED], [BLUE, GREEN, RED], [BLUE, GREEN, GREEN, RED], [RED, BLUE]]
)
def test_somebody_in_any_picture_of_the_post_binds_the_first(
    life: Life, watched: Watched, shown: Sequence[tuple[int, int, int]]
) -> None:
    pictures = [picture(colour) for colour in shown]
    asking = life.people.ask("ann", OUTSIDE, *pictures)
    refused = life.finish(life.hear(asking)[0])
    assert (refused.state, refused.reasons) == ("refused", '["needs_consent"]')
    asking = life.people.ask("bob", ON_THE_LIST, *pictures)
    published = life.finish(life.hear(asking)[0])
    assert published.state == "published", published.reasons
    assert found_of(published).shows_people == "some"
    assert watched.pictures == [], "nobody's picture goes to a generator"


def test_without_anybody_the_generator_is_handed_the_first_and_no_other(
    life: Life, watched: Watched
) -> None:
    asking = life.people.ask("ann", OUTSIDE, picture(BLUE), picture(GREEN))
    assert life.finish(life.hear(asking)[0]).state == "published"
    [handed] = watched.pictures
    assert np.array_equal(handed, plain(BLUE))


@pytest.mark.parametrize(
    "wish",
    [
        "put the woman from the second picture into the first",
        "swap her face with the one in the other picture",
        "add the person of the second photo",
        "replace the background with the woman in the second picture",
    ],
)
def test_nobody_is_moved_from_one_picture_into_another(
    life: Life, watched: Watched, wish: str
) -> None:
    for at, shown in enumerate(([BLUE, RED], [RED, RED])):
        asking = life.people.ask(f"ann{at}", wish, *(picture(colour) for colour in shown))
        job = life.finish(life.hear(asking)[0])
        assert not any(np.array_equal(one, plain(RED)) for one in watched.pictures)
        if job.state == "published":
            assert said(life, job.id)
            assert watched.pictures == []


# -- pictures that move ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_whoever_comes_in_a_later_frame_binds_too(life: Life, watched: Watched, kind: str) -> None:
    late = moving(kind, BLUE, GREEN, RED)
    asking = life.people.ask("ann", OUTSIDE, late)
    refused = life.finish(life.hear(asking)[0])
    assert (refused.state, refused.reasons) == ("refused", '["needs_consent"]')
    asking = life.people.ask("bob", ON_THE_LIST, late)
    published = life.finish(life.hear(asking)[0])
    assert published.state == "published", published.reasons
    assert "only the first frame" in said(life, published.id)
    assert watched.pictures == []


def test_a_moving_picture_of_nobody_is_edited_by_its_first_frame(
    life: Life, watched: Watched
) -> None:
    asking = life.people.ask("ann", OUTSIDE, moving("PNG", BLUE, GREEN))
    published = life.finish(life.hear(asking)[0])
    assert published.state == "published", published.reasons
    assert "only the first frame" in said(life, published.id)
    [handed] = watched.pictures
    assert np.array_equal(handed, plain(BLUE))


# -- quotations, and words about somebody ---------------------------------------------------------


def test_a_quoted_picture_belongs_to_its_author(life: Life, watched: Watched) -> None:
    quoted = life.people.ask("eve", "my dog", picture(BLUE))
    asking = life.people.ask("ann", ON_THE_LIST, quoting=quoted)
    job = life.finish(life.hear(asking)[0])
    assert job.state == "published"
    assert (job.pictured, found_of(job).authors) == ("memory:eve", ("eve",))
    life.people.unwelcome = {"eve"}
    asking = life.people.ask("bob", ON_THE_LIST, quoting=quoted)
    job = life.finish(life.hear(asking)[0])
    assert (job.state, job.reasons) == ("refused", '["not_welcome"]')


@pytest.mark.parametrize(
    "wish",
    [
        "draw her as a superhero",
        "zeichne sie als Königin",
        "dessine-la en reine",
        "teken haar als heks",
        "draw @eve.test on a throne",
    ],
)
def test_a_new_picture_of_somebody_in_the_thread_is_refused_and_gets_no_pixels(
    life: Life, watched: Watched, wish: str
) -> None:
    """The picture stands further up than any that could be meant."""
    root = life.people.ask("host", "good morning")
    photo = life.people.ask("eve", "me at work", picture(RED), under=root.post.uri)
    between = life.people.ask("host", "nice", under=photo.post.uri)
    asking = life.people.ask("ann", wish, under=between.post.uri)
    job = life.finish(life.hear(asking)[0])
    assert (job.state, job.reasons) == ("refused", '["real_person"]')
    assert (watched.wishes, watched.pictures) == ([], [])


def test_where_the_photo_is_the_one_meant_it_is_an_edit_of_somebody(
    life: Life, watched: Watched
) -> None:
    photo = life.people.ask("eve", "me at work", picture(RED))
    asking = life.people.ask("ann", "draw her as a superhero", under=photo.post.uri)
    job = life.finish(life.hear(asking)[0])
    assert job.state == "refused"
    assert set(job.reasons[2:-2].split('", "')) & {"needs_consent", "outside_allow_list"}
    assert (watched.wishes, watched.pictures) == ([], [])


def test_the_artist_may_draw_somebody_and_never_sees_them(life: Life, watched: Watched) -> None:
    artist = Watched("sketch")
    life.give(generator=artist)
    root = life.people.ask("host", "good morning")
    photo = life.people.ask("eve", "me at work", picture(RED), under=root.post.uri)
    between = life.people.ask("host", "nice", under=photo.post.uri)
    job = life.finish(life.hear(life.people.ask("ann", "draw her", under=between.post.uri))[0])
    assert job.state == "published", job.reasons
    assert (len(artist.wishes), artist.pictures) == (1, [])
