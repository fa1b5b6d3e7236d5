"""The relay: each entry once in effect, failures later and less often, the hopeless on a list; on every backend."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, select

from api.accounts.models import AuditEntry
from api.clock import in_china
from api.outbox import beats, claims, keeping
from api.outbox import service as outbox
from api.outbox.handlers import Handler, HopelessError, Postponed, Work
from api.outbox.models import OutboxEntry
from api.outbox.relay import Relay, Steps
from tests.api.conftest import BACKENDS, Service

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
TOPIC = "t"


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC) + timedelta(minutes=1)  # all that a test puts is due, however slow it is

    def __call__(self) -> datetime:
        return self.at

    def later(self, **amount: float) -> None:
        self.at += timedelta(**amount)


@pytest.fixture
def hand() -> Hand:
    """Return the clock."""
    return Hand()


def effect(session: Session, work: Work, result: Any) -> None:
    """Leave a row."""
    session.add(AuditEntry(actor="relay", action=work.topic, subject=work.key, detail=str(result)))


def effects(service: Service) -> list[tuple[str, str]]:
    """Return the rows left."""
    with service.session() as session:
        query = select(AuditEntry).where(AuditEntry.actor == "relay").order_by(AuditEntry.id)  # type: ignore[arg-type]
        return [(row.subject, row.detail) for row in session.exec(query)]


def put(service: Service, *keys: str, topic: str = TOPIC, **more: Any) -> None:
    """Put entries."""
    with service.session(write=True) as session:
        for key in keys:
            outbox.put(session, topic, {"n": key}, key=key, **more)


def entry(service: Service, key: str) -> OutboxEntry:
    """Return an entry."""
    with service.session() as session:
        return session.exec(select(OutboxEntry).where(OutboxEntry.key == key)).one()


def relay(service: Service, hand: Hand, handler: Handler, steps: Steps | None = None) -> Relay:
    """Return a relay on the service's database."""
    return Relay(service.state.database, {TOPIC: handler}, steps, now=hand)


@everywhere
def test_in_the_order_in_which_they_fall_due(alone: Service, hand: Hand) -> None:
    put(alone, "b", due_at=hand.at - timedelta(minutes=1))
    put(alone, "c", due_at=hand.at + timedelta(minutes=1))
    put(alone, "a", due_at=hand.at - timedelta(minutes=2))
    one = relay(alone, hand, Handler(effect, perform=lambda work: work.payload["n"] * 2))
    assert one.drain() == 2
    assert effects(alone) == [("a", "aa"), ("b", "bb")]
    assert one.drain() == 0
    hand.later(minutes=1)
    assert one.drain() == 1
    assert effects(alone)[2:] == [("c", "cc")]


@everywhere
def test_failure_is_tried_again_later_and_each_time_later(
    alone: Service, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "pause", partial(claims.pause, chance=lambda: 0.0))

    def fail(session: Session, work: Work, result: Any) -> None:
        effect(session, work, result)
        raise OSError("no line to 13812345678")

    put(alone, "x")
    one, start = relay(alone, hand, Handler(fail)), hand.at
    pauses = []
    while entry(alone, "x").failed_at is None:
        assert one.work_one()
        due = in_china(entry(alone, "x").due_at)
        pauses.append(int((due - hand.at).total_seconds()))
        hand.at = max(hand.at, due)
        assert entry(alone, "x").last_error == "OSError: no line to 138****5678"
    assert pauses[:-1] == [10, 30, 90, 270, 810, 2430, 3600]
    assert hand.at - start == timedelta(seconds=7240)
    assert effects(alone) == []  # what a failed attempt wrote was undone
    assert not one.work_one()


def test_pauses_differ_by_chance() -> None:
    assert claims.pause(1, lambda: 0.0) == timedelta(seconds=10)
    assert claims.pause(1, lambda: 1.0) == timedelta(seconds=5)
    assert claims.pause(8, lambda: 0.5) == timedelta(minutes=45)


@everywhere
def test_hopeless_is_given_up_at_once_and_can_be_tried_again(alone: Service, hand: Hand) -> None:
    def refuse(_: Work) -> None:
        raise HopelessError("refused")

    handler = Handler(effect, perform=refuse, give_up=lambda session, work, why: effect(session, work, f"over: {why}"))
    put(alone, "x")
    assert relay(alone, hand, handler).work_one()
    assert entry(alone, "x").failed_at is not None
    assert effects(alone) == [("x", "over: HopelessError: refused")]
    with alone.session(write=True) as session:
        keeping.retry(session, entry(alone, "x").id or 0)
    hand.later(seconds=60)
    assert relay(alone, hand, Handler(effect)).drain() == 1
    assert (entry(alone, "x").failed_at, entry(alone, "x").attempts) == (None, 1)


@everywhere
def test_topic_without_a_handler_is_on_the_list_of_the_failed(alone: Service, hand: Hand) -> None:
    put(alone, "x", topic="unheard.of")
    assert relay(alone, hand, Handler(effect)).work_one()
    assert entry(alone, "x").last_error == "HopelessError: no handler for unheard.of"


@everywhere
def test_postponed_counts_as_no_attempt(alone: Service, hand: Hand) -> None:
    until = hand.at + timedelta(hours=9)

    def not_now(_: Work) -> None:
        if hand.at < until:
            raise Postponed(until)

    put(alone, "x")
    one = relay(alone, hand, Handler(effect, perform=not_now))
    assert one.work_one()
    assert (entry(alone, "x").attempts, in_china(entry(alone, "x").due_at)) == (0, until)
    assert not one.work_one()
    hand.later(hours=9)
    assert one.drain() == 1


@everywhere
def test_two_relays_never_hold_the_same_entry(alone: Service, hand: Hand) -> None:
    put(alone, "x")
    first, second = (relay(alone, hand, Handler(effect)) for _ in range(2))
    held = claims.claim(alone.state.database, first.name, hand.at)
    assert held is not None
    assert not second.work_one()
    hand.later(seconds=61)  # the first must be dead
    assert second.drain() == 1

    def late() -> None:
        with alone.session(write=True) as session:
            effect(session, held, "late")
            claims.finish(session, held, first.name, hand.at)

    with pytest.raises(claims.ClaimLostError):
        late()
    assert effects(alone) == [("x", "None")]


class Late(Steps):
    """Lets the lease run out, and another relay work, before the first has recorded."""

    def __init__(self, before_recording: Callable[[], Any]) -> None:
        self._then = before_recording

    def reached(self, step: str) -> None:
        if step == "performed":
            self._then()


@everywhere
def test_slow_worker_whose_lease_ran_out_records_nothing(alone: Service, hand: Hand) -> None:
    put(alone, "x")
    second = relay(alone, hand, Handler(effect, perform=lambda work: f"second, again={work.again}"))

    def overtaken() -> None:
        hand.later(seconds=61)
        assert second.drain() == 1

    assert relay(alone, hand, Handler(effect, perform=lambda _: "first"), Late(overtaken)).work_one()
    assert effects(alone) == [("x", "second, again=True")]


@everywhere
def test_entry_that_ends_its_worker_each_time_is_given_up(alone: Service, hand: Hand) -> None:
    put(alone, "x")
    for _ in range(claims.MOST_ATTEMPTS):
        assert claims.claim(alone.state.database, "a worker that dies", hand.at)
        hand.later(seconds=61)
    assert relay(alone, hand, Handler(effect)).work_one()
    assert entry(alone, "x").failed_at is not None
    assert "8 attempts" in entry(alone, "x").last_error
    assert effects(alone) == []


@everywhere
def test_run_beats_works_and_outlives_trouble(alone: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.outbox.relay.AFTER_TROUBLE_SECONDS", 0.01)
    put(alone, "x", "y")
    stop, calls = threading.Event(), []

    def once_in_trouble(session: Session, work: Work, result: Any) -> None:
        effect(session, work, result)
        if work.key == "y":
            stop.set()

    one = Relay(alone.state.database, {TOPIC: Handler(once_in_trouble)})
    real = one.work_one

    def stumbling() -> bool:
        calls.append(1)
        if len(calls) == 1:
            raise OSError("the database went away")
        return real()

    monkeypatch.setattr(one, "work_one", stumbling)
    one.run(stop)
    assert [key for key, _ in effects(alone)] == ["x", "y"]
    with alone.session() as session:
        standing = beats.standing(session, datetime.now(UTC))
    assert standing["alive"]
    assert [worker["name"] for worker in standing["workers"]] == [one.name]
    assert (standing["due"], standing["failed"]) == (0, 0)


@everywhere
def test_what_is_long_done_is_cleared_away(alone: Service, hand: Hand) -> None:
    put(alone, "x", "y")
    one = relay(alone, hand, Handler(effect))
    assert one.work_one()
    hand.later(days=29)
    assert one.work_one()
    with alone.session(write=True) as session:
        assert keeping.clear(session, hand.at) == 0
        assert keeping.clear(session, hand.at + timedelta(days=2)) == 1
    assert entry(alone, "y").done_at is not None
