"""Whoever was bound before calls had to be made sure of has proven his number when he was bound last."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlmodel import select

from api.clock import aware
from api.database import MIGRATIONS, Database
from api.identity.models import Person

PERSON = """
INSERT INTO persons (id, phone, phone_fingerprint, asked, created_at) VALUES (:id, '', :id, false, '2026-01-01 08:00:00')
"""
BOUND = """
INSERT INTO identity_bindings (person_id, channel, how, bound_by, bound_at, reason, unbound_at, unbound_reason)
VALUES (1, 'web', 'CODE', 'enterprise', :at, '', :ended, '')
"""


def test_the_last_binding_is_the_proof(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    database.migrate()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.execution_options(qifu_write=True).connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0023")
        connection.execute(text(PERSON), [{"id": 1}, {"id": 2}])
        spans = [("2026-02-01 08:00:00", "2026-02-02 08:00:00"), ("2026-03-01 08:00:00", "2026-03-02 08:00:00")]
        connection.execute(text(BOUND), [{"at": at, "ended": ended} for at, ended in spans])
        connection.commit()
    database.migrate()
    with database.session(write=False) as session:
        query = select(Person.proven_at).order_by(Person.id)  # type: ignore[arg-type]
        proven = [aware(one) for one in session.exec(query) if one]
    database.close()
    assert proven == [datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 1, 1, 8, tzinfo=UTC)]
