"""Events are told once each, in every process, also where ids are committed out of order; what was missed is told."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from api.clock import utc_now
from api.database import Database
from api.live import events
from api.live.events import RESYNC, Follower
from api.live.models import LiveEvent, LiveKind
from tests.api.conftest import BACKENDS, Service


def publish(service: Service, *subjects: str) -> None:
    """Have events told."""
    with service.session(write=True) as session:
        for subject in subjects:
            events.publish(session, LiveKind.CASE, subject)


def heard(follower: Follower) -> list[str]:
    """Return what a follower is told."""
    return [event.subject for event in follower.read()]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_each_process_is_told_each_once(service: Service) -> None:
    publish(service, "before")
    followers = [Follower(service.state.database), Follower(Database(service.state.database.url))]
    assert [heard(one) for one in followers] == [[], []]
    publish(service, "a", "b")
    assert [heard(one) for one in followers] == [["a", "b"], ["a", "b"]]
    publish(service, "c")
    assert [heard(one) for one in followers] == [["c"], ["c"]]
    assert [heard(one) for one in followers] == [[], []]


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_lower_id_committed_later_is_told(service: Service) -> None:
    follower = Follower(service.state.database)
    follower.read()
    with service.session(write=True) as slow:
        events.publish(slow, LiveKind.CASE, "slow")
        slow.flush()
        publish(service, "fast")
        assert heard(follower) == ["fast"]
    assert heard(follower) == ["slow"]
    assert heard(follower) == []


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_lower_id_not_yet_committed_at_the_first_look_is_told(service: Service) -> None:
    follower = Follower(service.state.database)
    with service.session(write=True) as slow:
        events.publish(slow, LiveKind.CASE, "slow")
        slow.flush()
        publish(service, "fast")
        assert heard(follower) == []
    assert heard(follower) == ["slow"]
    assert heard(follower) == []


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_what_is_undone_is_not_told(service: Service) -> None:
    follower = Follower(service.state.database)
    follower.read()
    with suppress(ZeroDivisionError), service.session(write=True) as session:
        events.publish(session, LiveKind.CASE, "undone")
        session.flush()
        raise ZeroDivisionError
    assert heard(follower) == []


def test_what_was_missed(alone: Service, monkeypatch: Any) -> None:
    publish(alone, *"abcd")
    with alone.session(write=True) as session:
        first = session.exec(select(LiveEvent).where(LiveEvent.subject == "a")).one()
        for event in session.exec(select(LiveEvent).where(LiveEvent.subject != "d")):
            event.at = utc_now() - timedelta(minutes=5)
            session.add(event)
    with alone.session() as session:
        assert [one.subject for one in events.since(session, first.id)] == ["b", "c", "d"]
        assert events.since(session, 987654) == [RESYNC]
        monkeypatch.setattr(events, "MOST_MISSED", 2)
        assert events.since(session, first.id) == [RESYNC]


def test_old_events_go_and_the_last_stays(alone: Service) -> None:
    publish(alone, *"abc")
    with alone.session(write=True) as session:
        events.sweep(session, utc_now() + timedelta(days=3))
    with alone.session() as session:
        assert [one.subject for one in session.exec(select(LiveEvent))] == ["c"]
