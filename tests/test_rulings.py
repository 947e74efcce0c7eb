"""`seemly policy`: which rule fired on what, and what another policy would have said."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cli.prompt import photo

from seemly import record, rulings
from seemly.errors import ConfigurationError
from seemly.facts import Door, Facts, Intent, Moment, People, Presence, Wish
from seemly.frozen import to_json
from seemly.policy.decide import Policy, decide
from seemly.store import Store

NOW = 8_000_000.0
EMPTY = Facts(
    Moment.BEFORE,
    Door.MENTION,
    wish=Wish({Intent.TONE: 0.9}, points_at_person=False, unreadable=False, has_picture=True),
    people=People(Presence.NONE),
)


def asking(intent: Intent) -> Facts:
    return replace(EMPTY, wish=replace(EMPTY.wish, intents={intent: 0.95}))


def keep(store: Store, job: int, facts: Facts) -> None:
    verdict = decide(Policy.load("default"), facts)
    store.write(record.decided(job, "before", verdict, to_json(facts), NOW))


def test_every_profile_is_checked_with_its_examples() -> None:
    for profile in ("default", "strict", "school"):
        found = rulings.check(profile)
        assert found.name == profile
        assert found.examples >= found.rules > 0


def test_a_policy_with_a_typo_is_named_by_rule_and_field(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(_NO_TONE.replace("when:", "wenn:"))
    with pytest.raises(ConfigurationError, match="no_tone, when"):
        rulings.check(str(file))


def test_a_ruling_names_the_rule_and_the_facts_it_read() -> None:
    facts = rulings.facts_in('{"wish.intents.undress": 0.95, "wish.has_picture": true}')
    ruling = rulings.of(Policy.load("default"), facts)
    assert ruling.action == "refuse"
    sexual = next(fired for fired in ruling.fired if fired.reason == "sexual")
    assert rulings.Ground("wish.intents.undress", "0.95") in sexual.grounds
    assert "2024/1385" in sexual.legal_ground
    assert ruling.message


def test_a_ruling_that_goes_on_has_no_message() -> None:
    ruling = rulings.of(Policy.load("default"), EMPTY)
    assert (ruling.action, ruling.message, ruling.fired) == ("allow", "", ())


def test_words_are_read_and_a_photo_is_looked_at(tmp_path: Path) -> None:
    facts = rulings.facts_of("replace the background with a forest", photo(tmp_path))
    assert facts.wish.intents[Intent.BACKGROUND] >= 0.5
    assert facts.people.presence is Presence.SOME
    assert rulings.of(Policy.load("default"), facts).action == "lock"
    with pytest.raises(ConfigurationError, match="cannot be read"):
        rulings.facts_of("brighter", tmp_path / "none.png")


def test_an_operators_own_people_are_known(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("name,spellings,kind,country,as_of\nKlaas Vaak,,artist,NL,2026-11\n", "utf-8")
    assert rulings.facts_of("klaas vaak on a horse", None, file).wish.points_at_person is True


@pytest.mark.parametrize("given", ["{", '{"wish.intents.undres": 1}', "no-such-file", "[1]"])
def test_facts_that_are_none_say_what_to_give(given: str) -> None:
    with pytest.raises(ConfigurationError):
        rulings.facts_in(given)


def test_two_policies_are_compared_over_the_record(store: Store, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(_NO_TONE)
    keep(store, 1, EMPTY)
    keep(store, 2, asking(Intent.UNDRESS))
    keep(store, 3, EMPTY)
    old, new = Policy.load("default"), Policy.load(str(mine))
    found = rulings.difference(store, old, new, last=10)
    assert (found.decisions, found.same, found.unreadable) == (3, 1, 0)
    [change] = found.changed
    assert (change.before, change.after, change.requests) == ("allow", "refuse", (3, 1))
    assert dict(change.reasons) == {"no_tone": 2}
    newest = rulings.difference(store, old, new, last=1)
    assert newest.decisions == 1


def test_facts_of_another_version_are_counted_and_not_guessed(store: Store) -> None:
    verdict = decide(Policy.load("default"), EMPTY)
    store.write(record.decided(1, "before", verdict, json.dumps({"moment": "never"}), NOW))
    policy = Policy.load("default")
    assert rulings.difference(store, policy, policy, last=5).unreadable == 1


_WORDS = "{en: No., de: Nein., fr: Non., nl: Nee.}"
_NO_TONE = f"""
extends: default
name: mine
rules:
  - code: no_tone
    when: {{wish.intents.tone: {{at_least: 0.5}}}}
    action: refuse
    family: people
    legal_ground: "Terms: no tones here"
    strikes: 0
    messages: {_WORDS}
    examples:
      - {{facts: {{wish.intents.tone: 0.9}}, expect: refuse}}
      - {{facts: {{wish.intents.tone: 0.1}}, expect: allow}}
"""
