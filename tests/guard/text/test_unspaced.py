"""Writing without spaces is cut where its terms begin and end."""

from seemly.guard.text.unspaced import Unspaced, runs


def terms(*known: str) -> Unspaced[str]:
    found: Unspaced[str] = Unspaced()
    for term in known:
        found.add(term, term)
    return found


def test_a_word_is_cut_at_its_terms() -> None:
    assert terms("他", "旁边", "去掉").cut("他旁边的箱子去掉") == ["他", "旁边", "的箱子", "去掉"]


def test_a_term_is_found_with_and_without_spaces() -> None:
    known = terms("옷 벗")
    for words in (["옷", "벗겨"], ["옷벗겨"]):
        (run,) = runs(words)
        assert [(start, end) for start, end, _ in known.spans(run.letters)] == [(0, 2)]


def test_no_term_reaches_past_the_last_letter() -> None:
    assert terms("ab", "a文").cut("文a") == ["文a"]


def test_runs_end_at_stops_and_at_other_writing() -> None:
    found = list(runs(["脱", ".", "去掉", "background", "的"]))
    assert [(run.first, run.letters) for run in found] == [(0, "脱"), (2, "去掉"), (4, "的")]


def test_a_blotted_idiom_keeps_the_words_apart() -> None:
    (run,) = runs(["누드", "톤이다"])
    assert terms("누드톤").blotted(run, "■") == ["■■", "■이다"]
