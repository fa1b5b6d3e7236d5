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
    "matched_at", "no_match_at", "chosen_at", "dispatched_at", "accepted_at", "completed_at", "due_at",
]  # fmt: skip

TIMED = ["stage", "took_minutes", "met", "escalated_at", "set_at", "window", "institution", "demand_id"]

WIDER = [
    ("deadlines", "ix_deadlines_figures", TIMED),
    ("deadlines", "ix_deadlines_handled", ["institution", "window", "set_at", "met", "escalated_at", "demand_id"]),
    ("dispatches", "ix_dispatches_figures", ["institution", "role", "state", "at", "demand_id"]),
    ("choices", "ix_choices_taken", ["match_id", "rank"]),
    ("matches", "ix_matches_figures", ["id", "created_at", "model_version", "demand_id"]),
    ("matches", "ix_matches_made", ["created_at", "model_version", "reason", "demand_id"]),
]
# Begun by a wider one now, or chosen by SQLite where reading the rows costs more than the whole wider index.
REPLACED = [
    ("deadlines", "ix_deadlines_set_at", ["set_at"]),
    ("deadlines", "ix_deadlines_institution", ["institution"]),
    ("choices", "ix_choices_match_id", ["match_id"]),
    ("matches", "ix_matches_created_at", ["created_at"]),
]


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("demands") as batch_op:
        for name in (*STATUSES, "chosen_at"):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    _fill()
    op.create_index("ix_demands_figures", "demands", COUNTED)
    for table, name, columns in WIDER:
        op.create_index(name, table, columns)
    for table, name, _ in REPLACED:
        op.drop_index(name, table)


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
    for table, name, columns in REPLACED:
        op.create_index(name, table, columns)
    for table, name, _ in WIDER:
        op.drop_index(name, table)
    op.drop_index("ix_demands_figures", "demands")
    with op.batch_alter_table("demands") as batch_op:
        for name in ("chosen_at", *reversed(STATUSES)):
            batch_op.drop_column(name)
