"""The floor under every policy: invariants 3, 4, 5 and 11. No setting reaches it.

Each check reads the facts and returns what it found. A fact that should be there and is not
(`Unknown`, or a look at the result that nobody took) is a hold that no person's yes replaces.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from seemly.facts import (
    NEVER_IN_PUBLIC,
    AgeBand,
    Consent,
    Facts,
    Intent,
    Missing,
    Moment,
    NotApplicable,
    NotAsked,
    Person,
    Presence,
    Unknown,
)
from seemly.policy.finding import Finding
from seemly.policy.vocabulary import PATHS
from seemly.verdict import Action, Voice

#: From here on an intent counts as meant (docs/words.md has what that costs).
THRESHOLD = 0.5
#: Said in so many words: refused although no person was found, for finders miss people.
EXPLICIT = 0.9
#: With somebody who may be a minor, a hint of a sexual wish is enough.
HINT = 0.3
#: opennsfw reads ordinary portraits up to 0.67 and one rendered figure as 0.82 (docs/models.md),
#: so a score alone refuses only above both.
NUDITY = 0.85
#: Below 0.5 hardly any ordinary picture is a false alarm (4 of 119 above), so a rise counts there.
NUDITY_AFTER_RISE = 0.5
#: Within 0.05 when only background, tone or window changed.
EXPOSURE_RISE = 0.2
#: Near people it is a share of their area: 0 to 0.03 when only background, tone or window changed,
#: 0.1 is a forearm (guard/result.py).
SKIN_RISE = 0.08
#: Beside somebody who may be a minor the score alone refuses above what ordinary pictures have
#: (1 of 117 photographs that packages ship is above 0.2), …
NUDITY_BY_MINOR = 0.3
#: … and half of each rise is enough: still above what background, tone and window bring.
HALF = 0.5
#: In a picture from words there is nothing to rise from; sport shows 0.1 of the whole picture.
SKIN_FROM_WORDS = 0.3
#: A part newly bare counts 1, growth of bare ones its share: boxes of one part differ by 0.2.
PARTS_RISE = 0.5

#: What may be done beside people who did not agree (invariant 3).
ALLOW_LIST = frozenset(
    {Intent.BACKGROUND, Intent.TONE, Intent.CROP, Intent.STICKER, Intent.CAPTION}
)
#: What may be done once they agree: how they look, and things on or beside them.
ASK_LIST = frozenset({Intent.ALTER_PERSON, Intent.OBJECT})
#: Somebody suspected fills the frame: only the bounded curve may touch the picture.
FILLED_LIST = frozenset({Intent.TONE})
_SEXUAL = (Intent.UNDRESS, Intent.SEXUALISE)
_PUBLIC_ONLY_SKETCH = "sketch"

#: Reason codes of the floor. A policy gives each its words, legal ground, strikes and family.
REASONS = (
    "sexual_minor",
    "sexual_looks_minor",
    "minor",
    "sexual",
    "degrade",
    "threaten",
    "real_person",
    "needs_consent",
    "composed_harm",
    "outside_allow_list",
    "possible_person",
    "not_welcome",
    "people_locked",
    "lock_broken",
    "person_added",
    "more_exposed",
    "nudity",
    "nudity_looks_minor",
    "harmful_text",
    "words_out",
    "protected",
    "pileon",
    "bank",
    "judge",
    "check_failed",
)


def judge(facts: Facts) -> tuple[Finding, ...]:
    """Everything the floor has to say about these facts."""
    checks = (
        _failed,
        _minors,
        _sexual,
        _harmful,
        _real_person_from_words,
        _composed,
        _allow_list,
        _guest,
        _not_possible_here,
        _judge_says,
        _bare_minor,
        _result,
        _words_out,
    )
    return tuple(finding for check in checks for finding in check(facts))


def voice(facts: Facts) -> Voice:
    """Where the answer may be said (invariant 11): never a harmful wish in public, and in
    somebody else's thread only where that person welcomed us."""
    if facts.target.welcome in (False, Unknown):
        return Voice.ASKER_ALONE
    if any(_score(facts, intent) >= THRESHOLD for intent in NEVER_IN_PUBLIC):
        return Voice.ASKER_ALONE
    # Already a hint, below the threshold, refuses there.
    if any(_minors(facts)) or any(_bare_minor(facts)):
        return Voice.ASKER_ALONE
    return Voice.PUBLIC


def anybody(facts: Facts) -> Presence:
    """Who is in the source, failing closed: a picture nobody looked at may show anybody."""
    presence = facts.people.presence
    if isinstance(presence, Presence):
        return presence
    if presence is NotApplicable and not facts.wish.has_picture:
        return Presence.NONE
    return Presence.POSSIBLE


def somebody_locked(facts: Facts) -> bool:
    """Whether anybody found or suspected has not agreed.

    `possible` is one person who did not agree, whatever stands in the list.
    """
    presence = anybody(facts)
    if presence is Presence.SOME and facts.people.each:
        return not all(_agreed(person) for person in facts.people.each)
    return presence is not Presence.NONE


def _somebody_unproven(facts: Facts) -> bool:
    """Whether anybody is locked, or only claims to have agreed."""
    surely = all(_agreed_for_sure(person) for person in facts.people.each)
    return somebody_locked(facts) or (anybody(facts) is Presence.SOME and not surely)


def _agreed(person: Person) -> bool:
    return person.consent is not Consent.NONE or person.real is False


def _agreed_for_sure(person: Person) -> bool:
    return person.consent is Consent.PROVEN or person.real is False


def _score(facts: Facts, intent: Intent) -> float:
    return facts.wish.intents.get(intent, 0.0)


def _meant(facts: Facts, *intents: Intent) -> tuple[str, ...]:
    return tuple(f"wish.intents.{i}" for i in intents if _score(facts, i) >= THRESHOLD)


def _refuse(reason: str, *facts: str) -> Finding:
    return Finding(Action.REFUSE, reason, facts)


def _failed(facts: Facts) -> Iterator[Finding]:
    """A check that should have answered and did not (invariant 2)."""
    silent = [path for path, known in PATHS.items() if _is_silent(known.read(facts))]
    silent += _looks_not_taken(facts)
    if silent:
        yield Finding(Action.HOLD, "check_failed", tuple(dict.fromkeys(silent)))


def _is_silent(value: object) -> bool:
    """Unknown, or not a number: NaN is below every threshold and would pass them all."""
    return value is Unknown or (isinstance(value, float) and math.isnan(value))


def _looks_not_taken(facts: Facts) -> list[str]:
    """Looks at a made picture that are always taken, whatever was found in the source."""
    if facts.moment is Moment.BEFORE or isinstance(facts.generator.name, Missing):
        return []
    needed = ["result.nudity", "words_out.harmful", "words_out.links", "words_out.mentions"]
    if facts.wish.has_picture:
        needed += ["result.exposure_delta", "result.skin_delta"]
    if facts.wish.has_picture and somebody_locked(facts):
        needed += ["result.changed_in_lock", "result.people_added", "generator.harms"]
    silent = [path for path in needed if isinstance(PATHS[path].read(facts), Missing)]
    # NotApplicable is an answer here: a first look saw no writing.
    return silent + ["result.text_in_picture"] * (facts.result.text_in_picture is NotAsked)


def _minors(facts: Facts) -> Iterator[Finding]:
    hinted = tuple(f"wish.intents.{i}" for i in _SEXUAL if _score(facts, i) >= HINT)
    if hinted and _score(facts, Intent.MINOR) >= HINT:
        yield _refuse("sexual_minor", *hinted, "wish.intents.minor")
    band = PATHS["people.age_band"].read(facts)
    if hinted and band in (AgeBand.MINOR, AgeBand.MAYBE_MINOR, Unknown):
        yield _refuse("sexual_looks_minor", *hinted, "people.age_band")
    if _score(facts, Intent.MINOR) >= THRESHOLD:
        yield _refuse("minor", "wish.intents.minor")


def _sexual(facts: Facts) -> Iterator[Finding]:
    """No sexual pictures of persons, real or invented (invariant 5).

    To take a coat off is harmful only where somebody is shown, suspected or pointed at; what is
    said in so many words is refused on an empty picture too.
    """
    undress = _score(facts, Intent.UNDRESS)
    shown = anybody(facts) is not Presence.NONE or facts.wish.points_at_person is not False
    unsure = facts.wish.has_picture or facts.wish.points_at_person is True
    if undress >= EXPLICIT or (undress >= THRESHOLD and unsure and shown):
        yield _refuse("sexual", "wish.intents.undress", "people.presence")
    if _score(facts, Intent.SEXUALISE) >= THRESHOLD:
        yield _refuse("sexual", "wish.intents.sexualise")


def _harmful(facts: Facts) -> Iterator[Finding]:
    for intent in (Intent.DEGRADE, Intent.THREATEN):
        for path in _meant(facts, intent):
            yield _refuse(intent.value, path)


def _real_person_from_words(facts: Facts) -> Iterator[Finding]:
    """A new picture of somebody who exists: only as a drawing by the built-in artist."""
    if not facts.wish.has_picture and _names_a_person(facts):
        yield _refuse("real_person", "wish.points_at_person", "generator.name")


def _names_a_person(facts: Facts) -> bool:
    drawn = facts.generator.name == _PUBLIC_ONLY_SKETCH
    return facts.wish.points_at_person is True and not drawn


def _composed(facts: Facts) -> Iterator[Finding]:
    """Nobody is put into a cage, onto a bed or beside a stranger by leaving them as they are and
    changing everything around them. What somebody only claims to have agreed to is not enough."""
    if not facts.wish.has_picture or not _somebody_unproven(facts):
        return
    for path in ("wish.harms", "generator.harms"):
        found = PATHS[path].read(facts)
        if found and not isinstance(found, Missing):
            yield _refuse("composed_harm", path, "people.presence")


def _allow_list(facts: Facts) -> Iterator[Finding]:
    """People keep their pixels (invariant 3). Whatever is meant counts, so that an intent that
    only a policy's rule refuses is not let through where that rule is missing."""
    if not facts.wish.has_picture or not _somebody_unproven(facts):
        return
    wanted = {intent for intent in Intent if _score(facts, intent) >= THRESHOLD}
    behind = ("people.presence", "people.consent", *_meant(facts, *sorted(wanted)))
    filled = anybody(facts) is Presence.POSSIBLE
    if wanted and wanted <= (FILLED_LIST if filled else ALLOW_LIST):
        if somebody_locked(facts):
            yield Finding(Action.LOCK, "people_locked", behind)
    elif wanted and wanted <= ALLOW_LIST:
        yield _refuse("possible_person", *behind)
    elif wanted and wanted <= ALLOW_LIST | ASK_LIST:
        yield Finding(Action.ASK, "needs_consent", behind)
    else:
        yield _refuse("outside_allow_list", *behind)


def _guest(facts: Facts) -> Iterator[Finding]:
    """No bot under the posts of people who did not welcome it (invariant 11)."""
    if facts.target.welcome is False:
        yield _refuse("not_welcome", "target.welcome")


def _not_possible_here(facts: Facts) -> Iterator[Finding]:
    """One public answer for all of these: which it was would teach the way around."""
    if anybody(facts) is not Presence.NONE:
        if facts.target.protected is True:
            yield _refuse("protected", "target.protected")
        if facts.target.under_pileon is True:
            yield _refuse("pileon", "target.under_pileon")
    if PATHS["banks.action"].read(facts) == "refuse":
        yield _refuse("bank", "banks.action")


def _judge_says(facts: Facts) -> Iterator[Finding]:
    """A stronger model's word can only make a verdict stricter."""
    if facts.judge.says == "refuse":
        yield _refuse("judge", "judge.says")
    elif facts.judge.says == "hold":
        yield Finding(Action.HOLD, "judge", ("judge.says",))


def _perhaps_minor(facts: Facts) -> tuple[str, ...]:
    """Which facts say that somebody shown, in the source or the result, may be a minor.

    A guess from a face only restricts: `adult` and a face nobody looked at permit nothing more.
    """
    young = (AgeBand.MINOR, AgeBand.MAYBE_MINOR, Unknown)
    return tuple(p for p in ("people.age_band", "result.youngest") if PATHS[p].read(facts) in young)


def _bare_minor(facts: Facts) -> Iterator[Finding]:
    """Nothing bare of anybody who may be a minor, whoever made it (invariant 5)."""
    young = _perhaps_minor(facts)
    if young and _number(facts.result.nudity) >= NUDITY_BY_MINOR:
        yield _refuse("nudity_looks_minor", "result.nudity", *young)


def _result(facts: Facts) -> Iterator[Finding]:
    """What came out, against the source and every ancestor (invariants 3, 4 and 5)."""
    result = facts.result
    if _number(result.changed_in_lock) > 0:
        yield _refuse("lock_broken", "result.changed_in_lock")
    locked = result.people_locked is True or somebody_locked(facts)
    if _number(result.people_added) > 0 and locked:
        yield _refuse("person_added", "result.people_added", "result.people_locked")
    if _number(result.people_added) > 0 and not locked and _names_a_person(facts):
        yield _refuse("real_person", "result.people_added", "wish.points_at_person")
    nudity, exposure = _number(result.nudity), _number(result.exposure_delta)
    if nudity >= NUDITY:
        yield _refuse("nudity", "result.nudity")
    strict = HALF if _perhaps_minor(facts) else 1.0
    if exposure >= EXPOSURE_RISE * strict and nudity >= NUDITY_AFTER_RISE * strict:
        yield _refuse("more_exposed", "result.exposure_delta", "result.nudity")
    limit = SKIN_RISE if facts.wish.has_picture else SKIN_FROM_WORDS
    if _number(result.skin_delta) >= limit * strict:
        yield _refuse("more_exposed", "result.skin_delta")
    if _number(result.parts_delta) >= PARTS_RISE * strict:
        reason = "more_exposed" if facts.wish.has_picture else "nudity"
        yield _refuse(reason, "result.parts_delta")
    if result.text_in_picture is True:
        yield _refuse("harmful_text", "result.text_in_picture")


def _words_out(facts: Facts) -> Iterator[Finding]:
    for name in ("harmful", "links", "mentions"):
        if getattr(facts.words_out, name) is True:
            yield _refuse("words_out", f"words_out.{name}")


def _number(value: float | Missing) -> float:
    return 0.0 if isinstance(value, Missing) else value
