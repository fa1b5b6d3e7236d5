"""A person gets the whole context; outside working hours the next opening is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select

from api.clock import CHINA, Clock, utc_now
from api.conversations.models import Conversation
from tests.api.conftest import BACKENDS, Service
from tests.api.fakes import turn
from tests.api.test_app import shape
from tests.api.windows import COUNTY, OTHER, with_windows

PATH = "/api/v1/handovers"


def test_the_whole_context(service: Service) -> None:
    service.bot.script = lambda _: turn(
        need="想贷款，打13812345678", region="430112", contact="周明", phone="13812345678"
    )
    conversation = service.open()
    service.say(conversation, "想贷款，打13812345678，我叫周明")
    case_no = service.submit(conversation[0])["case_no"]
    service.step(conversation[0], "handoff")
    agent = service.user("agent")
    waiting = service.client.get(PATH, params={"limit": 100}, headers=agent).json()
    assert conversation[0] in [one["conversation_id"] for one in waiting]
    whole = service.client.get(f"{PATH}/{conversation[0]}", headers=agent).json()
    lines = {line["label"]: line["text"] for line in whole["summary"]}
    assert lines["联系人"] == "周**"
    assert lines["电话"] == "138****5678"
    assert lines["地区"] == "湖南省长沙市望城区"
    assert [message["role"] for message in whole["messages"]] == ["user", "bot"]
    assert [demand["case_no"] for demand in whole["demands"]] == [case_no]
    assert "13812345678" not in str(whole)
    assert whole["handoff"]
    assert whole["since"]


@pytest.mark.parametrize("role", ["maintainer", "reviewer", "viewer"])
def test_agents_only(service: Service, role: str) -> None:
    for path in (PATH, f"{PATH}/x"):
        shape(service.client.get(path, headers=service.user(role)), 403, "NotAllowedError")
    shape(service.client.get(f"{PATH}/nobody", headers=service.user("agent")), 404, "NotFoundError")


@pytest.mark.parametrize(
    ("day", "clock", "opens"),
    [(23, "10:30", None), (23, "12:30", "今天13:30"), (23, "20:00", "明天9:00"), (28, "10:00", "11月30日（周一）9:00")],
)
def test_the_hours(service: Service, monkeypatch: Any, day: int, clock: str, opens: str | None) -> None:
    hour, minute = map(int, clock.split(":"))
    now = datetime(2026, 11, day, hour, minute, tzinfo=CHINA)
    monkeypatch.setattr(Clock, "now", lambda _: now)
    assert service.step(service.open()[0], "handoff").json()["opens"] == opens


def staffed(service: Service, window: str | None = None) -> bool:
    """Tell what a hand-over says of a conversation that belongs to a window."""
    conversation = service.open()[0]
    with service.session(write=True) as session:
        session.get_one(Conversation, conversation).window = window
    return bool(service.step(conversation, "handoff").json()["staffed"])


def at_desk(service: Service, who: str, away: bool = False) -> None:
    service.client.put("/api/v1/presence", json={"away": away}, headers=service.user(who))


def test_whether_anybody_is_at_the_desk(alone: Service) -> None:
    assert not staffed(alone)
    at_desk(alone, "agent")
    assert staffed(alone)
    at_desk(alone, "agent", away=True)
    assert not staffed(alone)


def test_whoever_does_not_see_the_conversation_is_nobody(alone: Service) -> None:
    """An agent of another county cannot take it: the enterprise is told that nobody is there, and offered a call."""
    with_windows(alone)
    at_desk(alone, "other")
    assert not staffed(alone, COUNTY)
    assert staffed(alone, OTHER)
    at_desk(alone, "county")
    assert staffed(alone, COUNTY)
    assert not staffed(alone)  # what has no window is the hub's
    at_desk(alone, "hub")
    assert staffed(alone)


def test_what_a_talk_is_about(service: Service) -> None:
    """Once a need is registered nothing is being said any more: the case's own name stands in the list."""
    service.bot.script = lambda _: turn(need=None)
    talk, agent = service.open()[0], service.user("agent")
    service.submit(talk, need="想贷款五百万扩产，联系人周明", contact="周明")
    with service.session(write=True) as session:
        session.get_one(Conversation, talk).draft = {}
    service.step(talk, "handoff")
    rows = service.client.get(PATH, params={"limit": 100}, headers=agent).json()
    (row,) = [one for one in rows if one["conversation_id"] == talk]
    assert row["need"] == "想贷款五百万扩产，联系人周**"
    assert service.client.get(f"{PATH}/{talk}", headers=agent).json()["need"] == row["need"]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_those_of_one_moment_have_one_order(alone: Service) -> None:
    """Or a page might show again whom the one before it showed, and another on none."""
    talks, moment = [alone.open()[0] for _ in range(8)], utc_now()
    with alone.session(write=True) as session:
        for talk in session.exec(select(Conversation)):
            talk.handoff, talk.handoff_at = True, moment
            session.add(talk)
    pages = [
        alone.client.get(PATH, params={"limit": 3, "offset": offset}, headers=alone.user("agent")).json()
        for offset in (0, 3, 6)
    ]
    assert [one["conversation_id"] for page in pages for one in page] == sorted(talks)
