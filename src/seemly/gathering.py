"""Before making: every check is asked, and its answer, or its silence, becomes a fact."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from seemly import descent, recognised
from seemly.accounts.limits import Count
from seemly.answers import Asked, Values, others, target
from seemly.compute.compute import Place, Task
from seemly.decoding import Decoded
from seemly.descent import Descent
from seemly.errors import CheckFailed
from seemly.facts import (
    Asker,
    Fact,
    Facts,
    GeneratorFacts,
    Mark,
    Missing,
    Moment,
    NotApplicable,
    NotAsked,
    People,
    Presence,
    Relation,
    Unknown,
    Wish,
)
from seemly.found import Found
from seemly.guard.people import Seen
from seemly.intake import account_key, account_of, wish_in
from seemly.matching.pdq import PdqHash
from seemly.networks.network import Welcome
from seemly.parts import Parts
from seemly.policy.decide import THRESHOLD
from seemly.provenance import rehearsal
from seemly.provenance.publication import Pixels, pixels_digest
from seemly.provenance.seal import Seal
from seemly.provenance.watermark import read as watermark
from seemly.recognised import Memory, Recognised
from seemly.source import Source, Sources
from seemly.store import Job

LOOK_SECONDS = 20.0
#: Earlier wishes of a thread that are read with a wish which says nothing by itself.
MOST_TURNS = 4
_STRICTEST = [Presence.NONE, Presence.SOME, Presence.POSSIBLE]


@dataclass(frozen=True, eq=False)
class Looked:
    """The picture to edit, decoded, and who was seen in it: the dearest two of all looks.

    In hand from screening to making and nowhere else; whoever takes the job over looks again.
    """

    decoded: Decoded
    digest: str  # of its pixels
    hash: PdqHash  # PDQ, of its pixels
    seen: Seen


@dataclass(frozen=True)
class Gathered:
    """The facts before making, and what later steps need."""

    facts: Facts
    found: Found
    pictured: str | None  # account key
    root_picture: str | None
    looked: Looked | None

    def sealed(self, seal: Seal, request: str, facts: str) -> Gathered:
        """With a seal on what making will read from the job's row."""
        return replace(self, found=self.found.sealed(seal, request, facts))

    def columns(self) -> Values:
        """For the job's row."""
        return (
            ("progress", self.found.as_json()),
            ("pictured", self.pictured),
            ("root_picture", self.root_picture),
        )

    def count(self, job: Job, thread: str) -> Count:
        """For the limits that only now can be counted."""
        return Count(job.id, job.asker, thread, self.pictured, self.root_picture)


def gather(asked: Asked, parts: Parts, sources: Sources) -> Gathered:
    """Ask everything that can be known before making."""
    first = sources.all[0] if sources.all else None
    wish = _wish(asked, parts, first)
    digests = tuple(pixels_digest(one.decoded.pixels) for one in sources.all)
    origin = _trace(parts, first, digests[0]) if first else Descent()
    seen = _seen(parts, sources.all)
    people = _people(seen)
    marks = [_marks(parts, one) for one in sources.all]
    authors = _authors(asked, parts, origin)
    facts = Facts(
        Moment.BEFORE,
        parts.network(asked.job.network).door,
        asker=_asker(asked, parts),
        target=target(asked, parts, authors),
        wish=wish,
        people=people,
        lineage=origin.facts(),
        marks_in=tuple(dict.fromkeys(sum(marks, ()))) if marks else NotApplicable,
        banks=origin.bank_hits() if first else NotAsked,
        generator=GeneratorFacts(parts.generator.name, parts.generator.local),
        digests=digests,
    )
    shows = people.presence.value if isinstance(people.presence, Presence) else "none"
    if people.presence is Unknown:
        shows = Presence.POSSIBLE.value
    found = Found(
        language=asked.language,
        sources=tuple(one.decoded.sha256 for one in sources.all),
        source_post=first.ref.post if first else "",
        source_version=first.post_version if first else "",
        authors=authors,
        shows_people=shows,
        kinds=tuple(intent for intent, score in wish.intents.items() if score >= THRESHOLD),
        first_answer=not asked.thread.bot_spoke,
        marks=marks[0] if marks else (),
        ancestors=origin.ancestors,
        trail=origin.trail,
        mark=origin.mark or "",
    )
    pictured = _pictured(asked, parts, first, origin)
    looked = None
    if first and seen and origin.hash is not None:
        looked = Looked(first.decoded, digests[0], origin.hash, seen[0])
    return Gathered(facts, found, pictured, _root(first, origin), looked)


def _marks(parts: Parts, one: Source) -> tuple[Mark, ...]:
    """What a picture says of how it was made. Anybody can write that: it is told, and no more."""
    marks = tuple(mark for mark in Mark if mark in one.decoded.notes)
    if Mark.CREDENTIALS not in marks:
        return marks
    data = parts.pictures.read(one.decoded.sha256)
    try:
        told = parts.compute.call(rehearsal.READ, data, rehearsal.SECONDS)
    except CheckFailed:
        return marks
    return tuple(mark for mark in Mark if mark in {*marks, *told})


def _wish(asked: Asked, parts: Parts, first: Source | None) -> Wish:
    """What is wanted. Where the words say nothing by themselves ("do what it says"), those above
    them, the picture's description and what is written in it are read too, as data."""
    text, turns = asked.request.unverified_text, _before(asked, parts)
    if first is None:
        return parts.reader.read(text, has_picture=False, before=turns)
    told = (*([first.ref.alt_text] if first.ref.alt_text else []), *turns)
    wish = parts.reader.read(text, has_picture=True, before=told)
    if any(score >= THRESHOLD for score in wish.intents.values()):
        return wish
    written = _written(parts, first.decoded.pixels)
    if written is Unknown:  # nobody knows what the words lean on (invariant 2)
        return replace(wish, unreadable=Unknown)
    if isinstance(written, Missing) or not written:
        return wish
    return parts.reader.read(text, has_picture=True, before=(*written, *told))


def _written(parts: Parts, pixels: Pixels) -> Fact[tuple[str, ...]]:
    """The lines in a picture; Unknown where they cannot be read."""

    def read(picture: Pixels) -> Fact[tuple[str, ...]]:
        return parts.eyes.lettering.asked(picture, None)

    try:
        return parts.compute.call(Task("text", read, Place.THREAD), pixels, LOOK_SECONDS)
    except CheckFailed:
        return Unknown


def _before(asked: Asked, parts: Parts) -> tuple[str, ...]:
    """What was wished from us further up in the thread, oldest first: "less", then "even less".

    A stranger's post that we stand under is no wish and is not read.
    """
    network, asker = parts.network(asked.job.network), account_of(asked.job.asker)
    above = [post for post in asked.thread.above if post.author.id != network.me]
    to_us = [
        wish_in(post.unverified_text, network.handle)
        for post in above
        if post.author.id == asker or f"@{network.handle}".lower() in post.unverified_text.lower()
    ]
    return tuple(reversed(to_us[:MOST_TURNS]))


def look(parts: Parts, pixels: Pixels) -> Seen:
    """Who is in a picture. Raises CheckFailed."""
    return parts.compute.call(Task("people", parts.eyes.look, Place.THREAD), pixels, LOOK_SECONDS)


def _seen(parts: Parts, sources: tuple[Source, ...]) -> list[Seen] | None:
    """Who is in any picture of the post, and in any frame of it; None where a look failed.

    Only the first picture is edited, and only its first frame is published. Whoever is shown in
    the others binds all the same, and cannot be moved over: no generator is ever handed a second
    picture.
    """
    frames = [pixels for one in sources for pixels in (one.decoded.pixels, *one.decoded.later)]
    try:
        return [look(parts, pixels) for pixels in frames]
    except CheckFailed:
        return None


def _people(seen: list[Seen] | None) -> People:
    """Everybody of all looks."""
    if seen is None:
        return People(presence=Unknown)
    if not seen:
        return People()
    each = [one.people for one in seen]
    presence: Fact[Presence] = max((p.presence for p in each), key=_strictness)
    return replace(each[0], presence=presence, each=sum((p.each for p in each), ()))


def _strictness(presence: Fact[Presence]) -> int:
    return _STRICTEST.index(presence) if isinstance(presence, Presence) else len(_STRICTEST)


def _asker(asked: Asked, parts: Parts) -> Asker:
    born = asked.request.account_created_at
    age = int((parts.clock() - born) // 86_400) if born is not None else NotAsked
    if parts.network(asked.job.network).local:
        return Asker(age_days=age, relation=Relation.LOCAL)
    asker = account_of(asked.job.asker)
    follows = parts.network(asked.job.network).welcome([asker]).get(asker) is Welcome.YES
    return Asker(age_days=age, relation=Relation.FOLLOWER if follows else Relation.STRANGER)


def _trace(parts: Parts, first: Source, digest: str) -> Descent:
    """Its ancestors; where the look for a watermark failed, nobody knows them all (invariant 2)."""
    try:
        mark, unread = _mark(parts, first.decoded.pixels), False
    except CheckFailed:
        mark, unread = None, True
    with parts.store.read() as connection:
        origin = descent.trace(
            connection,
            parts.published,
            first.decoded.pixels,
            (digest, first.decoded.sha256),
            first.ref.post,
            first.above,
            mark,
        )
    return replace(origin, unread=unread)


def _mark(parts: Parts, pixels: Pixels) -> Recognised | None:
    """What our watermark in a picture tells. Raises CheckFailed."""
    find = partial(watermark.read, key=parts.watermark)
    reading = parts.compute.call(Task("watermark", find, Place.THREAD), pixels, LOOK_SECONDS)
    return recognised.judge(reading, pixels, Memory.of(parts))


def _authors(asked: Asked, parts: Parts, origin: Descent) -> tuple[str, ...]:
    """Whose welcome is needed. A copy posted elsewhere is still the picture of its first author,
    who may not want us by now."""
    here = others(asked, parts.network(asked.job.network).me)
    of_old = (person.partition(":") for person in origin.people)
    asker = account_of(asked.job.asker)
    also = [
        account
        for network, _, account in of_old
        if network == asked.job.network and account != asker
    ]
    return tuple(dict.fromkeys((*here, *also)))


def _pictured(asked: Asked, parts: Parts, first: Source | None, origin: Descent) -> str | None:
    """Whose picture it is: of who posted it, unless it is one of ours; what we drew from words
    alone is nobody's. Whoever had a likeness of it edited before does not own it for that."""
    if first is None or origin.pictured:
        return origin.pictured
    if first.ref.author == parts.network(asked.job.network).me:
        return next(iter(origin.people), None)
    return account_key(asked.job.network, first.ref.author)


def _root(first: Source | None, origin: Descent) -> str | None:
    if first is None:
        return None
    return origin.root_picture or first.decoded.sha256
