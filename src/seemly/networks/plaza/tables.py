"""The plaza's own tables. A post is never deleted as a row: what is gone leaves an empty one.

The empty row is what makes "gone stays gone" true here: its key stays taken, so a retry finds it.
"""

from __future__ import annotations

from sqlalchemy import Column, Double, ForeignKey, Index, Integer, String, Table, Text

from seemly.tables import RowId, metadata

accounts = Table(
    "plaza_accounts",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("handle", String(24), nullable=False, unique=True),
    Column("is_bot", Integer, nullable=False, default=0),
    Column("is_persona", Integer, nullable=False, default=0),  # anybody here may take its place
    Column("welcomes_bot_at", Double),
    Column("created_at", Double, nullable=False),
)

posts = Table(
    "plaza_posts",
    metadata,
    Column("seq", RowId, primary_key=True, autoincrement=True),  # the cursor counts these
    Column("uri", String(90), nullable=False, unique=True),
    Column("key", String(64), unique=True),  # of what the bot says; NULL for everybody else
    Column("author", String(60), ForeignKey("plaza_accounts.id"), nullable=False),
    Column("audience", String(60)),  # the one account that may read it; NULL: everybody
    Column("text", Text, nullable=False),
    Column("parent", String(90)),
    Column("root", String(90), nullable=False),  # its own URI where it begins a thread
    Column("picture_sha256", String(64), index=True),
    Column("picture_alt", Text, nullable=False, default=""),
    Column("picture_type", String(20)),
    Column("picture_width", Integer),  # pixels, as shown
    Column("picture_height", Integer),
    Column("languages", Text, nullable=False, default="[]"),  # JSON list, BCP 47
    Column("labels", Text, nullable=False, default="[]"),  # JSON list
    Column("version", Integer, nullable=False, default=1),  # +1 for each edit
    Column("created_at", Double, nullable=False),
    Column("removed_at", Double),
)
Index("ix_plaza_posts_root", posts.c.root, posts.c.seq)

blocks = Table(
    "plaza_blocks",
    metadata,
    Column("blocker", String(60), ForeignKey("plaza_accounts.id"), primary_key=True),
    Column("blocked", String(60), ForeignKey("plaza_accounts.id"), primary_key=True),
    Column("created_at", Double, nullable=False),
)

sessions = Table(
    "plaza_sessions",
    metadata,
    Column("id", String(64), primary_key=True),  # SHA-256 of the cookie: a leak opens no session
    Column("account", String(60), ForeignKey("plaza_accounts.id")),  # who is speaking now
    Column("created_at", Double, nullable=False),
)

keyring = Table(
    "plaza_keyring",  # which accounts a session may speak as
    metadata,
    Column("session", String(64), ForeignKey("plaza_sessions.id"), primary_key=True),
    Column("account", String(60), ForeignKey("plaza_accounts.id"), primary_key=True),
)
