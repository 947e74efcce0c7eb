"""Alembic runs the versions on the connection it is handed by migrate.py."""

from alembic import context

from seemly.networks.plaza import tables as plaza_tables
from seemly.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
assert plaza_tables.posts.metadata is metadata  # one schema, the plaza's tables included
context.run_migrations()
