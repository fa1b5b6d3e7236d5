"""Who was asked to help answers it, and nothing that was handed out outlives its demand.

Revision: 0028 after 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import api.encryption

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

# The lead's acceptance was kept as its answer.
ACCEPTED = "UPDATE dispatches SET accepted_at = answered_at WHERE state = 'accepted'"
# What was left open by demands that are over; a lead that a cancelled and reopened demand kept is handed out anew.
OUTLIVED = """
UPDATE dispatches SET state = 'ended',
  answered_at = (SELECT updated_at FROM demands WHERE demands.id = dispatches.demand_id)
WHERE state IN ('open', 'accepted') AND demand_id IN (
  SELECT id FROM demands WHERE status IN ('completed', 'rated', 'closed', 'cancelled', 'merged')
     OR (status = 'reopened' AND dispatches.role = 'lead'))
"""


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("dispatches", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("answer", api.encryption.EncryptedText(), nullable=True))
    op.execute(ACCEPTED)
    op.execute(OUTLIVED)


def downgrade() -> None:
    """Take back; what ended with its demand counts as taken back, which an older service knows."""
    op.execute("UPDATE dispatches SET state = 'withdrawn' WHERE state = 'ended'")
    op.execute("DELETE FROM transitions WHERE action IN ('co_accept', 'co_return', 'co_done', 'unask')")
    with op.batch_alter_table("dispatches", schema=None) as batch_op:
        batch_op.drop_column("answer")
        batch_op.drop_column("accepted_at")
