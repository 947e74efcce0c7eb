"""A thread as people read it: which posts, in which order, how deep."""

from __future__ import annotations

from dataclasses import dataclass

from seemly.networks.network import Account
from seemly.networks.plaza.records import Row


@dataclass(frozen=True)
class Entry:
    """A post as one viewer sees it."""

    row: Row
    author: Account
    names_bot: bool
    answers_bot: bool = False
    depth: int = 0


@dataclass(frozen=True)
class Opening:
    """A thread on the front page: how it began, and the last picture the bot gave."""

    root: Entry
    answers: int
    made: Entry | None


def opening(entries: list[Entry], bot: Account) -> Opening:
    """From the visible posts of a thread, the root first."""
    made = [e for e in entries[1:] if e.author.id == bot.id and e.row.picture is not None]
    return Opening(entries[0], len(entries) - 1, made[-1] if made else None)


def in_order(rows: list[Row]) -> list[tuple[Row, int]]:
    """Answers right under what they answer, with their depth; empty branches left out."""
    under: dict[str | None, list[Row]] = {}
    for row in rows:
        under.setdefault(row.parent, []).append(row)
    ordered: list[tuple[Row, int]] = []
    waiting = [(row, 0) for row in reversed(under.get(None, []))]
    while waiting:
        row, depth = waiting.pop()
        ordered.append((row, depth))
        waiting.extend((child, depth + 1) for child in reversed(under.get(row.uri, [])))
    return _without_empty_branches(ordered)


def _without_empty_branches(ordered: list[tuple[Row, int]]) -> list[tuple[Row, int]]:
    kept: list[tuple[Row, int]] = []
    needed: set[str | None] = set()  # parents of what is kept
    for row, depth in reversed(ordered):
        if not row.gone or row.uri in needed:
            kept.append((row, depth))
            needed.add(row.parent)
    return kept[::-1]
