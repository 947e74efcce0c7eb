"""docs/rules.md is what the policies say."""

from pathlib import Path

from seemly.policy import page

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_committed_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == page.page(), "run: python -m seemly.policy.page docs/rules.md"


def test_a_sentence_with_a_slot_is_shown_without_it() -> None:
    assert "{" not in PAGE.read_text("utf-8")
