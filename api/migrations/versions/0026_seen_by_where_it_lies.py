"""Whether something of a demand lies at another window than one that may see it; who finished what was chosen.

With indexes that begin with the window or the institution.

Revision: 0026 after 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TIMED = ["window", "institution", "set_at", "met", "escalated_at"]
SENT = ["demand_id", "role", "institution", "at", "state"]
WINDOW = ["window", "rating", "created_at", "status", "dispatched_at", "completed_at", "returns"]
DROPPED = (
    ("ix_demand_windows_window", "demand_windows", ["window", "demand_id"]),
    ("ix_demands_of_window", "demands", WINDOW),
    ("ix_deadlines_window", "deadlines", ["window"]),
    ("ix_deadlines_handled", "deadlines", ["institution", "window", "set_at", "met", "escalated_at", "demand_id"]),
    ("ix_dispatches_window", "dispatches", ["window"]),
    ("ix_dispatches_of_demand", "dispatches", SENT),
)
CREATED = (
    ("ix_demand_windows_window", "demand_windows", ["window", "apart", "demand_id"]),
    ("ix_demands_of_window", "demands", [*WINDOW, "institution"]),
    ("ix_deadlines_of_window", "deadlines", [*TIMED, "demand_id", "stage", "took_minutes"]),
    (
        "ix_deadlines_of_institution",
        "deadlines",
        ["institution", "set_at", "met", "escalated_at", "window", "demand_id"],
    ),
    ("ix_dispatches_of_demand", "dispatches", [*SENT, "window"]),
    ("ix_dispatches_of_window", "dispatches", ["window", "institution", "role", "at", "state", "demand_id"]),
)

# As ``demands.apart`` counts it from now on: who has a demand in hand sees it, and what is not known says yes.
SAID = """
INSERT INTO demand_windows (demand_id, "window", apart)
SELECT d.id, d."window", true FROM demands d WHERE d."window" IS NOT NULL AND NOT EXISTS
  (SELECT 1 FROM demand_windows s WHERE s.demand_id = d.id AND s."window" = d."window")
"""
TOGETHER = """
UPDATE demand_windows SET apart = false
WHERE NOT EXISTS (SELECT 1 FROM demands d WHERE d.id = demand_windows.demand_id
    AND (d."window" IS NULL OR d."window" <> demand_windows."window"))
  AND NOT EXISTS (SELECT 1 FROM deadlines t WHERE t.demand_id = demand_windows.demand_id
    AND (t."window" IS NULL OR t."window" <> demand_windows."window"))
  AND NOT EXISTS (SELECT 1 FROM dispatches s WHERE s.demand_id = demand_windows.demand_id
    AND (s."window" IS NULL OR s."window" <> demand_windows."window"))
"""

# As ``demands.served`` counts it.
SERVED = "done_by IS NOT NULL"
FINISHED = """
UPDATE choices SET (done_by, rating, recorded_at) =
  (SELECT d.institution, d.rating, d.created_at FROM demands d WHERE d.id = choices.demand_id)
WHERE EXISTS (SELECT 1 FROM demands d
  WHERE d.id = choices.demand_id AND d.completed_at IS NOT NULL AND d.status <> 'merged')
"""


def upgrade() -> None:
    """Apply."""
    op.add_column("demand_windows", sa.Column("apart", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.execute(SAID)
    op.execute(TOGETHER)
    op.add_column("choices", sa.Column("done_by", sa.String(64), nullable=True))
    op.add_column("choices", sa.Column("rating", sa.Integer(), nullable=True))
    op.add_column("choices", sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(FINISHED)
    op.create_index(
        "ix_choices_served",
        "choices",
        ["item_id", "done_by", "rating", "recorded_at"],
        sqlite_where=sa.text(SERVED),
        postgresql_where=sa.text(SERVED),
    )
    for name, table, _ in DROPPED:
        op.drop_index(name, table)
    for name, table, columns in CREATED:
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Take back."""
    for name, table, _ in CREATED:
        op.drop_index(name, table)
    op.drop_column("demand_windows", "apart")
    op.drop_index("ix_choices_served", "choices")
    for column in ("recorded_at", "rating", "done_by"):
        op.drop_column("choices", column)
    for name, table, columns in DROPPED:
        op.create_index(name, table, columns)
