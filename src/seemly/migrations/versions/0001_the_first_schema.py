"""the first schema"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=300), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.Double(), nullable=False),
        sa.Column("limit_told_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_table(
        "brakes",
        sa.Column("what", sa.String(length=320), nullable=False),
        sa.Column("since_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_brakes")),
    )
    op.create_table(
        "cursors",
        sa.Column("network", sa.String(length=40), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("network", name=op.f("pk_cursors")),
    )
    op.create_table(
        "jobs",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=700), nullable=False),
        sa.Column("network", sa.String(length=40), nullable=False),
        sa.Column("asker", sa.String(length=300), nullable=False),
        sa.Column("pictured", sa.String(length=300), nullable=True),
        sa.Column("thread", sa.String(length=700), nullable=False),
        sa.Column("root_picture", sa.String(length=64), nullable=True),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("facts_before", sa.Text(), nullable=True),
        sa.Column("verdict_before", sa.Text(), nullable=True),
        sa.Column("facts_after", sa.Text(), nullable=True),
        sa.Column("verdict_after", sa.Text(), nullable=True),
        sa.Column("yes", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("run_after", sa.Double(), nullable=False),
        sa.Column("lease_owner", sa.String(length=120), nullable=True),
        sa.Column("lease_until", sa.Double(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("changed_at", sa.Double(), nullable=False),
        sa.Column("ended_at", sa.Double(), nullable=True),
        sa.Column("look_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("key", name=op.f("uq_jobs_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_jobs_public_id")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index("ix_jobs_asker", ["asker", "created_at"], unique=False)
        batch_op.create_index(
            "ix_jobs_claim",
            ["run_after", "id"],
            unique=False,
            sqlite_where=sa.text("open = 1"),
            postgresql_where=sa.text("open = 1"),
        )
        batch_op.create_index("ix_jobs_created", ["created_at"], unique=False)
        batch_op.create_index("ix_jobs_look_at", ["look_at"], unique=False)
        batch_op.create_index("ix_jobs_pictured", ["pictured", "created_at"], unique=False)
        batch_op.create_index("ix_jobs_root_picture", ["root_picture", "created_at"], unique=False)
        batch_op.create_index("ix_jobs_state", ["state"], unique=False)
        batch_op.create_index("ix_jobs_thread", ["thread", "created_at"], unique=False)

    op.create_table(
        "ledger_checkpoints",
        sa.Column(
            "size",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_ledger_checkpoints")),
    )
    op.create_table(
        "ledger_entries",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
    )
    op.create_table(
        "lineage",
        sa.Column("child", sa.String(length=10), nullable=False),
        sa.Column("parent", sa.String(length=10), nullable=False),
        sa.Column("found_by", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("child", "parent", name=op.f("pk_lineage")),
    )
    with op.batch_alter_table("lineage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lineage_parent"), ["parent"], unique=False)

    op.create_table(
        "pictures",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_pictures")),
    )
    with op.batch_alter_table("pictures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pictures_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "plaza_accounts",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("handle", sa.String(length=24), nullable=False),
        sa.Column("is_bot", sa.Integer(), nullable=False),
        sa.Column("is_persona", sa.Integer(), nullable=False),
        sa.Column("welcomes_bot_at", sa.Double(), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plaza_accounts")),
        sa.UniqueConstraint("handle", name=op.f("uq_plaza_accounts_handle")),
    )
    op.create_table(
        "ledger_leaves",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entries.id"], name=op.f("fk_ledger_leaves_entry_id")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_ledger_leaves")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_ledger_leaves_entry_id")),
    )
    op.create_table(
        "ledger_secrets",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("private", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entries.id"], name=op.f("fk_ledger_secrets_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_ledger_secrets")),
    )
    with op.batch_alter_table("ledger_secrets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_secrets_job_id"), ["job_id"], unique=False)

    op.create_table(
        "plaza_blocks",
        sa.Column("blocker", sa.String(length=60), nullable=False),
        sa.Column("blocked", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["blocked"], ["plaza_accounts.id"], name=op.f("fk_plaza_blocks_blocked")
        ),
        sa.ForeignKeyConstraint(
            ["blocker"], ["plaza_accounts.id"], name=op.f("fk_plaza_blocks_blocker")
        ),
        sa.PrimaryKeyConstraint("blocker", "blocked", name=op.f("pk_plaza_blocks")),
    )
    op.create_table(
        "plaza_posts",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uri", sa.String(length=90), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("author", sa.String(length=60), nullable=False),
        sa.Column("audience", sa.String(length=60), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("parent", sa.String(length=90), nullable=True),
        sa.Column("root", sa.String(length=90), nullable=False),
        sa.Column("picture_sha256", sa.String(length=64), nullable=True),
        sa.Column("picture_alt", sa.Text(), nullable=False),
        sa.Column("picture_type", sa.String(length=20), nullable=True),
        sa.Column("picture_width", sa.Integer(), nullable=True),
        sa.Column("picture_height", sa.Integer(), nullable=True),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("removed_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author"], ["plaza_accounts.id"], name=op.f("fk_plaza_posts_author")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_plaza_posts")),
        sa.UniqueConstraint("key", name=op.f("uq_plaza_posts_key")),
        sa.UniqueConstraint("uri", name=op.f("uq_plaza_posts_uri")),
    )
    with op.batch_alter_table("plaza_posts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plaza_posts_picture_sha256"), ["picture_sha256"], unique=False
        )
        batch_op.create_index("ix_plaza_posts_root", ["root", "seq"], unique=False)

    op.create_table(
        "plaza_sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["plaza_accounts.id"], name=op.f("fk_plaza_sessions_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plaza_sessions")),
    )
    op.create_table(
        "posts",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("network", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("to_account", sa.String(length=300), nullable=False),
        sa.Column("answers", sa.String(length=700), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=10), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("uri", sa.String(length=700), nullable=True),
        sa.Column("intended_at", sa.Double(), nullable=False),
        sa.Column("sent_at", sa.Double(), nullable=True),
        sa.Column("confirmed_at", sa.Double(), nullable=True),
        sa.Column("removed_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_posts_job_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_posts")),
    )
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posts_job_id"), ["job_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_posts_uri"), ["uri"], unique=False)

    op.create_table(
        "publications",
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("approved_digest", sa.String(length=64), nullable=False),
        sa.Column("approval", sa.Text(), nullable=False),
        sa.Column("publication", sa.Text(), nullable=False),
        sa.Column("pixels_sha256", sa.String(length=64), nullable=False),
        sa.Column("pixels_digest", sa.String(length=64), nullable=False),
        sa.Column("marked_digest", sa.String(length=64), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("media_type", sa.String(length=40), nullable=True),
        sa.Column("pdq", sa.LargeBinary(length=32), nullable=True),
        sa.Column("pdq_approved", sa.LargeBinary(length=32), nullable=True),
        sa.Column("pdq_quality", sa.Integer(), nullable=True),
        sa.Column("post_key", sa.String(length=64), nullable=True),
        sa.Column("least_nudity", sa.Double(), nullable=False),
        sa.Column("skin_risen", sa.Double(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("removed_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_publications_job_id")),
        sa.PrimaryKeyConstraint("public_id", name=op.f("pk_publications")),
    )
    with op.batch_alter_table("publications", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_publications_file_sha256"), ["file_sha256"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_publications_job_id"), ["job_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_publications_marked_digest"), ["marked_digest"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_publications_pixels_digest"), ["pixels_digest"], unique=False
        )

    op.create_table(
        "spending",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("generator", sa.String(length=80), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("cost", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_spending_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spending")),
    )
    with op.batch_alter_table("spending", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spending_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_spending_job_id"), ["job_id"], unique=False)

    op.create_table(
        "plaza_keyring",
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["plaza_accounts.id"], name=op.f("fk_plaza_keyring_account")
        ),
        sa.ForeignKeyConstraint(
            ["session"], ["plaza_sessions.id"], name=op.f("fk_plaza_keyring_session")
        ),
        sa.PrimaryKeyConstraint("session", "account", name=op.f("pk_plaza_keyring")),
    )


def downgrade() -> None:
    op.drop_table("plaza_keyring")
    with op.batch_alter_table("spending", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spending_job_id"))
        batch_op.drop_index(batch_op.f("ix_spending_at"))

    op.drop_table("spending")
    with op.batch_alter_table("publications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publications_pixels_digest"))
        batch_op.drop_index(batch_op.f("ix_publications_marked_digest"))
        batch_op.drop_index(batch_op.f("ix_publications_job_id"))
        batch_op.drop_index(batch_op.f("ix_publications_file_sha256"))

    op.drop_table("publications")
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_posts_uri"))
        batch_op.drop_index(batch_op.f("ix_posts_job_id"))

    op.drop_table("posts")
    op.drop_table("plaza_sessions")
    with op.batch_alter_table("plaza_posts", schema=None) as batch_op:
        batch_op.drop_index("ix_plaza_posts_root")
        batch_op.drop_index(batch_op.f("ix_plaza_posts_picture_sha256"))

    op.drop_table("plaza_posts")
    op.drop_table("plaza_blocks")
    with op.batch_alter_table("ledger_secrets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_secrets_job_id"))

    op.drop_table("ledger_secrets")
    op.drop_table("ledger_leaves")
    op.drop_table("plaza_accounts")
    with op.batch_alter_table("pictures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pictures_expires_at"))

    op.drop_table("pictures")
    with op.batch_alter_table("lineage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lineage_parent"))

    op.drop_table("lineage")
    op.drop_table("ledger_entries")
    op.drop_table("ledger_checkpoints")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index("ix_jobs_thread")
        batch_op.drop_index("ix_jobs_state")
        batch_op.drop_index("ix_jobs_root_picture")
        batch_op.drop_index("ix_jobs_pictured")
        batch_op.drop_index("ix_jobs_look_at")
        batch_op.drop_index("ix_jobs_created")
        batch_op.drop_index(
            "ix_jobs_claim", sqlite_where=sa.text("open = 1"), postgresql_where=sa.text("open = 1")
        )
        batch_op.drop_index("ix_jobs_asker")

    op.drop_table("jobs")
    op.drop_table("cursors")
    op.drop_table("brakes")
    op.drop_table("accounts")
