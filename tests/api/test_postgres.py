"""What only PostgreSQL can show; the core suites run on it too: every test with ``postgres`` in its name."""

from __future__ import annotations

import pytest
from sqlmodel import select

from api.accounts.actors import Actor, ActorKind
from api.demands import lifecycle
from api.demands.models import Demand, DemandStatus
from api.errors import ConflictError
from tests.api.conftest import Service

pytestmark = pytest.mark.parametrize("backend", ["postgres"], indirect=True)


def test_this_is_postgresql(service: Service) -> None:
    assert service.state.database.engine.dialect.name == "postgresql"
    assert service.client.get("/readyz").json()["database"] is True
    assert not (service.state.settings.data_dir / "qifu.db-wal").exists()


def test_of_two_sessions_that_read_the_same_state_one_writes(service: Service) -> None:
    case_no = service.submit(service.open()[0])["case_no"]
    query = select(Demand).where(Demand.case_no == case_no)
    with service.session(write=True) as first, service.session() as second:
        slow = second.exec(query).one()
        lifecycle.move(first, first.exec(query).one(), DemandStatus.DISPATCHED, Actor("a", ActorKind.AGENT))
        first.commit()
        with pytest.raises(ConflictError, match="刚被别人处理过"):
            lifecycle.move(second, slow, DemandStatus.CANCELLED, Actor("b", ActorKind.AGENT), "不要了")
