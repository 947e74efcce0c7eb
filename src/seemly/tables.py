"""The whole schema, once, for SQLite and PostgreSQL.

Instants (`*_at`, `*_until`) are seconds since the epoch in UTC as doubles: the same on both
databases, and compared without time zones. JSON is stored as text, canonical where it is hashed.
The plaza's own tables stand in networks/plaza/tables.py on the same metadata.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: 64 bits on PostgreSQL; SQLite numbers rows by itself only for INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(300), primary_key=True),  # "network:stable id"
    Column("handle", Text, nullable=False, default=""),
    Column("first_seen_at", Double, nullable=False),
    Column("limit_told_at", Double),  # the one polite word a day
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("kind", String(12), nullable=False),  # request | takedown
    Column("state", String(12), nullable=False),
    Column("key", String(700), nullable=False, unique=True),  # once for each mention
    Column("network", String(40), nullable=False),
    Column("asker", String(300), nullable=False),
    Column("pictured", String(300)),  # author of the picture that is edited
    Column("thread", String(700), nullable=False, default=""),
    Column("root_picture", String(64)),  # SHA-256 of the first picture of the lineage
    Column("request", Text, nullable=False),  # the frozen wish or notice, JSON
    Column("progress", Text, nullable=False, default="{}"),  # what later steps need, JSON
    Column("public_id", String(10), unique=True),
    Column("reasons", Text, nullable=False, default="[]"),
    Column("facts_before", Text),
    Column("verdict_before", Text),
    Column("facts_after", Text),
    Column("verdict_after", Text),
    Column("yes", Text),  # a person's yes to a policy hold: who, when, to which verdict
    Column("attempts", Integer, nullable=False, default=0),
    Column("fault", Text),  # the last fault in plain words
    Column("run_after", Double, nullable=False, default=0.0),
    Column("lease_owner", String(120)),
    Column("lease_until", Double, nullable=False, default=0.0),
    Column("fence", Integer, nullable=False, default=0),  # +1 for each claim
    Column("open", Integer, nullable=False, default=1),  # 1: a worker still has something to do
    Column("created_at", Double, nullable=False),
    Column("changed_at", Double, nullable=False),
    Column("ended_at", Double),
    Column("look_at", Double),  # when source and asking post are looked at next, after publishing
)
Index("ix_jobs_claim", jobs.c.run_after, jobs.c.id, sqlite_where=text("open = 1"),
      postgresql_where=text("open = 1"))  # fmt: skip
Index("ix_jobs_asker", jobs.c.asker, jobs.c.created_at)
Index("ix_jobs_pictured", jobs.c.pictured, jobs.c.created_at)
Index("ix_jobs_thread", jobs.c.thread, jobs.c.created_at)
Index("ix_jobs_root_picture", jobs.c.root_picture, jobs.c.created_at)
Index("ix_jobs_created", jobs.c.created_at)
Index("ix_jobs_state", jobs.c.state)
Index("ix_jobs_look_at", jobs.c.look_at)

posts = Table(
    "posts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("job_id", RowId, ForeignKey("jobs.id"), nullable=False, index=True),
    Column("network", String(40), nullable=False),
    Column("kind", String(10), nullable=False),  # picture | question | refusal | notice
    Column("audience", String(12), nullable=False),  # public | asker_alone
    Column("to_account", String(300), nullable=False, default=""),
    Column("answers", String(700), nullable=False),
    Column("record", Text, nullable=False),  # frozen before the first try
    Column("words", Text),  # template, language and slots, for what is not a picture
    Column("public_id", String(10)),
    Column("state", String(10), nullable=False),  # intended | sent | confirmed | removed
    Column("uri", String(700), index=True),
    Column("intended_at", Double, nullable=False),
    Column("sent_at", Double),
    Column("confirmed_at", Double),
    Column("removed_at", Double),
)

pictures = Table(
    "pictures",
    metadata,
    Column("sha256", String(64), primary_key=True),  # of the bytes
    Column("role", String(10), nullable=False),  # source | approved | published
    Column("media_type", String(40), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("expires_at", Double, index=True),  # NULL: kept while the publication stands
)

publications = Table(
    "publications",
    metadata,
    Column("public_id", String(10), primary_key=True),
    Column("job_id", RowId, ForeignKey("jobs.id"), nullable=False, index=True),
    Column("approved_digest", String(64), nullable=False),
    Column("approval", Text, nullable=False),  # the verdict, JSON
    Column("publication", Text, nullable=False),  # all but the pixels, JSON
    Column("pixels_sha256", String(64), nullable=False),  # key of the approved pixels' bytes
    Column("pixels_digest", String(64), nullable=False, index=True),
    # Over the digests above and below, by a key that is not in here (provenance/seal.py).
    Column("seal", String(64)),
    Column("marked_digest", String(64), index=True),
    Column("file_sha256", String(64), index=True),
    Column("media_type", String(40)),
    Column("pdq", LargeBinary(32)),  # of the marked pixels: what circulates
    Column("pdq_approved", LargeBinary(32)),  # without the label
    Column("pdq_source", LargeBinary(32)),  # of what it was made from (matching/sides.py)
    Column("pdq_quality", Integer),
    Column("pdq_windows", LargeBinary),  # of its parts (matching/windows.py), once it is removed
    Column("watermark", String(6), nullable=False, default="none"),  # strong | weak | none
    Column("post_key", String(64)),
    # guard/trail.py: a descendant is judged by the whole way, not by its last step (invariant 4).
    Column("least_nudity", Double, nullable=False, default=0.0),
    Column("skin_risen", Double, nullable=False, default=0.0),
    Column("bare_over", Double, nullable=False, default=0.0),
    Column("coloured_over", Double, nullable=False, default=0.0),
    Column("parts_risen", Double, nullable=False, default=0.0),
    Column("tone_gain", Double, nullable=False, default=1.0),
    Column("tone_gamma", Double, nullable=False, default=1.0),
    Column("tone_warmth", Double, nullable=False, default=0.0),
    Column("created_at", Double, nullable=False),
    Column("removed_at", Double),
)

lineage = Table(
    "lineage",
    metadata,
    Column("child", String(10), primary_key=True),  # public ids
    Column("parent", String(10), primary_key=True, index=True),
    Column("found_by", String(10), nullable=False),  # redress/takedown.py: WAYS
)

brakes = Table(
    "brakes",
    metadata,
    Column("what", String(320), primary_key=True),  # all | people | account:ID | target:ID
    Column("since_at", Double, nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("network", String(40), primary_key=True),
    Column("cursor", Text, nullable=False),
)

spending = Table(
    "spending",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("job_id", RowId, ForeignKey("jobs.id"), nullable=False, index=True),
    Column("generator", String(80), nullable=False),
    Column("at", Double, nullable=False, index=True),
    Column("cost", Double, nullable=False, default=0.0),  # in the operator's currency
)

ledger_entries = Table(
    "ledger_entries",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("entry", Text, nullable=False),  # canonical JSON, no personal data
)

ledger_secrets = Table(
    "ledger_secrets",  # deletable: without it a hash in the entry says nothing any more
    metadata,
    Column("entry_id", RowId, ForeignKey("ledger_entries.id"), primary_key=True),
    Column("job_id", RowId, index=True),
    Column("salt", LargeBinary(16), nullable=False),
    Column("private", Text, nullable=False),  # canonical JSON of what was hashed with the salt
)

ledger_leaves = Table(
    "ledger_leaves",
    metadata,
    Column("position", RowId, primary_key=True, autoincrement=False),  # in the tree, from 0
    Column("entry_id", RowId, ForeignKey("ledger_entries.id"), nullable=False, unique=True),
    Column("hash", LargeBinary(32), nullable=False),
)

ledger_checkpoints = Table(
    "ledger_checkpoints",
    metadata,
    Column("size", RowId, primary_key=True, autoincrement=False),
    Column("root", LargeBinary(32), nullable=False),
    Column("note", Text, nullable=False),  # C2SP signed note
    Column("at", Double, nullable=False),
)
