"""Numbers that are given out anew: who has one now, who had it before; and by which text what was collected was told.

Revision: 0021 after 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

HELD = sa.text("left_at IS NULL")
PRINT = "ix_persons_phone_fingerprint"
# The text of 1 November was named by a day on which it was not yet in force; a new one is to come into force that day.
RENAMED = """
UPDATE consents SET text_version = '2026-11-01'
WHERE text_version = '2026-12-01' AND given_at < '2026-11-30 16:00:00+00:00'
"""


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("persons") as batch_op:
        batch_op.add_column(sa.Column("since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("follows", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("asked", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_foreign_key("fk_persons_follows", "persons", ["follows"], ["id"], ondelete="SET NULL")
        batch_op.drop_index(PRINT)
        batch_op.create_index(PRINT, ["phone_fingerprint"], unique=False)
        batch_op.create_index(
            "ux_persons_held", ["phone_fingerprint"], unique=True, sqlite_where=HELD, postgresql_where=HELD
        )
    op.execute(RENAMED)


def downgrade() -> None:
    """Take back: who had a number before goes, with what was bound to him."""
    op.execute("DELETE FROM identity_bindings WHERE person_id IN (SELECT id FROM persons WHERE left_at IS NOT NULL)")
    op.execute("UPDATE persons SET follows = NULL")
    op.execute("DELETE FROM persons WHERE left_at IS NOT NULL")
    with op.batch_alter_table("persons") as batch_op:
        batch_op.drop_index("ux_persons_held", sqlite_where=HELD, postgresql_where=HELD)
        batch_op.drop_index(PRINT)
        batch_op.create_index(PRINT, ["phone_fingerprint"], unique=True)
        batch_op.drop_constraint("fk_persons_follows", type_="foreignkey")
        for name in ("since", "left_at", "follows", "asked"):
            batch_op.drop_column(name)
