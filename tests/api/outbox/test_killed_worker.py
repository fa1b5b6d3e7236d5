"""``kill -9`` between any two steps: every entry takes effect exactly once, inside and outside the database."""

from __future__ import annotations

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
STEPS_OF_ONE = 4  # claimed, performed, recorded, committed


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_killed_at_each_step_in_turn(alone: Service, tmp_path: Path) -> None:
    with alone.session(write=True) as session:
        for key in KEYS:
            outbox.put(session, "t", {}, key=key)
    file, ends = tmp_path / "said.txt", []
    for step in range(1, STEPS_OF_ONE * len(KEYS) + 1):
        words = [sys.executable, "-m", "tests.api.outbox.worker_that_dies", alone.state.database.url, str(file)]
        done = subprocess.run(
            [*words, str(step), str(2 * step)], cwd=ROOT, capture_output=True, timeout=60, check=False
        )
        ends.append(done.returncode)
        if done.returncode != -signal.SIGKILL:
            assert done.returncode == 0, done.stderr
            break
    # the first entry is killed at its four steps in turn; the fifth worker gets one done and dies in the next
    assert ends == [-signal.SIGKILL] * 5 + [0]
    with alone.session() as session:
        entries = list(session.exec(select(OutboxEntry).order_by(OutboxEntry.id)))  # type: ignore[arg-type]
        effects = session.exec(select(AuditEntry.subject, AuditEntry.detail).where(AuditEntry.actor == "relay")).all()
    assert [(entry.key, entry.done_at is not None, entry.attempts) for entry in entries] == [
        ("a", True, 4),
        ("b", True, 1),
        ("c", True, 2),
    ]
    assert sorted(effects) == [("a", "again=True"), ("b", "again=False"), ("c", "again=True")]
    assert sorted(file.read_text().split()) == KEYS
