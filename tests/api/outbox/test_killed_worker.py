"""``kill -9`` between any two steps: every entry takes effect exactly once, inside and outside the database."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import select

from api.accounts.models import AuditEntry
from api.outbox import service as outbox
from api.outbox.models import OutboxEntry
from api.settings import ROOT
from tests.api.conftest import BACKENDS, Service

KEYS = ["a", "b", "c"]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_killed_at_each_step_in_turn(alone: Service, tmp_path: Path) -> None:
    with alone.session(write=True) as session:
        for key in KEYS:
            outbox.put(session, "t", {}, key=key)
    file = tmp_path / "said.txt"
    words = [sys.executable, "-m", "tests.api.outbox.worker_that_dies", alone.state.database.url, str(file)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, timeout=120, check=True)
    ends = json.loads(done.stdout.splitlines()[-1])
    assert done.stderr == b""
    assert ends == [-signal.SIGKILL] * 4 * len(KEYS) + [0]  # claimed, performed, recorded, committed
    with alone.session() as session:
        entries = list(session.exec(select(OutboxEntry).order_by(OutboxEntry.id)))  # type: ignore[arg-type]
        effects = session.exec(select(AuditEntry.subject, AuditEntry.detail).where(AuditEntry.actor == "relay")).all()
    assert [(entry.key, entry.done_at is not None, entry.attempts) for entry in entries] == [
        (key, True, 4) for key in KEYS
    ]
    assert sorted(effects) == [(key, "again=True") for key in KEYS]
    assert sorted(file.read_text().split()) == KEYS
