"""Runs of letters: the same for the same words, whatever the case and accents."""

from hypothesis import given
from hypothesis import strategies as st

from seemly.guard.text.ngrams import BUCKETS, buckets


@given(st.text(max_size=300))
def test_every_text_falls_into_buckets_once_and_in_order(text: str) -> None:
    found = buckets(text).tolist()
    assert found == sorted(set(found))
    assert all(0 <= bucket < BUCKETS for bucket in found)


def test_case_and_accents_do_not_count() -> None:
    assert buckets("Déshabille-la").tolist() == buckets("deshabille-LA").tolist()


def test_other_words_fall_elsewhere() -> None:
    one, two = set(buckets("a red hat").tolist()), set(buckets("ein blaues Haus").tolist())
    assert len(one & two) < 0.1 * len(one)


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    assert len(buckets("undress " * 10_000)) < 200
