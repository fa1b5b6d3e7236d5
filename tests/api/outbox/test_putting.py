"""Putting into the outbox: with the caller's rows or not at all, and once for each key."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from api.clock import iso
from api.outbox import service as outbox
from api.outbox.models import OutboxEntry
from tests.api.conftest import BACKENDS, Service

everywhere = pytest.mark.parametrize("backend", BACKENDS, indirect=True)


def entries(service: Service, topic: str) -> list[OutboxEntry]:
    """Return the entries of a topic, oldest first."""
    with service.session() as session:
        query = select(OutboxEntry).where(OutboxEntry.topic == topic).order_by(OutboxEntry.id)  # type: ignore[arg-type]
        return list(session.exec(query))


@everywhere
def test_committed_with_the_session(service: Service) -> None:
    later = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    with service.session(write=True) as session:
        assert outbox.put(session, "t.kept", {"case_no": "XQ1"}, due_at=later)
    (entry,) = entries(service, "t.kept")
    assert (entry.payload, entry.attempts, entry.done_at, entry.failed_at) == ({"case_no": "XQ1"}, 0, None, None)
    assert iso(entry.due_at) == "2026-12-01T09:00:00+08:00"


@everywhere
def test_undone_with_the_session(service: Service) -> None:
    def half() -> None:
        with service.session(write=True) as session:
            outbox.put(session, "t.undone", {})
            raise ValueError("half")

    with pytest.raises(ValueError, match="half"):
        half()
    assert entries(service, "t.undone") == []


@everywhere
def test_once_for_each_key(service: Service) -> None:
    with service.session(write=True) as session:
        assert outbox.put(session, "t.once", {"n": 1}, key="t.once:1")
        assert not outbox.put(session, "t.once", {"n": 2}, key="t.once:1")
    with service.session(write=True) as session:
        assert not outbox.put(session, "t.once", {"n": 3}, key="t.once:1")
        assert outbox.put(session, "t.once", {"n": 4})
        assert outbox.put(session, "t.once", {"n": 5})  # without a key each is its own
    assert [entry.payload["n"] for entry in entries(service, "t.once")] == [1, 4, 5]
