"""What became of a match, and how far the question after completion came, on the rows that figures count.

Revision: 0025 after 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

COUNTED = [
    "created_at", "status", "category", "region", "sector", "channel", "window", "institution", "rating", "returns",
    "matched_at", "no_match_at", "chosen_at", "dispatched_at", "accepted_at", "completed_at", "due_at",
]  # fmt: skip
IN_ORDER = {
    "ix_demands_of_window": ["window", "rating", "created_at", "status", "dispatched_at", "completed_at", "returns"],
    "ix_demands_of_institution": ["institution", "rating", "created_at", "status", "completed_at"],
}
MADE, OF_DEMAND = ["created_at", "model_version", "reason", "demand_id"], ["demand_id", "created_at", "model_version"]

# As ``demands.taken`` and ``followups.kept`` count them from now on.
TAKEN = """
UPDATE matches SET taken = COALESCE(
  (SELECT MIN(c.rank) FROM choices c WHERE c.match_id = matches.id),
  (SELECT MIN(CASE WHEN e.verdict = 'used' THEN e.rank ELSE 1000000 END) FROM match_events e
   WHERE e.match_id = matches.id AND e.verdict IN ('used', 'rejected') AND NOT EXISTS
     (SELECT 1 FROM match_events l WHERE l.match_id = e.match_id AND l.item_id = e.item_id AND l.id > e.id)))
WHERE EXISTS (SELECT 1 FROM choices c WHERE c.match_id = matches.id)
   OR EXISTS (SELECT 1 FROM match_events e WHERE e.match_id = matches.id)
"""
ASKED = """
UPDATE demands SET asked_far = (
  SELECT MAX(CASE WHEN f.status = 'answered' THEN 3 ELSE COALESCE(
    (SELECT MAX(CASE WHEN a.status IN ('delivered', 'reached') THEN 2 WHEN a.status = 'accepted' THEN 1 ELSE 0 END)
     FROM follow_up_attempts a WHERE a.follow_up_id = f.id), 0) END)
  FROM follow_ups f WHERE f.demand_id = demands.id AND f.kind = 'after_completion')
WHERE EXISTS (SELECT 1 FROM follow_ups f WHERE f.demand_id = demands.id AND f.kind = 'after_completion')
"""


def upgrade() -> None:
    """Apply."""
    op.add_column("matches", sa.Column("taken", sa.Integer(), nullable=True))
    op.add_column("demands", sa.Column("asked_far", sa.Integer(), nullable=True))
    for table, name in (("matches", "figures"), ("matches", "made"), ("matches", "of_demand"), ("demands", "figures")):
        op.drop_index(f"ix_{table}_{name}", table)
    op.execute(TAKEN)
    op.execute(ASKED)
    op.create_index("ix_matches_made", "matches", [*MADE, "taken"])
    op.create_index("ix_matches_of_demand", "matches", [*OF_DEMAND, "reason", "taken"])
    op.create_index("ix_demands_figures", "demands", [*COUNTED, "asked_far"])
    for name, columns in IN_ORDER.items():
        op.create_index(name, "demands", columns)


def downgrade() -> None:
    """Take back."""
    for name in IN_ORDER:
        op.drop_index(name, "demands")
    for table, name in (("matches", "made"), ("matches", "of_demand"), ("demands", "figures")):
        op.drop_index(f"ix_{table}_{name}", table)
    op.drop_column("demands", "asked_far")
    op.drop_column("matches", "taken")
    op.create_index("ix_matches_figures", "matches", ["id", "created_at", "model_version", "demand_id"])
    op.create_index("ix_matches_made", "matches", MADE)
    op.create_index("ix_matches_of_demand", "matches", [*OF_DEMAND, "reason", "id"])
    op.create_index("ix_demands_figures", "demands", COUNTED)
