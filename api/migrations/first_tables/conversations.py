"""Revision 0001: conversations and their messages."""

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
        "conversations",
        sa.Column("id", AutoString(length=36), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("web", "wechat", "wecom", "hotline", "api", name="channel", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("token_digest", AutoString(length=64), nullable=False),
        sa.Column("handoff", sa.Boolean(), nullable=False),
        sa.Column("handoff_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("draft", api.encryption.EncryptedJson(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversations_created_at"), ["created_at"], unique=False)

    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", AutoString(length=36), nullable=False),
        sa.Column(
            "speaker", sa.Enum("user", "bot", "agent", name="speaker", native_enum=False, length=32), nullable=False
        ),
        sa.Column("text", api.encryption.EncryptedText(), nullable=False),
        sa.Column("client_message_id", AutoString(length=100), nullable=True),
        sa.Column(
            "state",
            sa.Enum("pending", "answered", "superseded", name="messagestate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reply_to", sa.Integer(), nullable=True),
        sa.Column("intent", AutoString(length=40), nullable=True),
        sa.Column("answer", api.encryption.EncryptedJson(), nullable=True),
        sa.Column(
            "payload", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reply_to"],
            ["messages.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation_id", "client_message_id"),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_messages_conversation_id"), ["conversation_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_messages_conversation_id"))

    op.drop_table("messages")

    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversations_created_at"))

    op.drop_table("conversations")
