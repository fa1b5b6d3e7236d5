"""Who is at the desk is noted, and the desk's chores are done, as long as somebody is there and no longer."""

from __future__ import annotations

import asyncio

import pytest
from sqlmodel import Session, select

from api.live import presence
from api.live.models import Presence
from api.live.presence import Attendance
from tests.api.conftest import Service


def test_at_each_beat_while_anybody_is_there(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "BEAT_SECONDS", 0.01)
    done: list[Session] = []
    attendance = Attendance(alone.state.database, done.append)

    async def run() -> None:
        async with asyncio.timeout(60), attendance.attend("zuoxi01"):
            while len(done) < 4:  # one when he comes, one at each beat
                await asyncio.sleep(0.01)

    assert alone.client.portal is not None
    alone.client.portal.call(run)
    with alone.session() as session:
        assert "zuoxi01" in session.exec(select(Presence.username)).all()


def test_nothing_is_done_after_the_last_has_left(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever leaves between two beats takes the chores along: the next beat does none."""
    monkeypatch.setattr(presence, "BEAT_SECONDS", 0.01)
    done: list[Session] = []
    attendance = Attendance(alone.state.database, done.append)

    async def run() -> int:
        async with attendance.attend("zuoxi01"):
            await asyncio.sleep(0)  # the beating has begun
            count = len(done)
        assert attendance._task is not None
        await asyncio.wait_for(attendance._task, 60)
        return count

    assert alone.client.portal is not None
    assert alone.client.portal.call(run) == len(done) == 1
