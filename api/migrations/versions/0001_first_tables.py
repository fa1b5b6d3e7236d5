"""First tables.

Revision: 0001 after None, 2026-11-21 05:07:11.052953
"""

from __future__ import annotations

from api.migrations.first_tables import accounts, catalogue, conversations, demands

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

DOMAINS = (accounts, catalogue, conversations, demands)  # each refers only to tables before it


def upgrade() -> None:
    """Apply."""
    for domain in DOMAINS:
        domain.upgrade()


def downgrade() -> None:
    """Undo."""
    for domain in reversed(DOMAINS):
        domain.downgrade()
