"""What the bot and its servers show of posts, once they show it."""

from __future__ import annotations

from typing import Any

import httpx
from tests.network.atproto import POST, until
from tests.network.rig import BlueskyRig
from tests.network.sayings import frozen, picture

from seemly.networks.network import FrozenPost, Thread


def shown(rig: BlueskyRig, uri: str) -> Thread:
    """The bot's view of a thread, once the AppView has it."""
    return until(lambda: rig.bot.thread(uri), "the AppView shows the post")


def heard(rig: BlueskyRig, uri: str) -> set[str]:
    """URIs of all that the bot has heard when it has heard this one."""

    def look() -> set[str] | None:
        found = {mention.post.uri for mention in rig.bot.hear(None).mentions}
        return found if uri in found else None

    return until(look, "the bot hears the mention")


def posts_of(rig: BlueskyRig) -> list[dict[str, Any]]:
    """All posts in the bot's repository, as its PDS lists them."""
    answer = httpx.get(
        f"{rig.accounts.network.pds}/xrpc/com.atproto.repo.listRecords",
        params={"repo": rig.bot_id, "collection": POST},
    )
    return list(answer.json()["records"])


def frozen_answer(rig: BlueskyRig, ask: str) -> FrozenPost:
    return frozen(rig.bot, picture(ask), shown(rig, ask))
