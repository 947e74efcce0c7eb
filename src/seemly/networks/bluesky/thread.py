"""The thread around a mention, from one getPostThread and, where its chain breaks, getPosts.

A chain breaks where a post above is deleted, blocked or too far up. The root is fetched all the
same: its author decides whether we may speak there (invariant 11). A post that exists and is
hidden from us by a block stands in the thread without words, so that its author is asked, and
answers "blocks".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seemly.networks.bluesky.reading import POST, PostView, author_of, read
from seemly.networks.network import Account, SeenPost, Thread, Welcome

HEIGHT = 100  # posts above that are asked for; deeper threads are nobody's conversation

Posts = Callable[[Sequence[str]], list[PostView]]
Relations = Callable[[Sequence[str]], dict[str, Welcome]]


@dataclass(frozen=True)
class _Chain:
    """The posts from the mention upwards, and the URI where the chain breaks, if it does."""

    posts: tuple[PostView, ...]
    broken_at: str = ""


def thread(node: object, did: str, posts: Posts, relations: Relations) -> Thread | None:
    """Read the `thread` of a getPostThread answer; None when the mention itself is not shown."""
    if not isinstance(node, Mapping) or "post" not in node:
        return None
    chain = _chain(node)
    mention, *above = chain.posts
    root, root_version = _root(chain)
    seen = [view.seen() for view in above]
    seen += _behind_the_break(chain, root, posts, relations)
    return Thread(
        mention=mention.seen(),
        above=tuple(seen),
        root=root,
        depth=len(above) + bool(chain.broken_at),
        bot_spoke=any(post.author.id == did for post in seen) or _answered_by(node, did),
        root_version=root_version,
    )


def _chain(node: Mapping[str, Any]) -> _Chain:
    found: list[PostView] = []
    step: object = node
    while isinstance(step, Mapping) and "post" in step:
        found.append(read(PostView, step["post"]))
        step = step.get("parent")
    said = found[-1].record.reply
    return _Chain(tuple(found), said.parent.uri if said else "")


def _root(chain: _Chain) -> tuple[str, str]:
    """The top of an unbroken chain; else what the lowest post says its root is.

    A post may claim any root. Where the chain can be walked to its end, the end counts.
    """
    top = chain.posts[-1]
    if not chain.broken_at or top.record.reply is None:
        return top.uri, top.cid
    return top.record.reply.root.uri, top.record.reply.root.cid


def _behind_the_break(
    chain: _Chain, root: str, posts: Posts, relations: Relations
) -> list[SeenPost]:
    known = {view.uri for view in chain.posts}
    wanted = list(dict.fromkeys(uri for uri in (chain.broken_at, root) if uri not in known | {""}))
    wanted = [uri for uri in wanted if f"/{POST}/" in uri]
    if not wanted:
        return []
    found = {view.uri: view.seen() for view in posts(wanted)}
    hidden = relations([author_of(uri) for uri in wanted if uri not in found])
    for uri in wanted:
        if hidden.get(author_of(uri)) is Welcome.BLOCKS:
            found.setdefault(uri, SeenPost(uri, Account(author_of(uri), ""), "", ""))
    return [found[uri] for uri in wanted if uri in found]


def _answered_by(node: Mapping[str, Any], did: str) -> bool:
    """Whether one of the direct answers to the mention is ours."""
    for answer in node.get("replies") or ():
        post = answer.get("post") if isinstance(answer, Mapping) else None
        author = post.get("author") if isinstance(post, Mapping) else None
        if isinstance(author, Mapping) and author.get("did") == did:
            return True
    return False
