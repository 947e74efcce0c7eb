"""Publications, approvals and a signer to mark with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest
import skimage.data

from seemly.provenance.credentials import Signer
from seemly.provenance.publication import Approval, Origin, Pixels, Publication, approve
from seemly.verdict import Action, Verdict

Publish = Callable[..., Publication]
Allow = Callable[[Publication], Approval]


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime.now(UTC)  # the reference reader goes by the system's clock


@pytest.fixture(scope="session")
def signer(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Signer:
    return Signer.open(tmp_path_factory.mktemp("keys"), now)


@pytest.fixture(scope="session")
def photo() -> Pixels:
    pixels: Pixels = skimage.data.astronaut()  # type: ignore[no-untyped-call]
    pixels.setflags(write=False)
    return pixels


@pytest.fixture(scope="session")
def drawing() -> Pixels:
    """Flat areas with hard edges."""
    pixels = np.full((300, 400, 3), (230, 220, 180), np.uint8)
    pixels[100:200, 120:250] = (200, 30, 30)
    return pixels


@pytest.fixture
def publish() -> Publish:
    def publication(pixels: Pixels, **changes: object) -> Publication:
        fields: dict[str, object] = {
            "public_id": "4tb2m9q0xk",
            "post_text": "Made by an AI system.",
            "alt_text": "A picture.",
            "languages": ("en",),
            "labels": (),
            "answers": "at://somebody/post",
            "origin": Origin.CREATED,
            "generator": "klein 4",
        }
        return Publication(pixels=pixels, **(fields | changes))  # type: ignore[arg-type]

    return publication


@pytest.fixture
def allow() -> Allow:
    def approval(publication: Publication) -> Approval:
        digest = publication.digest()
        return approve(publication, Verdict(Action.ALLOW, (), (), "policy", (digest,)))

    return approval
