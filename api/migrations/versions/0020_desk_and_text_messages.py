"""Call-backs can be taken, tried and put off; text messages come in, and may be stopped; how far questions came.

Revision: 0020 after 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import api.encryption

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

OUTCOMES = ("answer", "stop", "call_back", "unknown")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("call_backs") as batch_op:
        batch_op.add_column(sa.Column("note", api.encryption.EncryptedText(), nullable=True))
        batch_op.add_column(sa.Column("assigned_to", sa.String(64), nullable=True))
        batch_op.add_column(sa.Column("next_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_call_backs_assigned_to", ["assigned_to"])
    op.create_table(
        "call_back_tries",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("call_back_id", sa.Integer(), sa.ForeignKey("call_backs.id"), nullable=False),
        sa.Column("outcome", sa.Enum("reached", "not_reached", native_enum=False, length=32), nullable=False),
        sa.Column("note", api.encryption.EncryptedText(), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_call_back_tries_call_back_id", "call_back_tries", ["call_back_id"])
    op.create_table(
        "sms_replies",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("message_key", sa.String(120), nullable=False),
        sa.Column("phone", api.encryption.EncryptedText(), nullable=False),
        sa.Column("phone_fingerprint", sa.String(64), nullable=False),
        sa.Column("text", api.encryption.EncryptedText(), nullable=False),
        sa.Column("outcome", sa.Enum(*OUTCOMES, native_enum=False, length=32), nullable=False),
        sa.Column("case_no", sa.String(32), nullable=True),
        sa.Column("follow_up_id", sa.Integer(), sa.ForeignKey("follow_ups.id"), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("message_key"),
    )
    for column in ("phone_fingerprint", "case_no", "follow_up_id", "received_at"):
        op.create_index(f"ix_sms_replies_{column}", "sms_replies", [column])
    op.create_table(
        "sms_stops",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("phone", api.encryption.EncryptedText(), nullable=False),
        sa.Column("phone_fingerprint", sa.String(64), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("phone_fingerprint"),
    )
    op.create_index("ix_follow_ups_reach", "follow_ups", ["kind", "demand_id", "status", "id"])
    op.create_index("ix_follow_up_attempts_reach", "follow_up_attempts", ["follow_up_id", "status"])
    op.drop_index("ix_follow_up_attempts_follow_up_id", "follow_up_attempts")


def downgrade() -> None:
    """Undo."""
    op.create_index("ix_follow_up_attempts_follow_up_id", "follow_up_attempts", ["follow_up_id"])
    op.drop_index("ix_follow_up_attempts_reach", "follow_up_attempts")
    op.drop_index("ix_follow_ups_reach", "follow_ups")
    for table in ("sms_stops", "sms_replies", "call_back_tries"):
        op.drop_table(table)
    with op.batch_alter_table("call_backs") as batch_op:
        batch_op.drop_index("ix_call_backs_assigned_to")
        for column in ("next_at", "assigned_to", "note"):
            batch_op.drop_column(column)
