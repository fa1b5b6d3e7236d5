"""What an open page is told: an agent what is his or of his window, an enterprise its own conversation, nobody else's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlmodel import select

from api.accounts import service as accounts
from api.accounts.models import User, UserUpdate
from api.console import events as console
from api.conversations import live_routes, staffing
from api.conversations.models import Conversation
from api.live import events, hub, presence, stream
from api.live.events import Told
from api.live.models import LiveEvent, LiveKind
from api.windows.scope import Scope
from tests.api.conftest import Service
from tests.api.desk import act, agent
from tests.api.test_app import shape

SILENCE = ": here\n\n"

looks = 0  # how often a hub has looked for events


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look and beat often, and count the looks."""
    monkeypatch.setattr(hub, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(stream, "BEAT_SECONDS", 0.2)
    read = hub.Follower.read

    def counted(self: hub.Follower) -> list[Told]:
        global looks  # noqa: PLW0603 - the hub's thread counts, the test's loop reads
        found = read(self)
        looks += 1
        return found

    monkeypatch.setattr(hub.Follower, "read", counted)


def listen(service: Service, frames: AsyncIterator[str], deed: Callable[[], Any]) -> list[str]:
    """Return the frames that come while a deed is done, up to the first silence after all of it was seen."""

    async def run() -> list[str]:
        heard: list[str] = [await anext(frames)]
        collecting = asyncio.create_task(collect(heard))

        async def until(holds: Callable[[], bool]) -> None:
            async with asyncio.timeout(60):
                while not (collecting.done() or holds()):
                    await asyncio.sleep(0.01)

        async def looked(times: int) -> None:
            before = looks
            await until(lambda: looks >= before + times)

        await looked(1)  # the first look only notes where things stand
        await asyncio.to_thread(deed)
        await looked(2)  # one may have begun before the deed was done
        silences = heard.count(SILENCE)
        await until(lambda: heard.count(SILENCE) > silences)
        collecting.cancel()
        await asyncio.gather(collecting, return_exceptions=True)
        await frames.aclose()  # type: ignore[attr-defined]
        return heard

    async def collect(heard: list[str]) -> None:
        async for frame in frames:
            heard.append(frame)

    assert service.client.portal is not None
    return list(service.client.portal.call(run))


def user(service: Service, name: str, window: str | None = None) -> User:
    """Return a user."""
    agent(service, name, window)
    with service.session() as session:
        return accounts.require(session, name)


def test_an_agent_hears_of_a_handover_and_is_at_the_desk(service: Service) -> None:
    talk = service.open()[0]
    frames = console._frames(service.state, user(service, "zuoxi01"), None)
    heard = listen(service, frames, lambda: service.step(talk, "handoff"))
    assert heard[0] == stream.START
    assert any("event: conversation" in one and talk in one for one in heard), heard
    assert ": here\n\n" in heard
    there = service.client.get("/api/v1/presence", headers=service.user("agent")).json()
    assert "zuoxi01" in [one["username"] for one in there]


def test_what_was_missed_is_told_first(service: Service) -> None:
    talk, other = service.open()[0], service.open()[0]
    service.step(talk, "handoff")
    with service.session() as session:
        last = session.exec(select(LiveEvent).where(LiveEvent.conversation_id == talk)).one().id
    service.step(other, "handoff")
    frames = console._frames(service.state, user(service, "zuoxi01"), last)
    heard = listen(service, frames, lambda: None)
    assert [one for one in heard if other in one]
    assert not [one for one in heard if f"id: {last}\n" in one]


def test_nothing_is_lost_between_what_was_missed_and_the_first_look(
    alone: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look only notes where things stand: an event just before it is among those that were missed."""
    read, who = hub.Follower.read, user(alone, "zuoxi01")
    alone.step(alone.open()[0], "handoff")
    with alone.session() as session:
        last = events.newest(session)

    def late(self: hub.Follower) -> list[Told]:
        if self._low < 0:
            time.sleep(0.2)  # what was missed has long been read by now, if it is not read after this
            with alone.session(write=True) as session:
                events.publish(session, LiveKind.CALL, "in-between", recipient="zuoxi01")
        return read(self)

    monkeypatch.setattr(hub.Follower, "read", late)
    heard = listen(alone, console._frames(alone.state, who, last), lambda: None)
    assert [one for one in heard if "in-between" in one]


def test_who_is_shut_out_hears_no_more(service: Service) -> None:
    who = user(service, "zuoxi77")
    frames = console._frames(service.state, who, None)

    def shut_out() -> None:
        with service.session(write=True) as session:
            accounts.update(session, "zuoxi77", UserUpdate(is_active=False), "tests")

    talk = service.open()[0]
    listen(service, frames, shut_out)
    again = console._frames(service.state, who, None)
    heard = listen(service, again, lambda: None)
    assert ": here\n\n" not in heard
    assert talk not in str(heard)


@pytest.mark.parametrize(
    ("event", "hears"),
    [
        ({}, False),
        ({"recipient": "zuoxi01"}, True),
        ({"recipient": "zuoxi02"}, False),
        ({"window": "zhuzhou"}, True),
        ({"window": "xiangtan"}, False),
        ({"window": "xiangtan", "actor": "zuoxi01"}, True),
    ],
)
def test_what_an_agent_of_a_window_may_hear(event: dict[str, Any], hears: bool) -> None:
    told = Told(1, LiveKind.CASE, "1", **event)
    assert console.may_hear(told, "zuoxi01", Scope(windows=frozenset(["zhuzhou"]), home="zhuzhou")) is hears
    assert console.may_hear(told, "zuoxi03", Scope(everything=True)) is (event.get("recipient") is None)


def test_an_enterprise_hears_its_own_conversation(service: Service) -> None:
    conversation, who = service.open(), agent(service, "zuoxi01")
    other = service.open()[0]
    token = conversation[1]["Authorization"].removeprefix("Bearer ")
    frames = live_routes._frames(service.state, conversation[0], token)

    def deed() -> None:
        for talk in (other, conversation[0]):
            act(service, who, talk, "take")
            act(service, who, talk, "messages", text="您好")
            act(service, who, talk, "notes", text="内部")

    heard = listen(service, frames, deed)
    kinds = [one.split("event: ")[1].split("\n")[0] for one in heard if "event: " in one]
    assert kinds == ["conversation", "message"]
    assert other not in str(heard)


def test_routes_need_their_holder(service: Service) -> None:
    conversation, other = service.open(), service.open()
    path = f"/api/v1/conversations/{conversation[0]}/events"
    shape(service.client.get(path), 401, "UnauthenticatedError")
    shape(service.client.get(path, headers=other[1]), 401, "UnauthenticatedError")
    shape(service.client.get("/api/v1/conversations/nobody/events", headers=other[1]), 404, "NotFoundError")
    shape(service.client.get("/api/v1/events"), 401, "UnauthenticatedError")
    shape(service.client.get("/api/v1/events", headers=service.user("viewer")), 403, "NotAllowedError")
    shape(service.client.get("/api/v1/presence", headers=service.user("viewer")), 403, "NotAllowedError")
    bad = service.client.get("/api/v1/events", headers={**service.user("agent"), "Last-Event-ID": "x"})
    assert bad.status_code == 422


def test_cases_appeals_and_calls_are_noticed(alone: Service) -> None:
    talk = alone.open()[0]
    case_no = alone.submit(talk, phone="13812345678")["case_no"]
    alone.move(case_no, "dispatched")
    alone.step(talk, "call-backs", phone="13812345678")
    with alone.session() as session:
        kinds = [one.kind.value for one in session.exec(select(LiveEvent).order_by(LiveEvent.id))]
        subjects = {one.subject for one in session.exec(select(LiveEvent).where(LiveEvent.kind == LiveKind.CASE))}
    assert (kinds[0], kinds[-1], subjects) == ("case", "call_back", {case_no})


def test_staffed_or_not(alone: Service) -> None:
    conversation = alone.open()[0]
    with alone.session(write=True) as session:
        talk, now = session.get_one(Conversation, conversation), presence.utc_now()
        presence.touch(session, ["the-viewer", "nobody"], now)
        assert not staffing.is_staffed(session, talk, now)  # who is at no desk takes no talk
        presence.touch(session, ["the-agent"], now)
        assert staffing.is_staffed(session, talk, now)
        assert not staffing.is_staffed(session, talk, now + presence.LAPSE)
        presence.set_away(session, "the-agent", True, now)
        assert not staffing.is_staffed(session, talk, now)
