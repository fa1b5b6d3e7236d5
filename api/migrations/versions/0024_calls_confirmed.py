"""What came by telephone is a person's only as far as the number was proven, or somebody confirmed it.

Revision: 0024 after 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLE, NUMBER, CALL = "identity_bindings", "ux_identity_bindings_number", "ux_identity_bindings_call"
WAS = sa.text("unbound_at IS NULL AND conversation_id IS NULL")
NOW = sa.text("unbound_at IS NULL AND conversation_id IS NULL AND case_no IS NULL")
STANDING = sa.text("unbound_at IS NULL")
# Whoever was bound before this rule has proven the number when he was bound last.
PROVEN = """
UPDATE persons SET proven_at = COALESCE(
  (SELECT MAX(bound_at) FROM identity_bindings WHERE identity_bindings.person_id = persons.id), created_at)
"""


def upgrade() -> None:
    """Apply."""
    op.add_column("persons", sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(PROVEN)
    op.add_column(TABLE, sa.Column("case_no", sa.String(32), nullable=True))
    op.drop_index(NUMBER, TABLE)
    op.create_index(NUMBER, TABLE, ["person_id"], unique=True, sqlite_where=NOW, postgresql_where=NOW)
    op.create_index(CALL, TABLE, ["case_no"], unique=True, sqlite_where=STANDING, postgresql_where=STANDING)


def downgrade() -> None:
    """Take back: what was confirmed of single calls goes."""
    op.drop_index(CALL, TABLE)
    op.drop_index(NUMBER, TABLE)
    op.execute("DELETE FROM identity_bindings WHERE case_no IS NOT NULL")
    op.create_index(NUMBER, TABLE, ["person_id"], unique=True, sqlite_where=WAS, postgresql_where=WAS)
    op.drop_column(TABLE, "case_no")
    op.drop_column("persons", "proven_at")
