from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

import pytest

from seemly.web import progress
from seemly.web.progress import Progress, Report, events, for_asker, for_onlooker
from seemly.web.texts import load

EN = load("plaza")["en"]


def run(looks: list[list[Report]]) -> list[tuple[str, dict[str, object]]]:
    """The events of a stream that sees these reports one after the other."""
    left: Iterator[list[Report]] = iter(looks)

    async def collect() -> list[str]:
        return [event async for event in events(lambda: next(left))]

    chunks = asyncio.run(collect())
    parsed = []
    for chunk in chunks:
        fields = dict(line.split(": ", 1) for line in chunk.strip().splitlines())
        if "event" in fields:
            parsed.append((fields["event"], json.loads(fields["data"])))
    return parsed


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.001)


def at(state: str, **more: object) -> Report:
    return for_asker("p", Progress(state, **more), EN)  # type: ignore[arg-type]


def test_each_change_is_told_once_and_the_end_closes() -> None:
    told = run(
        [
            [at("received")],
            [at("received")],
            [at("screened")],
            [at("published", ended=True, picture_uri="plaza://post/abc")],
        ]
    )
    assert [(name, data.get("state")) for name, data in told] == [
        ("progress", "received"),
        ("progress", "screened"),
        ("progress", "published"),
        ("end", None),
    ]
    assert told[2][1]["answer"] == "abc"


def test_the_stream_goes_on_until_all_have_ended() -> None:
    one, two = Report("1", "x", "", 1, False), Report("2", "y", "", None, True)
    done = Report("1", "z", "", None, True)
    told = run([[one, two], [done, two]])
    assert [name for name, _ in told] == ["progress", "progress", "progress", "end"]


def test_nothing_to_follow_ends_at_once() -> None:
    assert run([[]]) == [("end", {})]


def test_a_line_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "KEEP_ALIVE", 0.003)
    looks = [[at("received")]] * 10 + [[at("refused", ended=True)]]
    left = iter(looks)

    async def collect() -> list[str]:
        return [event async for event in events(lambda: next(left))]

    assert ": still here\n\n" in asyncio.run(collect())


def test_a_stream_does_not_last_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LONGEST", 0.01)

    async def collect() -> list[str]:
        return [event async for event in events(lambda: [at("received")])]

    chunks = asyncio.run(collect())
    assert not any("event: end" in chunk for chunk in chunks)  # the browser comes back by itself


@pytest.mark.parametrize("language", ["en", "de", "fr", "nl"])
@pytest.mark.parametrize(
    "state",
    ["sent", "received", "screened", "approved", "marked", "publishing", "published", "asked",
     "held", "refused", "expired", "cancelled"],
)  # fmt: skip
def test_every_state_has_words_in_every_language(state: str, language: str) -> None:
    report = for_asker("p", Progress(state), load("plaza")[language])
    assert len(report.words) > 4


def test_a_phrase_says_why() -> None:
    assert at("refused", phrase="not with this picture", ended=True).words == (
        "Refused: not with this picture"
    )


@pytest.mark.parametrize("state", ["refused", "cancelled", "expired", "held", "asked", "published"])
def test_an_onlooker_cannot_tell_one_end_from_another(state: str) -> None:
    ended = state not in ("held", "asked")
    seen = for_onlooker("p", Progress(state, "the reason", ended=ended), EN)
    assert seen == Report("p", "ended", "", None, ended=True)


def test_an_onlooker_sees_that_something_is_under_way() -> None:
    seen = for_onlooker("p", Progress("screened", "for you alone"), EN)
    assert seen.step == 2
    assert "for you alone" not in seen.words
