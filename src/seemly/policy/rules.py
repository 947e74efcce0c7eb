"""A policy: YAML over the closed vocabulary, checked and tried on its own examples when loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from seemly.errors import ConfigurationError
from seemly.facts import Facts, Missing, Moment, Unknown
from seemly.policy import floor
from seemly.policy.finding import Finding
from seemly.policy.vocabulary import FactPath, Kind, facts_from, near, path_named
from seemly.verdict import Action

#: What a message may be said in, and what it must be. The profiles say all; where a policy lacks
#: one, English is said.
LANGUAGES = ("en", "de", "fr", "nl", "es", "it", "pt", "pl", "ro", "sv")
REQUIRED = ("en", "de", "fr", "nl")
PROFILES = ("default", "strict", "school")
#: Refusals that are decided outside the facts: by limits, decoding, the generator, a person.
OUTSIDE = (
    "over_limit",
    "busy",
    "not_for_you",
    "generator_cannot",
    "kept_failing",
    "bad_picture",
    "no_picture",
    "brake",
    "refused_by_person",
    "not_possible_here",
)
#: What public doors may say of a reason (no oracle): one word, no number.
Family = Literal[
    "unsafe",
    "people",
    "deception",
    "not_possible_here",
    "unclear",
    "limits",
    "not_passed",
    "checking",
    "cannot",
]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reason(_Closed):
    """What is said of a reason code, and what it costs the asker."""

    family: Family
    legal_ground: str = Field(min_length=3)
    strikes: int = Field(ge=0, le=10)
    messages: Mapping[str, str]

    @field_validator("messages")
    @classmethod
    def _known_languages(cls, messages: Mapping[str, str]) -> Mapping[str, str]:
        wanted = dict.fromkeys((*REQUIRED, *messages))
        missing = [language for language in wanted if not messages.get(language, "").strip()]
        strange = sorted(set(messages) - set(LANGUAGES))
        if missing or strange:
            may = ", ".join(language for language in LANGUAGES if language not in REQUIRED)
            wants = f"wants {', '.join(REQUIRED)}, and may have {may}"
            raise ValueError(f"{wants}; see {', '.join(missing + strange)}")
        return messages


class Test(_Closed):
    """What a rule asks of one fact. A missing value never passes."""

    is_: bool | str | tuple[str, ...] | None = Field(default=None, alias="is")
    is_not: str | tuple[str, ...] | None = None
    at_least: float | None = None
    below: float | None = None

    def passes(self, value: Any) -> bool:
        """Whether a value, known to be no missing one, passes."""
        if self.is_ is not None and not _among(value, self.is_):
            return False
        if self.is_not is not None and _among(value, self.is_not):
            return False
        if self.at_least is not None and value < self.at_least:
            return False
        return self.below is None or value < self.below

    def fault(self, known: FactPath) -> str:
        """Why this test cannot be asked of that fact; empty where it can."""
        words = _words(self.is_) + _words(self.is_not)
        numbers = self.at_least is not None or self.below is not None
        if not words and not numbers and not isinstance(self.is_, bool):
            return "asks nothing; say is, is_not, at_least or below"
        if known.kind is Kind.NUMBER and (words or isinstance(self.is_, bool)):
            return "is a number; say at_least or below"
        if known.kind is not Kind.NUMBER and numbers:
            return f"is {known.kind}; say is"
        if known.kind is Kind.TRUTH and words:
            return "is true or false; say is: true"
        if known.kind is not Kind.TRUTH and isinstance(self.is_, bool):
            return f"is {known.kind}, not true or false"
        for word in words:
            if known.choices and word not in known.choices:
                return f'is never "{word}". {near(word, known.choices)} ' + ", ".join(known.choices)
        return ""


Conditions = Mapping[str, Test]


class Example(_Closed):
    """Facts on which the whole policy, floor included, must come to this action."""

    facts: Mapping[str, Any]
    expect: Action
    moment: Moment | None = None


class Rule(Reason):
    """When these facts stand, this action, for this reason."""

    code: str = Field(pattern=r"^[a-z][a-z_]{2,40}$")
    moment: Literal["before", "after", "always"] = "always"
    when: tuple[Conditions, ...] = Field(min_length=1)  # any one of them
    action: Action
    examples: tuple[Example, ...] = Field(min_length=1)

    @field_validator("when", mode="before")
    @classmethod
    def _one_or_more(cls, when: Any) -> Any:
        return [when] if isinstance(when, dict) else when

    @model_validator(mode="after")
    def _known_facts(self) -> Rule:
        for conditions in self.when:
            if not conditions:
                raise ValueError("when: an empty condition would fire always")
            for path, test in conditions.items():
                try:
                    known = path_named(path)
                except ConfigurationError as fault:
                    raise ValueError(f"when: {fault}") from None
                wrong = test.fault(known)
                if wrong:
                    raise ValueError(f"when: {path} {wrong}")
        return self

    def judge(self, facts: Facts) -> Iterator[Finding]:
        """What this rule finds; a hold where it reads an Unknown (invariant 2)."""
        if self.moment != "always" and self.moment != facts.moment.value:
            return
        read = {path: path_named(path).read(facts) for group in self.when for path in group}
        unknown = tuple(path for path, value in read.items() if value is Unknown)
        if unknown:
            yield Finding(Action.HOLD, "check_failed", unknown)
        for group in self.when:
            if all(_passes(test, read[path]) for path, test in group.items()):
                releasable = self.action is Action.HOLD
                yield Finding(self.action, self.code, tuple(group), releasable)
                return


class _Document(_Closed):
    """One policy file."""

    name: str = Field(min_length=1)
    extends: Literal["default", "strict", "school"] | None = None
    reasons: Mapping[str, Reason] = {}
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _known_reasons(self) -> _Document:
        for code in self.reasons:
            if code not in floor.REASONS + OUTSIDE:
                hint = near(code, floor.REASONS + OUTSIDE)
                raise ValueError(f'reasons: there is no reason "{code}". {hint}')
        codes = [rule.code for rule in self.rules]
        for code in codes:
            if codes.count(code) > 1 or code in floor.REASONS + OUTSIDE:
                raise ValueError(f'rules: the code "{code}" is taken')
        return self


@dataclass(frozen=True)
class Policy:
    """A policy that passed its own examples.

    `version` is the SHA-256 of the file; of a file that extends a profile, of that profile's
    version followed by the file.
    """

    name: str
    version: str
    rules: tuple[Rule, ...]
    reasons: Mapping[str, Reason]

    @classmethod
    def load(cls, profile_or_path: str) -> Policy:
        """A profile by name, or a file. Raises ConfigurationError naming rule and field."""
        policy, own = _read(profile_or_path)
        missing = [code for code in floor.REASONS + OUTSIDE if code not in policy.reasons]
        if missing:
            raise ConfigurationError(
                f"policy {policy.name}: no words for {', '.join(missing)}",
                'Start the file with "extends: default"',
            )
        for rule in policy.rules:
            for number, example in enumerate(rule.examples, 1):
                policy._try(rule, example, number, inherited=rule.code not in own)
        return policy

    def findings(self, facts: Facts) -> tuple[Finding, ...]:
        """What the floor and every rule find."""
        return floor.judge(facts) + tuple(
            finding for rule in self.rules for finding in rule.judge(facts)
        )

    def messages(self) -> Mapping[str, Mapping[str, str]]:
        """For every reason, what is said, by language."""
        return {code: reason.messages for code, reason in self.reasons.items()}

    def family(self, reason: str) -> str:
        """What public doors may say of a reason; unknown codes tell nothing either."""
        known = self.reasons.get(reason)
        return known.family if known else "not_possible_here"

    def strikes(self, reason: str) -> int:
        """What a refusal for this reason costs the asker, in points."""
        known = self.reasons.get(reason)
        return known.strikes if known else 0

    def legal_ground(self, reason: str) -> str:
        """For the statement of reasons (DSA Art. 17(3)(d, e)). Raises ConfigurationError."""
        if reason not in self.reasons:
            raise ConfigurationError(f'policy {self.name} has no reason "{reason}"')
        return self.reasons[reason].legal_ground

    def _try(self, rule: Rule, example: Example, number: int, *, inherited: bool) -> None:
        """Run one example. An inherited rule's may come out stricter here, never milder."""
        where = f"policy {self.name}: rule {rule.code}, example {number}"
        after = Moment.AFTER if rule.moment == "after" else Moment.BEFORE
        try:
            facts = facts_from(example.facts, example.moment or after)
        except (ValueError, TypeError, ConfigurationError) as fault:
            raise ConfigurationError(f"{where}: {fault}") from None
        found = self.findings(facts)
        action = max((f.action for f in found), key=lambda a: a.strictness, default=Action.ALLOW)
        fired = any(finding.reason == rule.code for finding in found)
        stricter = inherited and action.strictness > example.expect.strictness
        if action is not example.expect and not stricter:
            raise ConfigurationError(f"{where}: expected {example.expect}, came to {action}")
        if example.expect is rule.action and not fired:
            raise ConfigurationError(f"{where}: came to {action}, but not by this rule")


def _read(profile_or_path: str) -> tuple[Policy, frozenset[str]]:
    """The policy, and the codes of the rules that stand in the named file itself."""
    raw = _bytes(profile_or_path)
    document = _parse(raw, profile_or_path)
    own = frozenset(rule.code for rule in document.rules)
    if document.extends is None:
        return _policy(document, hashlib.sha256(raw).hexdigest(), (), {}), own
    parent, _ = _read(document.extends)
    version = hashlib.sha256(parent.version.encode() + raw).hexdigest()
    return _policy(document, version, parent.rules, parent.reasons), own


def _policy(
    document: _Document, version: str, rules: tuple[Rule, ...], reasons: Mapping[str, Reason]
) -> Policy:
    own = {rule.code for rule in document.rules}
    kept = tuple(rule for rule in rules if rule.code not in own)
    all_rules = kept + document.rules
    words: dict[str, Reason] = {**reasons, **document.reasons}
    words.update({rule.code: rule for rule in all_rules})
    return Policy(document.name, version, all_rules, words)


def _bytes(profile_or_path: str) -> bytes:
    if profile_or_path in PROFILES:
        return resources.files("seemly.policy").joinpath(f"{profile_or_path}.yaml").read_bytes()
    try:
        return Path(profile_or_path).read_bytes()
    except OSError as fault:
        raise ConfigurationError(
            f"the policy {profile_or_path} cannot be read: {fault.strerror}",
            f"Name a file, or one of {', '.join(PROFILES)}",
        ) from None


def _parse(raw: bytes, source: str) -> _Document:
    try:
        data = yaml.load(raw, Loader=_UniqueKeys)  # noqa: S506 (it is a SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise ConfigurationError(f"policy {source} is not YAML: {fault}") from None
    try:
        return _Document.model_validate(data)
    except ValidationError as faults:
        raise ConfigurationError(f"policy {source}: {_first_fault(faults, data)}") from None


class _UniqueKeys(yaml.SafeLoader):
    """YAML's silent "last one wins" for a key given twice would drop a rule unseen."""


def _unique(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    doubles = sorted({str(key) for key in keys if keys.count(key) > 1})
    if doubles:
        raise yaml.YAMLError(f"{', '.join(doubles)} given twice, line {node.start_mark.line + 1}")
    return loader.construct_mapping(node, deep=True)


_UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique)


def _first_fault(faults: ValidationError, data: Any) -> str:
    """The first fault as a place and a sentence, with near names for a field that is none."""
    fault = faults.errors()[0]
    place = [str(part) for part in fault["loc"]]
    if place[:1] == ["rules"] and len(place) > 1 and isinstance(data, dict):
        rule = data["rules"][int(place[1])]
        code = rule.get("code", place[1]) if isinstance(rule, dict) else place[1]
        place = [f"rule {code}", *place[2:]]
    text = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        known = [f.alias or name for kind in (Rule, Test, Reason, _Document, Example)
                 for name, f in kind.model_fields.items()]  # fmt: skip
        text = f'there is no field "{place[-1]}". {near(place[-1], known)}'
    return f"{', '.join(place)}: {text}" if place else text


def _passes(test: Test, value: Any) -> bool:
    return not isinstance(value, Missing) and test.passes(value)


def _words(value: bool | str | tuple[str, ...] | None) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else ()


def _among(value: Any, wanted: bool | str | tuple[str, ...]) -> bool:
    if isinstance(wanted, bool):
        return value is wanted
    mine = set(value) if isinstance(value, tuple) else {str(value)}
    return bool(mine & set(_words(wanted)))
