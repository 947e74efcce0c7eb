"""The record of an answer, fixed before the first try; and whether it says what was approved.

Canonical JSON with every field that the server stores, so that a repeat writes the very same
record. The picture's blob is named by its CID, which we compute before it is uploaded.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import regex

from seemly.errors import NetworkFault, NotApproved
from seemly.networks.bluesky.cid import blob_cid
from seemly.networks.bluesky.line import Json
from seemly.networks.bluesky.reading import POST
from seemly.networks.network import SeenPost, Thread
from seemly.provenance.publication import ApprovedWords, MarkedPicture

GRAPHEMES = 300  # measured: 300 pass, 301 are refused
FILE_LIMIT = 2_000_000  # bytes; measured: 1.9 MB pass, 2.1 MB are refused
LANGUAGES = 3


def freeze(saying: MarkedPicture | ApprovedWords, thread: Thread, at: datetime) -> str:
    """The record as canonical JSON. Raises NetworkFault for what the network would refuse."""
    record = {**_said(saying), "reply": _reply(saying.answers, thread), "createdAt": moment(at)}
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def thaw(frozen: str, saying: MarkedPicture | ApprovedWords) -> Json:
    """The frozen record again, for posting. Raises NotApproved when it says anything else."""
    record: Json = json.loads(frozen)
    said = {name: record[name] for name in record.keys() - {"reply", "createdAt"}}
    if said != _said(saying) or record["reply"]["parent"]["uri"] != saying.answers:
        raise NotApproved("the frozen record does not say what was approved")
    return record


def _said(saying: MarkedPicture | ApprovedWords) -> dict[str, Any]:
    if isinstance(saying, ApprovedWords):
        return _words(saying.text, (saying.language,))
    said = _words(saying.post_text, saying.languages)
    said["embed"] = {"$type": "app.bsky.embed.images", "images": [_image(saying)]}
    if saying.labels:
        said["labels"] = {
            "$type": "com.atproto.label.defs#selfLabels",
            "values": [{"val": label} for label in saying.labels],
        }
    return said


def _words(text: str, languages: tuple[str, ...]) -> dict[str, Any]:
    count = len(regex.findall(r"\X", text))
    if count > GRAPHEMES:
        raise NetworkFault(f"the text has {count} characters, Bluesky takes {GRAPHEMES}")
    return {"$type": POST, "text": text, "langs": list(languages[:LANGUAGES])}


def _image(marked: MarkedPicture) -> dict[str, Any]:
    size = len(marked.file)
    if size > FILE_LIMIT:
        raise NetworkFault(f"the picture has {size} bytes, Bluesky takes {FILE_LIMIT}")
    return {
        "alt": marked.alt_text,
        "aspectRatio": {"width": marked.width, "height": marked.height},
        "image": {
            "$type": "blob",
            "ref": {"$link": blob_cid(marked.file)},
            "mimeType": marked.media_type,
            "size": size,
        },
    }


def _reply(answers: str, thread: Thread) -> dict[str, dict[str, str]]:
    parent = _found(answers, thread)
    if not thread.root or not thread.root_version or not parent.version:
        raise NetworkFault("the thread does not say what an answer would stand under")
    return {
        "root": {"uri": thread.root, "cid": thread.root_version},
        "parent": {"uri": parent.uri, "cid": parent.version},
    }


def _found(uri: str, thread: Thread) -> SeenPost:
    for post in (thread.mention, *thread.above):
        if post.uri == uri:
            return post
    raise NetworkFault("the post to be answered is not in the thread")


def moment(at: datetime) -> str:
    """As the official apps write it: UTC with milliseconds and a Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
