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
from seemly.networks.bluesky.line import Json, Refusal, Trouble
from seemly.provenance.publication import ApprovedWords

SERVICE = "did:web:api.bsky.chat#bsky_chat"
#: An app password without the right to direct messages; the server would refuse each call.
WITHOUT_MESSAGES = "com.atproto.appPass"
LOOK_BACK = 100  # messages


def tell(agent: Agent, service: str, words: ApprovedWords, key: str, to: str) -> str:
    """Send once and return "conversation/message". Raises NoPrivateChannel and TryLater.

    `service` is the message service as `atproto-proxy` names it: "DID#bsky_chat".
    """
    if agent.session.scope == WITHOUT_MESSAGES:
        raise NoPrivateChannel(
            "the app password may not send direct messages",
            "Make one with access to direct messages, or askers in other people's threads "
            "hear nothing",
        )
    try:
        return _tell(agent, service, words, key, to)
    except Refusal as refusal:
        # Messages switched off, not following, blocked, no such service: nothing was sent.
        raise NoPrivateChannel(f"no direct message to {to}: {refusal.code}") from refusal


def _tell(agent: Agent, service: str, words: ApprovedWords, key: str, to: str) -> str:
    conversation = _conversation(agent, service, to)
    reference = f"(ref. {key[:10]})"
    for message in _ours(agent, service, conversation):
        if reference in str(message.get("text", "")):
            return f"{conversation}/{_id(message)}"
    text = f"{words.text}\n{reference}"
    body = {"convoId": conversation, "message": {"text": text}}
    sent = agent.procedure("chat.bsky.convo.sendMessage", body, service)
    return f"{conversation}/{_id(sent)}"


def _conversation(agent: Agent, service: str, to: str) -> str:
    try:
        answer = agent.query("chat.bsky.convo.getConvoForMembers", {"members": [to]}, service)
    except Trouble as trouble:
        if trouble.status != 500:
            raise
        # What a PDS answers when it cannot find the message service at all (measured).
        raise NoPrivateChannel("the server knows no message service") from trouble
    return _id(answer.get("convo"))


def _ours(agent: Agent, service: str, conversation: str) -> Iterator[Json]:
    where = {"convoId": conversation, "limit": LOOK_BACK}
    answer = agent.query("chat.bsky.convo.getMessages", where, service)
    for message in answer.get("messages") or ():
        if isinstance(message, dict) and (message.get("sender") or {}).get("did") == agent.did:
            yield message


def _id(thing: Any) -> str:
    if not isinstance(thing, dict) or not thing.get("id"):
        raise NoPrivateChannel("the message service answered without a conversation")
    return str(thing["id"])
