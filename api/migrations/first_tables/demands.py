"""Revision 0001: demands, their matches, choices and transitions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql
from sqlmodel.sql.sqltypes import AutoString

import api.encryption


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "case_counters",
        sa.Column("prefix", AutoString(length=16), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix"),
    )

    op.create_table(
        "enterprises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(length=200), nullable=False),
        sa.Column("region", AutoString(length=6), nullable=True),
        sa.Column("industry", AutoString(length=100), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("enterprises", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprises_name"), ["name"], unique=True)
        batch_op.create_index(batch_op.f("ix_enterprises_region"), ["region"], unique=False)

    op.create_table(
        "demands",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_no", AutoString(length=32), nullable=False),
        sa.Column("conversation_id", AutoString(length=36), nullable=True),
        sa.Column("draft_key", AutoString(length=64), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "submitted",
                "matched",
                "no_match",
                "dispatched",
                "accepted",
                "in_service",
                "completed",
                "rated",
                "closed",
                "returned",
                "cancelled",
                "reopened",
                name="demandstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("category", AutoString(length=32), nullable=True),
        sa.Column("region", AutoString(length=6), nullable=True),
        sa.Column("need", api.encryption.EncryptedText(), nullable=False),
        sa.Column("slots", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False),
        sa.Column("personal", api.encryption.EncryptedJson(), nullable=False),
        sa.Column("phone_fingerprint", AutoString(length=64), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation_id", "draft_key"),
    )
    with op.batch_alter_table("demands", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_demands_case_no"), ["case_no"], unique=True)
        batch_op.create_index(batch_op.f("ix_demands_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_demands_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_demands_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_demands_enterprise_id"), ["enterprise_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_demands_phone_fingerprint"), ["phone_fingerprint"], unique=False)
        batch_op.create_index(batch_op.f("ix_demands_region"), ["region"], unique=False)
        batch_op.create_index(batch_op.f("ix_demands_status"), ["status"], unique=False)

    op.create_table(
        "matches",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=True),
        sa.Column("channel", AutoString(length=16), nullable=False),
        sa.Column("actor", AutoString(length=64), nullable=False),
        sa.Column("text", api.encryption.EncryptedText(), nullable=False),
        sa.Column("slots", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False),
        sa.Column("kinds", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False),
        sa.Column(
            "filters", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("answerable", sa.Boolean(), nullable=False),
        sa.Column(
            "relaxed", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "candidates", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "results", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("shown", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False),
        sa.Column("model_version", AutoString(length=100), nullable=False),
        sa.Column("index_version", AutoString(length=100), nullable=False),
        sa.Column("took_ms", sa.Float(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["demand_id"],
            ["demands.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matches_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_matches_demand_id"), ["demand_id"], unique=False)

    op.create_table(
        "transitions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column(
            "from_status",
            sa.Enum(
                "submitted",
                "matched",
                "no_match",
                "dispatched",
                "accepted",
                "in_service",
                "completed",
                "rated",
                "closed",
                "returned",
                "cancelled",
                "reopened",
                name="demandstatus",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "submitted",
                "matched",
                "no_match",
                "dispatched",
                "accepted",
                "in_service",
                "completed",
                "rated",
                "closed",
                "returned",
                "cancelled",
                "reopened",
                name="demandstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("actor", AutoString(length=64), nullable=False),
        sa.Column("reason", AutoString(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["demand_id"],
            ["demands.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("transitions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transitions_demand_id"), ["demand_id"], unique=False)

    op.create_table(
        "choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("match_id", AutoString(length=36), nullable=False),
        sa.Column("item_id", AutoString(length=64), nullable=False),
        sa.Column("kind", AutoString(length=16), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["demand_id"],
            ["demands.id"],
        ),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["matches.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("demand_id", "item_id"),
    )
    with op.batch_alter_table("choices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_choices_demand_id"), ["demand_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_choices_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_choices_match_id"), ["match_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("choices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_choices_match_id"))
        batch_op.drop_index(batch_op.f("ix_choices_item_id"))
        batch_op.drop_index(batch_op.f("ix_choices_demand_id"))

    op.drop_table("choices")

    with op.batch_alter_table("transitions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transitions_demand_id"))

    op.drop_table("transitions")

    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matches_demand_id"))
        batch_op.drop_index(batch_op.f("ix_matches_created_at"))

    op.drop_table("matches")

    with op.batch_alter_table("demands", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_demands_status"))
        batch_op.drop_index(batch_op.f("ix_demands_region"))
        batch_op.drop_index(batch_op.f("ix_demands_phone_fingerprint"))
        batch_op.drop_index(batch_op.f("ix_demands_enterprise_id"))
        batch_op.drop_index(batch_op.f("ix_demands_created_at"))
        batch_op.drop_index(batch_op.f("ix_demands_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_demands_category"))
        batch_op.drop_index(batch_op.f("ix_demands_case_no"))

    op.drop_table("demands")

    with op.batch_alter_table("enterprises", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enterprises_region"))
        batch_op.drop_index(batch_op.f("ix_enterprises_name"))

    op.drop_table("enterprises")

    op.drop_table("case_counters")
