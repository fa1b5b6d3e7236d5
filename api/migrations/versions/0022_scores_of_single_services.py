"""A score of its own for each of several services that were delivered.

Revision: 0022 after 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("rated_offers", sa.Column("score", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Undo."""
    op.drop_column("rated_offers", "score")
