"""Rules and heads together: what stands, what is overruled, and what is asked instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seemly.facts import Intent
from seemly.guard.text.intents import Harms
from seemly.guard.text.lexicon import Concept
from seemly.guard.text.meaning import HARMFUL, harm
from seemly.guard.text.wanted import UNDERSTOOD
from seemly.guard.text.weigh import (
    ASKED,
    CLEARLY,
    DOUBTED_KNOWN,
    OBJECTS,
    OBJECTS_OF_NOBODY,
    REFUSED,
    SCALES,
    UNKNOWN,
    Scale,
    harmless,
    weighed,
)

NO_WORDS: frozenset[Concept] = frozenset()
NOTHING = dict.fromkeys(Intent, 0.001)


def likely(**given: float) -> dict[Intent, float]:
    return {**NOTHING, **{Intent(name): value for name, value in given.items()}}


def test_an_explicit_rule_stands_whatever_the_heads_say() -> None:
    rules = Harms({Intent.UNDRESS: 0.9}, {})
    assert weighed(rules, NOTHING, has_picture=True)[Intent.UNDRESS] == 0.9
    assert weighed(rules, NOTHING, has_picture=False)[Intent.UNDRESS] == 0.9


def test_a_mere_word_is_overruled_and_asked_about_where_somebody_may_be_shown() -> None:
    rules = Harms({}, {Intent.SEXUALISE: 0.8})
    scores = weighed(rules, NOTHING, has_picture=True)
    assert scores[Intent.SEXUALISE] < 0.5
    assert scores[Intent.ALTER_PERSON] >= 0.5
    assert Intent.ALTER_PERSON not in weighed(rules, NOTHING, has_picture=False)


def test_invariant_5_nakedness_named_as_such_is_never_overruled() -> None:
    rules = Harms({}, {Intent.UNDRESS: 0.95})
    for has_picture in (True, False):
        assert weighed(rules, NOTHING, has_picture=has_picture)[Intent.UNDRESS] == 0.95


def test_a_mere_word_counts_where_the_heads_are_in_doubt() -> None:
    rules = Harms({}, {Intent.SEXUALISE: 0.8})
    doubt = likely(sexualise=2 * OBJECTS)
    assert weighed(rules, doubt, has_picture=True)[Intent.SEXUALISE] == 0.8


def test_a_mere_word_stands_less_where_nobody_who_exists_is_meant() -> None:
    doubt = likely(threaten=(OBJECTS + OBJECTS_OF_NOBODY) / 2)
    violence = {Intent.THREATEN: 0.95}
    of_nobody = Harms({}, violence, of_somebody_real=False)
    assert weighed(of_nobody, doubt, has_picture=False)[Intent.THREATEN] < 0.5
    of_somebody = Harms({}, violence, of_somebody_real=True)
    assert weighed(of_somebody, doubt, has_picture=False)[Intent.THREATEN] == 0.95


def test_a_rule_on_minors_is_never_overruled() -> None:
    """A word for a child beside a risky word, and heads that see nothing in it."""
    rules = Harms({Intent.MINOR: 0.4}, {Intent.UNDRESS: 1.0})
    assert weighed(rules, NOTHING, has_picture=True)[Intent.MINOR] == 1.0
    assert weighed(rules, NOTHING, has_picture=False)[Intent.MINOR] == 1.0


@pytest.mark.parametrize("intent", HARMFUL)
def test_a_head_that_is_sure_refuses_by_itself(intent: Intent) -> None:
    sure = {**NOTHING, intent: 0.999}
    for has_picture in (True, False):
        assert weighed(Harms({}, {}), sure, has_picture=has_picture)[intent] >= 0.9


@given(
    st.floats(0, 1), st.floats(0, 1), st.sampled_from([s for two in SCALES.values() for s in two])
)
def test_a_scale_rises_and_stays_between_nothing_and_one(one: float, two: float, at: Scale) -> None:
    low, high = sorted((one, two))
    assert 0 <= at.score(low) <= at.score(high) <= 1
    assert at.score(at.shown) >= 0.5 > at.score(at.shown - 1e-6)
    assert at.score(at.always) >= 0.9


def test_heads_name_a_harmless_wish_only_where_rules_do_not_know_it() -> None:
    heard = likely(background=0.7)
    assert harmless({}, heard, NO_WORDS, has_picture=True)[Intent.BACKGROUND] == 0.7
    assert Intent.BACKGROUND not in harmless({Intent.TONE: 0.9}, heard, NO_WORDS, has_picture=True)
    sure = likely(background=0.95)
    assert harmless({Intent.TONE: 0.9}, sure, NO_WORDS, has_picture=True)[Intent.BACKGROUND] == 0.95


def test_what_is_grey_is_asked_about_and_what_is_greyer_stays_unknown() -> None:
    asked = harmless({}, likely(background=0.7, undress=UNKNOWN), NO_WORDS, has_picture=True)
    assert asked == {Intent.ALTER_PERSON: ASKED}
    assert harmless({}, likely(background=0.7, undress=REFUSED), NO_WORDS, has_picture=True) == {}


def test_what_is_clearly_a_change_of_looks_is_asked_about_unless_a_word_is_risky() -> None:
    heard = likely(alter_person=CLEARLY, undress=REFUSED)
    asked = harmless({}, heard, NO_WORDS, has_picture=True)
    assert asked == {Intent.ALTER_PERSON: ASKED}
    for risky in ({Concept.SHEER}, {Concept.REMOVE, Concept.CLOTHES}):
        assert harmless({}, heard, risky, has_picture=True) == {}
    assert harmless({}, heard, {Concept.CLOTHES}, has_picture=True) == asked


def test_nothing_harmless_is_known_of_a_wish_that_is_probably_harmful() -> None:
    doubt = likely(undress=0.2, degrade=0.25)
    assert harmless({Intent.TONE: 0.9}, doubt, NO_WORDS, has_picture=True) == {}
    understood = {Intent.TONE: UNDERSTOOD}
    assert harmless(understood, doubt, NO_WORDS, has_picture=True) == understood
    assert harmless(understood, likely(undress=DOUBTED_KNOWN), NO_WORDS, has_picture=True) == {}


def test_harm_is_the_chance_of_any() -> None:
    assert harm(likely(undress=0.5, degrade=0.5)) == pytest.approx(0.75, abs=0.01)
