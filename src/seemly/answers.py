"""What Seemly answers when there is no picture: to whom, in which language, or not at all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from seemly import posts, record
from seemly.accounts import limits
from seemly.facts import Facts, Moment, Target, Wish
from seemly.frozen import from_json, to_json
from seemly.guard.text.language import guess
from seemly.intake import PictureRequest, account_of
from seemly.networks.network import Thread, Welcome
from seemly.parts import Parts
from seemly.policy.decide import decline
from seemly.posts import Kind, Post, post_key
from seemly.provenance.publication import ApprovedWords
from seemly.store import Job, Move, Unit
from seemly.tables import posts as posts_table
from seemly.verdict import Action, Verdict, Voice

Values = tuple[tuple[str, Any], ...]
Writes = tuple[Unit[None], ...]


@dataclass(frozen=True)
class Asked:
    """A request in its thread."""

    job: Job
    request: PictureRequest
    thread: Thread
    language: str


@dataclass(frozen=True)
class Spoken:
    """How words are rebuilt after a crash: the template, not the sentence, is what is kept."""

    template: str
    language: str
    slots: tuple[tuple[str, str], ...]
    policy: str


def asked(job: Job, parts: Parts) -> Asked | None:
    """The request in its thread as it stands now; None when the asking post is gone."""
    request = from_json(PictureRequest, job.request)
    thread = parts.network(job.network).thread(request.mention)
    if thread is None:
        return None
    hints = (*request.languages, parts.language)
    language = guess(request.unverified_text, hints)
    return Asked(job, request, thread, language)


def instant(now: float) -> datetime:
    """Seconds since the epoch as UTC."""
    return datetime.fromtimestamp(now, UTC)


def thread_key(asked: Asked) -> str:
    """The thread as the network shows it: what a mention says of its root may be a lie, told to
    have every mention counted in a thread of its own."""
    return f"{asked.job.network}|{asked.thread.root or asked.request.mention}"


def others(asked: Asked, me: str) -> tuple[str, ...]:
    """Authors of root, parent and quoted post, without the asker and without ourselves."""
    known = (account_of(asked.job.asker), me)
    authors = (post.author.id for post in asked.thread.around())
    return tuple(dict.fromkeys(author for author in authors if author not in known))


def target(asked: Asked, parts: Parts, authors: tuple[str, ...]) -> Target:
    """Whether we are welcome under what these people wrote or show (invariant 11)."""
    network = parts.network(asked.job.network)
    if not _whole(asked.thread):
        return Target(welcome=False, is_asker=False)
    if not authors:
        return Target(welcome=True, is_asker=True)
    how = network.welcome(authors)
    everybody = all(how.get(author) is Welcome.YES for author in authors)
    return Target(welcome=everybody, is_asker=False)


def _whole(thread: Thread) -> bool:
    """Whether the thread reaches up to its root. Where it is too deep to be walked, or the root
    is gone, nobody can say whose thread it is, and nobody welcomed us there."""
    top = thread.above[-1] if thread.above else thread.mention
    return thread.root in ("", top.uri)


def may_ask(asked: Asked, parts: Parts) -> bool:
    """Followers by default; everybody where the operator said so."""
    network = parts.network(asked.job.network)
    if network.local or network.name in parts.everyone_may_ask:
        return True
    asker = account_of(asked.job.asker)
    return network.welcome([asker]).get(asker) is Welcome.YES


def cancelled(job: Job, parts: Parts, reason: str) -> Move:
    """End without a word: what was asked, or under what, is no longer there, or we were stopped."""
    now = parts.clock()
    writes = (
        posts.remove_where(posts_table.c.job_id == job.id, now),
        record.ended(job.id, "cancelled", (reason,), now),
    )
    values = (("reasons", json.dumps([reason])),)
    return Move("cancelled", values, writes, ended=True, still_open=False)


def silent(job: Job, parts: Parts) -> Move:
    """Refused, and nothing may be said where it was asked."""
    parts.say(job.id, "silent: no longer welcome here")
    unsaid = posts.remove_where(posts_table.c.job_id == job.id, parts.clock())
    return Move("refused", (), (unsaid,), ended=True, still_open=False)


def declined(asked: Asked, parts: Parts, reason: str, fault: str, thing: str = "") -> Move:
    """Refuse for a reason that is no matter of policy: a bad picture, or no skill.

    `fault` is for the operator; `thing` is named to the asker where it is one of our nouns.
    """
    verdict, decided = _declined(asked, parts, reason)
    things = (thing,) if thing in parts.words.things else ()
    return stopped(asked, parts, verdict, (("fault", fault[:500]),), (decided,), things)


def word_a_day(asked: Asked, parts: Parts, reason: str) -> Move:
    """Refuse with one polite word a day, silently after that."""
    now = parts.clock()
    with parts.store.read() as connection:
        may = limits.may_be_told(connection, asked.job.asker, now)
    verdict, decided = _declined(asked, parts, reason)
    if may:
        told = limits.told(asked.job.asker, now)
        return stopped(asked, parts, verdict, writes=(decided, told))
    ended = record.ended(asked.job.id, "refused", verdict.reasons, now)
    return Move("refused", _reasons(verdict), (decided, ended), ended=True, still_open=False)


def stopped(
    asked: Asked,
    parts: Parts,
    verdict: Verdict,
    values: Values = (),
    writes: Writes = (),
    things: tuple[str, ...] = (),
) -> Move:
    """A verdict that does not go on: hold, ask (nobody can be asked yet) or refuse."""
    now, job = parts.clock(), asked.job
    values = (*values, *_reasons(verdict))
    if verdict.action is Action.HOLD:
        moved = record.moved(job.id, "held", verdict.reasons, now)
        return Move("held", values, (*writes, moved), still_open=False)
    post = refusal(asked, parts, verdict, things)
    writes = (
        *writes,
        posts.intend(post, now),
        record.ended(job.id, "refused", verdict.reasons, now),
    )
    return Move("refused", values, writes, ended=True)


def refusal(asked: Asked, parts: Parts, verdict: Verdict, things: tuple[str, ...] = ()) -> Post:
    """The refusal as a post: public where we are welcome, else for the asker alone."""
    job, request = asked.job, asked.request
    reason = verdict.reasons[0] if verdict.reasons else "not_possible_here"
    words = parts.words.refusal(reason, asked.language, things, request.mention, verdict)
    spoken = Spoken(words.template, words.language, words.slots, words.policy)
    network = parts.network(job.network)
    return Post(
        key=post_key(request.mention, Kind.REFUSAL),
        job_id=job.id,
        network=job.network,
        kind=Kind.REFUSAL,
        audience=verdict.voice,
        to_account=account_of(job.asker) if verdict.voice is Voice.ASKER_ALONE else "",
        answers=request.mention,
        record=network.freeze(words, asked.thread, instant(parts.clock())),
        words=to_json(spoken),
        public_id=None,
        state=posts.State.INTENDED,
        uri=None,
        sent_at=None,
    )


def worded(job: Job, parts: Parts) -> Move:
    """A person refused what was held: find the words for it, to be said next."""
    now = parts.clock()
    here = asked(job, parts)
    if here is None:
        return Move("refused", ended=True, still_open=False)
    [reason, *_] = json.loads(job.reasons)
    verdict, decided = _declined(here, parts, reason)
    intended = posts.intend(refusal(here, parts, verdict), now)
    return Move("refused", (), (intended, decided), ended=True)


def recall(parts: Parts, post: Post) -> ApprovedWords:
    """The words of a post again, from their template."""
    spoken = from_json(Spoken, post.words or "")
    return parts.words.recall(
        spoken.template, spoken.language, spoken.slots, post.answers, spoken.policy
    )


def _declined(asked: Asked, parts: Parts, reason: str) -> tuple[Verdict, Unit[None]]:
    """The verdict, and the write that puts it on the record."""
    facts = _facts(asked, parts)
    verdict = decline(parts.policy, reason, facts)
    now = parts.clock()
    return verdict, record.decided(asked.job.id, "before", verdict, to_json(facts), now)


def _facts(asked: Asked, parts: Parts) -> Facts:
    wish: Wish = parts.reader.read(asked.request.unverified_text, has_picture=True)
    here = target(asked, parts, others(asked, parts.network(asked.job.network).me))
    return Facts(Moment.BEFORE, parts.network(asked.job.network).door, target=here, wish=wish)


def _reasons(verdict: Verdict) -> Values:
    return (("reasons", json.dumps(list(verdict.reasons))),)
