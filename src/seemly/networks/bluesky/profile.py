"""The bot's own profile says what it is: a label for machines, a sentence for people.

AI Act, Article 50(1): whoever talks with it must be able to know that it is an AI system.
"""

from __future__ import annotations

import re

import regex

from seemly.errors import NetworkFault
from seemly.networks.bluesky.agent import Agent
from seemly.networks.bluesky.line import Json
from seemly.networks.bluesky.reading import BOT_LABEL

COLLECTION, KEY = "app.bsky.actor.profile", "self"
GRAPHEMES = 256  # in a description

SENTENCE = "I am an AI system: I make and edit pictures."
_SAID = re.compile(r"\b(AI|A\.I\.|KI|IA|artificial intelligence)\b")


def ensure(agent: Agent) -> bool:
    """Label the profile and complete its description; all else stays. True when it changed.

    Raises NetworkFault when the sentence does not fit beside what the operator wrote.
    """
    found = agent.record(COLLECTION, KEY)
    cid, profile = found if found is not None else (None, {"$type": COLLECTION})
    complete = _described(_labelled(profile))
    if complete == profile:
        return False
    agent.put(COLLECTION, KEY, complete, replacing=cid)
    return True


def _labelled(profile: Json) -> Json:
    values = list((profile.get("labels") or {}).get("values") or ())
    if any(value.get("val") == BOT_LABEL for value in values):
        return profile
    labels = {"$type": "com.atproto.label.defs#selfLabels", "values": [*values, {"val": BOT_LABEL}]}
    return {**profile, "labels": labels}


def _described(profile: Json) -> Json:
    written = str(profile.get("description") or "")
    if _SAID.search(written):
        return profile
    text = f"{SENTENCE}\n{written}".rstrip()
    too_long = len(regex.findall(r"\X", text)) - GRAPHEMES
    if too_long > 0:
        raise NetworkFault(
            "the bot's profile does not say that it is an AI system, and has no room for it",
            f"Say so in its description, or shorten it by {too_long} characters",
        )
    return {**profile, "description": text}
