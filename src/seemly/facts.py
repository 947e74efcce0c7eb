"""Everything the policy may know: a closed, typed vocabulary.

Each fact is a value or one of three kinds of missing. `Unknown` (a check that should have
answered did not) makes every rule that reads it hold; `NotAsked` (an optional check that this
installation does not run) and `NotApplicable` never do.

Scores are probabilities from 0 to 1 unless a comment says otherwise. Facts hold no text of the
asker, no account names and no pixels: they are recorded with each decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias, TypeVar

T = TypeVar("T")


class Missing(StrEnum):
    """Why a fact has no value."""

    NOT_APPLICABLE = "NotApplicable"
    NOT_ASKED = "NotAsked"
    UNKNOWN = "Unknown"


NotApplicable = Missing.NOT_APPLICABLE
NotAsked = Missing.NOT_ASKED
Unknown = Missing.UNKNOWN

Fact: TypeAlias = T | Missing


class Moment(StrEnum):
    """Which of the two looks this is."""

    BEFORE = "before"
    AFTER = "after"


class Door(StrEnum):
    """Where the wish came in."""

    MENTION = "mention"
    PLAZA = "plaza"
    GATEWAY = "gateway"
    SCANNER = "scanner"
    COMMAND_LINE = "command_line"


class Intent(StrEnum):
    """What a wish can want. The first group is never served, whoever is shown."""

    UNDRESS = "undress"  # take clothes away or reveal the body
    SEXUALISE = "sexualise"
    MINOR = "minor"  # the words speak of, or ask for, somebody under 18
    DEGRADE = "degrade"
    THREATEN = "threaten"  # injure, kill or threaten
    HATE = "hate"  # hateful symbols on a person
    ERASE = "erase"  # mock or erase a person
    DECEIVE = "deceive"  # fake arrest, affair, chat; a named person doing what was not
    ALTER_PERSON = "alter_person"  # change how somebody looks, harmlessly
    BACKGROUND = "background"
    OBJECT = "object"  # add or change an object or an animal
    STICKER = "sticker"  # a hat or the like, set onto the picture
    TONE = "tone"  # brightness, black-and-white and other whole-picture looks
    CROP = "crop"
    CAPTION = "caption"
    DRAW = "draw"  # a new picture from words


#: Wishes whose refusal is never said in public (invariant 11).
NEVER_IN_PUBLIC = frozenset(
    {
        Intent.UNDRESS,
        Intent.SEXUALISE,
        Intent.MINOR,
        Intent.DEGRADE,
        Intent.THREATEN,
        Intent.HATE,
    }
)


class Harm(StrEnum):
    """What is never set onto or around somebody who did not agree: the closed list of
    guard/text/harms, each with its words in 52 languages, a source and an example."""

    NEWCOMER = "newcomer"  # somebody else beside them
    COSTUME = "costume"  # an animal's or a clown's
    BEAST = "beast"  # animals with which people are mocked
    WEAPON = "weapon"
    CAGE = "cage"  # and other captivity
    BED = "bed"  # and other places where people undress
    SYMBOL = "symbol"  # of hate, of a threat, of shame
    DEATH = "death"
    FILTH = "filth"


class Mark(StrEnum):
    """What a source says of how it was made. Anybody can write it: it never allows anything."""

    CREDENTIALS = "has_credentials"  # Content Credentials are in the file
    HOLD = "credentials_hold"  # and were signed, by whomever, and nothing was changed since
    SAYS_AI = "says_ai"  # IPTC DigitalSourceType: a trained model had a part in it
    GENERATOR = "generator_note"  # words that a known generator leaves in its files


class Relation(StrEnum):
    """How the asker stands to the bot."""

    LOCAL = "local"  # an account of the operator's own server
    FOLLOWER = "follower"
    STRANGER = "stranger"


class Consent(StrEnum):
    """What a person who is shown has agreed to. For several people the least counts."""

    NONE = "none"
    CLAIMED = "claimed"
    PROVEN = "proven"


class Presence(StrEnum):
    """Whether anybody is in the source picture. `possible` counts as one locked person."""

    NONE = "none"
    SOME = "some"
    POSSIBLE = "possible"


class AgeBand(StrEnum):
    """Apparent age; a one-way valve: `minor` restricts, `adult` never permits."""

    MINOR = "minor"
    MAYBE_MINOR = "maybe_minor"
    ADULT = "adult"


@dataclass(frozen=True)
class Asker:
    """The account that asks."""

    age_days: Fact[int] = NotAsked
    relation: Fact[Relation] = NotAsked
    strikes: Fact[int] = NotAsked
    tier: Fact[str] = NotAsked


@dataclass(frozen=True)
class Target:
    """The people under whose post or picture Seemly would speak."""

    welcome: Fact[bool] = NotApplicable  # every author of root, parent and picture welcomes us
    protected: Fact[bool] = NotAsked
    under_pileon: Fact[bool] = NotAsked
    is_asker: Fact[bool] = NotApplicable  # all of them are the asker


@dataclass(frozen=True)
class Wish:
    """What the words want: the strictest score over all readings, by intent."""

    intents: Mapping[Intent, float] = field(default_factory=dict)
    points_at_person: Fact[bool] = NotAsked
    unreadable: Fact[bool] = NotAsked
    has_picture: bool = False  # an edit of a picture, not a new one
    harms: Fact[tuple[Harm, ...]] = NotAsked  # named in any reading, whatever they are for


@dataclass(frozen=True)
class Person:
    """One person found in the source."""

    box: Fact[tuple[float, float, float, float]] = NotApplicable  # shares: left top right bottom
    real: Fact[bool] = NotAsked
    age_band: Fact[AgeBand] = NotAsked
    consent: Consent = Consent.NONE
    public_figure: Fact[bool] = NotAsked
    parts: Fact[tuple[str, ...]] = NotAsked  # body parts shown, kinds of the nudity model


@dataclass(frozen=True)
class People:
    """Who is in the source picture."""

    presence: Fact[Presence] = NotApplicable  # NotApplicable: there is no source picture
    each: tuple[Person, ...] = ()

    def consent(self) -> Consent:
        """The least consent of all; nobody found means nobody agreed."""
        order = [Consent.NONE, Consent.CLAIMED, Consent.PROVEN]
        return min((p.consent for p in self.each), key=order.index, default=Consent.NONE)


@dataclass(frozen=True)
class Lineage:
    """Pictures of ours that the source descends from. It only ever makes stricter."""

    depth: Fact[int] = NotApplicable
    ancestors: tuple[str, ...] = ()  # public ids


@dataclass(frozen=True)
class BankHit:
    """A perceptual hash of a bank that the source is near to."""

    bank: str
    action: Literal["hold", "refuse"]
    distance: int  # bits of 256
    quality: int  # 0 to 100


@dataclass(frozen=True)
class GeneratorFacts:
    """Who makes the picture. `local` is the operator's declaration, never a guess."""

    name: Fact[str] = NotApplicable
    local: Fact[bool] = NotApplicable
    harms: Fact[tuple[Harm, ...]] = NotApplicable  # in what it says it did


@dataclass(frozen=True)
class Result:
    """The made picture against its source and every ancestor found."""

    people_added: Fact[int] = NotApplicable
    exposure_delta: Fact[float] = NotApplicable  # rise of nudity against the least exposed, -1..1
    skin_delta: Fact[float] = NotApplicable  # rise of the share of skin, -1..1
    parts_delta: Fact[float] = NotAsked  # 1 for each body part newly bare, else growth of bare ones
    nudity: Fact[float] = NotApplicable  # of the result alone
    text_in_picture: Fact[bool] = NotAsked  # harmful text written into it
    changed_in_lock: Fact[int] = NotApplicable  # pixels inside the lock that differ; 0 or refuse
    people_locked: Fact[bool] = NotApplicable  # a lock was in force
    youngest: Fact[AgeBand] = NotApplicable  # apparent age of whoever was made or not locked


@dataclass(frozen=True)
class WordsOut:
    """The words that would be published (post, alt text, caption), read as output."""

    harmful: Fact[bool] = NotApplicable
    links: Fact[bool] = NotApplicable
    mentions: Fact[bool] = NotApplicable


@dataclass(frozen=True)
class Judge:
    """An optional stronger model; it can only make a verdict stricter."""

    says: Fact[Literal["allow", "hold", "refuse"]] = NotAsked


@dataclass(frozen=True)
class Facts:
    """All that one decision may read."""

    moment: Moment
    door: Door
    asker: Asker = Asker()
    target: Target = Target()
    wish: Wish = field(default_factory=Wish)
    people: People = People()
    lineage: Lineage = Lineage()
    marks_in: Fact[tuple[Mark, ...]] = NotAsked  # NotApplicable: there is no source picture
    banks: Fact[tuple[BankHit, ...]] = NotAsked
    generator: GeneratorFacts = GeneratorFacts()
    result: Result = Result()
    words_out: WordsOut = WordsOut()
    judge: Judge = Judge()
    digests: tuple[str, ...] = ()  # SHA-256 of what was looked at: source, ancestors, publication
