"""Revision 0001: the catalogue, its version and the windows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql
from sqlmodel.sql.sqltypes import AutoString


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "catalogue_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )

    op.create_table(
        "experts",
        sa.Column("key", AutoString(length=64), nullable=False),
        sa.Column("kind", AutoString(length=16), nullable=False),
        sa.Column("name", AutoString(length=200), nullable=False),
        sa.Column("provider", AutoString(length=200), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("category", AutoString(length=32), nullable=True),
        sa.Column(
            "service_types", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "region_served", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "sectors", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("source_category", AutoString(length=200), nullable=True),
        sa.Column(
            "details", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("institution", AutoString(length=64), nullable=True),
        sa.Column("region", AutoString(length=6), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("experts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_experts_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_experts_institution"), ["institution"], unique=False)
        batch_op.create_index(batch_op.f("ix_experts_key"), ["key"], unique=True)
        batch_op.create_index(batch_op.f("ix_experts_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_experts_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_experts_provider"), ["provider"], unique=False)
        batch_op.create_index(batch_op.f("ix_experts_region"), ["region"], unique=False)
        batch_op.create_index(batch_op.f("ix_experts_valid_until"), ["valid_until"], unique=False)

    op.create_table(
        "faqs",
        sa.Column("key", AutoString(length=64), nullable=False),
        sa.Column("kind", AutoString(length=16), nullable=False),
        sa.Column("name", AutoString(length=200), nullable=False),
        sa.Column("provider", AutoString(length=200), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("category", AutoString(length=32), nullable=True),
        sa.Column(
            "service_types", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "region_served", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "sectors", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("source_category", AutoString(length=200), nullable=True),
        sa.Column(
            "details", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("faqs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_faqs_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_faqs_key"), ["key"], unique=True)
        batch_op.create_index(batch_op.f("ix_faqs_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_faqs_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_faqs_provider"), ["provider"], unique=False)
        batch_op.create_index(batch_op.f("ix_faqs_valid_until"), ["valid_until"], unique=False)

    op.create_table(
        "institutions",
        sa.Column("key", AutoString(length=64), nullable=False),
        sa.Column("kind", AutoString(length=16), nullable=False),
        sa.Column("name", AutoString(length=200), nullable=False),
        sa.Column("provider", AutoString(length=200), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("category", AutoString(length=32), nullable=True),
        sa.Column(
            "service_types", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "region_served", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "sectors", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("source_category", AutoString(length=200), nullable=True),
        sa.Column(
            "details", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window", AutoString(length=64), nullable=True),
        sa.Column("region", AutoString(length=6), nullable=True),
        sa.Column("generated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("institutions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_institutions_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_institutions_key"), ["key"], unique=True)
        batch_op.create_index(batch_op.f("ix_institutions_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_institutions_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_institutions_provider"), ["provider"], unique=False)
        batch_op.create_index(batch_op.f("ix_institutions_region"), ["region"], unique=False)
        batch_op.create_index(batch_op.f("ix_institutions_valid_until"), ["valid_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_institutions_window"), ["window"], unique=False)

    op.create_table(
        "policies",
        sa.Column("key", AutoString(length=64), nullable=False),
        sa.Column("kind", AutoString(length=16), nullable=False),
        sa.Column("name", AutoString(length=200), nullable=False),
        sa.Column("provider", AutoString(length=200), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("category", AutoString(length=32), nullable=True),
        sa.Column(
            "service_types", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "region_served", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "sectors", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("source_category", AutoString(length=200), nullable=True),
        sa.Column(
            "details", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region", AutoString(length=6), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("policies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policies_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_policies_key"), ["key"], unique=True)
        batch_op.create_index(batch_op.f("ix_policies_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_policies_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_policies_provider"), ["provider"], unique=False)
        batch_op.create_index(batch_op.f("ix_policies_region"), ["region"], unique=False)
        batch_op.create_index(batch_op.f("ix_policies_valid_until"), ["valid_until"], unique=False)

    op.create_table(
        "services",
        sa.Column("key", AutoString(length=64), nullable=False),
        sa.Column("kind", AutoString(length=16), nullable=False),
        sa.Column("name", AutoString(length=200), nullable=False),
        sa.Column("provider", AutoString(length=200), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("category", AutoString(length=32), nullable=True),
        sa.Column(
            "service_types", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "region_served", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "sectors", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("source_category", AutoString(length=200), nullable=True),
        sa.Column(
            "details", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("institution", AutoString(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_services_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_services_institution"), ["institution"], unique=False)
        batch_op.create_index(batch_op.f("ix_services_key"), ["key"], unique=True)
        batch_op.create_index(batch_op.f("ix_services_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_services_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_services_provider"), ["provider"], unique=False)
        batch_op.create_index(batch_op.f("ix_services_valid_until"), ["valid_until"], unique=False)

    op.create_table(
        "windows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", AutoString(length=64), nullable=False),
        sa.Column("name", AutoString(length=200), nullable=False),
        sa.Column("level", AutoString(length=16), nullable=False),
        sa.Column("parent", AutoString(length=64), nullable=True),
        sa.Column("region", AutoString(length=6), nullable=True),
        sa.Column(
            "sectors", sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"), nullable=False
        ),
        sa.Column("address", AutoString(length=200), nullable=False),
        sa.Column("phone", AutoString(length=40), nullable=False),
        sa.Column("hours", AutoString(length=100), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("windows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_windows_key"), ["key"], unique=True)
        batch_op.create_index(batch_op.f("ix_windows_parent"), ["parent"], unique=False)
        batch_op.create_index(batch_op.f("ix_windows_region"), ["region"], unique=False)


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("windows", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_windows_region"))
        batch_op.drop_index(batch_op.f("ix_windows_parent"))
        batch_op.drop_index(batch_op.f("ix_windows_key"))

    op.drop_table("windows")

    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_services_valid_until"))
        batch_op.drop_index(batch_op.f("ix_services_provider"))
        batch_op.drop_index(batch_op.f("ix_services_name"))
        batch_op.drop_index(batch_op.f("ix_services_kind"))
        batch_op.drop_index(batch_op.f("ix_services_key"))
        batch_op.drop_index(batch_op.f("ix_services_institution"))
        batch_op.drop_index(batch_op.f("ix_services_category"))

    op.drop_table("services")

    with op.batch_alter_table("policies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policies_valid_until"))
        batch_op.drop_index(batch_op.f("ix_policies_region"))
        batch_op.drop_index(batch_op.f("ix_policies_provider"))
        batch_op.drop_index(batch_op.f("ix_policies_name"))
        batch_op.drop_index(batch_op.f("ix_policies_kind"))
        batch_op.drop_index(batch_op.f("ix_policies_key"))
        batch_op.drop_index(batch_op.f("ix_policies_category"))

    op.drop_table("policies")

    with op.batch_alter_table("institutions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_institutions_window"))
        batch_op.drop_index(batch_op.f("ix_institutions_valid_until"))
        batch_op.drop_index(batch_op.f("ix_institutions_region"))
        batch_op.drop_index(batch_op.f("ix_institutions_provider"))
        batch_op.drop_index(batch_op.f("ix_institutions_name"))
        batch_op.drop_index(batch_op.f("ix_institutions_kind"))
        batch_op.drop_index(batch_op.f("ix_institutions_key"))
        batch_op.drop_index(batch_op.f("ix_institutions_category"))

    op.drop_table("institutions")

    with op.batch_alter_table("faqs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_faqs_valid_until"))
        batch_op.drop_index(batch_op.f("ix_faqs_provider"))
        batch_op.drop_index(batch_op.f("ix_faqs_name"))
        batch_op.drop_index(batch_op.f("ix_faqs_kind"))
        batch_op.drop_index(batch_op.f("ix_faqs_key"))
        batch_op.drop_index(batch_op.f("ix_faqs_category"))

    op.drop_table("faqs")

    with op.batch_alter_table("experts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_experts_valid_until"))
        batch_op.drop_index(batch_op.f("ix_experts_region"))
        batch_op.drop_index(batch_op.f("ix_experts_provider"))
        batch_op.drop_index(batch_op.f("ix_experts_name"))
        batch_op.drop_index(batch_op.f("ix_experts_kind"))
        batch_op.drop_index(batch_op.f("ix_experts_key"))
        batch_op.drop_index(batch_op.f("ix_experts_institution"))
        batch_op.drop_index(batch_op.f("ix_experts_category"))

    op.drop_table("experts")

    op.drop_table("catalogue_version")
