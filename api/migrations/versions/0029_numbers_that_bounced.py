"""Numbers to which no text message can go, by their digests.

Revision: 0029 after 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "sms_bounces",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("phone_fingerprint", sa.String(64), nullable=False),
        sa.Column("why", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("phone_fingerprint"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("sms_bounces")
