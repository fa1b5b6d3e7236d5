"""``kill -9`` at each step from the demand's acceptance to the message: planned once, sent once, nothing lost."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest
from sqlmodel import select

from api.followups.models import FollowUp, FollowUpAttempt
from api.outbox.models import OutboxEntry
from api.settings import ROOT
from tests.api.conftest import BACKENDS
from tests.api.followups.desk import Desk


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_killed_at_each_step_in_turn(desk: Desk) -> None:
    _, case_no = desk.demand("hotline")
    desk.relay.drain()
    desk.move(case_no, "dispatched", "11-23T08:00")
    desk.move(case_no, "accepted", "11-23T09:00", told=False, dispatch=False)
    settings = desk.service.state.settings
    words = [sys.executable, "-m", "tests.api.followups.worker_that_dies", str(settings.data_dir)]
    done = subprocess.run([*words, settings.database_url], cwd=ROOT, capture_output=True, timeout=120, check=True)
    ends = json.loads(done.stdout.splitlines()[-1])
    assert done.stderr == b""
    # the step to "accepted" sees its worker killed four times, the message four times more
    assert ends == [-signal.SIGKILL] * 8 + [0]
    with desk.service.session() as session:
        entries = list(session.exec(select(OutboxEntry)))
        assert [entry.key for entry in entries if entry.done_at is None] == []
        assert max(entry.attempts for entry in entries if entry.topic == "follow_up.send") > 1
        (follow_up,) = session.exec(select(FollowUp))
        (attempt,) = session.exec(select(FollowUpAttempt))
    assert (attempt.follow_up_id, attempt.status.value) == (follow_up.id, "written")
    (file,) = (settings.data_dir / "outgoing").glob("*.jsonl")
    (line,) = file.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["key"] == f"follow-up-attempt:{attempt.id}"
    assert file.with_suffix(".txt").read_text(encoding="utf-8").count(case_no) == 1
