"""First moments of a demand, and the indexes that figures are counted from.

Revision: 0014 after 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATUSES = {
    "matched_at": "matched",
    "no_match_at": "no_match",
    "dispatched_at": "dispatched",
    "accepted_at": "accepted",
    "completed_at": "completed",
    "rated_at": "rated",
}
COUNTED = [
    "created_at", "status", "category", "region", "sector", "channel", "window", "institution", "rating", "returns",
    "matched_at", "no_match_at", "chosen_at", "dispatched_at", "accepted_at", "completed_at",
]  # fmt: skip

TIMED = ["stage", "took_minutes", "met", "escalated_at", "set_at", "window", "institution", "demand_id"]


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("demands") as batch_op:
        for name in (*STATUSES, "chosen_at"):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    _fill()
    op.create_index("ix_demands_figures", "demands", COUNTED)
    op.create_index("ix_deadlines_figures", "deadlines", TIMED)
    op.create_index("ix_matches_figures", "matches", ["id", "created_at", "model_version", "reason", "demand_id"])


def _fill() -> None:
    """Take the moments of demands that are there already from their history."""
    for name, status in STATUSES.items():
        op.execute(
            f"UPDATE demands SET {name} = (SELECT min(t.at) FROM transitions t "
            f"WHERE t.demand_id = demands.id AND t.to_status = '{status}')"
        )
    op.execute("UPDATE demands SET chosen_at = (SELECT min(c.chosen_at) FROM choices c WHERE c.demand_id = demands.id)")


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_matches_figures", "matches")
    op.drop_index("ix_deadlines_figures", "deadlines")
    op.drop_index("ix_demands_figures", "demands")
    with op.batch_alter_table("demands") as batch_op:
        for name in ("chosen_at", *reversed(STATUSES)):
            batch_op.drop_column(name)
