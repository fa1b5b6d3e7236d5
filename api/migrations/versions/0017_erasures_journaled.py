"""Which deletions stand in the file that outlives a restore; those made before it is there are written the next time.

Revision: 0017 after 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("erasures") as batch_op:
        batch_op.add_column(sa.Column("journaled_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("erasures") as batch_op:
        batch_op.drop_column("journaled_at")
