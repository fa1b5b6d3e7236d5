"""identity: persons, what is bound to them, codes.

Revision: 0016 after 0015, 2026-11-28 15:00:30.293607
"""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy import Text  # noqa: F401 - named by generated JSONB columns

import api.encryption

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "persons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone", api.encryption.EncryptedText(), nullable=False),
        sa.Column("phone_fingerprint", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_persons_phone_fingerprint"), ["phone_fingerprint"], unique=True)

    op.create_table(
        "identity_bindings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("conversation_id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=True),
        sa.Column("how", sa.Enum("code", "agent", name="how", native_enum=False, length=32), nullable=False),
        sa.Column("bound_by", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", api.encryption.EncryptedText(), nullable=False),
        sa.Column("unbound_by", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("unbound_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unbound_reason", api.encryption.EncryptedText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("identity_bindings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_bindings_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_identity_bindings_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_identity_bindings_unbound_at"), ["unbound_at"], unique=False)
        batch_op.create_index(
            "ux_identity_bindings_holder",
            ["conversation_id"],
            unique=True,
            sqlite_where=sa.text("unbound_at IS NULL"),
            postgresql_where=sa.text("unbound_at IS NULL"),
        )
        batch_op.create_index(
            "ux_identity_bindings_number",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("unbound_at IS NULL AND conversation_id IS NULL"),
            postgresql_where=sa.text("unbound_at IS NULL AND conversation_id IS NULL"),
        )

    op.create_table(
        "identity_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sqlmodel.sql.sqltypes.AutoString(length=36), nullable=False),
        sa.Column("phone", api.encryption.EncryptedText(), nullable=False),
        sa.Column("phone_fingerprint", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("seed", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("outcome", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("identity_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_codes_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_identity_codes_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_identity_codes_phone_fingerprint"), ["phone_fingerprint"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("identity_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_codes_phone_fingerprint"))
        batch_op.drop_index(batch_op.f("ix_identity_codes_created_at"))
        batch_op.drop_index(batch_op.f("ix_identity_codes_conversation_id"))

    op.drop_table("identity_codes")
    with op.batch_alter_table("identity_bindings", schema=None) as batch_op:
        batch_op.drop_index(
            "ux_identity_bindings_number",
            sqlite_where=sa.text("unbound_at IS NULL AND conversation_id IS NULL"),
            postgresql_where=sa.text("unbound_at IS NULL AND conversation_id IS NULL"),
        )
        batch_op.drop_index(
            "ux_identity_bindings_holder",
            sqlite_where=sa.text("unbound_at IS NULL"),
            postgresql_where=sa.text("unbound_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_identity_bindings_unbound_at"))
        batch_op.drop_index(batch_op.f("ix_identity_bindings_person_id"))
        batch_op.drop_index(batch_op.f("ix_identity_bindings_conversation_id"))

    op.drop_table("identity_bindings")
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_persons_phone_fingerprint"))

    op.drop_table("persons")
