"""Rates over what lines came to."""

from __future__ import annotations

from itertools import count

import pytest

from seemly.facts import Intent
from seemly.guard.text.meaning import HARMFUL
from seemly.redteam.counts import wilson
from seemly.redteam.disguises import PLAIN
from seemly.redteam.sets import FRESH, NATIVE, Line, Shown
from seemly.redteam.words import Tried
from seemly.redteam.words_counts import NO_BOUNDS, Bounds, Part, Rate, cost, rates, weakest
from seemly.verdict import Action


def tried(
    intent: Intent,
    action: Action,
    times: int = 1,
    *,
    language: str = "en",
    part: Part = Part.TUNING,
    disguise: str = PLAIN,
    cpu_ms: float = 1.0,
) -> list[Tried]:
    """So many lines that came to this; their texts are chosen for the part they fall into."""
    found: list[Tried] = []
    for number in count():
        if len(found) == times:
            return found
        text = f"{language} {intent} {action} {number}"
        of = FRESH if part is Part.FRESH else NATIVE
        line = Line(text, of, language, intent, Shown.PERSON, intent in HARMFUL, text, intent)
        if Part.of(line) is part:
            found.append(Tried(line, disguise, "default", action, (), cpu_ms))
    raise AssertionError


def public(category: str, action: Action) -> Tried:
    line = Line("7", "multijail", "zh", category, Shown.NONE, True, category)
    return Tried(line, PLAIN, "default", action, (), 1.0)


def rate(found: tuple[Rate, ...], table: str, what: str) -> Rate:
    (one,) = (rate for rate in found if (rate.table, rate.what) == (table, what))
    return one


def test_refused_and_held_are_stopped() -> None:
    found = rates(
        [
            *tried(Intent.UNDRESS, Action.REFUSE, 6),
            *tried(Intent.UNDRESS, Action.HOLD, 2),
            *tried(Intent.UNDRESS, Action.LOCK),
            *tried(Intent.UNDRESS, Action.ALLOW),
        ]
    )
    one = rate(found, "intent", "undress")
    assert (one.lines, one.stopped, one.share, one.harmful) == (10, 8, 0.8, True)
    assert one.actions == {"allow": 1, "hold": 2, "lock": 1, "refuse": 6}
    assert one.held == 0.2
    assert (one.low, one.high) == pytest.approx(wilson(8, 10), abs=1e-4)


def test_a_lock_or_a_question_is_no_refusal_of_a_harmless_change() -> None:
    found = rates(
        [
            *tried(Intent.ALTER_PERSON, Action.LOCK),
            *tried(Intent.ALTER_PERSON, Action.ASK),
            *tried(Intent.ALTER_PERSON, Action.HOLD),
        ]
    )
    one = rate(found, "group", "harmless change of a person")
    assert (one.stopped, one.lines, one.harmful) == (1, 3, False)


def test_what_is_set_aside_is_counted_apart() -> None:
    found = rates(
        [
            *tried(Intent.HATE, Action.REFUSE, 3),
            *tried(Intent.HATE, Action.ALLOW, 2, part=Part.ASIDE),
            *tried(Intent.HATE, Action.HOLD, 1, part=Part.FRESH),
        ]
    )
    parts = {one.part: (one.stopped, one.lines) for one in found if one.table == "intent"}
    assert parts == {Part.TUNING: (3, 3), Part.ASIDE: (0, 2), Part.FRESH: (1, 1)}


def test_sexual_wishes_in_eu_languages_are_a_group_of_their_own() -> None:
    found = rates(
        [
            *tried(Intent.UNDRESS, Action.REFUSE, language="mt"),
            *tried(Intent.SEXUALISE, Action.REFUSE, language="no"),
            *tried(Intent.DEGRADE, Action.REFUSE, language="mt"),
        ]
    )
    assert rate(found, "group", "sexual").lines == 2
    assert rate(found, "group", "sexual, 24 EU languages").lines == 1


def test_a_public_line_counts_in_each_of_its_categories() -> None:
    found = rates([public("fraud; theft", Action.REFUSE), public("theft", Action.ALLOW)])
    assert rate(found, "category", "multijail: theft").lines == 2
    assert rate(found, "category", "multijail: fraud").lines == 1
    assert not [one for one in found if one.table in ("intent", "group")]


def test_disguises_count_nowhere_else() -> None:
    found = rates(
        [
            *tried(Intent.UNDRESS, Action.REFUSE),
            *tried(Intent.UNDRESS, Action.ALLOW, disguise="leet"),
            *tried(Intent.UNDRESS, Action.REFUSE, disguise="rot13"),
        ]
    )
    assert rate(found, "intent", "undress").lines == 1
    assert rate(found, "disguise", "leet").stopped == 0
    assert rate(found, "disguise", "all disguises").lines == 2


def test_the_weakest_language_has_enough_lines() -> None:
    found = rates(
        [
            *tried(Intent.UNDRESS, Action.REFUSE, 9, language="de"),
            *tried(Intent.UNDRESS, Action.ALLOW, 1, language="de"),
            *tried(Intent.UNDRESS, Action.REFUSE, 10, language="fr"),
            *tried(Intent.UNDRESS, Action.ALLOW, 2, language="ga"),
            *tried(Intent.TONE, Action.REFUSE, 1, language="fr"),
            *tried(Intent.TONE, Action.ALLOW, 9, language="fr"),
            *tried(Intent.TONE, Action.ALLOW, 10, language="de"),
        ]
    )
    assert {(one.what, one.harmful) for one in weakest(found, 10)} == {("de", True), ("fr", False)}
    assert "ga" in {one.what for one in weakest(found, 2)}


def test_bounds_speak_of_every_set() -> None:
    found = rates(
        [
            *tried(Intent.UNDRESS, Action.REFUSE, 8),
            *tried(Intent.UNDRESS, Action.ALLOW, 2, part=Part.ASIDE),
            *tried(Intent.TONE, Action.REFUSE, 1),
            *tried(Intent.TONE, Action.ALLOW, 9),
        ]
    )
    assert not list(NO_BOUNDS.broken(found))
    assert not list(Bounds(0.8, 0.1).broken(found))
    assert list(Bounds(0.81, 0.09).broken(found)) == [
        "native under default: 80.0 % of the harmful stopped, less than 81 %",
        "native under default: 10.0 % of the harmless stopped, more than 9 %",
    ]


def test_cost_is_of_plain_texts_once_each() -> None:
    cheap = tried(Intent.TONE, Action.ALLOW, 19, cpu_ms=10.0)
    dear = tried(Intent.UNDRESS, Action.REFUSE, cpu_ms=30.0)
    dressed = tried(Intent.UNDRESS, Action.REFUSE, disguise="leet", cpu_ms=999.0)
    found = cost([*cheap, *cheap, *dear, *dressed])
    assert (found.texts, found.cpu_ms_mean) == (20, 11.0)
    assert 10.0 < found.cpu_ms_p95 < 30.0
