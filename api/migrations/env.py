"""Alembic runs this with the connection that ``Database.migrate`` (or ``make migration``) hands over."""

from __future__ import annotations

from alembic import context

from api import tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables.metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
