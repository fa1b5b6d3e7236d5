"""Imports have an id, and what each changed is kept, so that it can be taken back.

Revision: 0023 after 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.columns import Json

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "catalogue_imports",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("generated", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(64), nullable=True),
    )
    op.create_table(
        "catalogue_import_changes",
        sa.Column("import_id", sa.Integer(), sa.ForeignKey("catalogue_imports.id"), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True, index=True),
        sa.Column("before", Json, nullable=True),
        sa.Column("after", Json, nullable=False),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("catalogue_import_changes")
    op.drop_table("catalogue_imports")
