from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from pydantic_core import from_json, to_json

from seemly.errors import TryLater
from seemly.networks.bluesky.reading import PostView, read
from seemly.networks.bluesky.thread import HEIGHT, thread
from seemly.networks.network import Thread, Welcome

BOT = "did:plc:bot"
POST = "app.bsky.feed.post"
AT = "2026-09-21T12:00:00.000Z"


def uri(name: str, rkey: str = "1") -> str:
    return f"at://did:plc:{name}/{POST}/{rkey}"


def ref(of: str) -> dict[str, str]:
    return {"uri": of, "cid": f"cid-{of[-6:]}"}


def view(name: str, rkey: str = "1", **record: Any) -> dict[str, Any]:
    did = f"did:plc:{name}"
    return {
        "uri": uri(name, rkey),
        "cid": f"cid-{name}",
        "author": {"did": did, "handle": f"{name}.test"},
        "record": {"$type": POST, "text": f"{name} says", **record},
        "indexedAt": AT,
    }


def node(post: dict[str, Any], parent: Any = None, **more: Any) -> dict[str, Any]:
    return {"$type": "app.bsky.feed.defs#threadViewPost", "post": post, "parent": parent, **more}


def reply(parent: str, root: str) -> dict[str, Any]:
    return {"reply": {"parent": ref(parent), "root": ref(root)}}


def around(
    top: object, posts: Sequence[dict[str, Any]] = (), blocking: Sequence[str] = ()
) -> Thread | None:
    def fetch(uris: Sequence[str]) -> list[PostView]:
        return [read(PostView, post) for post in posts if post["uri"] in uris]

    def relations(accounts: Sequence[str]) -> dict[str, Welcome]:
        return {who: Welcome.BLOCKS if who in blocking else Welcome.NO for who in accounts}

    return thread(top, BOT, fetch, relations)


def test_a_post_of_its_own() -> None:
    found = around(node(view("anna")))
    assert found is not None
    assert (found.root, found.root_version, found.depth) == (uri("anna"), "cid-anna", 0)
    assert found.above == ()


def test_no_node_is_no_thread() -> None:
    assert around({"$type": "app.bsky.feed.defs#notFoundPost", "uri": uri("anna")}) is None
    assert around(None) is None


def test_behind_a_deleted_parent_the_root_is_fetched() -> None:
    gone = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": uri("benno")}
    mention = node(view("anna", **reply(uri("benno"), uri("cleo"))), gone)
    found = around(mention, [view("cleo")])
    assert found is not None
    assert [post.author.id for post in found.above] == ["did:plc:cleo"]
    assert found.root == uri("cleo")
    assert found.root_version == ref(uri("cleo"))["cid"]
    assert found.depth == 1


def test_behind_a_block_the_author_still_counts() -> None:
    """Or the bot would speak in the thread of somebody who blocks it."""
    hidden = {"$type": "app.bsky.feed.defs#blockedPost", "uri": uri("benno"), "blocked": True}
    mention = node(view("anna", **reply(uri("benno"), uri("cleo"))), hidden)
    found = around(mention, blocking=["did:plc:benno", "did:plc:cleo"])
    assert found is not None
    assert [post.author.id for post in found.above] == ["did:plc:benno", "did:plc:cleo"]
    assert {post.unverified_text for post in found.above} == {""}


def test_a_deleted_root_is_missing() -> None:
    mention = node(view("anna", **reply(uri("cleo"), uri("cleo"))))
    found = around(mention)
    assert found is not None
    assert found.above == ()
    assert found.root == uri("cleo")


def test_the_top_of_the_chain_is_the_root_whatever_is_claimed() -> None:
    mention = node(view("anna", **reply(uri("victim"), uri("anna", "0"))), node(view("victim")))
    found = around(mention, [view("anna", "0")])
    assert found is not None
    assert (found.root, found.root_version) == (uri("victim"), "cid-victim")


def test_a_chain_as_long_as_we_ask_for_is_read_from_the_wire() -> None:
    """The SDK's JSON reader stops at 200 levels; each post above is one."""
    chain: Any = node(view("top"))
    for step in range(HEIGHT):
        chain = node(view("anna", str(step), **reply(uri("top"), uri("top"))), chain)
    found = around(from_json(to_json({"thread": chain}))["thread"])
    assert found is not None
    assert found.depth == HEIGHT


def test_our_answer_below_or_above_is_noticed() -> None:
    ours = node(view("bot"))
    below = around(node(view("anna"), replies=[node(view("benno")), ours]))
    above = around(node(view("anna", **reply(uri("bot"), uri("bot"))), node(view("bot"))))
    neither = around(node(view("anna"), replies=[node(view("benno")), {"notFound": True}]))
    spoke = [found is not None and found.bot_spoke for found in (below, above, neither)]
    assert spoke == [True, True, False]


# -- pictures and quotations -------------------------------------------------------------------


def blob(cid: str) -> dict[str, Any]:
    return {"$type": "blob", "ref": {"$link": cid}, "mimeType": "image/png", "size": 9}


def image(cid: str, alt: str = "") -> dict[str, Any]:
    return {"image": blob(cid), "alt": alt}


BESIDE = "app.bsky.embed.recordWithMedia"
EXTERNAL = "app.bsky.embed.external"
TENOR = "https://media.tenor.com/x/dance.gif?hh=300&ww=400"
IMAGES = {"$type": "app.bsky.embed.images", "images": [image("one", "a dog"), image("two")]}


@pytest.mark.parametrize(
    ("embed", "cids"),
    [
        (IMAGES, ["one", "two"]),
        ({"$type": "app.bsky.embed.gallery", "items": [image("one"), {"$type": "x#y"}]}, ["one"]),
        ({"$type": BESIDE, "media": IMAGES, "record": {}}, ["one", "two"]),
        ({"$type": BESIDE, "media": {"$type": "app.bsky.embed.video"}}, []),
        ({"$type": "app.bsky.embed.external", "external": {"thumb": blob("x")}}, []),
        # a link's preview, a GIF from a picker, and either of them beside a quoted post
        ({"$type": EXTERNAL, "external": {"uri": TENOR, "thumb": blob("x"), "title": "a gif"}}, []),
        ({"$type": BESIDE, "media": {"$type": EXTERNAL, "external": {"thumb": blob("x")}}}, []),
        ({"$type": BESIDE, "media": {**IMAGES, "$type": EXTERNAL}, "record": {}}, []),
        ({"$type": "app.bsky.embed.record", "record": {"uri": "at://x", **IMAGES}}, []),
        ({"$type": "app.bsky.embed.video", "video": blob("x"), "thumbnail": blob("y")}, []),
        ({"$type": "app.bsky.embed.tomorrow", "images": "another shape"}, []),
        ({"$type": "app.bsky.embed.images", "images": [{"image": {"cid": "old"}}]}, ["old"]),
        ("no embed", []),
        (None, []),
    ],
)  # fmt: skip
def test_pictures_of_every_kind_of_post(embed: object, cids: list[str]) -> None:
    found = around(node(view("anna", embed=embed)))
    assert found is not None
    assert [ref.uri for ref in found.mention.pictures] == [f"did:plc:anna/{cid}" for cid in cids]


def quoted(inner: dict[str, Any], **outer: Any) -> dict[str, Any]:
    return {
        **view("anna"),
        "embed": {"$type": "app.bsky.embed.record#view", "record": inner, **outer},
    }


def as_quoted(post: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in post.items() if name != "record"}
    return {"$type": "app.bsky.embed.record#viewRecord", "value": post["record"], **rest}


def test_a_quoted_post_and_one_quoted_beside_a_picture() -> None:
    inner = as_quoted(view("benno", embed=IMAGES))
    for post in (quoted(inner), quoted({"record": inner}, media={})):
        found = around(node(post))
        assert found is not None
        assert found.mention.quoted is not None
        assert found.mention.quoted.author.handle == "benno.test"
        assert found.mention.quoted.pictures[0].alt_text == "a dog"


def test_a_quoted_picture_is_its_authors_and_avatars_and_previews_are_nobodys() -> None:
    """What views add to a record (faces of accounts, a CDN's thumbnails) is never a source."""
    card = {"$type": EXTERNAL, "external": {"uri": TENOR, "thumb": blob("preview")}}
    shows = as_quoted(view("benno", embed=IMAGES))
    links = as_quoted(view("cleo", embed=card))
    for inner, theirs in ((shows, ["did:plc:benno"] * 2), (links, [])):
        inner["author"]["avatar"] = "https://cdn.example/avatar.jpg"
        inner["embeds"] = [{"$type": f"{EXTERNAL}#view", "external": {"thumb": "https://cdn/x"}}]
        post = quoted(inner)
        post["author"]["avatar"] = "https://cdn.example/anna.jpg"
        found = around(node(post))
        assert found is not None
        assert found.mention.quoted is not None
        assert found.mention.pictures == ()
        assert [ref.author for ref in found.mention.quoted.pictures] == theirs
        assert [post.author.id for post in found.around()][1:] == [inner["author"]["did"]]


@pytest.mark.parametrize(
    "inner",
    [
        {"$type": "app.bsky.embed.record#viewNotFound", "uri": uri("benno"), "notFound": True},
        {"$type": "app.bsky.embed.record#viewBlocked", "uri": uri("benno"), "blocked": True},
        {"$type": "app.bsky.feed.defs#generatorView", "uri": "at://x/y/z", "did": "did:web:x"},
    ],
)
def test_what_is_no_standing_post_is_not_quoted(inner: dict[str, Any]) -> None:
    found = around(node(quoted(inner)))
    assert found is not None
    assert found.mention.quoted is None


def test_nonsense_is_asked_for_again_later() -> None:
    with pytest.raises(TryLater):
        around(node({"uri": "x"}))
