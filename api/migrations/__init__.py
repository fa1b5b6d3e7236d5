"""Migrations, by alembic, from the first table on."""
