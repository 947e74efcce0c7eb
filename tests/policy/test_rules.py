"""A policy is checked when it is loaded: typos, wrong kinds, missing words, failing examples."""

import hashlib
from importlib import resources
from pathlib import Path

import pytest

from seemly.errors import ConfigurationError
from seemly.facts import Intent
from seemly.policy import floor
from seemly.policy.rules import LANGUAGES, OUTSIDE, PROFILES, REQUIRED, Policy
from seemly.policy.vocabulary import PATHS

RULE = """
name: ours
extends: default
rules:
  - code: no_boats
    when: {wish.intents.object: {at_least: 0.5}}
    action: hold
    family: people
    legal_ground: "House rules"
    strikes: 0
    messages: {en: a, de: b, fr: c, nl: d}
    examples:
      - {facts: {wish.intents.object: 0.9}, expect: hold}
      - {facts: {wish.intents.object: 0.1}, expect: allow}
"""


def load(tmp_path: Path, text: str) -> Policy:
    file = tmp_path / "ours.yaml"
    file.write_text(text)
    return Policy.load(str(file))


@pytest.mark.parametrize("profile", PROFILES)
def test_the_profiles_pass_their_own_examples(profile: str) -> None:
    policy = Policy.load(profile)
    assert policy.name == profile
    assert set(floor.REASONS + OUTSIDE) <= set(policy.reasons)
    for messages in policy.messages().values():
        assert set(messages) == set(LANGUAGES)


def test_the_version_is_the_hash_of_the_file(tmp_path: Path) -> None:
    raw = resources.files("seemly.policy").joinpath("default.yaml").read_bytes()
    default = Policy.load("default")
    assert default.version == hashlib.sha256(raw).hexdigest()
    ours = load(tmp_path, RULE)
    assert ours.version == hashlib.sha256(default.version.encode() + RULE.encode()).hexdigest()


def test_a_file_adds_its_rules_to_a_profile(tmp_path: Path) -> None:
    ours = load(tmp_path, RULE)
    assert "no_boats" in [rule.code for rule in ours.rules]
    assert "hate" in [rule.code for rule in ours.rules]
    assert ours.family("no_boats") == "people"
    assert ours.legal_ground("no_boats") == "House rules"
    assert ours.strikes("sexual_minor") > ours.strikes("no_boats") == 0


def test_four_languages_are_enough_and_six_more_are_welcome(tmp_path: Path) -> None:
    four = load(tmp_path, RULE).messages()["no_boats"]
    assert tuple(four) == REQUIRED
    spoken = load(tmp_path, RULE.replace("nl: d", "nl: d, sv: e")).messages()["no_boats"]
    assert spoken["sv"] == "e"


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("wish.intents.object: {at", "wish.intents.objet: {at", "wish.intents.object"),
        ("wish.intents.object: {at_least: 0.5}", "people.presense: {is: some}", "people.presence"),
        ("at_least", "at_lest", "at_least"),
        ("strikes: 0", "strike: 0", "strikes"),
        ("action: hold", "action: stop", "action"),
        ("{at_least: 0.5}", "{is: some}", "is a number"),
        ("wish.intents.object: {at_least: 0.5}", "people.presence: {is: sometimes}", "sometimes"),
        ("wish.intents.object: {at_least: 0.5}", "target.welcome: {at_least: 1}", "true or false"),
        ("{at_least: 0.5}", "{}", "asks nothing"),
        ("when: {wish.intents.object: {at_least: 0.5}}", "when: {}", "empty condition"),
        (", nl: d", "", "messages"),
        ("nl: d", "nl: d, tlh: e", "tlh"),
        ("nl: d", 'nl: d, sv: " "', "sv"),
        ("expect: hold", "expect: refuse", "example 1"),
        ("wish.intents.object: 0.9", "wish.intents.objects: 0.9", "example 1"),
        ("code: no_boats", "code: sexual", "is taken"),
        ("strikes: 0", "strikes: 0\n    strikes: 1", "given twice"),
        ("extends: default", "extends: defalt", "extends"),
        ("extends: default", "", "no words for"),
    ],
)
def test_a_typo_is_refused_with_its_place(
    tmp_path: Path, wrong: str, right: str, says: str
) -> None:
    assert wrong in RULE
    with pytest.raises(ConfigurationError) as fault:
        load(tmp_path, RULE.replace(wrong, right, 1))
    assert says in str(fault.value)


def test_a_fault_in_a_rule_names_the_rule(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="rule no_boats"):
        load(tmp_path, RULE.replace("at_least", "at_lest"))


def test_a_missing_file_and_no_yaml_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Policy.load(str(tmp_path / "none.yaml"))
    with pytest.raises(ConfigurationError, match="not YAML"):
        load(tmp_path, "rules: [")
    with pytest.raises(ConfigurationError):
        load(tmp_path, "just words")


def test_yaml_makes_no_objects(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        load(tmp_path, "name: !!python/object/apply:os.getcwd []")


def test_an_unknown_reason_tells_nothing() -> None:
    policy = Policy.load("default")
    assert policy.family("no such") == "not_possible_here"
    families = {policy.family(r) for r in ("bank", "protected", "pileon", "judge", "bank_hold")}
    assert families == {"not_possible_here"}


def test_the_vocabulary_holds_every_intent_and_the_page_every_path() -> None:
    assert {f"wish.intents.{intent}" for intent in Intent} <= set(PATHS)
    page = (Path(__file__).parents[2] / "docs" / "policy.md").read_text()
    for path in PATHS:
        named = "wish.intents.*" if path.startswith("wish.intents.") else path
        assert f"`{named}`" in page, path


@pytest.mark.parametrize("profile", PROFILES)
def test_the_page_names_every_rule_and_reason(profile: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "policy.md").read_text()
    for reason in Policy.load(profile).reasons:
        assert f"`{reason}`" in page, reason
