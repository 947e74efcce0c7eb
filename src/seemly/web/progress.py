"""How far a request is, in words and as a stream of server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict, dataclass

from starlette.concurrency import run_in_threadpool

from seemly.web.texts import Texts

EVERY = 0.2  # seconds between two looks
KEEP_ALIVE = 15.0  # seconds of silence at most, so that nothing between takes the line for dead
LONGEST = 600.0  # seconds of one stream; the browser opens the next by itself

#: The steps a page draws, in order, and which one is under way in each state of a request.
STEPS = ("heard", "screened", "made", "checked", "marked", "published")
LAST = len(STEPS) - 1
UNDER_WAY = {
    "sent": 0,
    "received": 1,
    "screened": 2,
    "approved": 4,
    "marked": 5,
    "publishing": 5,
    "published": 6,
}


@dataclass(frozen=True)
class Progress:
    """Where the request of a mention stands."""

    state: str  # of life.py, e.g. "screened"
    phrase: str = ""  # why, in the asker's language, where the state alone does not say it
    ended: bool = False
    picture_uri: str | None = None  # the post that answers, once it stands
    #: The one of STEPS under way, or where it stopped, when the state alone does not say it.
    reached: str = ""


@dataclass(frozen=True)
class Report:
    """A progress as one viewer is shown it."""

    post: str  # name of the mentioning post
    state: str
    words: str
    step: int | None  # index into STEPS of what is under way; 6: all; None: no steps are drawn
    ended: bool
    answer: str | None = None  # name of the answering post


def for_asker(post: str, progress: Progress, texts: Texts) -> Report:
    """Everything, with the reason: nobody else is shown this."""
    words = _words(progress, texts)
    if progress.phrase:
        words = f"{words}: {progress.phrase}" if progress.ended else progress.phrase
    return Report(
        post=post,
        state=progress.state,
        words=words,
        step=_step(progress),
        ended=progress.ended,
        answer=_answer(progress),
    )


def for_onlooker(post: str, progress: Progress, texts: Texts) -> Report:
    """That something is under way; never how it ended.

    A refusal may not be said in public (invariant 11), and silence must look like silence.
    """
    hides = progress.ended or progress.state not in UNDER_WAY
    step = None if hides else _step(progress)
    if step is None:
        return Report(post, "ended", "", None, ended=True, answer=_answer(progress))
    return Report(post, progress.state, _words(progress, texts), step, ended=False)


def _words(progress: Progress, texts: Texts) -> str:
    checking = progress.state == "screened" and progress.reached == "checked"
    return texts("state_checking" if checking else f"state_{progress.state}")


def _step(progress: Progress) -> int | None:
    if progress.reached:
        return STEPS.index(progress.reached)
    return UNDER_WAY.get(progress.state)


def _answer(progress: Progress) -> str | None:
    return progress.picture_uri.rpartition("/")[2] if progress.picture_uri else None


async def events(look: Callable[[], Sequence[Report]]) -> AsyncIterator[str]:
    """Each change of each report, then `end` when all have ended. Ends with the client, too.

    `look` blocks (it reads the database) and therefore runs in a thread.
    """
    shown: dict[str, Report] = {}
    quiet = 0.0
    yield "retry: 1000\n\n"
    for _ in range(int(LONGEST / EVERY)):
        reports = await run_in_threadpool(look)
        changed = [report for report in reports if shown.get(report.post) != report]
        for report in changed:
            shown[report.post] = report
            yield _event("progress", json.dumps(asdict(report)))
        if all(report.ended for report in reports):
            yield _event("end", "{}")
            return
        quiet = 0.0 if changed else quiet + EVERY
        if quiet >= KEEP_ALIVE:
            quiet = 0.0
            yield ": still here\n\n"
        await asyncio.sleep(EVERY)


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"
