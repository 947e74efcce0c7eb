"""What servers answer, read once into frozen types; everything a stranger wrote stays unverified.

Pictures are taken from the records themselves (blob CIDs), not from the addresses in views: those
lead to a CDN's re-encoded copies. Fields nobody needs here are not read, so new ones do no harm.
Lexicons: https://github.com/bluesky-social/atproto/tree/main/lexicons
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from seemly.errors import TryLater
from seemly.networks.network import Account, PictureRef, SeenPost

POST = "app.bsky.feed.post"
BOT_LABEL = "bot"
_PICTURE_EMBEDS = frozenset(
    {"app.bsky.embed.images", "app.bsky.embed.gallery", "app.bsky.embed.recordWithMedia"}
)
PICTURES_LIMIT = 20  # in one post: the lexicon's own ceiling for a gallery

V = TypeVar("V", bound=BaseModel)


class _View(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_camel)


class Ref(_View):
    """A record at one version."""

    uri: str
    cid: str


class Reply(_View):
    """What a post says it answers."""

    root: Ref
    parent: Ref


class _Link(_View):
    link: str = Field(alias="$link")


class _Blob(_View):
    ref: _Link | None = None
    cid: str = ""  # how blobs were written until 2023


class _Image(_View):
    image: _Blob = _Blob()
    alt: str = ""


def _with_pictures(embed: object) -> object:
    """The embed if it is of a kind that holds pictures: links, videos and new kinds do not."""
    return embed if isinstance(embed, Mapping) and embed.get("$type") in _PICTURE_EMBEDS else None


class _Embed(_View):
    """The pictures of a record: images, a gallery, or one of them beside a quoted post."""

    images: tuple[_Image, ...] = ()
    items: tuple[_Image, ...] = ()
    media: _Embed | None = None

    _only_pictures = field_validator("media", mode="before")(_with_pictures)

    def shown(self) -> tuple[_Image, ...]:
        return self.images + self.items + (self.media.shown() if self.media else ())


class _Feature(_View):
    type: str = Field("", alias="$type")
    did: str = ""


class _Slice(_View):
    byte_start: int = 0
    byte_end: int = 0


class _Facet(_View):
    index: _Slice
    features: tuple[_Feature, ...] = ()


class PostRecord(_View):
    """The record of a post, as its author wrote it."""

    text: str = ""
    langs: tuple[str, ...] = ()
    reply: Reply | None = None
    facets: tuple[_Facet, ...] = ()
    embed: _Embed | None = None

    _only_pictures = field_validator("embed", mode="before")(_with_pictures)

    def names(self, did: str) -> bool:
        """Whether the text itself names an account: a mention facet over an "@…" of this text.

        A facet may be laid over any words, so a mention nobody sees is possible; it counts not.
        """
        text = self.text.encode()
        return any(
            text[facet.index.byte_start : facet.index.byte_end].startswith(b"@")
            and any(
                feature.type == "app.bsky.richtext.facet#mention" and feature.did == did
                for feature in facet.features
            )
            for facet in self.facets
        )


class _Label(_View):
    src: str = ""
    val: str = ""


class _Author(_View):
    did: str
    handle: str = ""
    created_at: datetime | None = None
    labels: tuple[_Label, ...] = ()

    def account(self) -> Account:
        by_itself = any(label.src == self.did and label.val == BOT_LABEL for label in self.labels)
        return Account(self.did, self.handle, is_bot=by_itself, created_at=self.created_at)


class Notification(_View):
    """One line of listNotifications."""

    uri: str
    cid: str
    reason: str
    author: _Author
    record: PostRecord
    indexed_at: datetime

    def seen(self) -> SeenPost:
        """The post behind it; a quoted one is not known here."""
        return _seen(self.uri, self.cid, self.author, self.record, self.indexed_at)


class _Viewer(_View):
    reply_disabled: bool = False


class PostView(_View):
    """A post as the AppView shows it."""

    uri: str
    cid: str
    author: _Author
    record: PostRecord
    embed: Mapping[str, Any] | None = None
    indexed_at: datetime
    viewer: _Viewer = _Viewer()

    def seen(self) -> SeenPost:
        """The post with what it quotes."""
        quoted = _quoted(self.embed or {})
        return _seen(self.uri, self.cid, self.author, self.record, self.indexed_at, quoted)


def read(kind: type[V], answer: object) -> V:
    """Parse an answer. Raises TryLater: a server that answers nonsense may answer sense later."""
    try:
        return kind.model_validate(answer)
    except ValidationError as fault:
        raise TryLater(f"the server's {kind.__name__} cannot be read: {_first(fault)}") from None


def author_of(uri: str) -> str:
    """The account id in an at:// URI."""
    return uri.removeprefix("at://").partition("/")[0]


def _quoted(embed: Mapping[str, Any]) -> SeenPost | None:
    """The quoted post of an embed view; None where there is none, or it is gone or blocked."""
    inner = embed.get("record")
    if isinstance(inner, Mapping) and "uri" not in inner:
        inner = inner.get("record")  # recordWithMedia#view holds a record#view
    if not isinstance(inner, Mapping):
        return None
    value = inner.get("value")
    if not isinstance(value, Mapping) or value.get("$type") != POST:
        return None  # a feed, a list, or a post that is gone
    view = read(PostView, {**inner, "record": value, "embed": None})
    return view.seen()


def _seen(
    uri: str,
    cid: str,
    author: _Author,
    record: PostRecord,
    indexed_at: datetime,
    quoted: SeenPost | None = None,
) -> SeenPost:
    return SeenPost(
        uri=uri,
        author=author.account(),
        unverified_text=record.text,
        version=cid,
        pictures=_pictures(record, author.did, uri),
        quoted=quoted,
        languages=record.langs,
        created_at=indexed_at,
    )


def _pictures(record: PostRecord, did: str, uri: str) -> tuple[PictureRef, ...]:
    shown = record.embed.shown() if record.embed else ()
    named = ((_cid(image.image), image.alt) for image in shown[:PICTURES_LIMIT])
    return tuple(PictureRef(f"{did}/{cid}", did, uri, alt) for cid, alt in named if cid)


def _cid(blob: _Blob) -> str:
    return blob.ref.link if blob.ref else blob.cid


def _first(fault: ValidationError) -> str:
    error = fault.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}"
