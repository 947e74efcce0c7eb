"""The steps of a picture request, one short function each, in the order of its life.

Each looks at its job, asks the domains, and returns a `Move`: the worker commits all of it, or
nothing. Before that a step commits by itself only what must last before a call goes out: money
spent, and a post marked as sent.
"""

from __future__ import annotations

from sqlalchemy import Connection

from seemly import (
    answers,
    brake,
    gathering,
    keeping,
    looks,
    making,
    posts,
    publications,
    record,
    source,
)
from seemly.accounts import limits
from seemly.accounts.limits import Count
from seemly.errors import (
    BadPicture,
    GeneratorCannot,
    NetworkFault,
    NoPrivateChannel,
    NotApproved,
    NotAskedYet,
    TryLater,
)
from seemly.found import of as found_of
from seemly.frozen import from_json, to_json
from seemly.intake import PictureRequest, account_of
from seemly.parts import Parts
from seemly.policy.decide import PersonYes, decide
from seemly.posts import Kind, Post, post_key
from seemly.provenance import rehearsal
from seemly.store import Job, Move, Unit
from seemly.verdict import Voice


def screen(job: Job, parts: Parts) -> Move:
    """received: look at words, thread, pictures, lineage and target; decide before making."""
    parts.say(job.id, "looking")
    asked = answers.asked(job, parts)
    if asked is None:
        return answers.cancelled(job, parts, "asking_post_gone")
    if (stopped := _brake(job, parts)) is not None:
        return answers.cancelled(job, parts, stopped)
    if job.reasons == '["busy"]':
        return answers.word_a_day(asked, parts, "busy")
    if _over_limit(parts, Count(job.id, job.asker, answers.thread_key(asked))):
        return answers.word_a_day(asked, parts, "over_limit")
    if not answers.may_ask(asked, parts):
        return answers.word_a_day(asked, parts, "not_for_you")
    try:
        sources = source.fetch(parts, asked)
    except TryLater:
        raise
    except (BadPicture, NetworkFault) as problem:  # unreadable, or not to be had at all
        return answers.declined(asked, parts, "bad_picture", str(problem))
    seen = gathering.gather(asked, parts, sources)
    if sources.all and _over_limit(parts, seen.count(job, answers.thread_key(asked))):
        return answers.word_a_day(asked, parts, "over_limit")
    yes = from_json(PersonYes, job.yes) if job.yes else None
    verdict = decide(parts.policy, seen.facts, yes)
    facts = to_json(seen.facts)
    decided = record.decided(job.id, "before", verdict, facts, parts.clock())
    values = (
        *seen.sealed(parts.seal, job.request, facts).columns(),
        ("thread", answers.thread_key(asked)),
        ("facts_before", facts),
        ("verdict_before", to_json(verdict)),
    )
    if verdict.goes_on:
        spend = limits.spend(job.id, parts.generator.name, parts.price, parts.clock())
        return Move("screened", values, (*sources.writes, decided, spend), hand=seen.looked)
    return answers.stopped(asked, parts, verdict, values, (decided,))


def make(job: Job, parts: Parts) -> Move:
    """screened: generate, lock, check and decide again, all in memory; keep what is approved."""
    parts.say(job.id, "drawing")
    asked = answers.asked(job, parts)
    if asked is None:
        return answers.cancelled(job, parts, "asking_post_gone")
    if (stopped := _brake(job, parts)) is not None:
        return answers.cancelled(job, parts, stopped)
    now = parts.clock()
    with parts.store.read() as connection:
        if limits.budget_is_spent(connection, parts.allowance, now):
            return answers.word_a_day(asked, parts, "busy")
    if job.attempts:  # a second try costs the generator, and the budget, again
        spend = limits.spend(job.id, parts.generator.name, parts.price, now)
        parts.store.write(spend)
    try:
        attempt = making.attempt(asked, parts)
    except NotAskedYet:
        parts.store.write(limits.refund(job.id))
        raise
    except GeneratorCannot as cannot:
        return answers.declined(asked, parts, "generator_cannot", str(cannot), cannot.thing)
    decided = record.decided(
        job.id, "after", attempt.verdict, to_json(attempt.facts), parts.clock()
    )
    values = (
        ("facts_after", to_json(attempt.facts)),
        ("verdict_after", to_json(attempt.verdict)),
    )
    if not attempt.verdict.goes_on:
        return answers.stopped(asked, parts, attempt.verdict, values, (decided,))
    return keeping.keep(attempt, job, parts, values, decided)


def mark(job: Job, parts: Parts) -> Move:
    """approved: label and credentials go on, are read back, and the file is kept."""
    parts.say(job.id, "marking")
    publication, approval = keeping.recall(job, parts)
    found = found_of(job)
    source = None
    if found.sources:
        data = parts.pictures.read(found.sources[0])
        source = rehearsal.source(data, found.marks, parts.compute)
    hash_ = keeping.approved_hash(job, parts, publication)
    marked = parts.marks.mark(publication, approval, source, hash_)
    return keeping.keep_marked(job, parts, publication, approval, marked)


def intend(job: Job, parts: Parts) -> Move:
    """marked: freeze the record of the post before anything is sent."""
    asked = answers.asked(job, parts)
    if asked is None:
        return answers.cancelled(job, parts, "asking_post_gone")
    network, mention = parts.network(job.network), asked.request.mention
    marked = keeping.reload(job, parts)
    now, key = parts.clock(), post_key(mention, Kind.PICTURE)
    with parts.store.read() as connection:
        if (there := posts.by_key(connection, key)) and there.state is posts.State.REMOVED:
            return answers.cancelled(job, parts, "removed")  # gone.py set a stone in its place
    post = Post(
        key=key,
        job_id=job.id,
        network=job.network,
        kind=Kind.PICTURE,
        audience=Voice.PUBLIC,
        to_account="",
        answers=mention,
        record=network.freeze(marked, asked.thread, answers.instant(now)),
        words=None,
        public_id=job.public_id,
        state=posts.State.INTENDED,
        uri=None,
        sent_at=None,
    )
    writes = (posts.intend(post, now), keeping.posted_as(job, post))
    return Move("publishing", (), writes, hand=job.hand)


def publish(job: Job, parts: Parts) -> Move:
    """publishing: look once more, ask the network, and post exactly once."""
    parts.say(job.id, "posting")
    network = parts.network(job.network)
    with parts.store.read() as connection:
        post = next(p for p in posts.of_job(connection, job.id) if p.kind is Kind.PICTURE)
    uri = network.find(post.key) if post.state is posts.State.SENT else None
    if uri is None:
        if (gone := _last_look(job, parts)) is not None:
            return answers.cancelled(job, parts, gone)
        marked = keeping.reload(job, parts)
        if post.key != post_key(marked.answers, Kind.PICTURE):
            raise NotApproved("a row with another key would say it a second time")
        now, kin = parts.clock(), keeping.kin(job, parts)

        def begin(connection: Connection) -> bool:
            # What it was made from may have been removed while it waited for its turn.
            whole = not publications.any_removed(connection, kin)
            return whole and _begin(connection, parts, job, post, now)

        if not parts.store.write(begin):
            return answers.cancelled(job, parts, "stopped")
        uri = network.publish(marked, posts.frozen(post))
    now = parts.clock()
    with parts.store.read() as connection:
        latest = posts.by_key(connection, post.key)
    if latest is not None and latest.state is posts.State.REMOVED:
        network.remove(post.key)  # removed while the call was in flight: gone stays gone
        return answers.cancelled(job, parts, "removed")
    writes = (
        posts.confirm(post, uri, now),
        record.said(job.id, post.kind, uri, now),
        record.ended(job.id, "published", (), now),
    )
    due = (("look_at", now + looks.SOONEST),)
    return Move("published", due, writes, ended=True, still_open=False)


def say(job: Job, parts: Parts) -> Move:
    """refused, with something left to say: say it once, to whom it may be said."""
    with parts.store.read() as connection:
        said = posts.of_job(connection, job.id)
    if not said:  # refused by a person: the words are still to be found
        return answers.worded(job, parts)
    unsaid = (posts.State.INTENDED, posts.State.SENT)
    left = [post for post in said if post.state in unsaid]
    if any(post.audience is Voice.PUBLIC for post in left) and not _may_speak(job, parts):
        return answers.silent(job, parts)
    writes = [_say_one(job, parts, post) for post in left]
    return Move("refused", (), tuple(writes), ended=True, still_open=False)


def _say_one(job: Job, parts: Parts, post: Post) -> Unit[None]:
    network = parts.network(job.network)
    public = post.audience is Voice.PUBLIC
    uri = network.find(post.key) if public and post.state is posts.State.SENT else None
    if uri is None:
        now = parts.clock()
        if not parts.store.write(lambda connection: _begin(connection, parts, job, post, now)):
            return posts.silence(post, now)
        words = answers.recall(parts, post)
        try:
            uri = (network.say if public else network.tell)(words, posts.frozen(post))
        except NoPrivateChannel:
            # Silence under a stranger's post; the reason stands in the operator's log.
            parts.say(job.id, "silent: no private channel")
            return posts.silence(post, now)
    now = parts.clock()
    confirmed = posts.confirm(post, uri, now)
    noted = record.said(job.id, post.kind, uri, now)

    def write(connection: Connection) -> None:
        confirmed(connection)
        noted(connection)

    return write


def _begin(connection: Connection, parts: Parts, job: Job, post: Post, now: float) -> bool:
    """From here on the post may be out there. False when it was removed, or the brake is on."""
    parts.store.still_owns(connection, job)
    if post.kind is Kind.PICTURE and brake.stops(connection, job, found_of(job)):
        return False
    return posts.begin_sending(connection, post, now)


def _brake(job: Job, parts: Parts) -> str | None:
    """Why the operator's brake stops this job; nobody is known to be shown before screening."""
    found = found_of(job)
    with parts.store.read() as connection:
        return "brake" if brake.stops(connection, job, found) else None


def _over_limit(parts: Parts, count: Count) -> bool:
    with parts.store.read() as connection:
        return limits.exceeded(connection, count, parts.allowance, parts.clock())


def _may_speak(job: Job, parts: Parts) -> bool:
    """Whether words may still be said in the thread: minutes may lie between verdict and here."""
    here = answers.asked(job, parts)
    if here is None or here.thread.mention.version != here.request.version:
        return False
    authors = answers.others(here, parts.network(job.network).me)
    if answers.target(here, parts, authors).welcome is not True:
        return False
    return _last_look(job, parts) is None


def _last_look(job: Job, parts: Parts) -> str | None:
    """Why the answer may no longer be posted: what it stands on was deleted, edited or closed."""
    found, request = found_of(job), from_json(PictureRequest, job.request)
    watched = [uri for uri in (request.mention, found.source_post) if uri]
    network = parts.network(job.network)
    people = (*found.authors, account_of(job.asker))
    standing = network.look(watched, people, request.mention)
    return looks.why_gone(standing, request, found)
