"""A consent may belong to a case that an agent recorded, which stands without a conversation.

Revision: 0027 after 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.alter_column("conversation_id", existing_type=sa.String(36), nullable=True)
        batch_op.add_column(sa.Column("case_no", sa.String(32), nullable=True))
        batch_op.create_index(batch_op.f("ix_consents_case_no"), ["case_no"], unique=False)


def downgrade() -> None:
    """Take back; what belongs to a case alone goes."""
    op.execute("DELETE FROM consents WHERE conversation_id IS NULL")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consents_case_no"))
        batch_op.drop_column("case_no")
        batch_op.alter_column("conversation_id", existing_type=sa.String(36), nullable=False)
