"""Things the bot says, as the adapters get them; the files are real pictures."""

from __future__ import annotations

import hashlib
import io

import numpy as np
from PIL import Image
from tests.network.rig import now

from seemly.networks.network import FrozenPost, Network, Thread
from seemly.provenance.publication import ApprovedWords, MarkedPicture, Watermark


def jpeg(seed: int = 0, side: int = 64) -> bytes:
    """A small picture of coloured noise; another one for another seed."""
    pixels = np.random.default_rng(seed).integers(0, 255, (side, side, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=92)
    return file.getvalue()


def key(mention: str, ordinal: int = 0) -> str:
    """A post's key, made as `posts.post_key` does."""
    return hashlib.sha256(f"{mention}\npicture\n{ordinal}".encode()).hexdigest()


def picture(answers: str, text: str = "Made with AI. Here you are.") -> MarkedPicture:
    """A marked picture that answers a post."""
    file = jpeg(7)
    digest = hashlib.sha256(file).hexdigest()
    return MarkedPicture(
        public_id="abcdefghij",
        approved_digest="0" * 64,
        marked_digest="1" * 64,
        file_digest=digest,
        file=file,
        media_type="image/jpeg",
        watermark=Watermark.STRONG,
        pixels=np.zeros((64, 64, 3), np.uint8),
        width=64,
        height=64,
        post_text=text,
        alt_text="AI-made picture: coloured noise",
        languages=("en",),
        labels=("ai-generated",),
        answers=answers,
    )


def words(answers: str, text: str = "I cannot do that with this picture.") -> ApprovedWords:
    """Approved words that answer a post."""
    return ApprovedWords(text, "refusal", "en", (), answers, "policy")


def frozen(bot: Network, saying: MarkedPicture | ApprovedWords, thread: Thread) -> FrozenPost:
    """The frozen post for a saying."""
    record = bot.freeze(saying, thread, now())
    return FrozenPost(key(saying.answers), record, thread.mention.author.id)
