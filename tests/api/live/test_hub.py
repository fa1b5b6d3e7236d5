"""One look a moment for all pages; a page that is too far behind reads everything anew."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api.live import hub as hubs
from api.live import stream
from api.live.events import RESYNC, Told
from api.live.hub import Hub, Listener
from api.live.models import LiveKind
from tests.api.conftest import Service
from tests.api.live.test_events import publish


def event(number: int) -> Told:
    """Return an event."""
    return Told(number, LiveKind.CASE, str(number))


def test_too_far_behind(service: Service, monkeypatch: Any) -> None:
    monkeypatch.setattr(hubs, "MOST_WAITING", 2)
    listener = Listener(lambda told: told.subject != "1")

    async def run() -> list[Told | None]:
        for number in range(5):
            listener.offer(event(number))
        return [await listener.next(0.01) for _ in range(3)]

    assert service.client.portal is not None
    assert service.client.portal.call(run) == [RESYNC, event(4), None]


def test_everybody_is_told_by_one_reader(service: Service, monkeypatch: Any) -> None:
    monkeypatch.setattr(hubs, "LOOK_SECONDS", 0.02)
    reads = 0
    read = hubs.Follower.read

    def counted(self: Any) -> Any:
        nonlocal reads
        found = read(self)
        reads += 1
        return found

    monkeypatch.setattr(hubs.Follower, "read", counted)
    hub = Hub(service.state.database)

    async def run() -> list[str]:
        with hub.listen(lambda _: True) as one, hub.listen(lambda told: told.subject == "mine") as other:
            while not reads:  # the first look only notes where things stand
                await asyncio.sleep(0.01)
            publish(service, "all", "mine")
            heard = [await listener.next(60) for listener in (one, one, other)]
        assert hub._task is not None
        await hub._task  # nobody listens any more: it ends by itself
        return [told.subject for told in heard if told]

    assert service.client.portal is not None
    assert service.client.portal.call(run) == ["all", "mine", "mine"]


def test_streams_end_when_the_process_stops(service: Service) -> None:
    hub = Hub(service.state.database)

    async def holds() -> bool:
        return True

    async def run() -> list[str]:
        with hub.listen(lambda _: True) as listener:
            frames = stream.frames(listener, (), holds)
            first = await anext(frames)
            hub.end()
            return [first, *[frame async for frame in frames]]

    assert service.client.portal is not None
    assert service.client.portal.call(run) == [stream.START]


@pytest.mark.parametrize("away", [False, True])
def test_who_is_there(alone: Service, away: bool) -> None:
    who = alone.user("agent")
    assert alone.client.get("/api/v1/presence", headers=who).json() == []
    alone.client.put("/api/v1/presence", json={"away": away}, headers=who)
    listed = alone.client.get("/api/v1/presence", headers=who).json()
    assert listed == [{"username": "the-agent", "away": away, "window": None}]
