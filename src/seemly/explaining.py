"""Tells the operator why, out of what was recorded with the job: no decision is made again here.

One thing is not recorded, the lock's mask: who is seen in a picture is forgotten with the job
(invariant 12). While the source still rests it is found anew, by the look that made it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import cv2
import numpy as np
import sqlalchemy as sa

from seemly import gathering, outcome, posts
from seemly.decoding import DECODE
from seemly.errors import LedgerBroken, NotFound
from seemly.explained import (
    Digest,
    Entry,
    Explained,
    Ground,
    Inclusion,
    Locked,
    Rule,
    Said,
    Stage,
)
from seemly.facts import Facts, Missing, Presence
from seemly.found import of as found_of
from seemly.frozen import from_json
from seemly.guard.lock import Lock
from seemly.ledger import verify as ledger
from seemly.ledger.verify import Prover
from seemly.parts import Parts
from seemly.policy.rules import Policy
from seemly.policy.vocabulary import PATHS
from seemly.provenance.publication import Pixels
from seemly.store import Job
from seemly.tables import ledger_entries, ledger_secrets, publications
from seemly.verdict import Verdict

DECODE_SECONDS = 10.0
LARGEST = 1024  # px of the longer side of what is drawn
MOST_ENTRIES = 100
QUALITY = 85  # of the JPEG that the mask is laid over
TINT = (224, 32, 138)  # RGB of what may not change; far from skin, sky and leaves
VEIL, EDGE = 96, 255  # alpha within the mask, and on its outline


@dataclass(frozen=True)
class Explaining:
    """What the pages of the operator ask."""

    parts: Parts
    prover: Prover
    ledger_key: str
    network: str

    def explain(self, mention: str) -> Explained | None:
        """Everything recorded of the request that a mention became; None where it became none."""
        job = outcome.job_of(self.parts.store, self.network, mention)
        if job is None:
            return None
        policy = self.parts.policy
        with self.parts.store.read() as connection:
            said = posts.of_job(connection, job.id)
            row = connection.execute(_PUBLICATION, {"of_job": job.id}).first()
        recorded = (
            ("before", job.verdict_before, job.facts_before),
            ("after", job.verdict_after, job.facts_after),
        )
        return Explained(
            job=job.id,
            state=job.state,
            reasons=tuple(_rule(policy, code) for code in json.loads(job.reasons)),
            fault=job.fault or "",
            attempts=job.attempts,
            public_id=job.public_id or "",
            stages=tuple(
                _stage(policy, moment, from_json(Verdict, verdict), facts)
                for moment, verdict, facts in recorded
                if verdict and facts
            ),
            locked=self._locked(job),
            digests=tuple(_digests(job, row)),
            said=tuple(Said(one.kind, one.audience, one.state) for one in said),
            entries=tuple(self._entries(job.id)),
        )

    def picture(self, mention: str) -> bytes:
        """The picture that was edited, as JPEG of at most LARGEST px. Raises NotFound."""
        return _encoded(".jpg", _small(self._source(mention))[..., ::-1], QUALITY)

    def lock(self, mention: str) -> bytes:
        """What may not change in it, as a translucent PNG of the same size. Raises NotFound, and
        CheckFailed where the look fails."""
        pixels = self._source(mention)
        mask = Lock.of(gathering.look(self.parts, pixels)).mask
        return _encoded(".png", veil(_small(mask.astype(np.uint8))))

    def _source(self, mention: str) -> Pixels:
        job = outcome.job_of(self.parts.store, self.network, mention)
        if job is None:
            raise NotFound("that post became no request")
        return self.parts.compute.call(DECODE, self._resting(job), DECODE_SECONDS).pixels

    def _resting(self, job: Job) -> bytes:
        """The bytes of the picture that was edited, while they and its post are there. Raises
        NotFound: what its author took away is shown to nobody, though the bytes rest a day."""
        found = found_of(job)
        if not found.sources:
            raise NotFound("no picture was edited")
        if self.parts.network(job.network).thread(found.source_post) is None:
            raise NotFound("the picture's post is gone")
        return self.parts.pictures.read(found.sources[0])

    def _locked(self, job: Job) -> Locked:
        found = found_of(job)
        if not found.sources:
            return Locked.NO_PICTURE
        try:
            self._resting(job)
        except NotFound:
            return Locked.GONE
        if found.shows_people == Presence.NONE:
            return Locked.NOBODY
        return Locked.PEOPLE if found.shows_people == Presence.SOME else Locked.WHOLE

    def _entries(self, job_id: int) -> Iterator[Entry]:
        named = {"job": job_id, "named": f'%"job":{job_id},%'}
        with self.parts.store.read() as connection:
            rows = connection.execute(_ENTRIES, named).all()
        for row in rows:
            fields = json.loads(row.entry)
            if fields["job"] == job_id:
                yield self._entry(row.id, row.entry, fields)

    def _entry(self, entry_id: int, text: str, fields: dict[str, Any]) -> Entry:
        at = datetime.fromtimestamp(fields["at_ms"] / 1000, UTC).isoformat(timespec="seconds")
        told = (text, str(fields["kind"]), at)
        try:
            proof = self.prover.prove(entry_id)
            signed = ledger.check(proof, self.ledger_key)
        except NotFound:
            return Entry(*told, Inclusion.WAITING)
        except LedgerBroken:
            return Entry(*told, Inclusion.BROKEN)
        return Entry(*told, Inclusion.INCLUDED, proof.position, signed.size, root=signed.root.hex())


def veil(mask: Pixels) -> Pixels:
    """A mask (height x width, uint8, 0 where free) as BGRA: tinted within, solid on its outline."""
    drawn = np.zeros((*mask.shape, 4), np.uint8)
    drawn[mask > 0] = (*TINT[::-1], VEIL)
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(drawn, outlines, -1, (*TINT[::-1], EDGE), 3)
    return drawn


def _small(pixels: Pixels) -> Pixels:
    """Of at most LARGEST px, so that picture and mask lie upon each other."""
    height, width = pixels.shape[:2]
    share = min(1.0, LARGEST / max(height, width))
    size = (max(1, round(width * share)), max(1, round(height * share)))
    how = cv2.INTER_AREA if pixels.ndim == 3 else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(pixels, size, interpolation=how), np.uint8)


def _encoded(kind: str, pixels: Pixels, quality: int | None = None) -> bytes:
    options = [cv2.IMWRITE_JPEG_QUALITY, quality] if quality is not None else []
    _, data = cv2.imencode(kind, np.ascontiguousarray(pixels), options)
    return data.tobytes()


def _stage(policy: Policy, moment: str, verdict: Verdict, facts: str) -> Stage:
    flat = dict(_flat("", json.loads(facts)))
    behind = tuple(Ground(path, said) for path, said in _behind(verdict, facts, flat))
    read = {ground.path for ground in behind} | {"moment"}
    return Stage(
        moment=moment,
        action=verdict.action.value,
        voice=verdict.voice.value,
        policy=verdict.policy,
        is_policy_of_now=verdict.policy == policy.version,
        rules=tuple(_rule(policy, code) for code in verdict.reasons),
        behind=behind,
        others=tuple(Ground(path, said) for path, said in flat.items() if path not in read),
        seen=verdict.digests,
    )


def _behind(verdict: Verdict, facts: str, flat: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The facts that a verdict names, read as the policy reads them."""
    try:
        read = from_json(Facts, facts)
    except ValueError:  # recorded by a version whose facts this one cannot read
        yield from ((path, flat.get(path, "?")) for path in verdict.facts)
        return
    for path in verdict.facts:
        known = PATHS.get(path)
        yield path, _said(known.read(read)) if known else flat.get(path, "?")


def _rule(policy: Policy, code: str) -> Rule:
    known = policy.reasons.get(code)
    return Rule(code, known.messages if known else {}, known.legal_ground if known else "")


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Recorded facts, one a line; the digests have a place of their own."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name != "digests":
                yield from _flat(f"{path}.{name}" if path else name, part)
    elif isinstance(value, list) and any(isinstance(part, dict) for part in value):
        for place, part in enumerate(value, 1):
            yield from _flat(f"{path}.{place}", part)
    else:
        yield path, _said(tuple(value) if isinstance(value, list) else value)


def _said(value: Any) -> str:
    if isinstance(value, Missing):
        return value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.3g}"
    return ", ".join(map(_said, value)) if isinstance(value, tuple) else str(value)


def _digests(job: Job, row: sa.Row[Any] | None) -> Iterator[Digest]:
    yield from (Digest("source", sha256) for sha256 in found_of(job).sources)
    if row is None:
        return
    for of, sha256 in (
        ("publication", row.approved_digest),
        ("approved", row.pixels_digest),
        ("marked", row.marked_digest),
        ("file", row.file_sha256),
    ):
        if sha256:
            yield Digest(of, sha256)


_PUBLICATION = sa.select(publications).where(publications.c.job_id == sa.bindparam("of_job"))
_BEGAN = sa.select(sa.func.min(ledger_secrets.c.entry_id)).where(
    ledger_secrets.c.job_id == sa.bindparam("job")
)
_ENTRIES = (
    sa.select(ledger_entries.c.id, ledger_entries.c.entry)
    .where(ledger_entries.c.id >= sa.func.coalesce(_BEGAN.scalar_subquery(), 0))
    .where(ledger_entries.c.entry.like(sa.bindparam("named")))
    .order_by(ledger_entries.c.id)
    .limit(MOST_ENTRIES)
)
