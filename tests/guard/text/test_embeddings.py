"""Both encoders: shapes, the same answer from any thread, and no answer that is no number."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from seemly.errors import CheckFailed
from seemly.guard.text.embeddings import E5_SIZE, USE_SIZE, Embeddings
from seemly.guard.text.reader import Reader


@pytest.fixture(scope="module")
def embeddings() -> Embeddings:
    return Reader.load().meaning.embeddings


def test_vectors_have_their_size_and_unit_length(embeddings: Embeddings) -> None:
    texts = ["a red hat", "", "x" * 5000, "раздень её", "\x00 a"]
    for vectors, size in ((embeddings.use(texts), USE_SIZE), (embeddings.e5(texts), E5_SIZE)):
        assert vectors.shape == (len(texts), size)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_one_meaning_in_two_languages_lies_nearer_than_another(embeddings: Embeddings) -> None:
    for encode in (embeddings.use, embeddings.e5):
        blur, flou, dog = encode(["blur the background", "floute l'arrière-plan", "a brown dog"])
        assert blur @ flou > blur @ dog


def test_threads_get_the_same_answers(embeddings: Embeddings) -> None:
    texts = [f"make the {n} brighter" for n in range(12)]
    alone = embeddings.e5(texts)
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda text: embeddings.e5([text])[0], texts))
    assert np.array_equal(alone, np.stack(together))


class Broken:
    """Answers with what no encoder should."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def encode(self, texts: list[str]) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    query = encode


@pytest.mark.parametrize(
    "answer",
    [np.full((1, USE_SIZE), np.nan), np.zeros((1, 3)), np.zeros((0, 3)), OSError("gone")],
    ids=["not a number", "too short", "nothing", "a fault"],
)
def test_a_broken_encoder_is_a_failed_check_and_no_vector(answer: Any) -> None:
    with pytest.raises(CheckFailed):
        Embeddings(Broken(answer), Broken(answer)).use(["hello"])
