"""Who wants to be deleted in the talk: what it would take is told, the wish is kept once, and the worker fulfils it."""

from __future__ import annotations

import pytest
from sqlmodel import select

from api import worker
from api.accounts.models import AuditEntry
from api.clock import utc_now
from api.outbox.models import OutboxEntry
from api.outbox.relay import Relay
from api.privacy import wishes
from tests.api.conftest import BACKENDS, Service
from tests.api.privacy_parts import write_everywhere
from tests.api.test_app import shape

APPEAL = {"appeal_detail": "办事跑了五趟"}


def wished(service: Service) -> list[OutboxEntry]:
    with service.session() as session:
        return list(session.exec(select(OutboxEntry).where(OutboxEntry.topic == wishes.WISHED)))


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_what_it_would_end_is_told(service: Service) -> None:
    talk = service.open()[0]
    assert service.step(talk, "erasure-outlook").json() == {"open": [], "under_way": []}
    waiting, worked_on = (service.submit(talk, key)["case_no"] for key in ("a", "b"))
    appeal = service.step(talk, "appeals", draft_key="k", slots=APPEAL).json()["case_no"]
    service.move(worked_on, "dispatched")
    assert service.step(talk, "erasure-outlook").json() == {"open": [waiting, appeal], "under_way": [worked_on]}
    service.step(talk, "withdrawals", case_no=waiting)
    assert service.step(talk, "erasure-outlook").json()["open"] == [appeal]


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_the_wish_is_kept_once_and_noted(alone: Service) -> None:
    talk = alone.open()
    assert alone.step(talk[0], "erasures").json() == {"wished": True}
    assert alone.step(talk[0], "erasures").json() == {"wished": False}
    (entry,) = wished(alone)
    assert entry.payload == {"conversation_id": talk[0]}
    assert alone.read(talk)["messages"] == []  # nothing is deleted while the turn runs
    with alone.session() as session:
        noted = session.exec(select(AuditEntry).where(AuditEntry.subject == talk[0])).all()
    assert [(one.actor, one.action) for one in noted] == [("enterprise", "wish_erasure")]


def test_a_talk_that_is_not_there(service: Service) -> None:
    for name in ("erasures", "erasure-outlook"):
        shape(service.step("nothing", name), 404, "NotFoundError")


def test_the_worker_fulfils_it(alone: Service) -> None:
    person = write_everywhere(alone)
    alone.step(person.talk[0], "erasures")
    parts = worker.build(alone.state.settings)
    relay = Relay(parts.database, worker.handlers(parts), now=lambda: utc_now() + wishes.AFTER)
    relay.drain()
    (entry,) = wished(alone)
    assert (entry.done_at is not None, entry.last_error) == (True, "")
    read = alone.client.get(f"/api/v1/conversations/{person.talk[0]}", headers=person.talk[1])
    shape(read, 404, "NotFoundError")
    parts.database.close()
