"""A direct message: the one way to tell the asker alone (invariant 11).

Messages have no key of our choice. So each carries a short reference made from the post's key,
and before sending we look whether the conversation has it already.
https://github.com/bluesky-social/atproto/tree/main/lexicons/chat/bsky/convo
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seemly.errors import NoPrivateChannel
from seemly.networks.bluesky.agent import Agent
from seemly.networks.bluesky.line import Json, Refusal
from seemly.provenance.publication import ApprovedWords

SERVICE = "did:web:api.bsky.chat#bsky_chat"
#: An app password without the right to direct messages; the server would refuse each call.
WITHOUT_MESSAGES = "com.atproto.appPass"
LOOK_BACK = 100  # messages


def tell(agent: Agent, words: ApprovedWords, key: str, to: str) -> str:
    """Send once and return "conversation/message". Raises NoPrivateChannel and TryLater."""
    if agent.session.scope == WITHOUT_MESSAGES:
        raise NoPrivateChannel(
            "the app password may not send direct messages",
            "Make one with access to direct messages, or askers in other people's threads "
            "hear nothing",
        )
    try:
        return _tell(agent, words, key, to)
    except Refusal as refusal:
        # Messages switched off, not following, blocked, no such service: nothing was sent.
        raise NoPrivateChannel(f"no direct message to {to}: {refusal.code}") from refusal


def _tell(agent: Agent, words: ApprovedWords, key: str, to: str) -> str:
    members = {"members": [to]}
    answer = agent.query("chat.bsky.convo.getConvoForMembers", members, SERVICE)
    conversation = _id(answer.get("convo"))
    reference = f"(ref. {key[:10]})"
    for message in _ours(agent, conversation):
        if reference in str(message.get("text", "")):
            return f"{conversation}/{_id(message)}"
    text = f"{words.text}\n{reference}"
    body = {"convoId": conversation, "message": {"text": text}}
    sent = agent.procedure("chat.bsky.convo.sendMessage", body, SERVICE)
    return f"{conversation}/{_id(sent)}"


def _ours(agent: Agent, conversation: str) -> Iterator[Json]:
    where = {"convoId": conversation, "limit": LOOK_BACK}
    answer = agent.query("chat.bsky.convo.getMessages", where, SERVICE)
    for message in answer.get("messages") or ():
        if isinstance(message, dict) and (message.get("sender") or {}).get("did") == agent.did:
            yield message


def _id(thing: Any) -> str:
    if not isinstance(thing, dict) or not thing.get("id"):
        raise NoPrivateChannel("the message service answered without a conversation")
    return str(thing["id"])
