"""Indexes from which the figures of one window are counted: they begin with the demands it may see.

Revision: 0019 after 0017
"""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None

DEADLINES = ["demand_id", "set_at", "stage", "institution", "window", "met", "escalated_at", "took_minutes"]
TABLES = {
    "deadlines": DEADLINES,
    "dispatches": ["demand_id", "role", "institution", "at", "state"],
    "matches": ["demand_id", "created_at", "model_version", "reason", "id"],
    "choices": ["demand_id", "match_id", "rank"],
}


def upgrade() -> None:
    """Apply."""
    for table, columns in TABLES.items():
        op.create_index(f"ix_{table}_of_demand", table, columns)
        op.drop_index(f"ix_{table}_demand_id", table)


def downgrade() -> None:
    """Undo."""
    for table in TABLES:
        op.create_index(f"ix_{table}_demand_id", table, ["demand_id"])
        op.drop_index(f"ix_{table}_of_demand", table)
